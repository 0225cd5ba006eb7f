"""Whom letters reach and whom they leave in peace: at night, after a stop, when nothing is left to say."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import chores
from coordinator.accounts import sign_in
from coordinator.accounts.inviting import invite
from coordinator.clock import now
from coordinator.consent import finding, stop
from coordinator.consent.ending import Cause, closing, end
from coordinator.consent.suppression import Scope, suppress
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.events import answering, calendar_letter, dates, inviting, news, organiser_reply
from coordinator.events.answer import Answer
from coordinator.events.outline import Span
from coordinator.history import marking
from coordinator.links import link
from coordinator.plans import answering as favours
from coordinator.plans.favour import FavourSays
from coordinator.plans.plan import READABLE
from coordinator.post.delivery import deliver_due
from coordinator.post.letters import KINDS, LETTERS
from coordinator.post.letters.anybody.letter import AccountLetter
from coordinator.post.letters.anybody.sign_in import SignInLetter
from coordinator.post.letters.guest.letter import GuestLetter
from coordinator.post.letters.letter import Letter as AnyLetter
from coordinator.post.letters.organiser.plan_over import PlanOverLetter
from coordinator.post.outbox import Letter, LetterState, owe
from coordinator.post.writing import write
from coordinator.web.wall import NEVER
from tests.cast import Cast
from tests.post.server import Got, MailServer

KIM = "kim@posteo.example"


def subjects(server: MailServer, address: str) -> list[str]:
    """Return the subjects of the letters that came to an address."""
    return [str(got.message["Subject"]) for got in server.letters if got.recipients == [address]]


def last_to(server: MailServer, address: str) -> Got:
    """Return the last letter that came to an address."""
    return [got for got in server.letters if got.recipients == [address]][-1]


def state_of(kind: str) -> LetterState | None:
    """Return the state of the last letter of a kind."""
    return db.session.scalar(sa.select(Letter.state).where(Letter.kind == kind).order_by(Letter.id.desc()))


def test_at_night_a_letter_waits_for_nine_where_its_reader_lives(cast: Cast, server: MailServer) -> None:
    invitation = cast.invitation()
    cast.kim.zone = "Asia/Tokyo"  # eight in the evening there
    inviting.mail(invitation)
    db.session.commit()
    cast.clock.shift(timedelta(hours=2))  # the worker was away, and it is ten now
    deliver_due()
    assert server.letters == []
    cast.clock.move_to(datetime(2026, 9, 8, 23, 59, tzinfo=UTC))
    deliver_due()
    assert server.letters == []
    cast.clock.move_to(datetime(2026, 9, 9, 0, 0, tzinfo=UTC))
    deliver_due()
    assert subjects(server, KIM) == ["An invitation from Anna"]


@pytest.mark.parametrize(
    ("evening", "morning"),
    [
        ("2026-10-24T21:30+00:00", "2026-10-25T09:00+00:00"),  # clocks go back in the night
        ("2027-03-27T22:00+00:00", "2027-03-28T08:00+00:00"),  # clocks go forward
    ],
)
def test_in_a_night_of_a_clock_change_it_is_nine_by_the_new_time(
    evening: str, morning: str, cast: Cast, server: MailServer
) -> None:
    due = datetime.fromisoformat(morning)
    cast.clock.move_to(datetime.fromisoformat(evening))
    invite("new@posteo.example", "Robin")
    db.session.commit()
    deliver_due()
    assert db.session.scalar(sa.select(Letter.again_at)) == due
    cast.clock.move_to(due - timedelta(minutes=1))
    deliver_due()
    assert server.letters == []
    cast.clock.move_to(due)
    deliver_due()
    assert len(server.letters) == 1


def test_who_wants_to_sign_in_at_night_is_not_kept_waiting(cast: Cast, server: MailServer) -> None:
    cast.clock.move_to(datetime(2026, 9, 8, 2, 0, tzinfo=UTC))
    sign_in.ask(cast.sam.email, "here", "")
    db.session.commit()
    deliver_due()
    assert subjects(server, cast.sam.email) == ["Your sign-in"]


def test_after_a_stop_nothing_of_the_plan_comes_any_more(cast: Cast, server: MailServer) -> None:
    inviting.mail(cast.invitation())
    cast.says("Kim", Answer.YES)
    stop.ask(cast.kim)
    db.session.commit()
    cast.moves(timedelta(days=7))
    news.call_off(cast.event)
    db.session.commit()
    deliver_due()
    assert subjects(server, KIM) == []


def test_a_stop_holds_for_an_address_that_the_host_adds_later(cast: Cast, server: MailServer) -> None:
    invitation = cast.invitation()
    cast.kim.reach_at(None)
    stop.ask(cast.kim)
    cast.kim.reach_at("kim@elsewhere.example")
    inviting.mail(invitation)
    db.session.commit()
    deliver_due()
    assert subjects(server, "kim@elsewhere.example") == []


def test_an_address_that_wants_nothing_from_here_gets_nothing(cast: Cast, server: MailServer) -> None:
    inviting.mail(cast.invitation())
    suppress(fingerprint("KIM+box@posteo.example"), Scope.SITE)
    db.session.commit()
    deliver_due()
    assert subjects(server, KIM) == []
    assert state_of("invitation") is LetterState.DROPPED


@pytest.mark.parametrize("about", ["this plan", "another plan"])
@pytest.mark.parametrize("address", [KIM, "kim@elsewhere.example"])
def test_an_address_that_wants_nothing_of_a_plan_gets_nothing_of_that_one(
    address: str, about: str, cast: Cast, server: MailServer
) -> None:
    """The wish outlives the guest it was made by: here it is another entry in the book."""
    cast.says("Kim", Answer.YES)
    calendar_letter.ask(cast.invitation(), address, note=False)
    suppress(fingerprint(address), Scope.PLAN, cast.plan.id + (about == "another plan"))
    db.session.commit()
    deliver_due()
    assert len(subjects(server, address)) == (about == "another plan")


@pytest.mark.parametrize(
    "letter", [each for each in LETTERS if not issubclass(each, GuestLetter)], ids=lambda it: it.kind
)
def test_who_wants_nothing_from_here_gets_what_is_about_their_own_account_alone(
    letter: type[AnyLetter], cast: Cast
) -> None:
    """What a letter about an invitation reads is tried above, by letters that are really owed."""
    found = letter.example()
    assert not found.is_unwanted
    suppress(fingerprint(found.recipient), Scope.SITE)
    assert found.is_unwanted is not isinstance(found, AccountLetter)


def test_an_address_typed_by_a_guest_that_wants_nothing_from_here_gets_nothing(cast: Cast, server: MailServer) -> None:
    cast.says("Kim", Answer.YES)
    calendar_letter.ask(cast.invitation(), "kim@elsewhere.example", note=False)
    suppress(fingerprint("kim@elsewhere.example"), Scope.SITE)
    db.session.commit()
    deliver_due()
    assert subjects(server, "kim@elsewhere.example") == []


def test_an_invitation_that_was_withdrawn_is_not_sent(cast: Cast, server: MailServer) -> None:
    inviting.mail(cast.invitation())
    inviting.withdraw(cast.invitation())
    db.session.commit()
    deliver_due()
    assert subjects(server, KIM) == []


def test_a_letter_about_a_guest_who_is_gone_is_dropped(cast: Cast, server: MailServer) -> None:
    owe("invitation", "invitation:999")
    owe("find", "guest:999")
    owe("calendar_cancelled", "invitation:999")
    db.session.commit()
    deliver_due()
    assert server.letters == []
    assert set(db.session.scalars(sa.select(Letter.state))) == {LetterState.DROPPED}


def test_a_move_asks_those_who_had_answered_and_nobody_else(cast: Cast, server: MailServer) -> None:
    for name in ("Kim", "Priya"):
        inviting.mail(cast.invitation(name))
    db.session.commit()
    deliver_due()
    cast.says("Kim", Answer.YES)
    cast.moves(timedelta(days=7))
    deliver_due()
    assert subjects(server, KIM) == ["An invitation from Anna", "A change from Anna"]
    assert subjects(server, "priya@raman.example") == ["An invitation from Anna"]  # silence is never nudged
    text = " ".join(last_to(server, KIM).part("text/plain").split())
    assert "Moved to Saturday 10 October" in text
    assert "was to be on Saturday 3 October" in text
    assert "Still at The Tannery" in text


def test_who_has_confirmed_before_the_letter_leaves_is_not_asked_again(cast: Cast, server: MailServer) -> None:
    inviting.mail(cast.invitation())
    cast.says("Kim", Answer.YES)
    deliver_due()
    cast.moves(timedelta(days=7))
    cast.clock.shift(timedelta(minutes=1))
    cast.says("Kim", Answer.YES)
    deliver_due()
    assert subjects(server, KIM) == ["An invitation from Anna"]


def test_the_organiser_hears_of_a_move_without_the_place(cast: Cast, server: MailServer) -> None:
    organiser_reply.reply(cast.event, Answer.YES)
    db.session.commit()
    cast.moves(timedelta(days=7))
    deliver_due()
    (got,) = [each for each in server.letters if each.recipients == [cast.sam.email]]
    text = got.part("text/plain")
    assert "Saturday 10 October 2026" in text
    assert "Tannery Café" not in text
    assert "Market Row" not in text


def test_a_picked_day_is_told_to_all_who_have_not_said_no(cast: Cast, server: MailServer) -> None:
    event = cast.event
    inviting.mail(cast.invitation())
    spans = [Span(event.starts_at + timedelta(days=day), event.ends_at + timedelta(days=day)) for day in (0, 1)]
    dates.offer(event, spans)
    db.session.commit()
    deliver_due()
    first = server.letters[-1].part("text/plain")
    assert "One of these days\nSaturday 3 October 2026\nSunday 4 October 2026" in first
    dates.pick(event, event.options[1])
    db.session.commit()
    deliver_due()
    assert subjects(server, KIM)[-1] == "Anna has picked a day"
    assert "It’s on Sunday 4 October" in last_to(server, KIM).part("text/plain")


def test_a_free_place_is_offered_once_and_not_after_it_was_taken(cast: Cast, server: MailServer) -> None:
    cast.event.capacity = 3
    cast.says("Priya", Answer.YES)
    cast.says("Kim", Answer.YES)
    assert cast.invitation().waiting_since is not None
    cast.says("Priya", Answer.NO)
    deliver_due()
    assert subjects(server, KIM) == ["A place is free"]


def test_the_host_hears_of_the_first_answer_and_then_once_a_day(cast: Cast, server: MailServer) -> None:
    anna = cast.anna.email
    cast.says("Kim", Answer.YES)
    deliver_due()
    assert subjects(server, anna) == ["The first answer"]
    assert "Kim" not in server.letters[-1].part("text/plain")  # it would outlive the answer
    cast.clock.shift(timedelta(days=1))
    deliver_due()
    assert subjects(server, anna) == ["The first answer"]  # nothing new
    cast.says("Priya", Answer.NO)
    cast.says("Tomasz", Answer.YES)
    cast.clock.shift(timedelta(days=1))
    deliver_due()
    assert subjects(server, anna) == ["The first answer", "New answers"]


def test_an_answer_that_was_taken_back_is_no_news(cast: Cast, server: MailServer) -> None:
    cast.says("Kim", Answer.YES)
    answering.take_back(cast.invitation())
    db.session.commit()
    deliver_due()
    assert server.letters == []


def test_who_marked_already_is_not_asked_who_came(cast: Cast, server: MailServer) -> None:
    event = cast.event
    owe("who_came", f"event:{event.id}")
    db.session.commit()
    cast.clock.move_to(event.ends_at + timedelta(hours=13))
    marking.mark(event, cast.kim, came=True)
    db.session.commit()
    deliver_due()
    assert state_of("who_came") is LetterState.DROPPED


def test_the_question_who_came_leads_to_the_page(cast: Cast, server: MailServer) -> None:
    event = cast.event
    owe("who_came", f"event:{event.id}")
    db.session.commit()
    cast.clock.move_to(event.ends_at + timedelta(hours=13))
    deliver_due()
    text = server.letters[-1].part("text/plain")
    assert "Who came last night?" in text
    assert "?to=came" in text
    assert "until Tuesday 6 October, 18:30" in " ".join(text.split())


def test_a_favour_is_asked_without_the_personal_line(cast: Cast, server: MailServer) -> None:
    assert cast.favour.line
    deliver_due()
    (got,) = server.letters
    assert got.recipients == ["anna.brandt@posteo.example"]
    assert got.message["Subject"] == "Sam asks a favour"
    assert cast.favour.line not in got.part("text/plain")


def test_a_favour_taken_back_is_told_to_who_had_it_and_to_nobody_else(cast: Cast, server: MailServer) -> None:
    deliver_due()
    favour = cast.favour
    deliver_due()
    favour.withdraw()
    db.session.commit()
    deliver_due()
    assert subjects(server, "anna.brandt@posteo.example") == ["Sam asks a favour", "No favour needed"]


def test_who_has_answered_hears_no_more_of_a_favour(cast: Cast, server: MailServer) -> None:
    favour = cast.favour
    deliver_due()
    favours.answer(favour, FavourSays.NO)
    favour.withdraw()
    db.session.commit()
    deliver_due()
    assert subjects(server, "anna.brandt@posteo.example") == ["Sam asks a favour"]


def test_a_friend_who_asked_not_to_be_asked_is_not(cast: Cast, server: MailServer) -> None:
    suppress(fingerprint("anna.brandt@posteo.example"), Scope.FAVOURS)
    assert cast.favour
    db.session.commit()
    deliver_due()
    assert server.letters == []


@pytest.mark.parametrize("cause", Cause)
def test_the_end_reads_the_same_whatever_others_did(cast: Cast, server: MailServer, cause: Cause) -> None:
    assert cast.hosting
    end(cast.plan.id, cause)
    db.session.commit()
    cast.clock.shift(timedelta(hours=96))
    chores.tick()
    deliver_due()
    shown = closing(cast.plan.id)
    assert shown is not None
    expected = write(replace(PlanOverLetter.example(), readable_until=shown.shows_at + READABLE))
    got = last_to(server, cast.sam.email)
    assert got.part("text/plain") == expected.text
    assert got.part("text/html").strip() == expected.html.strip()
    assert subjects(server, cast.anna.email)[-1] == "About your hosting"


def test_a_lost_link_goes_to_its_own_address(cast: Cast, server: MailServer) -> None:
    assert cast.event
    finding.ask(KIM)
    finding.ask("stranger@posteo.example")
    db.session.commit()
    deliver_due()
    assert [got.recipients for got in server.letters] == [[KIM]]
    assert "/l/rst_" in server.letters[0].part("text/plain")


def test_a_new_organiser_gets_a_link_to_begin(app: Flask, cast: Cast, server: MailServer) -> None:
    link = invite("new@posteo.example", "Robin")
    db.session.commit()
    deliver_due()
    assert link in server.letters[0].part("text/plain")


def test_letters_to_the_organiser_read_no_guests_table(cast: Cast, server: MailServer) -> None:
    cast.says("Kim", Answer.YES)
    deliver_due()
    organiser_reply.reply(cast.event, Answer.YES)
    db.session.commit()
    cast.moves(timedelta(days=7))
    news.call_off(cast.event)
    db.session.commit()
    for kind in ("changed_organiser", "called_off_organiser"):
        row = db.session.scalars(sa.select(Letter).where(Letter.kind == kind)).one()
        statements = said_to_the_database(lambda kind=kind, row=row: KINDS[kind].compose(row))
        assert statements
        assert not [each for each in statements if re.search(rf"\b({'|'.join(NEVER['organiser'])})\b", each)]


def said_to_the_database(call: Callable[[], object]) -> list[str]:
    """Return the statements that a call makes, with nothing loaded before."""
    db.session.expire_all()
    statements = list[str]()

    def note(*args: Any) -> None:
        statements.append(args[2])

    sa.event.listen(db.engine, "before_cursor_execute", note)
    call()
    sa.event.remove(db.engine, "before_cursor_execute", note)
    return statements


def test_a_guest_taken_off_the_list_gets_the_date_out_of_the_calendar(cast: Cast, server: MailServer) -> None:
    cast.says("Kim", Answer.YES)
    calendar_letter.ask(cast.invitation(), "kim@elsewhere.example", note=False)
    db.session.commit()
    deliver_due()
    inviting.withdraw(cast.invitation())
    db.session.commit()
    deliver_due()
    last = server.letters[-1]
    assert last.recipients == ["kim@elsewhere.example"]
    assert "method=CANCEL" in last.data.decode().replace('"', "")
    assert "/l/inv_" not in last.part("text/plain")


def test_a_favour_never_reaches_the_person_the_plan_is_about(cast: Cast, server: MailServer) -> None:
    cast.noors_favour.friend.reach_at("kim+noor@posteo.example")
    assert cast.guests  # Anna knows Kim's address
    deliver_due()
    assert [got.recipients for got in server.letters if "kim" in got.recipients[0]] == []
    assert subjects(server, "anna.brandt@posteo.example") == []  # she has said yes
    assert state_of("favour") is LetterState.DROPPED


@pytest.mark.parametrize("cut_off", ["taken back", "a new link"])
def test_who_answered_in_anothers_name_is_mailed_nothing_more(cut_off: str, cast: Cast, server: MailServer) -> None:
    """Behind a link that went astray somebody may have typed an address of theirs, or taken a feed."""
    invitation = cast.invitation("Lotte")
    inviting.make_link(invitation)
    answering.reply(invitation, Answer.YES)
    calendar_letter.ask(invitation, "zed@posteo.example", note=True)
    feed = link.mint(link.Purpose.CALENDAR, invitation.guest_id)
    db.session.commit()
    deliver_due()
    assert subjects(server, "zed@posteo.example") == ["The date for your calendar"]
    if cut_off == "taken back":
        answering.take_back(invitation)
    else:
        inviting.make_link(invitation)
        assert link.find(feed) is None
    answering.reply(invitation, Answer.YES)
    cast.moves(timedelta(days=7))
    db.session.commit()
    deliver_due()
    cast.clock.move_to(cast.event.starts_at - timedelta(hours=22))
    deliver_due()
    assert len(subjects(server, "zed@posteo.example")) == 1
    assert (invitation.calendar_address, invitation.wants_note) == (None, False)


@pytest.mark.parametrize(
    ("typed", "arrives"),
    [("kim@posteo.example", False), ("kim+host@posteo.example", False), ("noor@posteo.example", True)],
)
def test_no_letter_to_sign_in_goes_to_the_other_person_whose_address_somebody_typed_as_a_hosts(
    typed: str, cast: Cast, *, arrives: bool
) -> None:
    assert cast.noors_favour
    assert cast.guests, "Anna has typed Kim's address"
    account = favours.host_account(typed, "Noor", language="en", zone="Europe/London")
    favours.accept(cast.noors_favour, account, name="Noor", organiser_name="Sam", other_name="Kim")
    row = sign_in.ask(typed, "here", "")
    db.session.commit()
    owed = db.session.scalars(sa.select(Letter).where(Letter.subject == f"sign-in:{row.id}")).one()
    assert (SignInLetter.compose(owed) is not None) is arrives
    account.verified_at = now()
    assert SignInLetter.compose(owed), "whoever has proved an address gets in by it"
