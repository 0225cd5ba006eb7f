"""The morning after: one tap a person, for 72 hours; a yes is never attendance, and nothing is filled in from one."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator import clock
from coordinator.consent.ending import Cause, Closing, end
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.events import planning
from coordinator.events.answering import reply
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.invitation import Answer
from coordinator.history import marking
from coordinator.history.attendance import Attendance
from coordinator.history.shared import SharedEvent
from tests.cast import Cast
from tests.events.outlines import OCTOBER, invited, outline, published, span


@pytest.fixture
def morning(cast: Cast, event: Event) -> Event:
    """Return the event the morning after; everybody had said yes."""
    for invitation in event.invitations[1:]:
        reply(invitation, Answer.YES)
    db.session.commit()
    cast.clock.move_to(OCTOBER + timedelta(hours=15))
    return event


def address(event: Event) -> str:
    """Return the page's address."""
    return f"/host/events/{event.public_id}/who-came"


def taps(event: Event, **said: str) -> dict[str, str]:
    """Return what is sent when some names are tapped."""
    return {f"g{invited(event, name).guest.id}": tapped for name, tapped in said.items()}


def marked(event: Event) -> dict[str, bool]:
    """Return what is marked, by name."""
    db.session.expire_all()
    names = dict(db.session.execute(sa.select(Guest.id, Guest.name)).all())
    return {names[guest]: came for guest, came in marking.marks(event).items()}


def test_everybody_on_the_list_is_a_line_like_the_others_and_none_is_filled_in(
    anna: FlaskClient, morning: Event
) -> None:
    page = anna.get(address(morning)).text
    assert re.findall(r"<legend><bdi>(.*?)</bdi></legend>", page) == ["Grace", "Kim", "Lotte", "Priya", "Sam", "Tomasz"]
    assert " checked" not in page
    assert "You can change this until Tuesday 6 October, 18:30." in page


def test_the_bar_leads_to_the_latest_event(anna: FlaskClient, morning: Event) -> None:
    assert anna.get("/host/who-came").location == address(morning)
    assert "Mark who came" in anna.get("/host/").text


def test_one_tap_a_person_is_enough(anna: FlaskClient, morning: Event) -> None:
    for _ in range(2):
        tapped = taps(morning, Kim="yes", Sam="yes", Lotte="no", Priya="unsure")
        assert anna.post(address(morning), data=tapped).location == f"{address(morning)}/saved"
    assert marked(morning) == {"Kim": True, "Sam": True, "Lotte": False}
    thanks = anna.get(f"{address(morning)}/saved").text
    assert "Saved. Thank you for hosting." in thanks
    assert "On Saturday 17 October the answers and food notes are deleted." in thanks
    assert "can’t ask you to host again before March 2027." in thanks
    assert len(list(db.session.scalars(sa.select(SharedEvent)))) == 1


def test_a_mark_can_be_changed_and_taken_back(anna: FlaskClient, morning: Event) -> None:
    anna.post(address(morning), data=taps(morning, Kim="yes", Sam="yes", Lotte="yes"))
    page = anna.get(address(morning)).text
    assert page.count('value="yes" checked') == 3
    anna.post(address(morning), data=taps(morning, Kim="unsure", Lotte="no"))
    assert marked(morning) == {"Sam": True, "Lotte": False}
    assert list(db.session.scalars(sa.select(SharedEvent))) == []


def test_whoever_dropped_in_is_marked_once_and_stands_on_the_page(anna: FlaskClient, morning: Event) -> None:
    for _ in range(2):
        anna.post(address(morning), data={"also": "Bea,  Tom ,, bea"})
    assert marked(morning) == {"Bea": True, "Tom": True}
    page = anna.get(address(morning)).text
    assert "<bdi>Bea</bdi>" in page
    assert page.count('value="yes" checked') == 2
    assert 'name="also" type="text">' in re.sub(r' aria-describedby="[^"]*"| autocomplete="off"', "", page)


def test_whoever_was_written_down_by_mistake_is_taken_back_by_a_button_that_says_so(
    anna: FlaskClient, morning: Event
) -> None:
    assert "Take it back" not in anna.get(address(morning)).text
    anna.post(address(morning), data={"also": "Bea"})
    bea = db.session.scalars(sa.select(Attendance)).one().guest_id
    page = anna.get(address(morning)).text
    line = page[page.index("<bdi>Bea</bdi>") :].partition("</fieldset>")[0]
    assert "Take it back" in line
    assert "Not sure" not in line
    assert page.count("Take it back") == 1
    anna.post(address(morning), data={f"g{bea}": "unsure"})
    assert marked(morning) == {}
    assert "<bdi>Bea</bdi>" not in anna.get(address(morning)).text


def test_a_namesake_who_dropped_in_is_not_the_other_person(cast: Cast, anna: FlaskClient, morning: Event) -> None:
    inviting_kim = invited(morning, "Kim")
    shown = anna.post(address(morning), data={"also": "Bea, Kim"} | taps(morning, Sam="yes"))
    assert shown.status_code == 422
    assert "Kim is there already." in shown.text
    assert 'value="Bea, Kim"' in shown.text
    anna.post(address(morning), data={"also": "Bea, Kim B"} | taps(morning, Sam="yes"))
    rows = db.session.scalars(sa.select(Attendance.guest_id)).all()
    assert inviting_kim.guest_id not in rows
    assert list(db.session.scalars(sa.select(SharedEvent))) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("B34", "A name can have letters"), ("x" * 41, "Keep it to 40 characters."), ("a@b.example", "e-mail addresses")],
)
def test_a_name_that_cannot_be_taken_is_given_back_with_every_tap(
    anna: FlaskClient, morning: Event, typed: str, sentence: str
) -> None:
    page = anna.post(address(morning), data={"also": typed} | taps(morning, Kim="yes"))
    assert page.status_code == 422
    assert sentence in page.text
    assert f'value="{typed}"' in page.text
    assert 'value="yes" checked' in page.text
    assert marked(morning) == {}


def test_a_tap_that_is_none_of_the_three_is_refused(anna: FlaskClient, morning: Event) -> None:
    assert anna.post(address(morning), data=taps(morning, Kim="maybe")).status_code == 422
    assert marked(morning) == {}


def test_nothing_can_be_marked_before_it_begins(anna: FlaskClient, event: Event) -> None:
    assert "From Saturday 3 October, 18:30 on you can mark here who came." in anna.get(address(event)).text
    assert anna.post(address(event), data=taps(event, Kim="yes")).status_code == 409
    assert marked(event) == {}


def test_after_72_hours_it_stays_as_it_is(cast: Cast, anna: FlaskClient, morning: Event) -> None:
    anna.post(address(morning), data=taps(morning, Kim="yes"))
    cast.clock.move_to(OCTOBER + timedelta(hours=72))
    page = anna.get(address(morning)).text
    assert "This stays as it is now." in page
    assert "<form" not in page.split("<main", 1)[1].split("</main>", 1)[0]
    assert anna.post(address(morning), data=taps(morning, Kim="no")).status_code == 409
    assert marked(morning) == {"Kim": True}


def test_nobody_came_to_what_was_called_off(anna: FlaskClient, cast: Cast, event: Event) -> None:
    anna.post(f"/host/events/{event.public_id}/cancellation", data={})
    cast.clock.move_to(OCTOBER + timedelta(hours=15))
    assert "You called it off, so there is nothing to mark." in anna.get(address(event)).text
    assert anna.post(address(event), data=taps(event, Kim="yes")).status_code == 409


def test_a_day_never_picked_was_no_event(anna: FlaskClient, cast: Cast) -> None:
    event = published(cast, spans=(span(), span(OCTOBER + timedelta(days=1))))
    cast.clock.move_to(OCTOBER + timedelta(days=2))
    assert anna.post(address(event), data=taps(event, Kim="yes")).status_code == 409
    assert "Nothing to mark yet" in anna.get(address(event)).text


def test_who_was_not_on_the_list_cannot_be_marked_by_her_role(cast: Cast, anna: FlaskClient) -> None:
    event = planning.publish(cast.hosting, outline())
    db.session.commit()
    cast.clock.move_to(OCTOBER + timedelta(hours=15))
    page = anna.get(address(event)).text
    assert "<bdi>Kim</bdi>" not in page
    anna.post(address(event), data={f"g{cast.kim.id}": "yes"})
    assert marked(event) == {}
    with pytest.raises(NotPossible):
        marking.mark(event, cast.kim, came=True)


def test_what_a_guest_hid_or_disputes_is_not_made_anew(cast: Cast, anna: FlaskClient, morning: Event) -> None:
    anna.post(address(morning), data=taps(morning, Kim="yes", Sam="yes"))
    kim = db.session.get_one(Attendance, (morning.id, cast.kim.id))
    marking.hide(kim)
    db.session.commit()
    for tapped in ("unsure", "no", "yes"):
        anna.post(address(morning), data=taps(morning, Kim=tapped))
        db.session.expire_all()
        assert db.session.get_one(Attendance, (morning.id, cast.kim.id)).hidden_at
        assert list(db.session.scalars(sa.select(SharedEvent))) == []


def test_once_told_not_to_come_the_organiser_is_no_line(cast: Cast, anna: FlaskClient, event: Event) -> None:
    end(event.plan_id, Cause.STOP)
    db.session.execute(sa.update(Closing).values(shows_at=clock.now()))
    db.session.commit()
    sam = invited(event, "Sam").guest.id
    cast.clock.move_to(OCTOBER + timedelta(hours=15))
    assert "<bdi>Sam</bdi>" not in anna.get(address(event)).text
    anna.post(address(event), data=taps(event, Kim="yes") | {f"g{sam}": "yes"})
    assert marked(event) == {"Kim": True}
