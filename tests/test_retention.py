"""What is kept goes when its time is over, line by line, and is then nowhere in the file."""

from datetime import timedelta

import sqlalchemy as sa

from coordinator import retention
from coordinator.accounts import sign_in
from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.accounts.inviting import invite
from coordinator.clock import now
from coordinator.consent import stop
from coordinator.consent.ending import Closing
from coordinator.consent.report import About, Report
from coordinator.database import db
from coordinator.events import by_calendar, calendar_letter, inviting
from coordinator.events.answer import Answer
from coordinator.events.by_calendar import Heard
from coordinator.events.calendar_word import CalendarWord
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Reply
from coordinator.history import marking
from coordinator.history.attendance import Attendance
from coordinator.history.shared import SharedEvent
from coordinator.links.link import Link
from coordinator.plans.favour import Favour
from coordinator.post.outbox import Letter, LetterState
from tests.cast import Cast


def count(model: type, *where: sa.ColumnElement[bool]) -> int:
    """Return how many rows there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def purge_after(cast: Cast, **span: float) -> None:
    """Let time pass and purge."""
    cast.clock.shift(timedelta(**span))
    retention.purge()


def after_the_event(cast: Cast, days: float) -> None:
    """Go to some days after the event and purge."""
    cast.clock.move_to(cast.event.ends_at + timedelta(days=days))
    retention.purge()


def test_a_line_to_a_friend_goes_after_seven_days(cast: Cast) -> None:
    favour = cast.favour
    purge_after(cast, days=6.9)
    assert favour.line
    assert favour.friend.address
    purge_after(cast, days=0.2)
    assert favour.line is None
    assert favour.friend.address is None
    assert count(Favour) == 1


def test_a_guests_address_goes_a_week_after_the_event(cast: Cast) -> None:
    cast.says("Kim", Answer.YES)
    calendar_letter.ask(cast.invitation(), "kim@elsewhere.example", note=True)
    db.session.commit()
    after_the_event(cast, 6.9)
    assert cast.kim.address == "kim@posteo.example"
    assert cast.invitation().calendar_address
    after_the_event(cast, 7.1)
    assert cast.kim.address is None
    assert cast.kim.fingerprint is None
    assert cast.invitation().calendar_address is None


def test_an_address_that_nobody_used_goes_after_a_month(cast: Cast) -> None:
    guest = Guest(hosting=cast.hosting, name="Grace")
    guest.reach_at("grace@posteo.example")
    db.session.add(guest)
    db.session.commit()
    purge_after(cast, days=29)
    assert guest.address
    purge_after(cast, days=2)
    assert guest.address is None


def test_answers_go_two_weeks_after_the_event(cast: Cast) -> None:
    cast.says("Kim", Answer.YES, food="No nuts, please")
    by_calendar.propose(cast.invitation("Kim"), None, Heard(0, now(), comment="Later?"))
    after_the_event(cast, 13.9)
    assert (count(Reply), count(CalendarWord)) == (1, 1)
    after_the_event(cast, 14.1)
    assert (count(Reply), count(CalendarWord)) == (0, 0)


def test_the_address_a_calendar_signed_with_goes_as_other_addresses_do(cast: Cast) -> None:
    by_calendar.propose(cast.invitation("Kim"), None, Heard(0, now(), signed=("k@work.example",)))
    after_the_event(cast, 6.9)
    assert count(CalendarWord, CalendarWord.said_as.is_not(None)) == 1
    after_the_event(cast, 7.1)
    assert count(CalendarWord, CalendarWord.said_as.is_(None)) == 1


def test_other_guests_go_a_month_after_the_event_and_their_links_with_them(cast: Cast) -> None:
    cast.link("Priya")
    after_the_event(cast, 29.9)
    assert count(Guest, Guest.role == Role.GUEST) == 4
    after_the_event(cast, 30.1)
    assert set(db.session.scalars(sa.select(Guest.role))) == {Role.ORGANISER, Role.OTHER}
    assert count(Link) == 0


def test_the_other_person_goes_a_week_after_the_plan_and_the_list_stays_without_her_name(cast: Cast) -> None:
    both_came(cast)
    cast.clock.shift(timedelta(days=20))
    cast.plan.leave()
    db.session.commit()
    purge_after(cast, days=6)
    assert count(Guest, Guest.role == Role.OTHER) == 0
    assert cast.plan.other_name == ""
    assert cast.hosting.other_name == ""
    assert count(SharedEvent) == 1
    assert count(Attendance) == 1  # Sam's own


def test_she_stays_for_an_event_she_still_attends(cast: Cast) -> None:
    cast.says("Kim", Answer.YES)
    cast.plan.leave()
    db.session.commit()
    purge_after(cast, days=10)
    assert count(Guest, Guest.role == Role.OTHER) == 1
    after_the_event(cast, 13.9)
    assert count(Guest, Guest.role == Role.OTHER) == 1
    after_the_event(cast, 14.1)
    assert count(Guest, Guest.role == Role.OTHER) == 0


def test_a_month_after_the_plan_its_words_hosts_and_events_are_gone(cast: Cast) -> None:
    both_came(cast)
    cast.plan.leave()
    db.session.commit()
    purge_after(cast, days=29)
    assert count(Hosting) == 1
    assert count(SharedEvent) == 1
    purge_after(cast, days=2)
    assert (count(Hosting), count(SharedEvent), count(Attendance), count(Favour)) == (0, 0, 0, 0)
    assert count(Closing) == 1  # the wait before another plan is counted from it


def test_an_event_that_goes_on_without_the_organiser_outlives_the_plan(cast: Cast) -> None:
    cast.says("Priya", Answer.YES)
    cast.plan.leave()
    db.session.commit()
    cast.event.starts_at += timedelta(days=40)
    cast.event.ends_at += timedelta(days=40)
    db.session.commit()
    purge_after(cast, days=31)
    assert cast.event.is_coming
    assert count(Reply) == 1
    after_the_event(cast, 31)
    assert count(Hosting) == 0


def test_a_stop_outlives_what_it_was_about(cast: Cast) -> None:
    assert cast.event
    code = stop.ask(cast.kim)
    db.session.commit()
    purge_after(cast, days=60)
    assert stop.undo(code)


def test_sign_ins_go_after_a_day_and_those_handed_on_after_a_week(cast: Cast) -> None:
    sign_in.ask(cast.sam.email, "here", "")
    sign_in.hand(cast.sam)
    db.session.commit()
    purge_after(cast, hours=25)
    assert [row.way for row in db.session.scalars(sa.select(sign_in.SignIn))] == [sign_in.Way.HANDED]
    purge_after(cast, days=7)
    assert count(sign_in.SignIn) == 0


def test_browsers_that_are_signed_out_are_forgotten(cast: Cast) -> None:
    db.session.add_all([Device(account_id=cast.sam.id), Device(account_id=cast.sam.id, is_kept=True)])
    db.session.commit()
    purge_after(cast, hours=13)
    assert [row.is_kept for row in db.session.scalars(sa.select(Device))] == [True]
    purge_after(cast, days=60)
    assert count(Device) == 0


def test_an_account_that_nobody_used_goes_after_a_week(cast: Cast) -> None:
    invite("new@posteo.example")
    db.session.commit()
    purge_after(cast, days=6.9)
    assert count(Account) == 1
    purge_after(cast, days=0.2)
    assert count(Account) == 0


def test_operators_hosts_and_organisers_are_not_taken_for_unused(cast: Cast) -> None:
    assert cast.jo
    assert cast.hosting
    purge_after(cast, days=8)
    assert count(Account) == 3


def test_a_report_goes_a_month_after_it_was_dealt_with_and_after_a_year_in_any_case(cast: Cast) -> None:
    closed, left = (Report(plan_id=cast.plan.id, about=About.OTHER, words=words) for words in ("one", "two"))
    db.session.add_all([closed, left])
    closed.closed_at = now()
    db.session.commit()
    purge_after(cast, days=29.9)
    assert count(Report) == 2
    purge_after(cast, days=0.2)
    assert list(db.session.scalars(sa.select(Report.words))) == ["two"]
    purge_after(cast, days=336)
    assert count(Report) == 0


def test_rows_of_letters_go_but_never_one_that_waits(cast: Cast) -> None:
    inviting.mail(cast.invitation())
    inviting.mail(cast.invitation("Priya"))
    db.session.flush()
    first = db.session.scalars(sa.select(Letter).where(Letter.kind == "invitation").order_by(Letter.id)).first()
    assert first is not None
    first.state = LetterState.SENT
    db.session.commit()
    cast.clock.shift(timedelta(days=101))
    retention.letters()
    assert count(Letter, Letter.kind == "invitation") == 1


def test_an_expired_link_of_an_invitation_still_opens_what_is_stored(cast: Cast) -> None:
    cast.link("Kim")
    after_the_event(cast, 40)
    assert count(Link) == 1


def test_purging_twice_is_purging_once(cast: Cast) -> None:
    both_came(cast)
    cast.clock.shift(timedelta(days=200))
    assert any(retention.purge().values())
    assert not any(retention.purge().values())


def both_came(cast: Cast) -> None:
    """Let Sam and Kim have been at Anna's event."""
    event = cast.event
    cast.clock.move_to(event.ends_at + timedelta(hours=13))
    for guest in cast.hosting.guests:
        if guest.role is not Role.GUEST:
            marking.mark(event, guest, came=True)
    db.session.commit()
