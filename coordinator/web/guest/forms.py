"""What guests fill in. Nothing is chosen beforehand but an answer that stands already."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, EmailField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from coordinator.consent.report import About
from coordinator.contact import normal_address
from coordinator.events.card import Card
from coordinator.events.dates import Could
from coordinator.events.invitation import FOOD, Answer
from coordinator.fields import Line, Name, Words
from coordinator.text import NOTE, PLACE
from coordinator.words import _l

Typed = MultiDict[str, str] | None
COULD = {Could.YES.value: _l("Good"), Could.MAYBE.value: _l("Maybe"), Could.NO.value: _l("No")}
ALONE = {Answer.NO, Answer.UNDECIDED}  # answers with which nothing else goes
FEW = {1: _l("Just me"), 2: _l("Me and one more"), 3: _l("Me and two more")}


def choices(labels: Mapping[str, str]) -> list[SelectChoice]:
    """Return choices whose words are looked up when they are shown."""
    return [SelectChoice(value, label) for value, label in labels.items()]


class AnswerForm(BaseForm):
    """The answer to one invitation, with the host's own questions in it."""

    def __init__(self, card: Card, typed: Typed = None) -> None:
        """Ask what this host asks; `typed` is what was sent."""
        super().__init__(_answer_fields(card))
        self.card = card
        self.process(typed, data=_answered(card))

    def is_fine(self) -> bool:
        """Check the answer, and what goes with a yes only where it is one: nobody sees those fields otherwise."""
        if not self["answer"].validate(self):
            return False
        return self["answer"].data != Answer.YES or (self.validate() and self._keeps_the_place())

    @property
    def chosen(self) -> Answer:
        """Return the answer of a form that is fine."""
        return Answer(self["answer"].data)

    @property
    def details(self) -> dict[str, Any]:
        """Return what goes with a yes, by the names `answering.reply` has for it; with another answer goes nothing."""
        if self.chosen in ALONE:
            return {}
        said: dict[str, Any] = self.data
        return {
            "party": int(said.get("party") or 1),
            "food": said.get("food") or "",
            "item_id": int(said["bring"]) if said.get("bring") else None,
            "words": {int(name[1:]): words for name, words in said.items() if name.startswith("q") and words},
        }

    def _keeps_the_place(self) -> bool:
        """Check that nobody who has a place loses it by bringing more people than there is room for."""
        fits = not self.card.is_coming or self.details["party"] <= self.card.room
        if not fits:
            self["party"].errors = [_("There isn’t room for that many just now. Your place stays yours.")]
        return fits


class DatesForm(BaseForm):
    """Which days of a poll could work."""

    def __init__(self, card: Card, typed: Typed = None) -> None:
        """Ask about each day on its own; a day may be left out."""
        radio = RadioField(validators=[Optional()], choices=choices(COULD))
        fields: dict[str, Any] = {f"d{day.id}": radio for day in card.days}
        super().__init__(fields)
        self.process(typed, data={f"d{day.id}": day.could and day.could.value for day in card.days})

    def is_fine(self) -> bool:
        """Check that at least one day got a word."""
        fine = self.validate()
        if fine and not any(self.data.values()):
            self.form_errors.append(_("Say of at least one day whether it could work"))
            return False
        return fine

    @property
    def could(self) -> dict[int, Could]:
        """Return what was said, by the day's id."""
        return {int(name[1:]): Could(said) for name, said in self.data.items() if said}


class CalendarLetterForm(FlaskForm):
    """Where a calendar invitation should be mailed."""

    mail = EmailField(_l("Your e-mail address"), [InputRequired(_l("Type the address it should go to"))])
    note = BooleanField(_l("Also send a note the day before"))
    always = BooleanField(_l("Put the date into later invitations too"))

    def validate_mail(self, field: EmailField) -> None:
        """Bring the address to its normal form."""
        field.data = normal_address(field.data or "")


class ZoneForm(FlaskForm):
    """In which zone this reader wants a second line."""

    zone = SelectField(_l("Your time zone"))


class StopForm(FlaskForm):
    """Whether to be left out; every tick is the guest's own wish."""

    stop = RadioField(
        _l("What would you like?"),
        [InputRequired(_l("Choose one of the two"))],
        choices=choices({"yes": _l("Leave me out"), "no": _l("Keep things as they are")}),
    )
    host = BooleanField()
    organiser = BooleanField()
    all = BooleanField(_l("No invitations from this site at all"))

    def validate_stop(self, field: RadioField) -> None:
        """Refuse to keep things as they are together with a tick, so that no wish is lost without a word."""
        if field.data == "no" and (self.host.data or self.organiser.data or self.all.data):
            raise ValidationError(_l("What you ticked below goes with “Leave me out”. Choose that, or untick it."))


class ReportForm(FlaskForm):
    """Something not right, for the operator alone."""

    about = RadioField(
        _l("What is it about?"),
        [InputRequired(_l("Choose what fits best"))],
        choices=choices(
            {
                About.UNKNOWN.value: _l("I don’t know who sent this"),
                About.WORDS.value: _l("Something written here"),
                About.CONTACT.value: _l("I don’t want to hear from someone"),
                About.OTHER.value: _l("Something else"),
            }
        ),
    )
    words = Words(
        _l("In your words, if you like"), most=NOTE, addresses=True, description=_l("You can leave this empty.")
    )


class NameForm(FlaskForm):
    """How a guest wants to be called."""

    name = Name(_l("Correct your name"), [DataRequired(_l("Type the name you’d like to be called by"))])


class DeletionForm(FlaskForm):
    """Whether to delete all of it."""

    delete = RadioField(
        _l("What would you like?"),
        [InputRequired(_l("Choose one of the two"))],
        choices=choices({"yes": _l("Delete everything stored about me"), "no": _l("Keep it for now")}),
    )


def _answer_fields(card: Card) -> dict[str, Any]:
    """Return the fields of an invitation: always an answer, the rest only where there is something to ask."""
    come = _l("I’ll come, if a place comes free") if card.is_full else _l("I’ll come")
    answers = {
        Answer.YES.value: come,
        Answer.NO.value: _l("I can’t"),
        Answer.UNDECIDED.value: _l("I’d rather not say yet"),
    }
    fields: dict[str, Any] = {
        "answer": RadioField(
            _l("Will you come?"), [InputRequired(_l("Choose one of the three answers"))], choices=choices(answers)
        )
    }
    if card.party_most > 1:
        parties = {str(size): _party(size) for size in range(1, card.party_most + 1)}
        fields["party"] = SelectField(_l("How many of you?"), choices=choices(parties))
    if card.has_things:
        things = {"": _l("Nothing, thanks")} | {str(thing.id): thing.name for thing in card.things}
        taken = _l("Somebody else brings that by now. You can pick another, or nothing.")
        fields["bring"] = SelectField(  # type: ignore[call-arg]  # newer than its stubs
            _l("Could you bring something?"), choices=choices(things), invalid_choice_message=taken
        )
    if card.asks_about_food:
        fields["food"] = Line(_l("Anything about food?"), most=FOOD)
    for question in card.other_questions:
        fields[f"q{question.id}"] = Line(question.words, most=PLACE)
    return fields


def _answered(card: Card) -> Mapping[str, Any]:
    """Return what this guest said before. Only an answer that stands is chosen: nothing is confirmed blindly."""
    stands = None if card.set_aside_at or card.is_waiting else card.said
    return {
        "answer": stands and stands.value,
        "party": str(card.party or 1),
        "bring": str(card.item_id or ""),
        "food": card.food or "",
    } | {f"q{question.id}": question.said or "" for question in card.other_questions}


def _party(size: int) -> str:
    return FEW.get(size) or _("Me and %(count)s more", count=size - 1)
