"""Forms about people: names to put on a list, and what the guest book says of somebody."""

from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from coordinator.contact import MOST as LONGEST_ADDRESS
from coordinator.contact import normal_address
from coordinator.events import book
from coordinator.events.address_file import MOST_PEOPLE, Found, Person
from coordinator.events.board import Board
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.fields import Name
from coordinator.languages import LANGUAGES
from coordinator.text import NAME, NotAllowed, clean_name
from coordinator.web.host.event_form import HostForm
from coordinator.web.host.fields import Lines, choices
from coordinator.web.zones import zone_choices

AT_ONCE = 30  # names in one go


class GuestsForm(HostForm):
    """Whom to put on the list: ticks from the guest book, and new names. Nobody is ticked beforehand."""

    book = SelectMultipleField(
        _l("From your guest book"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        choices=[],
        validate_choice=False,
    )
    names = Lines(
        _l("First names, one per line"),
        each=NAME,
        at_most=AT_ONCE,
        clean=clean_name,
        description=_l("As you’d say them. No surnames or addresses needed."),
    )

    def __init__(self, *args: Any, people: list[Guest], listed: set[int], **kwargs: Any) -> None:
        """Take the people in the book and the ids of those on the list, who are not offered again."""
        super().__init__(*args, **kwargs)
        self.known = {guest.public_id: guest for guest in people}
        self.people = [guest for guest in people if guest.id not in listed]
        self.book.choices = [SelectChoice(guest.public_id, guest.name) for guest in self.people]

    @classmethod
    def of(cls, event: Event, board: Board) -> Self:
        """Return the form for an event: the other person is a name among the others."""
        listed = {line.guest.id for line in board.lines}
        never = {Role.ORGANISER, Role.OTHER} if board.is_over else {Role.ORGANISER}
        people = [guest for guest in event.hosting.guests if guest.role not in never]
        return cls(people=people if board.is_open else [], listed=listed)

    def validate_book(self, field: SelectMultipleField) -> None:
        """Refuse whoever is not in this book; somebody ticked twice is on the list once."""
        if not self.known.keys() >= set(field.data or []):
            raise ValidationError(_("Tick somebody from your guest book"))

    def validate_names(self, field: Lines) -> None:
        """Ask for somebody, and for two names where two people share one."""
        if not field.lines and not self.book.data:
            raise ValidationError(_("Write a name, or tick one"))
        seen = [name.casefold() for name in field.lines]
        if twice := next((name for name in field.lines if seen.count(name.casefold()) > 1), None):
            raise ValidationError(_("Two people are called %(name)s. Add a letter to one of them.", name=twice))

    @property
    def chosen(self) -> list[Guest]:
        """Return who was ticked."""
        return [self.known[public_id] for public_id in self.book.data or []]


class PeopleForm(HostForm):
    """Whom to take over from a file. Nobody is ticked beforehand, and what comes back is looked at again."""

    people = SelectMultipleField(
        _l("People in the file"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        choices=[],
        validate_choice=False,
    )

    @classmethod
    def of(cls, found: Found) -> Self:
        """Return the form for what was found; each choice is an address, or a hyphen, and a name."""
        form = cls(formdata=None)
        form.people.choices = [
            SelectChoice(f"{each.address or '-'} {each.name}", ", ".join(_said(each))) for each in found.people
        ]
        return form

    def validate_people(self, field: SelectMultipleField) -> None:
        """Refuse what no file would have come to."""
        if len(field.data or []) > MOST_PEOPLE:
            raise ValidationError(_("Those are too many at once."))
        try:
            self.chosen = [_read(each) for each in field.data or []]
        except NotAllowed as refused:
            raise ValidationError(str(refused.reason)) from None


def _said(person: Person) -> list[str]:
    """Return what is shown of somebody."""
    return [part for part in (person.name, person.address, str(person.remark)) if part]


def _read(choice: str) -> tuple[str, str]:
    """Return name and address of a choice; raises `NotAllowed`, and ValidationError where that is none."""
    address, _blank, called = choice.partition(" ")
    if not (name := clean_name(called)):
        raise ValidationError(_("Write a name"))
    return name, "" if address == "-" else normal_address(address)


class NameForm(HostForm):
    """What the guest book says of the person who asked: a name, as they answer on a page of their own."""

    name = Name(_l("First name, as you’d say it"), [DataRequired(_l("Write a name"))])

    def correct(self, guest: Guest) -> None:
        """Correct the book; raises what the book refuses."""
        book.correct(guest, name=self.name.data or "", address=None, language=guest.language, zone=guest.zone)


class GuestForm(NameForm):
    """What the guest book says of anybody else."""

    address = EmailField(
        _l("E-mail address, if you like"),
        description=_l("Only needed if this site is to mail the invitation. It is deleted a week after the event."),
    )
    language = SelectField(
        _l("Language of the invitation"),
        choices=choices({"": _l("The same as yours")} | {code: name for code, name, _way in LANGUAGES}),
    )
    zone = SelectField(_l("Time zone"))

    def __init__(self, *args: Any, own_zone: str, **kwargs: Any) -> None:
        """Take the host's zone, which counts where nothing else is known."""
        super().__init__(*args, **kwargs)
        self.zone.choices = [SelectChoice("", _("The same as yours")), *zone_choices(self.zone.object_data, own_zone)]

    def validate_address(self, field: EmailField) -> None:
        """Bring an address to its normal form."""
        if field.data and len(field.data) > LONGEST_ADDRESS:
            raise ValidationError(_("That address is too long."))
        field.data = normal_address(field.data) if field.data and field.data.strip() else ""

    def correct(self, guest: Guest) -> None:
        """Correct the book; raises what the book refuses."""
        book.correct(
            guest,
            name=self.name.data or "",
            address=self.address.data or None,
            language=self.language.data or None,
            zone=self.zone.data or None,
        )
