"""Guests: onto the list, off it, and into the book."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from coordinator.database import db
from coordinator.errors import NotPossible, Refused
from coordinator.events import address_file, inviting
from coordinator.events import board as boards
from coordinator.events import book as books
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Invitation
from coordinator.text import NotAllowed
from coordinator.web.host import bp, mine
from coordinator.web.host.files import A_HOUR, FileForm, whose
from coordinator.web.host.guest_forms import GuestForm, GuestsForm, NameForm, PeopleForm
from coordinator.web.host.handing_over import hand_over
from coordinator.web.limiting import an_hour

Page = str | Response | tuple[str, int]


@bp.get("/events/<event>/guests")
@bp.post("/events/<event>/guests")
def guests(event: str) -> Page:
    """Put people on the list; once they are enough, each new one's link is made and shown."""
    of = mine.event(event)
    form = GuestsForm.of(of, boards.read(of))
    if request.method != "POST":  # HEAD comes here too
        return mine.page("guests", of.hosting, event=of, form=form, kind=of.kind)
    of.must_be_open()
    if not form.validate():
        return mine.page("guests", of.hosting, event=of, form=form, kind=of.kind), 422
    try:
        added = _add(of, form)
    except NotPossible as refused:
        db.session.rollback()
        form.names.errors = [str(refused.sentence)]
        return mine.page("guests", of.hosting, event=of, form=form, kind=of.kind), 422
    new = [each for each in added if not each.linked_at and not each.mailed_at]
    return hand_over(of, new, _("They are on the list already. For a namesake, add a letter to the name."))


@bp.post("/invitations/<invitation>/withdrawal")
def withdraw(invitation: str) -> Response:
    """Take somebody off the list."""
    found = mine.invitation(invitation)
    if found.is_live:
        inviting.withdraw(found)
        db.session.commit()
    return redirect(url_for("host.event", event=found.event.public_id, _anchor="guests"), 303)


@bp.get("/<hosting>/book")
def book(hosting: str) -> str:
    """Show the guest book."""
    return _book(mine.hosting(hosting), FileForm())


@bp.post("/<hosting>/book/file")
@an_hour(A_HOUR, whose)
def from_addresses(hosting: str) -> Page:
    """Show who is in a file from an address book; nothing of it is kept."""
    of, upload = mine.hosting(hosting), FileForm()
    try:
        found = address_file.read(upload.brought(address_file.MOST_BYTES), of)
    except NotAllowed as refused:
        upload.refuse(refused)
        return _book(of, upload), 422
    return mine.page("people", of, found=found, form=PeopleForm.of(found))


@bp.post("/<hosting>/book/people")
def take_over(hosting: str) -> Response:
    """Write down whoever was ticked among the people of a file."""
    of = mine.hosting(hosting)
    form = PeopleForm()
    new = books.take_over(of, form.chosen) if form.validate() else 0
    db.session.commit()
    flash(ngettext("One person is new in your book.", "%(num)s people are new in your book.", new), "file")
    return redirect(url_for("host.book", hosting=of.public_id), 303)


@bp.get("/guests/<guest>")
@bp.post("/guests/<guest>")
def guest(guest: str) -> Page:
    """Correct what the guest book says of somebody."""
    found = mine.guest(guest)
    is_organiser = found.role is Role.ORGANISER
    form = NameForm(obj=found) if is_organiser else GuestForm(obj=found, own_zone=found.hosting.zone)
    if request.method == "POST" and form.validate() and _correct(found, form):
        return redirect(url_for("host.book", hosting=found.hosting.public_id), 303)
    body = mine.page("guest", found.hosting, guest=found, form=form, is_organiser=is_organiser)
    return (body, 422) if form.errors else body


@bp.post("/guests/<guest>/removal")
def take_out(guest: str) -> Response:
    """Take somebody out of the book with all that is kept about them."""
    found = mine.guest(guest)
    back = url_for("host.book", hosting=found.hosting.public_id)
    books.take_out(found)
    db.session.commit()
    return redirect(back, 303)


def _book(of: Hosting, upload: FileForm) -> str:
    people = sorted(of.guests, key=lambda guest: guest.name.casefold())
    return mine.page("book", of, people=people, upload=upload)


def _add(of: Event, form: GuestsForm) -> list[Invitation]:
    """Put everybody chosen and written down on the list."""
    chosen = [*form.chosen, *books.write_down(of.hosting, form.names.lines)]
    return [inviting.invite(of, each) for each in chosen]


def _correct(guest: Guest, form: NameForm) -> bool:
    """Correct the book and say whether it could be; what stands against it is said beside the name."""
    try:
        form.correct(guest)
    except Refused as refused:
        db.session.rollback()
        form.name.errors = [str(refused.sentence)]
        return False
    db.session.commit()
    return True
