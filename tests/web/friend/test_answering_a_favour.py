"""Four equal answers: looking sends nothing, and whatever is sent, everybody else's pages stay as they are."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from coordinator.consent import ending, stop
from coordinator.database import db
from coordinator.plans import answering
from coordinator.plans.favour import Favour, FavourAnswer, FavourSays
from tests.cast import Cast
from tests.web.friend.conftest import Opened

ANSWERS = ["no", "never", "veto"]


def at(favour: Favour, rest: str = "") -> str:
    """Return an address of the friend's door."""
    return f"/ask/{favour.public_id}{rest}"


def test_the_page_says_who_asks_what_and_offers_four_equal_answers(cast: Cast, opened: Opened) -> None:
    html = opened(cast.favour).get(at(cast.favour)).text
    assert "<bdi>Sam</bdi> asks you a favour" in html
    assert "You do the best games nights." in html
    assert html.count('<button class="button plain" type="submit" name="answer"') == 4
    assert 'class="button" type' not in html
    assert "Monday 14 September" not in html
    assert "Tuesday 15 September" in html  # seven days after asking


def test_without_the_link_there_is_nothing(cast: Cast, opened: Opened, copied: Favour) -> None:
    stranger = opened(copied)
    paths = ["", "/check?answer=no", "/thanks", "/questions", "/hosting", "/data", "/report", "/hosting/address"]
    for path in paths:
        assert stranger.get(at(cast.favour, path)).status_code == 404, path
    for path in ["/answer", "/undo", "/questions", "/hosting", "/data/deletion", "/report"]:
        assert stranger.post(at(cast.favour, path), data={"answer": "veto"}).status_code == 404, path


@pytest.mark.parametrize("answer", ANSWERS)
def test_looking_at_what_an_answer_does_sends_nothing(cast: Cast, opened: Opened, answer: str) -> None:
    page = opened(cast.favour).get(at(cast.favour, f"/check?answer={answer}"))
    assert page.status_code == 200
    assert f'name="answer" value="{answer}"' in page.text
    assert db.session.scalar(sa.select(FavourAnswer)) is None


@pytest.mark.parametrize("answer", ["", "?answer=", "?answer=maybe"])
def test_a_check_of_nothing_goes_back_to_the_four_answers(cast: Cast, opened: Opened, answer: str) -> None:
    assert opened(cast.favour).get(at(cast.favour, f"/check{answer}")).location == at(cast.favour)


@pytest.mark.parametrize("data", [{}, {"answer": ""}, {"answer": "maybe"}])
def test_a_bare_button_answers_nothing(cast: Cast, opened: Opened, data: dict[str, str]) -> None:
    assert opened(cast.favour).post(at(cast.favour, "/answer"), data=data).status_code == 400
    assert db.session.scalar(sa.select(FavourAnswer)) is None


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_kept_and_thanked_for_and_a_second_click_is_harmless(
    cast: Cast, opened: Opened, answer: str
) -> None:
    friend = opened(cast.favour)
    for _click in range(2):
        sent = friend.post(at(cast.favour, "/answer"), data={"answer": answer}, follow_redirects=True)
        assert sent.status_code == 200
        assert "Thank you, <bdi>Anna</bdi>" in sent.text
    db.session.expire_all()
    assert cast.favour.answer
    assert cast.favour.answer.says == answer
    assert "You do the best" not in friend.get(at(cast.favour)).text


def test_a_letters_link_says_thank_you_in_every_browser_afterwards(cast: Cast, opened: Opened) -> None:
    opened(cast.favour).post(at(cast.favour, "/answer"), data={"answer": "no"})
    assert "Thank you, <bdi>Anna</bdi>" in opened(cast.favour).get(at(cast.favour)).text


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_copied_link_tells_nobody_else_that_somebody_answered(copied: Favour, opened: Opened, answer: str) -> None:
    """The organiser has that link too: in his browser it has to look as before, down to the byte."""
    sam, noor = opened(copied), opened(copied)
    paths = ["", "/check?answer=no", "/check?answer=veto", "/questions", "/data"]
    before = [sam.get(at(copied, path)).text for path in paths]
    noor.post(at(copied, "/answer"), data={"answer": answer})
    assert [sam.get(at(copied, path)).text for path in paths] == before
    assert "Thank you" in noor.get(at(copied)).text
    assert sam.post(at(copied, "/undo")).status_code == 409


def test_a_veto_can_be_taken_back_where_it_was_given(cast: Cast, copied: Favour, opened: Opened) -> None:
    noor = opened(copied)
    noor.post(at(copied, "/answer"), data={"answer": "veto"})
    assert "You can take this back until Tuesday 8 September, 24:00" not in noor.get(at(copied)).text
    assert "Take it back" in noor.get(at(copied)).text
    assert noor.post(at(copied, "/undo")).location == at(copied)
    assert not ending.has_ended(cast.plan.id)
    assert "Your answer" in noor.get(at(copied)).text


def test_a_veto_stands_after_twelve_hours(cast: Cast, opened: Opened) -> None:
    anna = opened(cast.favour)
    anna.post(at(cast.favour, "/answer"), data={"answer": "veto"})
    cast.clock.shift(timedelta(hours=12))
    assert "Take it back" not in anna.get(at(cast.favour)).text
    assert anna.post(at(cast.favour, "/undo")).status_code == 409
    assert ending.has_ended(cast.plan.id)


def test_a_stop_is_not_undone_by_taking_a_veto_back(cast: Cast, copied: Favour, opened: Opened) -> None:
    noor = opened(copied)
    noor.post(at(copied, "/answer"), data={"answer": "veto"})
    stop.ask(cast.kim)
    assert noor.post(at(copied, "/undo")).status_code == 303
    assert ending.has_ended(cast.plan.id)


def test_a_withdrawn_favour_is_no_longer_needed(cast: Cast, opened: Opened) -> None:
    anna = opened(cast.favour)
    cast.plan.leave()
    for page in (anna.get(at(cast.favour)), anna.post(at(cast.favour, "/answer"), data={"answer": "no"})):
        assert page.status_code == 410
        assert "No longer needed, thank you" in page.text
    assert db.session.scalar(sa.select(FavourAnswer)) is None


def test_an_end_by_others_shows_nowhere_before_it_is_told(cast: Cast, copied: Favour, opened: Opened) -> None:
    other = opened(copied)
    before = other.get(at(copied)).text
    ending.end(cast.plan.id, ending.Cause.STOP)
    assert other.get(at(copied)).text == before
    cast.clock.shift(timedelta(hours=72))
    assert other.get(at(copied)).status_code == 410


def test_a_week_later_silence_was_an_answer(cast: Cast, opened: Opened) -> None:
    anna = opened(cast.favour)
    cast.clock.move_to(cast.favour.lapses_at)
    page = anna.get(at(cast.favour))
    assert page.status_code == 410
    assert "Not answering was an answer too" in page.text
    assert anna.post(at(cast.favour, "/answer"), data={"answer": "veto"}).status_code == 410
    assert not ending.has_ended(cast.plan.id)


def test_a_new_link_ends_the_one_before(copied: Favour, opened: Opened) -> None:
    noor = opened(copied)
    copied.hand_over()
    assert noor.get(at(copied)).status_code == 404


def test_the_organiser_signed_in_sees_that_it_works_and_cannot_answer(
    cast: Cast, copied: Favour, opened: Opened, as_: Opened
) -> None:
    sam = as_(cast.sam)  # type: ignore[arg-type]
    assert sam.get(copied.hand_over().removeprefix("http://localhost")).status_code == 303
    assert "This page is for <bdi>Noor</bdi>" in sam.get(at(copied)).text
    for data in ({"answer": "veto"}, {"answer": "no"}):
        sam.post(at(copied, "/answer"), data=data)
    assert db.session.scalar(sa.select(FavourAnswer)) is None


def test_what_is_stored_can_be_seen_and_deleted_and_the_question_stays(cast: Cast, opened: Opened) -> None:
    anna = opened(cast.favour)
    before = anna.get(at(cast.favour, "/data")).text
    assert "anna.brandt@posteo.example" in before
    assert "You do the best games nights." in before
    missed = anna.post(at(cast.favour, "/data/deletion"))
    assert missed.status_code == 422
    assert "Nothing was deleted, as nothing was ticked." in missed.text
    assert cast.favour.line, "a button alone deletes nothing"
    after = anna.post(at(cast.favour, "/data/deletion"), data={"delete": "yes"}, follow_redirects=True).text
    assert "anna.brandt@posteo.example" not in after
    assert "You do the best games nights." not in after
    assert "Your answer" in anna.get(at(cast.favour)).text


def test_a_report_reaches_the_operator_without_a_name(cast: Cast, opened: Opened) -> None:
    anna = opened(cast.favour)
    assert anna.post(at(cast.favour, "/report"), data={}).status_code == 422
    told = anna.post(at(cast.favour, "/report"), data={"about": "contact", "words": "He writes every day."})
    assert "R-" in told.text


def test_never_again_is_not_forgotten_when_somebody_changes_their_mind_to_no(cast: Cast, opened: Opened) -> None:
    anna = opened(cast.favour)
    for answer in ("never", "no"):
        anna.post(at(cast.favour, "/answer"), data={"answer": answer})
    db.session.expire_all()
    assert cast.favour.answer
    assert cast.favour.answer.says is FavourSays.NEVER
    assert answering.undo_until(cast.favour) is None
