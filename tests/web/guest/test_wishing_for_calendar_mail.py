"""A guest asks for the date by mail, each time if they like, and undoes it; nothing comes that nobody asked for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import instance, retention
from coordinator.database import db
from coordinator.events import inviting, reply_address
from coordinator.post.letters.guest.changed import ChangedLetter
from coordinator.post.letters.guest.invitation import InvitationLetter
from coordinator.post.outbox import Letter, LetterState
from coordinator.settings import Settings, Smtp
from coordinator.web import page
from tests.cast import Cast
from tests.web.guest.conftest import Guests, Opened

HERS = "kim@elsewhere.example"


@pytest.fixture
def kim(app: Flask, settings: Settings, cast: Cast, guests: Guests) -> Iterator[Opened]:
    """Return Kim, coming, at an instance that mails and reads its mail."""
    mailing = replace(settings, smtp=Smtp(host="localhost"), inbound_domain="reply.ground.example")
    instance.install(app, mailing)
    app.jinja_env.globals["site"] = page.site_of(mailing)
    kim = guests("Kim")
    kim.post("/answer", answer="yes")
    return kim


def owed(cast: Cast, kind: str) -> list[LetterState]:
    mine = (Letter.kind == kind) & (Letter.subject == f"invitation:{cast.invitation().id}")
    return list(db.session.scalars(sa.select(Letter.state).where(mine).order_by(Letter.id)))


def letter(cast: Cast, kind: str) -> Letter:
    mine = (Letter.kind == kind) & (Letter.subject == f"invitation:{cast.invitation().id}")
    return db.session.scalars(sa.select(Letter).where(mine).order_by(Letter.id.desc())).first() or pytest.fail(kind)


def test_a_wish_is_undone_by_a_button(cast: Cast, kim: Opened) -> None:
    kim.post("/calendar-letter", mail=HERS, note="y")
    answers_to = reply_address.of(cast.invitation())
    db.session.commit()
    assert "The date comes to you by mail" in kim.get("/answered").text
    assert kim.post("/calendar-letter/removal").status_code == 303
    assert (cast.invitation().calendar_address, cast.invitation().wants_note) == (None, False)
    assert owed(cast, "calendar") == [LetterState.TAKEN_BACK]
    assert reply_address.find(answers_to) is None
    after = kim.get("/answered").text
    assert "Nothing more goes to that address." in after
    assert "The date comes to you by mail" not in after


def test_a_standing_wish_is_set_and_shown_and_undone_by_the_guest(cast: Cast, kim: Opened) -> None:
    kim.post("/calendar-letter", mail=HERS)
    assert not cast.kim.wants_calendar_mail
    kim.post("/calendar-letter", mail=HERS, always="y")
    assert cast.kim.wants_calendar_mail
    assert 'name="always" type="checkbox" value="y"' in kim.get("/answered").text.replace(" checked", "")
    assert "checked" in kim.get("/answered").text.partition('name="always"')[0][-40:]
    assert "Calendar by mail" in kim.get("/data").text
    assert kim.post("/data/calendar-wish/removal").status_code == 303
    assert not cast.kim.wants_calendar_mail
    assert "Calendar by mail" not in kim.get("/data").text


@pytest.mark.parametrize("wish", [True, False])
def test_the_first_mail_brings_the_date_only_to_who_wished_for_that(cast: Cast, kim: Opened, wish: bool) -> None:
    cast.kim.wants_calendar_mail = wish
    inviting.mail(cast.invitation())
    db.session.commit()
    sent = InvitationLetter.compose(letter(cast, "invitation"))
    assert sent
    assert (sent.calendar is not None) == wish
    assert any("The date is attached" in line for block in sent.body for line in block.lines) == wish
    assert sent.recipient == cast.kim.address
    assert "gave this site your address" in sent.why
    assert cast.invitation().calendar_address == (cast.kim.address if wish else None)


def test_who_has_the_date_hears_of_a_move_even_before_answering(cast: Cast, kim: Opened) -> None:
    kim.post("/answer/removal")
    cast.kim.wants_calendar_mail = True
    inviting.mail(cast.invitation())
    db.session.commit()
    cast.moves(timedelta(days=1))
    sent = ChangedLetter.compose(letter(cast, "changed"))
    assert sent
    assert sent.calendar
    assert b"SEQUENCE:1" in sent.calendar.data


def test_the_wish_outlives_the_address_and_goes_with_the_guest(cast: Cast, kim: Opened) -> None:
    kim.post("/calendar-letter", mail=HERS, always="y")
    cast.clock.move_to(cast.event.ends_at + timedelta(days=8))
    retention.purge()
    assert (cast.kim.address, cast.invitation().calendar_address) == (None, None)
    assert cast.kim.wants_calendar_mail


def test_each_way_into_a_calendar_says_who_sees_what(kim: Opened) -> None:
    shown = kim.get("/answered").text
    for way in (
        "/event.ics",
        "https://calendar.google.com/",
        "https://outlook.live.com/",
        "https://outlook.office.com/",
    ):
        assert way in shown
    assert shown.count("which then sees") == 3
