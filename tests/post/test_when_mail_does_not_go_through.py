"""A mail server that is away, busy, slow, rude or gone in the middle: nothing is lost and nothing is pressed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from coordinator import chores, instance, operating
from coordinator.clock import now
from coordinator.database import db
from coordinator.events import inviting, news
from coordinator.events.answer import Answer
from coordinator.events.guest import Guest
from coordinator.post import connection, lease
from coordinator.post.delivery import Step, deliver_due
from coordinator.post.night import decent
from coordinator.post.outbox import Letter, LetterState
from coordinator.settings import Settings
from tests.cast import Cast
from tests.post.rude import GREETS, WELCOMES, rude_server
from tests.post.server import MailServer

KIM = "kim@posteo.example"
NIGHT = datetime(2026, 9, 7, 21, 30, tzinfo=UTC)  # half past ten in London


@pytest.fixture
def letter(cast: Cast) -> Letter:
    """Return the invitation to Kim, owed."""
    inviting.mail(cast.invitation())
    db.session.commit()
    return db.session.scalars(sa.select(Letter).where(Letter.kind == "invitation")).one()


def to_kim(server: MailServer) -> list[str]:
    """Return the Message-IDs of what came for Kim."""
    return [str(each.message["Message-ID"]) for each in server.letters if KIM in each.recipients]


def test_a_busy_server_is_tried_again_after_longer_and_longer_waits(
    letter: Letter, cast: Cast, server: MailServer
) -> None:
    server.refuses[KIM] = "450 Mailbox busy"
    waits = []
    for _time in range(12):
        deliver_due()
        db.session.refresh(letter)
        assert letter.state is LetterState.WAITING
        assert letter.again_at is not None
        waits.append((letter.again_at - now()) / timedelta(minutes=1))
        cast.clock.move_to(decent(letter.again_at, "Europe/London"))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    assert letter.trouble == "450"
    server.refuses.clear()
    deliver_due()
    assert len(to_kim(server)) == 1


@pytest.mark.thorough
def test_after_two_days_it_is_given_up_and_the_host_hears_of_it(letter: Letter, cast: Cast, server: MailServer) -> None:
    server.refuses[KIM] = "450 Mailbox busy"
    for _hour in range(60):
        deliver_due()
        cast.clock.shift(timedelta(hours=1))
    db.session.refresh(letter)
    assert letter.state is LetterState.FAILED
    assert letter.trouble == "450"
    assert cast.kim.bounced_at is not None
    host = [each for each in server.letters if each.recipients == ["anna.brandt@posteo.example"]]
    assert [each.message["Subject"] for each in host] == ["Mail that did not arrive"]
    assert "\nKim\n" in host[0].part("text/plain")


def test_an_address_that_does_not_exist_is_given_up_at_once(letter: Letter, cast: Cast, server: MailServer) -> None:
    server.refuses[KIM] = "550 No such user here: kim@posteo.example"
    deliver_due()
    db.session.refresh(letter)
    assert letter.state is LetterState.FAILED
    assert letter.trouble == "550"  # a server's words may hold an address
    assert cast.kim.bounced_at is not None


def test_two_failures_make_one_letter_to_the_host(cast: Cast, server: MailServer) -> None:
    for name, address in (("Kim", KIM), ("Priya", "priya@raman.example")):
        server.refuses[address] = "550 No"
        inviting.mail(cast.invitation(name))
    db.session.commit()
    deliver_due()
    cast.clock.shift(timedelta(hours=1))
    deliver_due()
    (told,) = server.letters
    assert "\nKim\nPriya\n" in told.part("text/plain")


def test_an_address_the_guest_typed_is_none_of_the_hosts_business(cast: Cast, server: MailServer) -> None:
    cast.says("Kim", Answer.YES)
    cast.invitation().calendar_address = "kim@elsewhere.example"
    inviting.make_link(cast.invitation())
    news.call_off(cast.event)
    db.session.commit()
    server.refuses["kim@elsewhere.example"] = "550 No"
    deliver_due()
    db.session.expire_all()
    assert cast.kim.bounced_at is None
    assert db.session.scalar(sa.select(Letter.id).where(Letter.kind == "failed_addresses")) is None


def test_a_letter_that_the_server_does_not_like_is_not_sent_again(letter: Letter, server: MailServer) -> None:
    server.mood = "never"
    deliver_due()
    db.session.refresh(letter)
    assert (letter.state, letter.trouble) == (LetterState.FAILED, "554")


def test_one_readers_trouble_is_not_anothers(cast: Cast, server: MailServer) -> None:
    inviting.mail(cast.invitation())
    inviting.mail(cast.invitation("Priya"))
    db.session.commit()
    server.refuses[KIM] = "450 Mailbox busy"
    deliver_due()
    assert [each.recipients for each in server.letters] == [["priya@raman.example"]]


def test_a_server_that_is_away_costs_no_letter_a_try(letter: Letter, app: Flask, settings: Settings) -> None:
    away = replace(settings, smtp=replace(settings.smtp, port=1))
    instance.install(app, away)
    assert deliver_due() is Step.STUCK
    db.session.refresh(letter)
    assert (letter.state, letter.attempts, letter.leased_until) == (LetterState.WAITING, 0, None)
    instance.install(app, settings)
    assert deliver_due() is Step.IDLE
    db.session.refresh(letter)
    assert letter.state is LetterState.SENT


def mail() -> str:
    """Return what the operator reads beside "Mail"."""
    return next(part.word for part in operating.look().parts if part.name == "Mail")


def test_the_operator_sees_that_letters_come_back_for_a_day(letter: Letter, cast: Cast, server: MailServer) -> None:
    server.mood = "never"
    assert (mail(), troubles()) == ("Fine", 0)
    deliver_due()
    assert (mail(), troubles()) == ("Sent back", 1)
    server.mood = "friendly"
    cast.clock.shift(timedelta(hours=23))
    deliver_due()
    assert mail() == "Sent back"
    cast.clock.shift(timedelta(hours=2))
    deliver_due()
    assert (mail(), troubles()) == ("Fine", 0)


def troubles() -> int:
    """Count what the operator should look at, while the worker comes by."""
    chores.purge_daily()
    chores.note_round()
    db.session.commit()
    return operating.look().troubles


def test_the_operator_sees_that_letters_were_given_up_after_two_days(
    letter: Letter, cast: Cast, app: Flask, settings: Settings
) -> None:
    instance.install(app, replace(settings, smtp=replace(settings.smtp, port=1)))
    cast.clock.shift(timedelta(hours=48))
    deliver_due()
    assert letter.state is LetterState.FAILED
    db.session.execute(sa.delete(Letter).where(Letter.id != letter.id))  # nothing else is late
    assert mail() == "Sent back"


def test_the_operator_sees_that_mail_is_slow(letter: Letter, cast: Cast, app: Flask, settings: Settings) -> None:
    instance.install(app, replace(settings, smtp=replace(settings.smtp, port=1)))
    deliver_due()
    assert mail() == "Fine"
    cast.clock.shift(timedelta(minutes=16))
    assert mail() == "Slow"
    deliver_due()
    assert mail() == "Slow"
    instance.install(app, settings)
    deliver_due()
    db.session.refresh(letter)
    assert letter.state is LetterState.SENT
    assert mail() == "Fine"


def test_a_letter_held_for_the_night_is_not_late_and_holds_the_next_one(cast: Cast, server: MailServer) -> None:
    invitation = cast.invitation()
    cast.clock.move_to(NIGHT)
    inviting.mail(invitation)
    news.call_off(cast.event)
    db.session.commit()
    deliver_due()
    cast.clock.shift(timedelta(hours=5))
    assert lease.overdue(operating.LATE) == 0
    cast.clock.move_to(NIGHT.replace(hour=8, minute=16) + timedelta(days=1))
    assert lease.overdue(operating.LATE) > 0
    deliver_due()
    assert lease.overdue(operating.LATE) == 0


def test_a_server_that_stays_away_for_two_days_is_not_waited_for(
    letter: Letter, cast: Cast, app: Flask, settings: Settings
) -> None:
    instance.install(app, replace(settings, smtp=replace(settings.smtp, port=1)))
    cast.clock.shift(timedelta(hours=47, minutes=59))
    assert deliver_due() is Step.STUCK
    db.session.refresh(letter)
    assert letter.state is LetterState.WAITING
    cast.clock.shift(timedelta(minutes=1))
    assert deliver_due() is Step.STUCK
    db.session.refresh(letter)
    assert letter.state is LetterState.FAILED
    assert cast.kim.bounced_at is not None


@pytest.mark.thorough
def test_a_slow_server_is_not_waited_for_for_ever(
    letter: Letter, server: MailServer, app: Flask, settings: Settings
) -> None:
    instance.install(app, replace(settings, smtp=replace(settings.smtp, timeout=1)))
    server.mood = "slow"  # three seconds
    deliver_due()
    db.session.refresh(letter)
    assert (letter.state, letter.trouble) == (LetterState.WAITING, "SMTPServerDisconnected")


def test_a_server_that_feeds_crumbs_is_cut_off(
    letter: Letter, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LONGEST", 0.3)
    server.mood = "slow"
    deliver_due()
    db.session.refresh(letter)
    assert (letter.state, letter.trouble) == (LetterState.WAITING, "SMTPServerDisconnected")


UNHEARD = [(), ("421 closing",), (GREETS,), (GREETS, "421 closing")]  # it never comes to the letter
IN_THE_MIDDLE = [
    (GREETS, WELCOMES[0], "451 not now"),
    (GREETS, *WELCOMES[:2], "452 too many"),
    (GREETS, *WELCOMES),
    (GREETS, *WELCOMES, "354 go on"),  # it breaks off while the letter is being read
    (GREETS, *WELCOMES, "354 go on", "what?"),
]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("script", "worse"),
    [
        *((script, "hangs up") for script in (*UNHEARD, *IN_THE_MIDDLE)),
        *((script, "hangs") for script in (UNHEARD[0], *IN_THE_MIDDLE[2:4])),
    ],
)
def test_wherever_a_server_breaks_off_the_letter_waits_and_comes_later(
    script: tuple[str, ...], worse: str, letter: Letter, app: Flask, settings: Settings
) -> None:
    with rude_server(*script, hangs_up=worse == "hangs up") as port:
        instance.install(app, replace(settings, smtp=replace(settings.smtp, port=port, timeout=0.1)))  # type: ignore[arg-type]
        step = deliver_due()
    db.session.refresh(letter)
    assert (letter.state, letter.leased_until) == (LetterState.WAITING, None)
    assert (step is Step.STUCK, letter.attempts) == ((True, 0) if script in UNHEARD else (False, 1))
    instance.install(app, settings)
    letter.again_at = None  # a minute passes
    db.session.commit()
    deliver_due()
    db.session.refresh(letter)
    assert letter.state is LetterState.SENT


@pytest.mark.thorough
@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_server_that_says_nothing_is_not_waited_for_whatever_the_line_is_secured_by(
    security: str, letter: Letter, app: Flask, settings: Settings
) -> None:
    with rude_server(hangs_up=False) as port:
        silent = replace(settings.smtp, port=port, timeout=0.1, security=security)  # type: ignore[arg-type]
        instance.install(app, replace(settings, smtp=silent))
        assert deliver_due() is Step.STUCK
    db.session.refresh(letter)
    assert letter.trouble in {"TimeoutError", "SMTPServerDisconnected"}
    assert letter.attempts == 0


def test_a_letter_that_may_have_arrived_comes_again_as_the_same_letter(
    letter: Letter, cast: Cast, server: MailServer
) -> None:
    server.mood = "drops"
    deliver_due()
    server.mood = "friendly"
    cast.clock.shift(timedelta(minutes=1))
    deliver_due()
    first, second = to_kim(server)
    assert first == second


def test_links_of_a_letter_that_may_have_arrived_both_work(
    letter: Letter, cast: Cast, server: MailServer, client: FlaskClient
) -> None:
    server.mood = "drops"
    deliver_due()
    server.mood = "friendly"
    cast.clock.shift(timedelta(minutes=1))
    deliver_due()
    for got in server.letters:
        link = next(line for line in got.part("text/plain").split("\n") if "/l/inv_" in line)
        assert client.get(link.removeprefix("http://localhost")).status_code == 303


def test_without_a_mail_server_letters_wait_and_go_after_two_days(
    letter: Letter, cast: Cast, app: Flask, settings: Settings
) -> None:
    instance.install(app, replace(settings, smtp=replace(settings.smtp, host="")))
    deliver_due()
    db.session.refresh(letter)
    assert letter.state is LetterState.WAITING
    cast.clock.shift(timedelta(hours=49))
    deliver_due()
    db.session.refresh(letter)
    assert letter.state is LetterState.DROPPED
    assert db.session.scalar(sa.select(Guest.bounced_at).where(Guest.name == "Kim")) is None


def test_a_letter_that_cannot_be_written_does_not_keep_others_waiting(
    letter: Letter, cast: Cast, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    db.session.add(Letter(kind="no such kind", subject="event:1", queue="elsewhere", not_before=letter.not_before))
    db.session.commit()
    deliver_due()
    assert len(to_kim(server)) == 1
    strange = db.session.scalars(sa.select(Letter).where(Letter.kind == "no such kind")).one()
    assert (strange.state, strange.trouble) == (LetterState.WAITING, "writing")
    assert "could not be written" in caplog.text


def test_nothing_a_server_says_and_no_address_is_logged(
    letter: Letter, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.refuses[KIM] = "550 kim@posteo.example is unknown"
    deliver_due()
    assert "550" in caplog.text
    assert KIM not in caplog.text
