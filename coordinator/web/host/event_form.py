"""The form an event is made of: everything in the host's words, and no more than a yes needs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired

from coordinator import clock
from coordinator.events import bring, ease, question
from coordinator.events.kinds import Kind, Sort
from coordinator.events.outline import Outline, Span
from coordinator.fields import Day, Line, TimeOfDay, Words
from coordinator.instance import pace
from coordinator.text import NAME, NOTE, PLACE, TITLE
from coordinator.web.host.fields import Lines, Number, choices
from coordinator.web.zones import zone_choices

MOST_PEOPLE = 60
LONGEST = 5000  # characters of anything typed that a draft keeps
PARTIES = {"1": _l("Nobody"), "2": _l("One more"), "3": _l("Two more"), "4": _l("Three more")}


class HostForm(FlaskForm):
    """A form at this door."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # flask_wtf says nothing of its types
        """Leave the token to CSRFProtect, which looks at it before any view."""

        csrf = False


@dataclass(frozen=True)
class Bounds:
    """What the days and numbers have to keep to: first and last day, heads that are coming already."""

    first: date
    last: date
    heads: int = 0
    days_fixed: bool = False


class EventForm(HostForm):
    """What the host decides. Nothing is required by the browser: what is missing is said beside its field."""

    kind = RadioField(
        _l("What kind"),
        [InputRequired(_l("Choose what kind it is"))],
        choices=choices({kind.value: kind.label for kind in Kind}),
    )
    title = Line(_l("What is it called?"), [DataRequired(_l("Say what it is called"))], most=TITLE)
    note = Words(
        _l("A line or two for your guests"),
        most=NOTE,
        description=_l("Everyone you invite reads this. No links, please."),
    )
    dates = RadioField(
        _l("Do you know the day?"),
        [InputRequired(_l("Say whether you know the day"))],
        choices=choices({"one": _l("Yes, one day"), "poll": _l("Offer a few days")}),
    )
    day = Day(_l("Day"), [DataRequired(_l("Pick a day"))])
    day2 = Day(_l("Second day"))
    day3 = Day(_l("Third day"))
    day4 = Day(_l("Fourth day"))
    day5 = Day(_l("Fifth day"))
    day6 = Day(_l("Sixth day"))
    start = TimeOfDay(_l("From"), [DataRequired(_l("Say when it starts"))])
    until = TimeOfDay(_l("Until"), [DataRequired(_l("Give it an end"))])
    zone = SelectField(_l("Times are"))
    place = Line(_l("Place"), [DataRequired(_l("Say where it is"))], most=PLACE)
    address = Line(_l("Address"), most=PLACE)
    sort = RadioField(_l("What sort of place?"), [InputRequired(_l("Say what sort of place it is"))], choices=[])
    capacity = Number(
        _l("How many people can come?"),
        [InputRequired(_l("Say how many can come"))],
        description=_l("You included. When it’s full, a waiting list starts by itself."),
    )
    party_most = SelectField(_l("Whom may each guest bring along?"), choices=choices(PARTIES), default="1")
    answer_by = Day(
        _l("Answer by, if you like"), description=_l("Guests can still change their answer until it starts.")
    )
    food = BooleanField(_l("Ask about food"), default=True)
    questions = Lines(
        _l("Questions of your own"),
        each=PLACE,
        at_most=question.MOST,
        description=_l("One per line, five at most with the one about food. Answering is up to each guest."),
    )
    bring = Lines(
        _l("Things guests could bring"),
        each=NAME,
        at_most=bring.MOST,
        description=_l("One per line. Each guest can take one, or none."),
    )

    def __init__(self, *args: Any, bounds: Bounds, zones: Sequence[str], organiser: str, **kwargs: Any) -> None:
        """Take what the days keep to, the zones at hand, and what the host calls the person who asked."""
        super().__init__(*args, **kwargs)
        self.bounds = bounds
        self.zone.choices = zone_choices(*zones)
        self.zone.data = self.zone.data or zones[0]
        known = any(choice.value == self.zone.data for choice in self.zone.choices)
        self.here = ZoneInfo(self.zone.data if known else zones[0])
        self.sort.choices = [
            SelectChoice(Sort.PUBLIC.value, _("A public place")),
            SelectChoice(Sort.HOME.value, _("Someone’s home")),
            SelectChoice(Sort.ORGANISERS_HOME.value, _("%(name)s’s home", name=organiser)),
        ]

    def look_only_at(self, names: Collection[str]) -> None:
        """Look at some fields alone: what is still empty in the others is not yet a mistake."""
        self.validate()
        for field in self:
            if field.name not in names:
                field.errors = ()

    def validate_day(self, field: Day) -> None:
        """Refuse a day that leaves no time to say no, or is too far ahead to know."""
        if not self.bounds.days_fixed:
            self._must_be_near(field)

    def validate_day2(self, field: Day) -> None:
        """Ask for a second day where days are offered."""
        if self.dates.data == "poll" and len(set(self.days())) < 2:  # noqa: PLR2004
            raise ValidationError(_("Offer at least one more day"))
        self._must_be_near(field)

    def validate_day3(self, field: Day) -> None:
        """Look at a third day as at the first."""
        self._must_be_near(field)

    validate_day4 = validate_day5 = validate_day6 = validate_day3

    def validate_until(self, field: TimeOfDay) -> None:
        """Refuse an end that comes before the start; after midnight it is the small hours of the next day."""
        if self.start.data and field.data and not _lasts(self.start.data, field.data):
            raise ValidationError(_("It ends before it starts"))

    def validate_sort(self, field: RadioField) -> None:
        """Refuse the home of the person who asked."""
        if field.data == Sort.ORGANISERS_HOME:
            raise ValidationError(_("Pick neutral ground. A café or a park belongs to nobody."))

    def validate_capacity(self, field: Number) -> None:
        """Refuse a group too small for nobody to carry the talk, one too large, and fewer than are coming."""
        people, has = pace().people, field.data or 0
        if has < people:
            raise ValidationError(_("At least %(count)s, so that nobody has to carry the talk", count=people))
        if has > MOST_PEOPLE:
            raise ValidationError(_("At most %(count)s", count=MOST_PEOPLE))
        if has < self.bounds.heads:
            raise ValidationError(_("%(count)s places are taken already", count=self.bounds.heads))

    def validate_answer_by(self, field: Day) -> None:
        """Refuse a day to answer by that is past, or after the event."""
        last = min(self.days(), default=None)
        if field.data and (field.data < clock.today(self.here.key).date() or (last and field.data > last)):
            raise ValidationError(_("Pick a day between now and the event"))

    def validate_questions(self, field: Lines) -> None:
        """Refuse a sixth question."""
        if len(set(field.lines)) + bool(self.food.data) > question.MOST:
            raise ValidationError(_("Keep it to five questions, the one about food included"))

    def days(self) -> list[date]:
        """Return the days given, each once, the earliest first."""
        fields = [self.day, self.day2, self.day3, self.day4, self.day5, self.day6]
        given = fields if self.dates.data == "poll" else fields[:1]
        return sorted({field.data for field in given if field.data})

    def spans(self) -> Iterator[Span]:
        """Return when it is, or could be, as far as that is known."""
        start, until = self.start.data, self.until.data
        if start is None or until is None or not _lasts(start, until):
            return
        for day in self.days():
            next_day = day if until > start else day + timedelta(days=1)
            yield Span(datetime.combine(day, start, self.here), datetime.combine(next_day, until, self.here))

    def outline(self) -> Outline:
        """Return what the host decided; only a valid form has one."""
        return Outline(
            kind=Kind(self.kind.data),
            title=self.title.data or "",
            note=self.note.data or "",
            spans=tuple(self.spans()),
            zone=self.zone.data,
            place=self.place.data or "",
            address=self.address.data or "",
            sort=Sort(self.sort.data),
            capacity=self.capacity.data or 0,
            party_most=int(self.party_most.data),
            answer_by=_end_of(self.answer_by.data, self.here),
            food=self.food.data,
            questions=self.questions.lines,
            items=self.bring.lines,
        )

    def findings(self) -> list[ease.Finding]:
        """Return what the low-pressure check says of what is filled in so far."""
        return ease.look_at(self._sketch())

    def _sketch(self) -> ease.Draft:
        rule, span = pace(), next(self.spans(), None)
        return ease.Draft(
            now=clock.now(),
            zone=self.here.key,
            kind=Kind(self.kind.data) if self.kind.data in list(Kind) else None,
            title=self.title.data or "",
            note=self.note.data or "",
            starts=span.starts if span else self._start_alone(),
            ends=span.ends if span else None,
            sort_of_place=Sort(self.sort.data) if self.sort.data in list(Sort) else None,
            capacity=self.capacity.data,
            people=rule.people,
            lead_days=rule.lead_days,
            horizon_days=rule.horizon_days,
        )

    def _start_alone(self) -> datetime | None:
        """Return the beginning where the end is not known yet; a day alone begins at noon."""
        day = next(iter(self.days()), None)
        return datetime.combine(day, self.start.data or time(12), self.here) if day else None

    def _must_be_near(self, field: Field) -> None:
        if field.data and field.data < self.bounds.first:
            raise ValidationError(_("Pick a day from %(day)s on", day=ease.written(self.bounds.first)))
        if field.data and field.data > self.bounds.last:
            raise ValidationError(_("Pick a day up to %(day)s", day=ease.written(self.bounds.last)))


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed into the fields of this form, as it was typed, for a draft."""
    names = [name for name, field in vars(EventForm).items() if hasattr(field, "field_class")]
    return {name: form[name][:LONGEST] for name in names if name in form}


def _lasts(start: time, until: time) -> bool:
    """Say whether an end can belong to a start: later that day, or in the small hours of the next."""
    return until > start or until.hour < ease.MORNING


def _end_of(day: date | None, zone: ZoneInfo) -> datetime | None:
    """Return the last minute of a local day."""
    return datetime.combine(day, time(23, 59), zone) if day else None
