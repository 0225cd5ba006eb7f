"""The host's home: the coming event's board, or what can be done next."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import redirect, url_for
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from coordinator import clock
from coordinator.consent import readiness
from coordinator.consent.ending import closing
from coordinator.database import db
from coordinator.errors import Refused
from coordinator.events import draft, hosting, planning
from coordinator.events.event import Event
from coordinator.events.hosting import Hosting
from coordinator.history import marking
from coordinator.web import visitor
from coordinator.web.host import bp, mine

LATEST = 12  # events on the page


@dataclass(frozen=True)
class Part:
    """One hosting on the page. `coming` is her own; another host's coming event only makes her wait."""

    hosting: Hosting
    coming: Event | None
    past: list[Event]
    draft: draft.EventDraft | None
    until: datetime | None
    is_over: bool
    may_plan: bool
    to_mark: Event | None
    may_know_of_both: bool


@bp.get("/")
def home() -> str | Response:
    """Show the board of the coming event, or what a host can do next."""
    parts = [_part(each) for each in hosting.of_account(visitor.me().id)]
    coming = [part.coming for part in parts if part.coming]
    if len(parts) == 1 and coming:
        return redirect(url_for("host.event", event=coming[0].public_id), 303)
    return mine.page("home", parts[0].hosting if len(parts) == 1 else None, parts=parts)


def _part(of: Hosting) -> Part:
    """Read what there is to say of one hosting."""
    found = sa.select(Event).where(Event.hosting_id == of.id).order_by(Event.starts_at.desc()).limit(LATEST)
    parts = (joinedload(Event.cancellation), selectinload(Event.options))
    events = list(db.session.scalars(found.options(*parts)))
    coming = next((event for event in events if event.is_coming and not event.has_begun), None)
    over = closing(of.plan_id) is not None
    try:
        until, may_plan = planning.may_plan_from(of), True
    except Refused:
        until, may_plan = None, False
    past = [event for event in events if event is not coming]
    return Part(
        hosting=of,
        coming=coming,
        past=past,
        draft=draft.of(of.id),
        until=until,
        is_over=over,
        may_plan=may_plan,
        to_mark=_to_mark(past),
        may_know_of_both=readiness.may_know(of),
    )


def _to_mark(past: list[Event]) -> Event | None:
    """Return the latest event, while who came can be marked and nobody is."""
    latest = next((event for event in past if not event.is_called_off and not event.day_is_open), None)
    open_still = latest is not None and latest.has_begun and clock.now() < latest.marking_ends_at
    return latest if latest and open_still and not marking.marks(latest) else None
