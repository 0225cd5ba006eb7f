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
from coordinator.events.board import Board
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.fields import Name
from coordinator.languages import LANGUAGES
from coordinator.text import NAME, clean_name
from coordinator.web.host.event_form import HostForm
from coordinator.web.host.fields import Lines, choices
from coordinator.web.zones import zone_choices

AT_ONCE = 30  # names in one go


class GuestsForm(HostForm):
    """Whom to put on the list: ticks from the guest book, and new names. Nobody is ticked beforehand."""

    book = SelectMultipleField(
        _l("From your guest book"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), choices=[]
    )
    names = Lines(
        _l("First names, one per line"),
        each=NAME,
        at_most=AT_ONCE,
        clean=clean_name,
        description=_l("As you’d say them. No surnames or addresses needed."),
    )

    def __init__(self, *args: Any, people: list[Guest], **kwargs: Any) -> None:
        """Take the people in the book who are not on the list yet."""
        super().__init__(*args, **kwargs)
        self.people = {guest.public_id: guest for guest in people}
        self.book.choices = [SelectChoice(guest.public_id, guest.name) for guest in people]

    @classmethod
    def of(cls, event: Event, board: Board) -> Self:
        """Return the form for an event: the other person is a name among the others."""
        listed = {line.guest.id for line in board.lines}
        never = {Role.ORGANISER, Role.OTHER} if board.is_over else {Role.ORGANISER}
        book = [guest for guest in event.hosting.guests if guest.id not in listed and guest.role not in never]
        return cls(people=book if board.is_open else [])

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
        return [self.people[public_id] for public_id in self.book.data or []]


class GuestForm(HostForm):
    """What the guest book says of one person."""

    name = Name(_l("First name, as you’d say it"), [DataRequired(_l("Write a name"))])
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
