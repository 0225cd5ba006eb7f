"""Anna leaves Sam out or steps back: no reason, one neutral end, and the same pages whatever came before."""

from datetime import timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator import clock
from coordinator.consent.ending import Cause, Closing, Ending, end
from coordinator.database import db
from coordinator.events.event import Event
from coordinator.events.hosting import Hosting
from tests.cast import Cast


def causes() -> list[Cause]:
    """Return why plans ended."""
    return list(db.session.scalars(sa.select(Ending.cause)))


def test_looking_at_the_pages_ends_nothing(cast: Cast, anna: FlaskClient, event: Event) -> None:
    hosting = event.hosting.public_id
    for path in ("/host/step-back", f"/host/{hosting}/step-back", f"/host/{hosting}/leave-out"):
        assert anna.get(path).status_code == 200
    assert causes() == []
    assert cast.hosting.is_active


def test_leaving_sam_out_ends_the_plan_and_keeps_the_event(anna: FlaskClient, event: Event) -> None:
    page = anna.post(f"/host/{event.hosting.public_id}/leave-out").text
    assert "<bdi>Sam</bdi> will be told not to come" in page
    assert causes() == [Cause.HOST]
    db.session.expire_all()
    assert event.is_coming
    shows_at = db.session.scalars(sa.select(Closing.shows_at)).one()
    assert timedelta(hours=12) <= shows_at - clock.now() <= timedelta(hours=72)


def test_the_page_after_it_is_the_same_when_somebody_else_was_first(anna: FlaskClient, event: Event) -> None:
    path = f"/host/{event.hosting.public_id}/leave-out"
    end(event.plan_id, Cause.STOP)
    db.session.commit()
    after_a_stop = anna.post(path).data
    db.session.execute(sa.delete(Ending))
    db.session.execute(sa.delete(Closing))
    db.session.commit()
    assert anna.post(path).data == after_a_stop == anna.post(path).data
    assert causes() == [Cause.HOST]


def test_stepping_back_leaves_her_the_event_and_nothing_to_plan(cast: Cast, anna: FlaskClient, event: Event) -> None:
    page = anna.post(f"/host/{event.hosting.public_id}/step-back").text
    assert "You stepped back, and that’s fine" in page
    assert "Hold it with everyone else" in page
    anna.post(f"/host/{event.hosting.public_id}/step-back")
    assert causes() == [Cause.HOST]
    assert anna.get(f"/host/events/{event.public_id}").status_code == 200
    cast.clock.move_to(event.ends_at)
    assert "Create an event" not in anna.get("/host/").text
    assert anna.get(f"/host/{event.hosting.public_id}/events/new").status_code == 409


def test_with_two_plans_she_says_which(cast: Cast, anna: FlaskClient, event: Event) -> None:
    other = Hosting(
        plan_id=event.plan_id, account_id=cast.anna.id, name="Anna", organiser_name="Bo", other_name="Lu", zone="UTC"
    )
    db.session.add(other)
    db.session.commit()
    page = anna.get("/host/step-back").text
    assert "What <bdi>Sam</bdi> asked you" in page
    assert f"/host/{other.public_id}/step-back" in page
    assert "What you host" in anna.get("/host/").text
