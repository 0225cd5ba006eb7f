"""What a friend answers: a yes makes a host, a veto ends the plan, everything else looks like silence."""

from coordinator import clock
from coordinator.accounts.account import Account, by_email
from coordinator.consent.ending import Cause, end, has_ended, undo_veto
from coordinator.consent.suppression import Scope, suppress
from coordinator.database import db
from coordinator.errors import Gone, NotPossible
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.links import link
from coordinator.plans.favour import Favour, FavourAnswer, FavourSays
from coordinator.plans.screening import Says


def answer(favour: Favour, says: FavourSays) -> None:
    """Keep a friend's answer other than yes, and delete the organiser's line to them."""
    _must_be_open(favour)
    if says is FavourSays.HOST:
        raise NotPossible
    _keep(favour, says)
    if says is FavourSays.NEVER and favour.friend.fingerprint:
        suppress(favour.friend.fingerprint, Scope.FAVOURS)
    if says is FavourSays.VETO:
        end(favour.plan_id, Cause.VETO)


def undo(favour: Favour) -> None:
    """Take a veto back, by the same friend, within twelve hours."""
    if favour.answer is None or not favour.answer.can_be_undone:
        raise NotPossible
    favour.answer.undone_at = clock.now()
    undo_veto(favour.plan_id)


def is_clear(answers: list[Says]) -> bool:
    """Say whether the host's private questions allow it; any yes or unsure does not."""
    return all(said is Says.NO for said in answers)


def refuse_by_screening(favour: Favour) -> None:
    """End the plan neutrally after the host's private questions; no answer is kept."""
    _must_be_open(favour)
    _keep(favour, FavourSays.NO)
    end(favour.plan_id, Cause.SCREENING)


def accept(
    favour: Favour, account: Account, *, name: str, organiser_name: str, other_name: str
) -> Hosting:
    """Make a friend the host, with the names as she types them; raises `Gone`, `NotPossible` for the organiser."""
    _must_be_open(favour)
    if account.id == favour.plan.organiser_id or has_ended(favour.plan_id):
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
    hosting.guests = [
        Guest(name=organiser_name, role=Role.ORGANISER),
        Guest(name=other_name, role=Role.OTHER),
    ]
    db.session.add(hosting)
    db.session.flush()
    return hosting


def host_account(email: str, name: str, *, language: str, zone: str) -> Account:
    """Return the account of a friend who says yes, made now if there is none."""
    account = by_email(email)
    if account is None:
        account = Account(email=email, name=name, language=language, zone=zone)
        db.session.add(account)
        db.session.flush()
    return account


def _must_be_open(favour: Favour) -> None:
    if not favour.is_open or (favour.answer and not favour.answer.undone_at):
        raise Gone


def _keep(favour: Favour, says: FavourSays) -> None:
    """Keep what was answered, forget the organiser's line and the friend's address."""
    row = favour.answer or FavourAnswer(favour=favour)
    row.says, row.at, row.undone_at = says, clock.now(), None
    db.session.add(row)
    favour.line = None
    favour.friend.address = None
    if says is not FavourSays.VETO:
        link.revoke(link.Purpose.FAVOUR, favour.id)
    db.session.flush()
