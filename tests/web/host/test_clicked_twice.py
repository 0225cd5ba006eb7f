"""Two clicks in the same moment, as they reach two threads of the site: one does it, the other finds it done."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator.accounts.device import Device
from coordinator.database import db
from coordinator.events import draft
from coordinator.events.event import Cancellation, Event
from coordinator.events.guest import Guest
from coordinator.post.outbox import Letter
from coordinator.settings import Settings
from tests.cast import Cast
from tests.web.race import at_once

CLICKS = 4
Clicks = Callable[[str, dict[str, str]], list[int]]


@pytest.fixture
def clicks(settings: Settings, cast: Cast, anna: FlaskClient) -> Clicks:
    """Return a way for Anna to send a form several times in the same moment; it gives the statuses."""
    assert anna
    device = db.session.scalar(sa.select(Device.id).where(Device.account_id == cast.anna.id)) or ""

    def send(path: str, typed: dict[str, str]) -> list[int]:
        db.session.commit()
        answers = at_once(settings, [(path, typed)] * CLICKS, device)
        db.session.expire_all()
        return answers

    return send


def test_it_is_called_off_once(clicks: Clicks, event: Event) -> None:
    assert clicks(f"/host/events/{event.public_id}/cancellation", {"words": "Sorry"}) == [303] * CLICKS
    assert db.session.query(Cancellation).count() == 1
    told = db.session.scalars(sa.select(Letter.subject).where(Letter.kind == "called_off_organiser")).all()
    assert len(told) <= 1


def test_a_draft_is_begun_once(clicks: Clicks, event: Event) -> None:
    assert clicks(f"/host/events/{event.public_id}/again", {}) == [303] * CLICKS
    assert draft.of(event.hosting_id)


def test_a_guest_is_written_down_once(clicks: Clicks, event: Event) -> None:
    typed = {"names": "Ines", "csrf_token": "one form"}
    assert clicks(f"/host/events/{event.public_id}/guests", typed) == [303] * CLICKS
    assert db.session.query(Guest).filter_by(name="Ines").count() == 1
