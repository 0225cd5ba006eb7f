"""An organiser follows what his own page shows, no more and no sooner."""

from datetime import timedelta

import pytest

from coordinator.consent.ending import Cause, Closing, end
from coordinator.database import db
from coordinator.events import organiser_reply
from coordinator.events.invitation import Answer
from coordinator.plans import calendar
from tests.calendars.strict_reader import Component, check
from tests.cast import Cast
from tests.web.guest.conftest import counted
from tests.web.organiser.conftest import Sam

HOUR = timedelta(hours=1)


class Followed:
    """The feed of Sam's plan, in whatever program follows it."""

    def __init__(self, sam: Sam) -> None:
        """Press the button and keep the address that is shown."""
        page = sam.client.post("/calendar", data={"address": "new"}, follow_redirects=True).text
        self.path = "/c/" + page.partition("http://localhost/c/")[2].partition(".ics")[0] + ".ics"
        self.client = sam.client

    def entries(self) -> list[Component]:
        """Fetch it and return its events, strictly read."""
        return check(self.client.get(self.path).data).all("VEVENT")


@pytest.fixture
def followed(cast: Cast, sam: Sam) -> Followed:
    """Let Sam follow the plan, with an event that he has said yes to."""
    organiser_reply.reply(cast.event, Answer.YES)
    db.session.commit()
    return Followed(sam)


def test_it_has_no_note_and_no_place_until_two_days_before(cast: Cast, followed: Followed) -> None:
    for before, shown in ((49 * HOUR, False), (48 * HOUR + timedelta(seconds=1), False), (48 * HOUR, True)):
        cast.clock.move_to(cast.event.starts_at - before)
        [entry] = followed.entries()
        assert ("LOCATION" in entry.names) == shown
        assert "DESCRIPTION" not in entry.names
    assert entry["LOCATION"] == cast.event.where
    assert entry["LAST-MODIFIED"] == f"{cast.event.shows_place_at:%Y%m%dT%H%M%SZ}"


def test_the_place_comes_by_the_clock_under_another_etag(cast: Cast, followed: Followed) -> None:
    cast.clock.move_to(cast.event.starts_at - 49 * HOUR)
    had = followed.client.get(followed.path).headers["ETag"]
    assert followed.client.get(followed.path, headers={"If-None-Match": had}).status_code == 304
    cast.clock.shift(HOUR)
    assert followed.client.get(followed.path, headers={"If-None-Match": had}).status_code == 200


def test_that_nothing_has_changed_costs_two_statements_and_writes_no_calendar(
    followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    had = followed.client.get(followed.path).headers["ETag"]
    monkeypatch.setattr(calendar, "feed", pytest.fail)
    with counted() as statements:
        assert followed.client.get(followed.path, headers={"If-None-Match": had}).status_code == 304
    assert len(statements) == 2


def test_a_closing_empties_it_by_the_clock_under_another_etag(cast: Cast, followed: Followed) -> None:
    had = followed.client.get(followed.path).headers["ETag"]
    end(cast.plan.id, Cause.STOP)
    db.session.commit()
    closing = db.session.get_one(Closing, cast.plan.id)
    cast.clock.move_to(closing.shows_at - timedelta(seconds=1))
    assert followed.client.get(followed.path, headers={"If-None-Match": had}).status_code == 304
    cast.clock.move_to(closing.shows_at)
    assert followed.client.get(followed.path, headers={"If-None-Match": had}).status_code == 200


@pytest.mark.parametrize("answer", [None, Answer.UNDECIDED])
def test_who_has_not_said_yes_never_reads_the_place(cast: Cast, sam: Sam, answer: Answer | None) -> None:
    assert cast.event
    if answer:
        organiser_reply.reply(cast.event, answer)
    db.session.commit()
    followed = Followed(sam)
    cast.clock.move_to(cast.event.starts_at - HOUR)
    [entry] = followed.entries()
    assert "LOCATION" not in entry.names
    assert (entry["STATUS"], entry["TRANSP"]) == ("TENTATIVE", "TRANSPARENT")
    assert entry["SUMMARY"] == f"Maybe: {cast.event.title}"


def test_his_no_takes_it_out(cast: Cast, followed: Followed) -> None:
    organiser_reply.reply(cast.event, Answer.NO)
    db.session.commit()
    assert followed.entries() == []


def test_nothing_of_a_guest_changes_it(cast: Cast, followed: Followed) -> None:
    before = followed.client.get(followed.path).data
    cast.says("Kim", Answer.YES)
    cast.says("Priya", Answer.NO)
    cast.link("Kim")
    assert followed.client.get(followed.path).data == before


def test_once_he_is_told_that_the_plan_is_over_it_is_empty(cast: Cast, followed: Followed) -> None:
    end(cast.plan.id, Cause.STOP)
    db.session.commit()
    assert len(followed.entries()) == 1
    cast.clock.shift(timedelta(hours=73))
    assert followed.entries() == []
    assert followed.client.get("/calendar").status_code == 409


def test_it_ends_with_the_account_and_by_a_button(cast: Cast, followed: Followed) -> None:
    assert followed.client.post("/calendar").status_code == 422
    cast.sam.is_active = False
    db.session.commit()
    assert followed.client.get(followed.path).status_code == 404
    cast.sam.is_active = True
    db.session.commit()
    assert followed.client.post("/calendar", data={"address": "off"}).status_code == 303
    assert followed.client.get(followed.path).status_code == 404
