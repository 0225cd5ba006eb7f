"""Who came: one tap a person on a phone, for 72 hours; nothing is filled in from the answers."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import redirect, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from coordinator import clock
from coordinator.consent import retention
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.events import hosting as hostings
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.history import marking
from coordinator.instance import pace
from coordinator.plans.favour import Favour
from coordinator.text import NAME, clean_name
from coordinator.web import visitor
from coordinator.web.host import bp, mine
from coordinator.web.host.event_form import HostForm
from coordinator.web.host.fields import Lines, choices

Page = str | Response | tuple[str, int]
SAYS = {"yes": True, "no": False, "unsure": None}
CHOICES = choices({"yes": _l("Came"), "no": _l("Didn’t"), "unsure": _l("Not sure")})

DROPPED_IN = choices({"yes": _l("Came"), "unsure": _l("Take it back")})  # nobody is unsure of whom they wrote down


class CommaNames(Lines):
    """Names with commas between, on one line."""

    widget = TextInput()  # type: ignore[assignment]  # a list on one line

    def cleaned(self, typed: str) -> str:
        """Return the names, one a line; raises NotAllowed."""
        return super().cleaned(typed.replace(",", "\n"))

    def _value(self) -> str:
        """Return what the input shows."""
        return super()._value().replace("\n", ", ")


class CameForm(HostForm):
    """A line for each person, and whoever dropped in."""

    also = CommaNames(
        _l("Anyone else who dropped in?"),
        each=NAME,
        at_most=30,
        clean=clean_name,
        description=_l("First names, with commas between. You can leave this empty."),
    )

    def marks(self, guests: list[Guest]) -> dict[Guest, bool | None]:
        """Return what was tapped; a line left empty says nothing and changes nothing."""
        tapped = {guest: self[f"g{guest.id}"].data for guest in guests}
        return {guest: SAYS[said] for guest, said in tapped.items() if said}


@bp.get("/who-came")
@bp.get("/events/<event>/who-came")
@bp.post("/events/<event>/who-came")
def came(event: str | None = None) -> Page:
    """Ask who came; without an event, of the latest; once it is frozen, only say what was marked."""
    if event is None:
        return _latest()
    of = mine.event(event)
    if request.method == "POST":
        marking.must_be_markable(of)
    if of.is_called_off or of.day_is_open or not of.has_begun:
        return mine.page("came_nothing", of.hosting, event=of, here="came", kind=of.kind)
    guests, marked = marking.lines(of), marking.marks(of)
    form = _form(guests, marked, marking.dropped_in(of))
    if request.method == "POST" and form.validate() and _mark(of, guests, form):
        return redirect(url_for("host.came_saved", event=of.public_id), 303)
    frozen = clock.now() >= of.marking_ends_at
    parts = {"event": of, "guests": guests, "marked": marked, "form": form, "here": "came", "kind": of.kind}
    body = mine.page("came_frozen" if frozen else "came", of.hosting, **parts)
    return (body, 422) if form.errors else body


@bp.get("/events/<event>/who-came/saved")
def came_saved(event: str) -> str:
    """Say thank you, and when the rest is deleted."""
    of = mine.event(event)
    if not of.has_begun:
        raise NotPossible
    parts = {"again": _again(of.hosting), "goes": of.ends_at + retention.ANSWERS, "here": "came", "kind": of.kind}
    return mine.page("came_saved", of.hosting, event=of, **parts)


def _mark(of: Event, guests: list[Guest], form: CameForm) -> bool:
    """Mark who came and say whether that could be; what stands against a name is said beside it."""
    try:
        marking.mark_all(of, form.marks(guests), form.also.lines)
    except NotPossible as refused:
        db.session.rollback()
        form.also.errors = [str(refused.sentence)]
        return False
    db.session.commit()
    return True


def _latest() -> Page:
    """Go to the latest event that has begun."""
    mine_all = [each.id for each in hostings.of_account(visitor.me().id)]
    begun = sa.select(Event.public_id).where(Event.hosting_id.in_(mine_all), Event.starts_at <= clock.now())
    latest = db.session.scalar(begun.order_by(Event.starts_at.desc()).limit(1))
    if latest is None:
        return mine.page("came_nothing", None, event=None, here="came")
    return redirect(url_for("host.came", event=latest), 303)


def _form(guests: list[Guest], marked: Mapping[int, bool], dropped_in: set[int]) -> CameForm:
    """Return a form with one line for each guest, filled in only from what was marked before."""
    offered = {guest.id: DROPPED_IN if guest.id in dropped_in else CHOICES for guest in guests}
    lines = {f"g{guest.id}": RadioField(guest.name, [Optional()], choices=offered[guest.id]) for guest in guests}
    data = {f"g{guest_id}": "yes" if came else "no" for guest_id, came in marked.items()}
    made: CameForm = type("CameLines", (CameForm,), lines)(data=data)
    return made


def _again(of: hostings.Hosting) -> datetime | None:
    """Return from when the host could be asked again by the same person."""
    asked = db.session.scalar(sa.select(Favour.goes_at).where(Favour.id == of.favour_id))
    return asked + timedelta(days=pace().same_friend_days) if asked else None
