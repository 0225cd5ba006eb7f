"""Between being laid ready and leaving: whatever is decided meanwhile counts, and nobody waits behind a handful."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from coordinator import instance
from coordinator.accounts import sign_in
from coordinator.consent import stop
from coordinator.consent.suppression import Scope, suppress
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.events import inviting, news
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.post import desk, handful, lease, mailer
from coordinator.post.delivery import Step, deliver_due
from coordinator.post.letters.guest.invitation import InvitationLetter
from coordinator.post.outbox import Letter, LetterState, owe, take_back
from coordinator.settings import Settings
from tests.cast import Cast
from tests.post.rude import GREETS, WELCOMES, rude_server
from tests.post.server import MailServer

KIM, PRIYA = "kim@posteo.example", "priya@raman.example"
Meanwhile = Callable[[Callable[[], object]], None]


@pytest.fixture
def invited(cast: Cast) -> Cast:
    """Return the cast with invitations to Kim and to Priya owed, and nothing else."""
    db.session.execute(sa.delete(Letter))
    for name in ("Kim", "Priya"):
        inviting.mail(cast.invitation(name))
    db.session.commit()
    return cast


@pytest.fixture
def meanwhile(app: Flask, server: MailServer) -> Meanwhile:
    """Return what lets somebody do something elsewhere while the server takes the first letter."""

    def elsewhere(deed: Callable[[], object]) -> None:
        def work() -> None:
            with app.app_context():
                deed()
                db.session.commit()
                db.session.remove()

        def wait() -> None:
            worker = threading.Thread(target=work)
            worker.start()
            worker.join(20)
            assert not worker.is_alive()
            time.sleep(2 * desk.FRESH)

        server.meanwhile = wait

    return elsewhere


def owe_some(cast: Cast, count: int) -> None:
    """Owe the operator some test letters, in queues of their own."""
    for number in range(count):
        owe("test", f"account:{cast.jo.id}", reason=f"{number}", queue=f"{number}")
    db.session.commit()


def reached(server: MailServer) -> list[str]:
    """Return whom letters reached, in order."""
    return [got.recipients[0] for got in server.letters]


def state_of(reason: str) -> tuple[LetterState, int]:
    """Return what became of a letter, and how often it was tried."""
    db.session.expire_all()
    row = db.session.scalars(sa.select(Letter).where(Letter.reason == reason)).one()
    return row.state, row.attempts


def test_who_presses_stop_while_the_letter_lies_ready_gets_none(
    invited: Cast, server: MailServer, meanwhile: Meanwhile
) -> None:
    meanwhile(lambda: stop.ask(db.session.scalars(sa.select(Guest).where(Guest.name == "Priya")).one()))
    assert deliver_due() is Step.IDLE
    assert reached(server) == [KIM]


def test_a_stop_counts_even_in_the_instant_before_it_leaves(
    invited: Cast, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = lease.take_up

    def too_late(letter: Letter) -> bool:
        if PRIYA not in reached(server) and letter.queue == f"guest:{invited.invitation('Priya').guest_id}":
            stop.ask(invited.invitation("Priya").guest)
            db.session.commit()
        return taken(letter)

    monkeypatch.setattr(lease, "take_up", too_late)
    assert deliver_due() is Step.IDLE
    assert reached(server) == [KIM]


def test_who_wants_no_more_mail_while_the_letter_lies_ready_gets_none(
    invited: Cast, server: MailServer, meanwhile: Meanwhile
) -> None:
    meanwhile(lambda: suppress(fingerprint(PRIYA), Scope.SITE))
    assert deliver_due() is Step.IDLE
    assert reached(server) == [KIM]


def test_nobody_is_invited_to_what_is_called_off_while_the_letter_lies_ready(
    invited: Cast, server: MailServer, meanwhile: Meanwhile
) -> None:
    event = invited.event.id
    meanwhile(lambda: news.call_off(db.session.get_one(Event, event)))
    deliver_due()
    assert [got.message["Subject"] for got in server.letters if PRIYA in got.recipients] != ["An invitation from Anna"]
    assert "An invitation from Anna" not in [got.message["Subject"] for got in server.letters[1:]]


def test_what_is_taken_back_while_it_lies_ready_is_not_sent_and_what_is_on_its_way_is_not_taken_back(
    cast: Cast, server: MailServer, meanwhile: Meanwhile
) -> None:
    subjects, taken = (f"account:{cast.jo.id}", f"account:{cast.anna.id}"), list[bool]()
    for number, subject in enumerate(subjects):
        owe("test", subject, reason=f"{number}", queue=f"{number}")
    db.session.commit()
    meanwhile(lambda: taken.extend(take_back("test", subject) for subject in subjects))
    deliver_due()
    assert taken == [False, True]
    assert (state_of("0"), state_of("1")) == ((LetterState.SENT, 1), (LetterState.TAKEN_BACK, 0))
    assert len(server.letters) == 1


def test_who_wants_to_sign_in_does_not_wait_behind_a_handful_that_goes_slowly(
    cast: Cast, server: MailServer, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handful, "BRIEF", desk.FRESH)
    owe_some(cast, 5)
    address = cast.sam.email
    meanwhile(lambda: sign_in.ask(address, "here", ""))
    deliver_due()
    assert reached(server).index(address) <= 2
    assert len(server.letters) == 6


def test_who_wants_to_sign_in_does_not_wait_for_what_a_dead_worker_had(cast: Cast, server: MailServer) -> None:
    owe_some(cast, 5)
    assert len(lease.claim()) == 5
    sign_in.ask(cast.sam.email, "here", "")
    db.session.commit()
    deliver_due()
    assert reached(server) == [cast.sam.email]


def test_a_server_that_is_gone_costs_none_of_a_handful_a_try(cast: Cast, app: Flask, settings: Settings) -> None:
    owe_some(cast, 3)
    instance.install(app, replace(settings, smtp=replace(settings.smtp, port=1)))
    assert deliver_due() is Step.STUCK
    assert {state_of(f"{number}") for number in range(3)} == {(LetterState.WAITING, 0)}
    assert len(lease.claim()) == 3  # and none of them is kept from others


def test_a_handful_that_takes_long_is_laid_back(
    cast: Cast, app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handful, "BRIEF", 0.2)
    owe_some(cast, 3)
    ready = lease.claim()
    with rude_server(GREETS, *WELCOMES, "354 go on", hangs_up=False) as port:
        instance.install(app, replace(settings, smtp=replace(settings.smtp, port=port, timeout=0.5)))
        handful.Handful(ready, mailer.Line(), lambda: False).deliver()
    assert [state_of(f"{number}") for number in range(3)] == [(LetterState.WAITING, 1), *[(LetterState.WAITING, 0)] * 2]
    assert {letter.reason for letter in lease.claim()} == {"1", "2"}


def test_links_are_stored_before_the_letter_leaves(
    invited: Cast, server: MailServer, client: FlaskClient, meanwhile: Meanwhile
) -> None:
    def hang_up() -> None:
        server.mood = "drops"

    meanwhile(hang_up)
    deliver_due()
    link = next(line for line in server.letters[0].part("text/plain").split("\n") if "/l/inv_" in line)
    assert client.get(link.removeprefix("http://localhost")).status_code == 303


def test_what_was_read_for_many_letters_is_not_asked_for_again(invited: Cast) -> None:
    invited.invitation("Tomasz").guest.reach_at("tomasz@posteo.example")
    db.session.commit()
    owed = [
        Letter(kind="invitation", subject=f"invitation:{invited.invitation(name).id}") for name in ("Priya", "Tomasz")
    ]
    db.session.expire_all()
    asked, kept = list[str](), InvitationLetter.look_up(owed)
    sa.event.listen(db.engine, "before_cursor_execute", note := lambda *given: asked.append(given[2]))
    composed = [InvitationLetter.compose(each) for each in owed]
    sa.event.remove(db.engine, "before_cursor_execute", note)
    assert kept
    assert [each.is_unwanted for each in composed if each] == [False, False]
    assert not asked
