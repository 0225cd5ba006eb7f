"""Anna creates an event: wrong input keeps what she typed, the check speaks, and only a good one is published."""

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator.database import db
from coordinator.events import draft
from coordinator.events.event import Event
from coordinator.events.guest import Role
from tests.cast import Cast
from tests.web.host.typing import GAMES


def new(cast: Cast) -> str:
    """Return the address of the form."""
    return f"/host/{cast.hosting.public_id}/events/new"


def publish(cast: Cast) -> str:
    """Return the address that makes a draft real."""
    return f"/host/{cast.hosting.public_id}/events"


def events() -> list[Event]:
    """Return every event there is."""
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Event)))


def test_a_good_form_goes_to_the_preview_and_from_there_to_the_board(cast: Cast, anna: FlaskClient) -> None:
    preview = anna.post(new(cast), data=GAMES)
    assert preview.status_code == 303
    page = anna.get(preview.location).text
    assert "Sam</bdi> is invited too, and suggested getting people together." in page
    assert "This is what your guests see" in page
    assert events() == []
    board = anna.post(publish(cast))
    (event,) = events()
    assert board.location == f"/host/events/{event.public_id}"
    assert (event.title, event.capacity, event.party_most, event.is_published) == (GAMES["title"], 10, 2, True)
    assert f"{event.starts_at:%Y-%m-%d %H:%M}" == "2026-10-03 17:30"  # 18:30 in London is 17:30 in UTC
    assert [each.guest.role for each in event.invitations] == [Role.ORGANISER]
    assert draft.of(cast.hosting.id) is None


def test_a_second_click_on_publish_makes_no_second_event(cast: Cast, anna: FlaskClient) -> None:
    anna.post(new(cast), data=GAMES)
    first, second = anna.post(publish(cast)), anna.post(publish(cast))
    assert first.location == second.location
    assert len(events()) == 1


def test_what_is_missing_is_said_beside_its_field_and_above(cast: Cast, anna: FlaskClient) -> None:
    page = anna.post(new(cast), data=GAMES | {"place": " ", "day": "2026-09-10"})
    assert page.status_code == 422
    assert "<title>Error: New event</title>" in page.text
    assert re.search(r'<a href="#place">Say where it is</a>', page.text)
    assert re.search(r'id="day-error">Pick a day from 15 September on<', page.text)
    assert "2 things to look at" in page.text


def test_an_empty_form_says_everything_and_keeps_nothing(cast: Cast, anna: FlaskClient) -> None:
    page = anna.post(new(cast), data={})
    assert page.status_code == 422
    for sentence in (
        "Choose what kind it is",
        "Say what it is called",
        "Pick a day",
        "Give it an end",
        "Say where it is",
    ):
        assert sentence in page.text
    assert draft.of(cast.hosting.id) is None


def test_everything_typed_stays_after_a_mistake(cast: Cast, anna: FlaskClient) -> None:
    page = anna.post(new(cast), data=GAMES | {"until": "half nine"}).text
    assert 'value="half nine"' in page
    assert "Write the time like 18:30." in page
    for typed in (
        GAMES["title"],
        GAMES["place"],
        GAMES["address"],
        "Lemonade\nPaper and pencils",
        "Do you know Carcassonne?",
    ):
        assert typed in page
    assert re.search(r'<input type="radio" name="kind" value="games" checked>', page)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("note", "Look at https://example.org/me", "Please leave links out."),
        ("note", "Write to sam@example.org", "Please leave e-mail addresses out."),
        ("title", "x" * 81, "Keep it to 80 characters."),
        ("kind", "duel", "Not a valid choice"),
        ("capacity", "5", "At least 6, so that nobody has to carry the talk"),
        ("capacity", "61", "At most 60"),
        ("capacity", "a dozen", "Write a number, like 10."),
        ("sort", "organisers_home", "Pick neutral ground."),
        ("until", "17:00", "It ends before it starts"),
        ("day", "2026-12-25", "Pick a day up to 7 December"),
        ("day", "some day", "Write the day like 2026-12-31."),
        ("answer_by", "2026-10-04", "Pick a day between now and the event"),
        ("answer_by", "2026-09-01", "Pick a day between now and the event"),
        ("questions", "A?\nB?\nC?\nD?\nE?", "Keep it to five questions"),
        ("bring", "\n".join(f"Thing {n}" for n in range(21)), "Keep it to 20 lines."),
        ("bring", "x" * 41, "Keep it to 40 characters."),
        ("zone", "Mars/Olympus", "Not a valid choice"),
        ("party_most", "9", "Not a valid choice"),
    ],
)
def test_wrong_input_is_refused_beside_its_field(
    cast: Cast, anna: FlaskClient, field: str, typed: str, sentence: str
) -> None:
    page = anna.post(new(cast), data=GAMES | {field: typed})
    assert page.status_code == 422
    assert sentence in page.text
    assert draft.of(cast.hosting.id) is None


def test_an_end_in_the_small_hours_is_the_next_day(cast: Cast, anna: FlaskClient) -> None:
    page = anna.post(new(cast), data=GAMES | {"start": "20:00", "until": "00:30"}, follow_redirects=True).text
    assert "This is what your guests see" in page
    anna.post(publish(cast))
    (event,) = events()
    assert (event.ends_at - event.starts_at).total_seconds() == 4.5 * 3600
    look = anna.post(f"/host/{cast.hosting.public_id}/events/check", data=GAMES | {"start": "20:00", "until": "00:30"})
    assert "Later than 23:00" in [each["word"] for each in look.json or []]


def test_a_draft_is_kept_however_little_is_in_it(cast: Cast, anna: FlaskClient) -> None:
    later = anna.post(new(cast), data={"later": "1", "title": "Something with soup", "until": "late"})
    assert (later.status_code, later.location) == (303, "/host/")
    assert "You have a draft" in anna.get("/host/").text
    page = anna.get(new(cast)).text
    assert 'value="Something with soup"' in page
    assert 'value="late"' in page
    assert "Error:" not in page
    anna.post(f"/host/{cast.hosting.public_id}/events/draft/removal")
    assert "You have a draft" not in anna.get("/host/").text


def test_a_draft_with_a_fault_cannot_be_published(cast: Cast, anna: FlaskClient) -> None:
    draft.keep(cast.hosting.id, GAMES | {"capacity": "3"})
    db.session.commit()
    for answer in (anna.get(f"/host/{cast.hosting.public_id}/events/preview"), anna.post(publish(cast))):
        assert answer.status_code == 422
        assert "At least 6" in answer.text
    assert events() == []


def test_without_a_draft_there_is_nothing_to_publish(cast: Cast, anna: FlaskClient) -> None:
    assert anna.post(publish(cast)).location == "/host/"
    assert anna.get(f"/host/{cast.hosting.public_id}/events/preview").location == "/host/"


def test_looking_again_needs_no_script_and_complains_of_nothing(cast: Cast, anna: FlaskClient) -> None:
    page = anna.post(new(cast), data={"look": "1", "title": "Beer and cards", "capacity": "8", "sort": "home"})
    assert page.status_code == 200
    assert "Someone’s home" in page.text
    assert "8 places. Nobody has to carry the talk." in page.text
    assert "Built on alcohol?" in page.text
    assert 'class="error"' not in page.text
    assert draft.of(cast.hosting.id) is None


def test_with_script_the_check_speaks_by_itself(cast: Cast, anna: FlaskClient) -> None:
    said = anna.post(f"/host/{cast.hosting.public_id}/events/check", data=GAMES)
    assert {"is": "ok", "word": "A public place", "why": "People can come late and leave when they like."} in (
        said.json or []
    )
    assert (
        anna.post(f"/host/{cast.hosting.public_id}/events/check", data={"day": "soon", "zone": "x"}).status_code == 200
    )


def test_several_days_are_offered_as_a_poll(cast: Cast, anna: FlaskClient) -> None:
    days = GAMES | {"dates": "poll", "day2": "2026-10-04", "day3": "2026-10-10"}
    page = anna.post(new(cast), data=days, follow_redirects=True).text
    assert "Sunday 4 October" in page
    anna.post(publish(cast))
    (event,) = events()
    assert [f"{option.starts_at:%d}" for option in event.options] == ["03", "04", "10"]
    assert event.starts_at == event.options[-1].starts_at


def test_a_poll_needs_two_days(cast: Cast, anna: FlaskClient) -> None:
    page = anna.post(new(cast), data=GAMES | {"dates": "poll", "day2": "2026-10-03"})
    assert "Offer at least one more day" in page.text


def test_the_hosts_own_zone_comes_first_and_can_be_another(cast: Cast, anna: FlaskClient) -> None:
    cast.hosting.zone = "Asia/Tokyo"
    db.session.commit()
    page = anna.get(new(cast)).text
    assert page.index('value="Asia/Tokyo" selected') < page.index('value="Europe/London"') < page.index("Europe/Berlin")
    anna.post(new(cast), data=GAMES | {"zone": "America/New_York"})
    anna.post(publish(cast))
    (event,) = events()
    assert f"{event.starts_at:%H:%M}" == "22:30"


def test_while_an_event_is_coming_there_is_no_form(cast: Cast, anna: FlaskClient, event: Event) -> None:
    assert "One event at a time" in anna.get(new(cast)).text
    anna.post(new(cast), data=GAMES)
    assert draft.of(cast.hosting.id) is None
    assert anna.get("/host/").location == f"/host/events/{event.public_id}"


def test_after_an_event_its_words_can_be_used_again(cast: Cast, anna: FlaskClient, event: Event) -> None:
    cast.clock.move_to(event.ends_at)
    form = anna.post(f"/host/events/{event.public_id}/again")
    page = anna.get(form.location).text
    assert f'value="{event.title}"' in page
    assert 'value="18:30"' in page
    assert 'id="day" name="day" type="date">' in page.replace(' class="short"', "")
