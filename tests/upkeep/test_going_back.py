"""Going back to a copy brings back what was lost, and nobody who left, stopped or was deleted since (R10)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import instance, keys
from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.consent import deletion, readiness, stop
from coordinator.consent.ending import Cause, Closing, Ending
from coordinator.consent.readiness import GuestReadiness
from coordinator.consent.suppression import Scope, is_suppressed, suppress
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.events import inviting
from coordinator.events.answer import Answer
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.invitation import Invitation
from coordinator.history.attendance import Attendance
from coordinator.history.shared import SharedEvent, settle
from coordinator.links import link
from coordinator.plans.favour import Favour
from coordinator.post.outbox import Letter, LetterState, owe
from coordinator.settings import Settings
from coordinator.upkeep import copies, going_back
from coordinator.upkeep.copies import NotUsable
from coordinator.upkeep.going_back import Since
from tests.cast import Cast
from tests.dump import rows_by_table


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the copy lies."""
    return tmp_path / "copy.sqlite3"


@pytest.fixture
def story(kept: Flask, cast: Cast, file: Path) -> Cast:
    """Tell the story to its middle, and copy it."""
    assert cast.middle
    db.session.commit()
    copies.make(file)
    return cast


def test_on_an_empty_machine_everything_is_there_again(story: Cast, file: Path, another: Flask) -> None:
    there, starts = rows_by_table(), story.event.starts_at
    db.session.commit()
    with another.app_context():
        result = another.test_cli_runner().invoke(args=["restore", str(file), "--since", "nothing"])
        assert result.exit_code == 0, result.output
        assert "in place, brought to this version and purged" in result.output
        assert {name: len(rows) for name, rows in rows_by_table().items()} == {
            name: len(rows) for name, rows in there.items()
        }
        assert db.session.scalars(sa.select(Guest.address).where(Guest.name == "Kim")).one() == "kim@posteo.example"
        event = db.session.scalars(sa.select(Event)).one()
        assert event.starts_at == starts
        db.session.add(Account(email="new@ground.example", zone="Europe/London"))  # a number nobody has
        db.session.commit()
        db.session.remove()


def test_what_cannot_be_put_in_place_changes_nothing(
    story: Cast, kept: Flask, file: Path, another: Flask, settings: Settings
) -> None:
    before = rows_by_table()

    def refused(since: str, words: str) -> None:
        result = kept.test_cli_runner().invoke(args=["restore", str(file), "--since", since])
        assert (result.exit_code, words in result.output) == (1, True)
        assert rows_by_table() == before
        db.session.commit()

    assert kept.test_cli_runner().invoke(args=["restore", str(file)]).exit_code == 2  # what of the time since?
    refused("nothing", "nothing is overwritten")
    refused("lost", "nothing is overwritten")
    with another.app_context():
        with pytest.raises(NotUsable, match="empty"):
            going_back.restore(file, Since.HERE)
        db.session.remove()
    for name in keys.PROTECTING:
        instance.install(kept, replace(settings, **{name: "another"}))
        refused("here", f"another {name}")
    file.write_bytes(file.read_bytes()[:-4096])
    refused("here", "damaged")


def test_what_was_lost_comes_back_and_nobody_who_left_since(
    kept: Flask, cast: Cast, file: Path, settings: Settings
) -> None:
    assert cast.middle
    old = inviting.make_link(cast.invitation("Kim")).rpartition("/")[2]
    inviting.mail(cast.invitation("Kim"))
    db.session.add(Device(account_id=cast.sam.id))
    db.session.commit()
    copies.make(file)

    cast.event.title = "Nonsense"  # what the way back is for; all else is what it must not undo
    kims, lottes = cast.invitation("Kim"), cast.invitation("Lotte")
    new = inviting.make_link(kims).rpartition("/")[2]
    db.session.execute(sa.update(Letter).where(_about(kims)).values(state=LetterState.SENT))
    deletion.delete_all(cast.invitation("Tomasz").guest)
    suppress(fingerprint("priya@raman.example"), Scope.SITE)
    cast.invitation("Priya").guest.reach_at(None)
    cast.says("Lotte", Answer.NO)
    cast.event.call_off()
    cast.anna.is_active = False
    code = stop.ask(cast.kim, nothing_from_here=True)
    db.session.execute(sa.delete(Device))
    db.session.commit()
    going_back.restore(file, Since.HERE)
    db.session.expire_all()

    assert cast.event.title == "Board games at the Tannery"
    assert link.find(old) is None
    assert link.find(new) is None  # it was made since; the host makes another
    waiting = db.session.scalars(sa.select(Letter.subject).where(Letter.state == LetterState.WAITING)).all()
    assert f"invitation:{kims.id}" not in waiting
    assert "Tomasz" not in str(rows_by_table())
    if settings.database_url.startswith("sqlite"):
        files = Path(settings.database_url.removeprefix("sqlite:///")).parent.glob("*.sqlite3*")
        assert all(b"Tomasz" not in each.read_bytes() for each in files)
    assert is_suppressed(fingerprint("priya@raman.example"))
    assert cast.invitation("Priya").guest.address is None
    assert lottes.answer is Answer.NO
    assert cast.event.cancellation
    assert not cast.anna.is_active
    assert db.session.scalars(sa.select(Device)).all() == []
    assert stop.of_guest(cast.kim.id)
    assert is_suppressed(fingerprint("kim@posteo.example"))
    assert db.session.get_one(Ending, cast.plan.id).cause is Cause.STOP
    assert db.session.get(Closing, cast.plan.id)
    assert stop.undo(code)


def test_what_was_hidden_and_a_tick_taken_back_since_stay_so(kept: Flask, cast: Cast, file: Path) -> None:
    cast.is_shared()
    readiness.say(GuestReadiness, cast.plan.id, ready=True)
    owe("test", "account:1")
    db.session.commit()
    copies.make(file)
    mark = db.session.scalars(sa.select(Attendance).where(Attendance.guest_id == cast.kim.id)).one()
    mark.hidden_at = cast.event.ends_at + timedelta(days=1)
    settle(cast.event)
    readiness.say(GuestReadiness, cast.plan.id, ready=False)
    db.session.commit()
    going_back.restore(file, Since.HERE)
    db.session.expire_all()
    assert db.session.scalars(sa.select(SharedEvent)).all() == []
    assert db.session.scalars(sa.select(GuestReadiness)).all() == []
    assert db.session.scalars(sa.select(Letter.state).where(Letter.kind == "test")).one() is LetterState.WAITING


def test_what_was_sent_since_is_not_sent_again(kept: Flask, cast: Cast, file: Path) -> None:
    kims, lottes = cast.invitation("Kim"), cast.invitation("Lotte")
    copies.make(file)
    inviting.mail(kims)
    db.session.execute(sa.update(Letter).values(state=LetterState.SENT, sent_at=cast.event.created_at))
    cast.moves(timedelta(days=1))
    db.session.execute(sa.delete(Letter).where(Letter.state == LetterState.WAITING))
    owe("test", "account:987")  # about somebody whom the copy does not know
    db.session.execute(sa.update(Letter).where(Letter.kind == "test").values(state=LetterState.SENT))
    db.session.commit()
    copied, moved = kims.event.starts_at - timedelta(days=1), kims.event.sequence
    db.session.commit()  # a reader would keep the way back waiting
    going_back.restore(file, Since.HERE)
    db.session.expire_all()
    assert cast.event.starts_at == copied
    assert cast.event.sequence == moved  # or calendars that heard of the move would not hear of the next
    assert kims.mailed_at
    assert lottes.mailed_at is None
    letters = {(each.kind, each.subject): each.state for each in db.session.scalars(sa.select(Letter))}
    sent = [("favour", f"favour:{cast.favour.id}"), ("invitation", f"invitation:{kims.id}")]
    assert letters == dict.fromkeys(sent, LetterState.SENT)


def test_where_the_time_since_is_lost_everybody_may_have_left_and_what_is_past_its_time_is_purged(
    story: Cast, file: Path, another: Flask
) -> None:
    story.clock.shift(timedelta(days=8))
    with another.app_context():
        going_back.restore(file, Since.LOST)
        assert db.session.scalars(sa.select(Ending)).one().cause is Cause.OPERATOR
        assert db.session.scalars(sa.select(Guest.address).where(Guest.address.is_not(None))).all() == []
        assert db.session.scalars(sa.select(Favour.line).where(Favour.line.is_not(None))).all() == []
        waiting = db.session.scalars(sa.select(Letter.kind).where(Letter.state == LetterState.WAITING))
        assert {kind.removesuffix("_host") for kind in waiting} == {"plan_over"}
        db.session.remove()


def test_what_does_not_arrive_as_it_was_is_not_put_in_place(
    story: Cast, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows_by_table()
    db.session.commit()
    real = going_back.rows.replace

    def lose_a_row(source: sa.Connection, target: sa.Connection) -> None:
        real(source, target)
        target.execute(sa.text("DELETE FROM reply"))

    monkeypatch.setattr(going_back.rows, "replace", lose_a_row)
    with pytest.raises(NotUsable, match="not what was read"):
        going_back.restore(file, Since.HERE)
    assert rows_by_table() == before


def _about(invitation: Invitation) -> sa.ColumnElement[bool]:
    return (Letter.subject == f"invitation:{invitation.id}") & (Letter.kind == "invitation")
