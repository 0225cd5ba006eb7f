"""A guest reads an invitation: who invites, who suggested it, when and where, and nothing else of anybody."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from coordinator.consent.ending import Cause, closing, end
from coordinator.database import db
from coordinator.events import bring, news, organiser_reply, question
from coordinator.events.invitation import Answer
from coordinator.events.kinds import Sort
from coordinator.settings import ROOT
from tests.cast import Cast
from tests.web.guest.conftest import Guests, Opened, counted

DISCLOSED = "<bdi>Sam</bdi> is invited too, and suggested getting people together."
STYLE = ROOT / "coordinator" / "static" / "css" / "style.css"


def moved(cast: Cast, *, weeks: int = 0, place: str = "The Tannery Café, back room") -> None:
    event, later = cast.event, timedelta(weeks=weeks)
    news.move(
        event,
        starts_at=event.starts_at + later,
        ends_at=event.ends_at + later,
        zone=event.zone,
        place=place,
        address=event.address,
        sort=Sort.PUBLIC,
    )
    db.session.commit()


def test_it_says_who_invites_whom_to_what_when_and_where(kim: Opened) -> None:
    page = kim.get().text
    for words in (
        "For <bdi>Kim</bdi>, from <bdi>Anna Brandt</bdi>",
        "Board games at the Tannery",
        "Saturday 3 October 2026",
        "18:30 to 21:30, UK time (BST)",
        "The Tannery Café, back room",
        "14 Market Row, Bristol BS1 4QA",
        "I’ve booked the long table.",
    ):
        assert words in page
    assert "<title>Invitation</title>" in page


def test_the_disclosure_stands_above_the_first_control_and_no_answer_is_chosen(kim: Opened) -> None:
    page = kim.get().text
    assert page.index(DISCLOSED) < page.index('type="radio"')
    assert page.count('name="answer"') == 3
    assert " checked>" not in page


def test_all_guests_read_the_same_page(cast: Cast, kim: Opened, priya: Opened) -> None:
    same = []
    for guest, name in ((kim, "Kim"), (priya, "Priya")):
        text = guest.get().text.replace(guest.path, "/i/").replace(name, "GUEST")
        same.append("".join(line for line in text.splitlines() if "csrf_token" not in line))
    assert same[0] == same[1]


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (None, "<bdi>Sam</bdi> hasn’t said yet."),
        (Answer.UNDECIDED, "<bdi>Sam</bdi> hasn’t said yet."),
        (Answer.YES, "<bdi>Sam</bdi> is coming."),
        (Answer.NO, "<bdi>Sam</bdi> isn’t coming."),
    ],
)
def test_the_organisers_own_answer_is_there_for_everybody(
    cast: Cast, kim: Opened, says: Answer | None, words: str
) -> None:
    if says:
        organiser_reply.reply(cast.event, says)
    assert words in kim.get().text
    assert "If you both come, <bdi>Sam</bdi>’s page may list the date later; you can hide it." in kim.get().text


def test_an_answer_of_the_organiser_from_before_a_move_is_none(cast: Cast, kim: Opened) -> None:
    organiser_reply.reply(cast.event, Answer.YES)
    moved(cast, weeks=1)
    assert "<bdi>Sam</bdi> hasn’t said yet." in kim.get().text


def test_a_plan_that_others_ended_reads_like_any_other_no_and_only_once_the_organiser_knows(
    cast: Cast, kim: Opened
) -> None:
    organiser_reply.reply(cast.event, Answer.YES)
    end(cast.plan.id, Cause.VETO)
    assert "<bdi>Sam</bdi> is coming." in kim.get().text
    cast.clock.shift(timedelta(hours=73))
    assert closing(cast.plan.id)
    assert "<bdi>Sam</bdi> isn’t coming." in kim.get().text


def test_no_byte_of_the_organiser_is_on_it_but_what_the_host_calls_him(cast: Cast, kim: Opened) -> None:
    page = kim.get().text
    assert "Okafor" not in page
    assert "sam@posteo.example" not in page
    assert "You do the best games nights." not in page


def test_whose_address_was_checked_is_said_and_whose_was_not_too(cast: Cast, kim: Opened) -> None:
    assert "This site checked <bdi>Anna</bdi>’s address, <bdi>anna.brandt@posteo.example</bdi>." in kim.get().text
    cast.hosting.checked_at = None
    page = kim.get().text
    assert "This site could not check who <bdi>Anna</bdi> is." in page
    assert "anna.brandt@posteo.example" not in page


def test_a_page_with_everything_on_it_takes_two_queries(cast: Cast, kim: Opened) -> None:
    question.ask(cast.event, ["Which game would you bring?", "From where do you come?"], food=True)
    bring.list_items(cast.event, ["Lemonade", "Paper and pencils"])
    cast.says("Kim", Answer.YES, food="No nuts, please")
    with counted() as statements:
        assert kim.get().status_code == 200
    assert len(statements) == 2


def test_a_plain_invitation_takes_one_query(kim: Opened) -> None:
    with counted() as statements:
        kim.get()
    assert len(statements) == 1


@pytest.mark.parametrize("part", ["", "/answered"])
def test_it_weighs_less_than_twenty_kilobytes_with_its_stylesheet_and_brings_no_script(
    cast: Cast, kim: Opened, part: str
) -> None:
    question.ask(cast.event, ["Which game would you bring?"], food=True)
    bring.list_items(cast.event, ["A game for six or more", "Lemonade", "Paper and pencils"])
    cast.says("Kim", Answer.YES, food="No nuts, please")
    page = kim.get(part)
    assert len(page.data) + STYLE.stat().st_size <= 20 * 1024
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "script" not in page.headers["Content-Security-Policy"]


def test_a_move_says_what_it_was_and_that_an_earlier_answer_is_set_aside(cast: Cast, kim: Opened) -> None:
    cast.says("Kim", Answer.YES)
    cast.clock.shift(timedelta(hours=1))
    moved(cast, weeks=1, place="The Cube")
    page = kim.get().text
    assert "<bdi>Anna</bdi> has moved this to another time and place." in page
    assert "It was Saturday 3 October, 18:30." in page
    assert "The Tannery Café, back room, 14 Market Row, Bristol BS1 4QA" in page
    assert "Your earlier answer is set aside, so please answer once more." in page
    assert " checked>" not in page
    kim.post("/answer", answer="yes")
    assert "has moved this" not in kim.get().text


def test_a_move_of_the_place_alone_speaks_of_the_place_alone(cast: Cast, kim: Opened) -> None:
    cast.clock.shift(timedelta(hours=1))
    moved(cast, place="The Cube")
    page = kim.get().text
    assert "<bdi>Anna</bdi> has moved this to another place." in page
    assert "It was Saturday" not in page
    assert "set aside" not in page


def test_who_was_invited_after_the_move_hears_nothing_of_it(cast: Cast, guests: Guests) -> None:
    moved(cast, weeks=1)
    assert "has moved" not in guests("Lotte").get().text


def test_a_full_house_says_so_before_the_answer(cast: Cast, kim: Opened) -> None:
    cast.event.capacity = 3
    cast.says("Priya", Answer.YES)
    page = kim.get().text
    assert "All 3 places are taken just now." in page
    assert "I’ll come, if a place comes free" in page


def test_an_event_called_off_says_so_and_asks_nothing(cast: Cast, kim: Opened) -> None:
    news.call_off(cast.event, "The café has a burst pipe, sorry all. Another time.")
    page = kim.get().text
    assert "<bdi>Anna</bdi> has called this off" in page
    assert "The café has a burst pipe" in page
    assert "<form" not in page
    assert kim.path + "/stop" in page


def test_once_it_has_begun_there_is_nothing_to_answer_and_the_disclosure_stays(cast: Cast, kim: Opened) -> None:
    cast.clock.move_to(cast.event.starts_at)
    page = kim.get().text
    assert "It has begun, so answers stay as they are." in page
    assert DISCLOSED in page
    assert "<form" not in page
    cast.clock.move_to(cast.event.ends_at)
    assert "It’s over, so there is nothing to answer." in kim.get().text


def test_the_readers_own_zone_is_a_second_line_and_stays_in_their_browser(cast: Cast, kim: Opened) -> None:
    assert "In another time zone?" in kim.get().text
    assert "UK time" in kim.get("/zone").text
    assert kim.post("/zone", zone="Europe/Berlin").status_code == 303
    page = kim.get().text
    assert "In Berlin: 19:30 to 22:30." in page
    assert page.index("UK time") < page.index("In Berlin")
    kim.post("/zone", zone="Pacific/Auckland")
    assert "In Auckland: Sunday 4 October, 06:30 to 09:30." in kim.get().text
    kim.post("/zone", zone="Europe/London")
    assert "In London" not in kim.get().text
    assert cast.invitation().guest.zone is None
    assert kim.post("/zone", zone="Moon/Tranquillity").status_code == 422


def test_an_evening_that_ends_the_next_day_says_which(cast: Cast, kim: Opened) -> None:
    cast.event.ends_at = datetime(2026, 10, 4, 0, 30, tzinfo=UTC)
    assert "18:30 to Sunday 4 October, 01:30, UK time" in kim.get().text


def test_a_guests_own_language_comes_before_the_browsers_and_a_chosen_one_before_both(cast: Cast, kim: Opened) -> None:
    cast.kim.language = "de"
    assert '<html lang="de"' in kim.get(headers={"Accept-Language": "en"}).text
    assert '<html lang="en-GB"' in kim.get("?lang=en").text
    assert '<html lang="en-GB"' in kim.get().text
    assert f'href="{kim.path}?lang=de"' in kim.get().text


def test_hostile_words_are_words(cast: Cast, kim: Opened) -> None:
    cast.event.title = "<script>alert(1)</script> {{ 7*7 }} %(name)s"
    cast.hosting.organiser_name = "Sam<b>"
    page = kim.get().text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} %(name)s" in page
    assert "<bdi>Sam&lt;b&gt;</bdi> is invited too" in page


def test_a_stranger_without_a_past_finds_nothing_here(client: FlaskClient) -> None:
    assert client.get("/i/" + "x" * 16).status_code == 404
