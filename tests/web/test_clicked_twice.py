"""Two clicks in the same moment, as they reach two threads of the site: one does it, the other finds it done."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from coordinator import clock
from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.consent.ending import Closing
from coordinator.database import db
from coordinator.events import draft
from coordinator.events.event import Cancellation
from coordinator.events.guest import Guest
from coordinator.plans import answering
from coordinator.plans.favour import FavourAnswer, FavourSays
from coordinator.post.outbox import Letter
from coordinator.settings import Settings
from tests.cast import Cast
from tests.web.race import at_once

CLICKS = 4
Clicks = Callable[[Account, str, dict[str, str]], list[int]]


@pytest.fixture
def clicks(settings: Settings, cast: Cast) -> Clicks:
    """Return a way for somebody to send a form several times in the same moment; it gives the statuses."""
    assert cast.event

    def send(account: Account, path: str, typed: dict[str, str]) -> list[int]:
        device = Device(account_id=account.id, is_kept=True)
        db.session.add(device)
        db.session.commit()
        answers = at_once(settings, [(path, typed)] * CLICKS, device.id)
        db.session.expire_all()
        return answers

    return send


def test_it_is_called_off_once(clicks: Clicks, cast: Cast) -> None:
    path = f"/host/events/{cast.event.public_id}/cancellation"
    assert clicks(cast.anna, path, {"words": "Sorry"}) == [303] * CLICKS
    assert db.session.query(Cancellation).count() == 1
    told = db.session.scalars(sa.select(Letter.subject).where(Letter.kind == "called_off_organiser")).all()
    assert len(told) <= 1


def test_a_draft_is_begun_once(clicks: Clicks, cast: Cast) -> None:
    assert clicks(cast.anna, f"/host/events/{cast.event.public_id}/again", {}) == [303] * CLICKS
    assert draft.of(cast.event.hosting_id)


def test_a_guest_is_written_down_once(clicks: Clicks, cast: Cast) -> None:
    typed = {"names": "Ines", "csrf_token": "one form"}
    assert clicks(cast.anna, f"/host/events/{cast.event.public_id}/guests", typed) == [303] * CLICKS
    assert db.session.query(Guest).filter_by(name="Ines").count() == 1


def test_a_plan_is_left_once(clicks: Clicks, cast: Cast) -> None:
    assert clicks(cast.sam, "/leave", {}) == [303] * CLICKS
    assert db.session.query(Closing).count() == 1


def test_an_organiser_gets_one_account(clicks: Clicks, cast: Cast) -> None:
    assert clicks(cast.jo, "/operator/accounts", {"email": "new@ground.example"}) == [200] * CLICKS
    assert db.session.query(Account).filter_by(email="new@ground.example").count() == 1


def test_a_friends_answer_is_kept_once(cast: Cast) -> None:
    favour = cast.noors_favour
    assert favour.answer is None, "the favour is read before the other click is done"
    with db.engine.begin() as other_click:
        row = {"favour_id": favour.id, "says": FavourSays.NO, "at": clock.now()}
        other_click.execute(sa.insert(FavourAnswer).values(row))
    answering.answer(favour, FavourSays.NO)
    db.session.commit()
    assert db.session.query(FavourAnswer).filter_by(favour_id=favour.id).count() == 1
