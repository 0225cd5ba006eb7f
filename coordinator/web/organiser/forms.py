"""What an organiser fills in. Nothing is chosen beforehand but what was chosen on the page before."""

from datetime import date

from babel.dates import get_month_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, StopValidation

from coordinator import clock
from coordinator.accounts.account import Account
from coordinator.contact import normal_address
from coordinator.events import organiser_reply
from coordinator.events.answer import Answer
from coordinator.events.event import Event
from coordinator.fields import Line, Name, Words
from coordinator.history.shared import Conduct
from coordinator.plans import asking
from coordinator.plans.favour import Friend
from coordinator.plans.record import Record
from coordinator.plans.screening import Says
from coordinator.text import LINE
from coordinator.web.choosing import choices, one_of
from coordinator.words import _l

NEW = "new"  # somebody who is not on the list yet
SAYS: dict[str, str] = {Says.NO.value: _l("No"), Says.YES.value: _l("Yes"), Says.UNSURE.value: _l("I’m not sure")}
ANSWERS: dict[str, str] = {
    Answer.YES: _l("I’m coming"),
    Answer.NO: _l("I’m not coming"),
    Answer.UNDECIDED: _l("I can’t say yet"),
}
CONDUCT: dict[str, str] = {
    Conduct.STAYED: _l("Stayed a reasonable time"),
    Conduct.OTHERS: _l("Talked with others too"),
    Conduct.LIGHT: _l("Kept it light"),
    Conduct.LEFT: _l("Left when it felt right"),
    Conduct.LESS: _l("Would do less next time"),
}


class QuestionForm(FlaskForm):
    """One question of the screening; what is said is kept nowhere."""

    answer = one_of(_l("Your answer"), _l("Choose one of the three answers."), SAYS)


class MonthForm(FlaskForm):
    """The month two people parted."""

    month = SelectField(
        _l("Month"),
        [InputRequired(_l("Choose the month."))],
        invalid_choice_message=_l("Choose the month."),  # type: ignore[call-arg]  # newer than its stubs
    )
    year = Line(_l("Year"), [DataRequired(_l("Type the year."))], most=4)

    def __init__(self) -> None:
        """Name the months in the reader's language."""
        super().__init__()
        names = get_month_names("wide", context="stand-alone", locale=get_locale() or "en")
        self.month.choices = choices({"": _("Choose")} | {str(number): name for number, name in names.items()})

    def validate_year(self, field: Line) -> None:
        """Take four digits of a month that is over or going on."""
        typed = field.data or ""
        if not (typed.isascii() and typed.isdigit() and len(typed) == len("2026")):
            raise StopValidation(_("Write the year with four digits, like 2026."))
        today = clock.now().date()
        if not today.year - 100 < int(typed) <= today.year:
            raise StopValidation(_("That year can’t be right."))
        if not self.month.errors and self.parted > today:
            raise StopValidation(_("That month is still to come."))

    @property
    def parted(self) -> date:
        """Return the first day of the month."""
        return date(int(self.year.data or ""), int(self.month.data), 1)


class NameForm(FlaskForm):
    """The other person's first name, and one's own where it is not known yet."""

    name = Name(
        _l("The other person’s first name"),
        [DataRequired(_l("Type a first name."))],
        description=_l(
            "Only you and the friends you ask see it as you type it, and the other person on their own data page."
        ),
    )
    own_name = Name(
        _l("Your own name"),
        [DataRequired(_l("Type the name your friends know you by."))],
        description=_l("As your friends know you. They read it when you ask them a favour."),
    )

    def __init__(self, me: Account) -> None:
        """Ask for one's own name only once."""
        super().__init__()
        if me.name:
            del self.own_name


class FavourForm(FlaskForm):
    """A favour: whom, by which way, and a line if one likes."""

    friend = one_of(_l("Who?"), _l("Choose a friend."))
    name = Name(_l("Their name"), description=_l("Only for somebody new. As you call them."))
    way = one_of(
        _l("How does it reach them?"),
        _l("Choose one of the two ways."),
        {"mail": _l("Mail it to them"), "link": _l("I’ll send them a link myself")},
    )
    address = EmailField(
        _l("Their e-mail address"),
        description=_l("Only if it is mailed. It is deleted when they answer, or after seven days."),
    )
    line = Words(
        _l("A line from you, if you like"),
        most=LINE,
        description=_l("Only this friend reads it. It is deleted once they answer."),
    )

    def __init__(self, record: Record, *, mails: bool, chosen: str | None = None) -> None:
        """Offer the friends who can be asked now, and a way by mail only where letters leave at all."""
        super().__init__(data={"friend": chosen})
        known = {str(friend.id): friend.name for friend in asking.ready(record)}
        self.friend.choices = choices(known | ({NEW: _("Someone else")} if asking.may_name_another(record) else {}))
        self.only_new = not known
        if not mails:
            del self.way, self.address

    @property
    def by_mail(self) -> bool:
        """Say whether a letter is wanted."""
        return "way" in self and bool(self.way.data == "mail")

    def is_for(self, friend: Friend) -> bool:
        """Say whether a friend is the one chosen or named."""
        return self.friend.data == str(friend.id) or (self.friend.data == NEW and self.name.data == friend.name)

    def validate_name(self, field: Name) -> None:
        """Ask for the name of somebody new."""
        if self.friend.data == NEW and not field.data:
            raise StopValidation(_("Type their name."))

    def validate_address(self, field: EmailField) -> None:
        """Bring the address to its normal form, where there is to be a letter."""
        if self.by_mail:
            field.data = normal_address(field.data or "")


class ReplyForm(FlaskForm):
    """Whether the organiser comes; late, a no is all there is."""

    answer = one_of(_l("Are you coming?"), _l("Choose one of the answers."))

    def __init__(self, event: Event) -> None:
        """Offer what can still be said, with what stands chosen."""
        row = event.organiser_reply
        super().__init__(data={"answer": row.stands if row else None})
        self.answer.choices = choices({each: ANSWERS[each] for each in organiser_reply.possible(event)})


class ReflectionForm(FlaskForm):
    """A closed list about one's own conduct; there is no room for words about anybody (R6)."""

    own = SelectMultipleField(
        _l("About you only. Nobody else sees this."),
        choices=choices(CONDUCT),
    )
