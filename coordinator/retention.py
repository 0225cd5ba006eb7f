"""What is deleted when its time is over: one function for each line of the promise (product.md §7).

Each says how many rows it touched. A purge twice is harmless. Afterwards nothing is left in the file or its log.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.sql.dml import UpdateBase

from coordinator import clock, erasing, idling
from coordinator.accounts import address_change, challenge
from coordinator.accounts.account import Account
from coordinator.accounts.address_change import AddressChange
from coordinator.accounts.challenge import SpentChallenge
from coordinator.accounts.device import IDLE, KEPT, LONGEST, Device
from coordinator.accounts.sign_in import SignIn, Way
from coordinator.consent.ending import Closing, Ending
from coordinator.consent.erasing import erase
from coordinator.consent.readiness import GuestReadiness, OrganiserReadiness
from coordinator.consent.report import Report
from coordinator.consent.retention import ADDRESS, ANSWERS, OTHER_GUESTS, OTHER_PERSON
from coordinator.database import db, leave_nothing_behind
from coordinator.events import rest
from coordinator.events.answer import Answer
from coordinator.events.bring import BringItem
from coordinator.events.calendar_word import CalendarWord
from coordinator.events.dates import DateOption, DateVote
from coordinator.events.event import Cancellation, Event
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Invitation, Reply
from coordinator.events.organiser_reply import OrganiserReply
from coordinator.events.question import QuestionAnswer
from coordinator.history.attendance import Attendance
from coordinator.history.shared import SharedEvent
from coordinator.inbox.received import Received
from coordinator.limits import Use
from coordinator.links.link import Link, Purpose
from coordinator.plans import forgetting, term
from coordinator.plans.favour import Favour, Friend
from coordinator.plans.plan import READABLE, Plan
from coordinator.plans.waiting import PlanWait
from coordinator.post.outbox import Letter, LetterState

NEVER_INVITED = timedelta(days=30)  # an address in a guest book that nobody used
UNUSED_NAME = timedelta(days=90)  # a name in a guest book that nobody used: as far ahead as an event can be
LATE = timedelta(days=3)  # a closing shows three days after the end at most
ATTENDANCE = timedelta(days=30)  # after the plan
CLOSED_REPORT, REPORT = timedelta(days=30), timedelta(days=365)
UNVERIFIED = timedelta(days=7)
SIGN_IN = timedelta(hours=24)
EXPIRED_LINK = timedelta(days=30)  # till then it still says "this is over" to whoever has it
RECEIVED = timedelta(days=30)  # longer than any server goes on delivering
LETTER = timedelta(days=100)  # the row alone; longer than an event is planned ahead, or it would be owed again

log = logging.getLogger(__name__)


def purge() -> dict[str, int]:
    """Delete all that is past its time, each line in a transaction of its own; says how much of what."""
    counts = {}
    term.close_all()  # an end that came by itself, from which some of the time is counted
    for line in LINES:
        counts[line.__name__] = line()
        db.session.commit()
    db.session.expire_all()
    leave_nothing_behind()
    log.info("purged %s", {name: count for name, count in counts.items() if count})
    return counts


def favour_lines() -> int:
    """Forget what was written to a friend, and where to reach them, when the seven days of a favour are over."""
    return forgetting.forget_lapsed()


def guest_addresses() -> int:
    """Forget guests' addresses a week after the last event they were invited to."""
    last = _last_event()
    unused = last.is_(None) & (Guest.created_at < clock.now() - NEVER_INVITED)
    past = sa.or_(last < clock.now() - ADDRESS, unused)
    gone = sa.update(Guest).where(Guest.address.is_not(None), past)
    own = sa.update(Invitation).where(
        Invitation.calendar_address.is_not(None), Invitation.event_id.in_(_events_over(ADDRESS))
    )
    over = sa.select(Invitation.id).where(Invitation.event_id.in_(_events_over(ADDRESS)))
    signed = sa.update(CalendarWord).where(CalendarWord.said_as.is_not(None), CalendarWord.invitation_id.in_(over))
    return sum(
        map(
            _run,
            (
                gone.values(address=None, fingerprint=None, bounced_at=None),
                own.values(calendar_address=None, wants_note=False),
                signed.values(said_as=None),
            ),
        )
    )


def answers() -> int:
    """Forget answers, food, notes and days two weeks after the event, the organiser's own too."""
    rest.count_all()  # what the rule about two noes counts is gone afterwards
    over = _events_over(ANSWERS)
    theirs = sa.select(Invitation.id).where(Invitation.event_id.in_(over))
    waiting = Invitation.waiting_since.is_not(None) | Invitation.offered_until.is_not(None)
    return sum(
        map(
            _run,
            (
                sa.delete(Reply).where(Reply.invitation_id.in_(theirs)),
                sa.delete(CalendarWord).where(CalendarWord.invitation_id.in_(theirs)),
                sa.delete(QuestionAnswer).where(QuestionAnswer.invitation_id.in_(theirs)),
                sa.delete(DateVote).where(
                    DateVote.option_id.in_(sa.select(DateOption.id).where(DateOption.event_id.in_(over)))
                ),
                sa.update(BringItem)
                .where(BringItem.event_id.in_(over), BringItem.invitation_id.is_not(None))
                .values(invitation_id=None),
                sa.update(Invitation)
                .where(Invitation.event_id.in_(over), waiting)
                .values(waiting_since=None, offered_until=None),
                sa.delete(OrganiserReply).where(OrganiserReply.event_id.in_(over)),
            ),
        )
    )


def other_person() -> int:
    """Forget the other person a week after the plan, or two weeks after an event she still attends."""
    over = sa.select(Closing.plan_id).where(Closing.shows_at < clock.now() - (OTHER_PERSON - LATE))
    off = sa.exists().where(Cancellation.event_id == Event.id)
    attends = (
        sa.exists()
        .where(Invitation.guest_id == Guest.id, Reply.invitation_id == Invitation.id, Reply.answer == Answer.YES)
        .where(Event.id == Invitation.event_id, Event.ends_at > clock.now() - ANSWERS, ~off)
    )
    hers = sa.select(Guest.id).join(Guest.hosting).where(Guest.role == Role.OTHER, Hosting.plan_id.in_(over), ~attends)
    count = erase(list(db.session.scalars(hers)))
    still = sa.exists().where(Guest.hosting_id == Hosting.id, Guest.role == Role.OTHER)
    named = sa.update(Hosting).where(Hosting.plan_id.in_(over), Hosting.other_name != "", ~still)
    typed = sa.update(Plan).where(Plan.id.in_(over), Plan.other_name != "")
    ticks = sa.delete(GuestReadiness).where(GuestReadiness.plan_id.in_(over))
    return count + _run(named.values(other_name="")) + _run(typed.values(other_name="")) + _run(ticks)


def other_guests() -> int:
    """Forget guests a month after the last event they were invited to, with where they were."""
    last = _last_event()
    unused = last.is_(None) & (Guest.created_at < clock.now() - UNUSED_NAME)
    past = sa.or_(last < clock.now() - OTHER_GUESTS, unused)
    return erase(list(db.session.scalars(sa.select(Guest.id).where(Guest.role == Role.GUEST, past))))


def attendance() -> int:
    """Forget who came a month after the plan."""
    of_plan = sa.select(Event.id).where(Event.plan_id.in_(_plans_over(ATTENDANCE)))
    return _run(sa.delete(Attendance).where(Attendance.event_id.in_(of_plan)))


def plans() -> int:
    """Forget a plan's words, hosts and events once its organiser's list is no longer readable.

    What a host still holds for everyone else stays until its guests go. The bare row stays with its closing: from it
    the wait before another plan is counted.
    """
    over = _plans_over(READABLE)
    held = sa.exists().where(Event.hosting_id == Hosting.id, Event.ends_at > clock.now() - OTHER_GUESTS)
    return sum(
        map(
            _run,
            (
                sa.delete(SharedEvent).where(SharedEvent.plan_id.in_(over)),
                sa.delete(Hosting).where(Hosting.plan_id.in_(over), ~held),  # its events and guests fall with it
                sa.delete(Friend).where(Friend.plan_id.in_(over)),  # and the favours
                sa.delete(Ending).where(Ending.plan_id.in_(over)),
                sa.delete(OrganiserReadiness).where(OrganiserReadiness.plan_id.in_(over)),
            ),
        )
    )


def reports() -> int:
    """Forget what was reported a month after the operator dealt with it, and after a year whatever was done."""
    dealt_with = Report.closed_at < clock.now() - CLOSED_REPORT
    return _run(sa.delete(Report).where(sa.or_(dealt_with, Report.at < clock.now() - REPORT)))


def letters() -> int:
    """Forget the rows of letters that are done with; what was in them was never kept."""
    done = Letter.state != LetterState.WAITING
    old = sa.or_(
        Letter.not_before < clock.now() - LETTER,
        (Letter.kind == "sign_in") & (Letter.not_before < clock.now() - SIGN_IN),
    )
    return _run(sa.delete(Letter).where(done, old))


def received() -> int:
    """Forget the hashes of messages that came in, long after any server would deliver them again."""
    return _run(sa.delete(Received).where(Received.at < clock.now() - RECEIVED))


def sign_ins() -> int:
    """Forget requests to sign in after a day, those handed on by the operator after their week."""
    asked = (SignIn.way == Way.ASKED) & (SignIn.created_at < clock.now() - SIGN_IN)
    handed = SignIn.created_at < clock.now() - Way.HANDED.life
    return _run(sa.delete(SignIn).where(sa.or_(asked, handed)))


def address_changes() -> int:
    """Forget changes of address a month after they were asked for, and the new address as soon as one has lapsed."""
    is_over = AddressChange.email.is_not(None) & (AddressChange.created_at <= clock.now() - address_change.LIFE)
    lapsed = sa.update(AddressChange).where(is_over)
    old = sa.delete(AddressChange).where(AddressChange.created_at < clock.now() - address_change.KEPT)
    return _run(lapsed.values(email=None)) + _run(old)


def challenges() -> int:
    """Forget challenges of passkeys that nobody could answer again any more."""
    return _run(sa.delete(SpentChallenge).where(SpentChallenge.spent_at < clock.now() - challenge.LIFE))


def devices() -> int:
    """Forget browsers whose sign-in is over."""
    now = clock.now()
    idle = sa.or_(
        Device.seen_at < now - KEPT,
        Device.is_kept.is_(False) & (Device.seen_at < now - IDLE),
        Device.signed_in_at < now - LONGEST,
    )
    return _run(sa.delete(Device).where(idle))


def unverified_accounts() -> int:
    """Forget accounts that nobody signed in to within a week; hosts keep theirs while they host."""
    week_ago = clock.now() - UNVERIFIED
    hosts = sa.exists().where(sa.or_(Hosting.account_id == Account.id, Hosting.cohost_account_id == Account.id))
    asked = sa.exists().where(SignIn.account_id == Account.id, SignIn.created_at > week_ago)
    plain = Account.verified_at.is_(None) & Account.is_operator.is_(False) & (Account.created_at < week_ago)
    owns = sa.exists().where(Plan.organiser_id == Account.id)
    return _run(sa.delete(Account).where(plain, ~hosts, ~asked, ~owns))


def idle_accounts() -> int:
    """Forget accounts that nobody used for half a year, a month after a letter said so."""
    return idling.forget_idle()


def gone_accounts() -> int:
    """Forget the bare rows of accounts that were deleted, once nobody else needs them, and waits that are over."""
    return erasing.forget_gone() + _run(sa.delete(PlanWait).where(PlanWait.until <= clock.now()))


def uses() -> int:
    """Forget what was counted for a limit and counts no longer."""
    return _run(sa.delete(Use).where(Use.counts_until <= clock.now()))


def links() -> int:
    """Forget links that were switched off, expired, or lost what they led to.

    An expired link of an invitation stays while its guest does: it opens what is stored about them (R7).
    """
    now = clock.now()
    expired = (Link.expires_at < now - EXPIRED_LINK) & (Link.purpose != Purpose.INVITATION)
    lost = [(Link.purpose == purpose) & Link.subject_id.not_in(sa.select(key)) for purpose, key in SUBJECTS]
    return _run(sa.delete(Link).where(sa.or_(Link.revoked_at < now - SIGN_IN, expired, *lost)))


SUBJECTS = (
    (Purpose.INVITATION, Invitation.id), (Purpose.DATA, Guest.id), (Purpose.FIND, Guest.id),
    (Purpose.CALENDAR, Guest.id), (Purpose.HOST_CALENDAR, Account.id), (Purpose.PLAN_CALENDAR, Plan.id),
    (Purpose.REPLY, Invitation.id),
    (Purpose.FAVOUR, Favour.id), (Purpose.HOST, Hosting.id),
)  # fmt: skip
LINES: tuple[Callable[[], int], ...] = (
    favour_lines, guest_addresses, answers, other_person, other_guests, attendance, plans, reports, letters, received,
    sign_ins, address_changes, challenges, idle_accounts, devices, unverified_accounts, gone_accounts, links,
    uses,
)  # fmt: skip


def _last_event() -> sa.ScalarSelect[Any]:
    """Return when the last event ended, or will, that a guest was invited to."""
    theirs = sa.select(sa.func.max(Event.ends_at)).join(Invitation, Invitation.event_id == Event.id)
    return theirs.where(Invitation.guest_id == Guest.id).correlate(Guest).scalar_subquery()


def _events_over(since: timedelta) -> sa.Select[Any]:
    return sa.select(Event.id).where(Event.ends_at < clock.now() - since)


def _plans_over(since: timedelta) -> sa.Select[Any]:
    return sa.select(Closing.plan_id).where(Closing.shows_at < clock.now() - since)


def _run(change: UpdateBase) -> int:
    result = db.session.execute(change.execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0
