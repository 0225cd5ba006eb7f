"""What a friend answers: a yes makes a host, a veto ends the plan, everything else looks like silence."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from coordinator import clock
from coordinator.accounts import known_as
from coordinator.accounts.account import Account, by_email
from coordinator.consent.ending import Cause, closing, end, undo_veto
from coordinator.consent.suppression import Scope, suppress
from coordinator.contact import fingerprint
from coordinator.database import db, write_first
from coordinator.errors import Gone, NotPossible
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.instance import pace
from coordinator.plans.favour import Favour, FavourAnswer, FavourSays
from coordinator.plans.forgetting import forget
from coordinator.plans.screening import Says

# Which later answers take the place of the one that stands. Less contact always does; of more, only a yes after a no.
GIVES_WAY_TO = {
    FavourSays.NO: {FavourSays.HOST, FavourSays.NEVER, FavourSays.VETO},
    FavourSays.NEVER: {FavourSays.VETO},
    FavourSays.VETO: set[FavourSays](),
    FavourSays.HOST: set[FavourSays](),
}


def answer(favour: Favour, says: FavourSays) -> None:
    """Keep a friend's answer other than yes, and delete the organiser's line to them; raises `Gone`.

    A second answer that asks for no less contact than the first changes nothing, so that a second click is harmless.
    """
    _must_be_open(favour)
    if says is FavourSays.HOST:
        raise NotPossible
    if not _keep(favour, says):
        return
    if says is FavourSays.NEVER and favour.friend.fingerprint:
        suppress(favour.friend.fingerprint, Scope.FAVOURS)
    if says is FavourSays.VETO:
        end(favour.plan_id, Cause.VETO)


def undo(favour: Favour) -> None:
    """Take a veto back, by the same friend, within twelve hours and before anybody was told; raises `NotPossible`."""
    until = undo_until(favour)
    if until is None or favour.answer is None:
        raise NotPossible
    favour.answer.undone_at = clock.now()
    db.session.flush()
    if not _somebody_vetoes(favour.plan_id):
        undo_veto(favour.plan_id)


def undo_until(favour: Favour) -> datetime | None:
    """Return until when a veto that stands can be taken back, or None."""
    given = favour.answer
    if given is None or given.says is not FavourSays.VETO or given.undone_at:
        return None
    until = given.at + timedelta(hours=pace().veto_undo_hours)
    return until if clock.now() < until and closing(favour.plan_id) is None else None


def is_clear(answers: list[Says]) -> bool:
    """Say whether the host's private questions allow it; any yes or unsure does not."""
    return all(said is Says.NO for said in answers)


def refuse_by_screening(favour: Favour) -> None:
    """End the plan neutrally after the host's private questions; no answer is kept."""
    _must_be_open(favour)
    _keep(favour, FavourSays.NO)
    end(favour.plan_id, Cause.SCREENING)


def accept(favour: Favour, account: Account, *, name: str, organiser_name: str, other_name: str) -> Hosting:
    """Make a friend the host, with the names as she types them; raises `Gone`, `NotPossible` for the organiser.

    A plan that somebody ended looks as before until its closing shows, so that no yes is a way to find out.
    """
    _must_be_open(favour)
    if not may_host(favour, account.email):
        raise NotPossible
    _keep(favour, FavourSays.HOST)
    hosting = Hosting(
        plan_id=favour.plan_id,
        favour_id=favour.id,
        account_id=account.id,
        name=name,
        organiser_name=organiser_name,
        other_name=other_name,
        address=account.email,
        language=account.language,
        zone=account.zone,
    )
    hosting.guests = [Guest(name=organiser_name, role=Role.ORGANISER), Guest(name=other_name, role=Role.OTHER)]
    db.session.add(hosting)
    db.session.flush()
    return hosting


def may_host(favour: Favour, email: str) -> bool:
    """Say whether an address can be a host's: the organiser cannot host for himself, under no address of his own."""
    return fingerprint(email) not in known_as.marks_of(favour.plan.organiser)


def hosting_of(favour: Favour) -> Hosting | None:
    """Return what a favour led to, or None."""
    return db.session.scalar(sa.select(Hosting).where(Hosting.favour_id == favour.id))


def move_to(hosting: Hosting, favour: Favour, account: Account) -> None:
    """Give a host another address, as long as the first has not been proved; raises `NotPossible`."""
    if hosting.checked_at is not None or not may_host(favour, account.email):
        raise NotPossible
    hosting.account_id, hosting.address = account.id, account.email


def host_account(email: str, name: str, *, language: str, zone: str) -> Account:
    """Return the account of a friend who says yes, made now if there is none."""
    account = by_email(email)
    if account is None:
        account = Account(email=email, name=name, language=language, zone=zone)
        db.session.add(account)
        db.session.flush()
    return account


def no_longer_needed(favour: Favour) -> bool:
    """Say whether the question was taken back, the plan is over and its organiser knows, or he is kept out."""
    return favour.withdrawn_at is not None or favour.plan.is_over or not favour.plan.organiser.is_active


def _must_be_open(favour: Favour) -> None:
    if not favour.is_open or no_longer_needed(favour) or hosting_of(favour) is not None:
        raise Gone


def _keep(favour: Favour, says: FavourSays) -> bool:
    """Keep what was answered, forget the organiser's line and the friend's address; says whether anything changed."""
    write_first(f"favour:{favour.id}")
    db.session.refresh(favour, ["answer"])  # a second click waited here, and finds what the first one said
    row = favour.answer or FavourAnswer(favour=favour)
    stands = row.says if favour.answer and not row.undone_at else None
    if stands is not None and says not in GIVES_WAY_TO[stands]:
        return False
    row.says, row.at, row.undone_at = says, clock.now(), None
    db.session.add(row)
    forget(favour)
    db.session.flush()
    return True


def _somebody_vetoes(plan_id: int) -> bool:
    """Say whether the veto of any friend stands in a plan."""
    stands = (FavourAnswer.says == FavourSays.VETO) & FavourAnswer.undone_at.is_(None)
    of_plan = sa.select(FavourAnswer.favour_id).join(FavourAnswer.favour).where(stands, Favour.plan_id == plan_id)
    return db.session.scalar(of_plan.limit(1)) is not None
