"""Sam's own answer: free until three days before, a no at any time, and everybody invited reads it."""

from datetime import timedelta

import pytest

from coordinator.consent import ending
from coordinator.database import db
from coordinator.events import news
from coordinator.events.answer import Answer
from tests.cast import Cast
from tests.web.organiser.conftest import As, Sam


def path(cast: Cast) -> str:
    """Return the address of the answer to Anna's event."""
    return f"/events/{cast.event.public_id}/answer"


def says(cast: Cast, sam: Sam, answer: str) -> int:
    """Send an answer and return the status."""
    return sam.client.post(path(cast), data={"answer": answer}).status_code


def stands(cast: Cast) -> Answer | None:
    """Return what guests read."""
    db.session.expire_all()
    row = cast.event.organiser_reply
    return row.stands if row else None


def test_nothing_is_chosen_before_the_first_answer(cast: Cast, sam: Sam) -> None:
    page = sam.client.get(path(cast)).text
    assert page.count('type="radio"') == 3
    assert "checked" not in page


@pytest.mark.parametrize("answer", list(Answer))
def test_each_answer_is_kept(cast: Cast, sam: Sam, answer: Answer) -> None:
    assert says(cast, sam, answer) == 303
    assert stands(cast) is answer
    assert f'value="{answer}" checked' in sam.client.get(path(cast)).text


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_no_answer_changes_nothing(cast: Cast, sam: Sam, answer: str) -> None:
    assert says(cast, sam, answer) == 422
    assert stands(cast) is None


def test_three_days_before_a_no_stays_a_no(cast: Cast, sam: Sam) -> None:
    says(cast, sam, "no")
    cast.clock.move_to(cast.event.starts_at - timedelta(hours=72))
    page = sam.client.get(path(cast)).text
    assert page.count('type="radio"') == 1
    assert says(cast, sam, "yes") == 422
    assert stands(cast) is Answer.NO


def test_a_yes_turns_into_a_no_until_it_begins(cast: Cast, sam: Sam) -> None:
    says(cast, sam, "yes")
    cast.clock.move_to(cast.event.starts_at - timedelta(minutes=1))
    assert says(cast, sam, "no") == 303
    assert stands(cast) is Answer.NO
    cast.clock.move_to(cast.event.starts_at)
    assert says(cast, sam, "no") == 422
    assert "Change" not in sam.reads()


def test_to_and_fro_ends_with_a_no(cast: Cast, sam: Sam) -> None:
    for answer in ("yes", "no", "yes"):
        assert says(cast, sam, answer) == 303
    assert "You’ve changed your answer often enough" in sam.reads(path(cast))
    assert says(cast, sam, "undecided") == 422
    assert says(cast, sam, "no") == 303


def test_an_event_of_another_plan_or_a_draft_is_not_there(cast: Cast, sam: Sam, as_: As) -> None:
    cast.event.published_at = None
    db.session.commit()
    assert sam.client.get(path(cast)).status_code == 404
    assert says(cast, sam, "yes") == 404
    assert as_(cast.anna).post(path(cast), data={"answer": "no"}).status_code == 404


def test_an_event_called_off_takes_no_answer(cast: Cast, sam: Sam) -> None:
    news.call_off(cast.event)
    assert says(cast, sam, "yes") == 422
    assert stands(cast) is None


def test_a_plan_that_is_over_takes_none_either(cast: Cast, sam: Sam) -> None:
    says(cast, sam, "yes")
    ending.end(cast.plan.id, ending.Cause.VETO)
    cast.clock.shift(timedelta(hours=72))
    assert says(cast, sam, "no") == 409
    assert stands(cast) is Answer.YES  # what guests read then is the event's own matter
