"""The board says in words where everybody stands, and costs the same for sixty guests as for five."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator import clock
from coordinator.consent import stop
from coordinator.consent.ending import Cause, Closing, end
from coordinator.database import db
from coordinator.events import book, inviting, organiser_reply
from coordinator.events.answering import reply
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.invitation import Answer
from tests.cast import Cast
from tests.events.outlines import OCTOBER, invited, published, span

MOST = 11  # statements for one board
HEAVIEST = 64 * 1024  # bytes of a board with sixty guests


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note every statement that is sent to the database."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def state(page: str, name: str) -> str:
    """Return the word on somebody's line."""
    return page.split(f"<bdi>{name}</bdi></b>", 1)[1].split('class="state"', 1)[1].split(">", 1)[1].split("<", 1)[0]


def board(event: Event) -> str:
    """Return the board's address."""
    return f"/host/events/{event.public_id}"


def test_everybody_has_a_word(anna: FlaskClient, event: Event) -> None:
    reply(invited(event, "Kim"), Answer.YES, food="No nuts, please", words={event.questions[0].id: "x"})
    reply(invited(event, "Priya"), Answer.YES, party=2)
    reply(invited(event, "Tomasz"), Answer.NO)
    reply(invited(event, "Lotte"), Answer.UNDECIDED)
    organiser_reply.reply(event, Answer.YES)
    inviting.invite(event, *book.write_down(event.hosting, ["Mehmet"]))
    db.session.commit()
    page = anna.get(board(event)).text
    words = {name: state(page, name) for name in ("Kim", "Priya", "Tomasz", "Lotte", "Grace", "Mehmet", "Sam")}
    assert words == {
        "Kim": "Coming", "Priya": "Coming, two", "Tomasz": "Can’t", "Lotte": "Rather not say yet", "Grace": "Invited",
        "Mehmet": "New", "Sam": "Coming",
    }  # fmt: skip
    assert "It’s on. 5 are coming, you included. 5 places are free." in page
    assert "<small>No nuts, please</small>" in page
    assert "Suggested getting people together" in page


def test_nothing_marks_the_other_person(anna: FlaskClient, event: Event) -> None:
    page = anna.get(board(event)).text
    kim, grace = (page.split(f"<bdi>{name}</bdi>")[1].split("</li>")[0] for name in ("Kim", "Grace"))
    ids = {
        name: (invited(event, name).public_id, invited(event, name).guest.public_id) for name in ("Kim", "Grace")
    }  # fmt: skip
    for mine, hers in zip(ids["Kim"], ids["Grace"], strict=True):
        kim = kim.replace(mine, hers)
    assert kim == grace


def test_a_waiting_list_starts_by_itself(cast: Cast, anna: FlaskClient) -> None:
    event = published(cast, capacity=6)
    for name in ("Kim", "Priya"):
        reply(invited(event, name), Answer.YES, party=2)
    reply(invited(event, "Tomasz"), Answer.YES)
    db.session.commit()
    page = anna.get(board(event)).text
    assert "All places are taken." in page
    assert state(page, "Tomasz") == "On the waiting list"
    assert "<ol>\n<li><bdi>Tomasz</bdi></li>\n</ol>" in page


def test_what_is_brought_and_said_stands_beside_it(cast: Cast, anna: FlaskClient) -> None:
    event = published(cast, items=("Lemonade", "Paper"), questions=("Any songs?",))
    reply(invited(event, "Kim"), Answer.YES, item_id=event.items[0].id, words={event.questions[1].id: "The old ones"})
    db.session.commit()
    page = anna.get(board(event)).text
    assert "<span>Lemonade</span><b><bdi>Kim</bdi></b>" in page
    assert '<span>Paper</span><span class="soft">free</span>' in page
    assert "<h2>Any songs?</h2>" in page
    assert "<li>The old ones<small><bdi>Kim</bdi></small></li>" in page


def test_after_the_closing_shows_the_board_says_so_and_not_why(anna: FlaskClient, event: Event) -> None:
    before = anna.get(board(event)).text
    end(event.plan_id, Cause.STOP)
    db.session.commit()
    assert anna.get(board(event)).text == before, "until then not a byte differs"
    db.session.execute(sa.update(Closing).values(shows_at=clock.now()))
    db.session.commit()
    page = anna.get(board(event)).text
    assert (
        "This plan has ended and <bdi>Sam</bdi> has been told not to come. Carry on with everyone else if you like."
        in page
    )
    assert state(page, "Sam") == "Told not to come"
    assert "Leave <bdi>Sam</bdi> out" not in page


def test_a_board_costs_the_same_for_sixty_guests_as_for_five(cast: Cast, anna: FlaskClient, event: Event) -> None:
    address = board(event)
    with statements() as few:
        anna.get(address)
    for guest in book.write_down(
        cast.hosting, [f"Guest {'abcdefghijklm'[n % 13]} {'nopqr'[n // 13]}" for n in range(55)]
    ):
        invitation = inviting.invite(event, guest)
        inviting.make_link(invitation)
        guest.reach_at(f"guest{guest.id}@posteo.example")
    db.session.commit()
    for invitation in event.invitations[6:36]:
        reply(invitation, Answer.NO)
    db.session.commit()
    db.session.expire_all()
    with statements() as many:
        page = anna.get(address)
    assert len(few) <= MOST
    assert len(many) == len(few), "\n".join(many)
    assert page.text.count("<details>") == 61
    assert len(page.data) < HEAVIEST


def test_the_board_of_a_poll_costs_the_same_too(cast: Cast, anna: FlaskClient) -> None:
    event = published(cast, spans=tuple(span(OCTOBER + timedelta(days=day)) for day in range(6)))
    address = board(event)
    with statements() as seen:
        page = anna.get(address).text
    assert "Make it this day" in page
    assert len(seen) <= MOST


def test_a_stop_is_on_the_board_only_if_the_guest_ticked_it(anna: FlaskClient, event: Event) -> None:
    asked = "asked to be left out of things with"
    hers, his = invited(event, "Lotte").guest, invited(event, "Tomasz").guest
    stop.ask(hers)
    code = stop.ask(his, host_may_know=True)
    db.session.commit()
    page = anna.get(board(event)).text
    assert page.count(asked) == 1
    assert f"<bdi>{his.name}</bdi> {asked} <bdi>Sam</bdi>, and wanted you to know." in page
    assert stop.undo(code)
    db.session.commit()
    assert asked not in anna.get(board(event)).text


def test_two_weeks_after_it_the_answers_are_gone_and_the_page_says_so(
    cast: Cast, anna: FlaskClient, event: Event
) -> None:
    cast.clock.move_to(event.ends_at + timedelta(hours=1))
    assert "It’s over. Thank you for hosting." in anna.get(board(event)).text
    cast.clock.move_to(event.ends_at + timedelta(days=14, minutes=1))
    page = anna.get(board(event)).text
    assert "The answers have been deleted" in page
    assert "Invited" not in page


def test_once_the_plan_is_over_there_is_nothing_more_to_do(cast: Cast, anna: FlaskClient) -> None:
    end(cast.hosting.plan_id, Cause.VETO)
    db.session.execute(sa.update(Closing).values(shows_at=clock.now()))
    db.session.commit()
    page = anna.get("/host/").text
    assert "This plan has ended. Thank you for having been part of it." in page
    assert "Create an event" not in page


def test_a_long_list_is_by_where_people_stand_and_a_short_one_by_name(anna: FlaskClient, event: Event) -> None:
    heading = re.compile(r'<h3 id="those-(\w+)">')
    assert heading.findall(anna.get(f"/host/events/{event.public_id}").text) == []
    for letter in "abcdefgh":
        event.hosting.guests.append(guest := Guest(name=f"Guest {letter}"))
        db.session.flush()
        inviting.invite(event, guest)
    db.session.commit()
    page = anna.get(f"/host/events/{event.public_id}").text
    groups = heading.findall(page)
    assert groups[0] == "new"
    assert len(groups) > 1
    assert [f"#those-{each}" in page for each in groups] == [True] * len(groups)
    assert f"New ({page.partition('<h3 id=')[2].partition('<h3 id=')[0].count('<summary')})" in page
    assert page.count("<summary") == len(event.invitations)
