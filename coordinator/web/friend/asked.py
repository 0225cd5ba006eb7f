"""The favour a browser holds a link for, and the page for one that is not open to it any more."""

import sqlalchemy as sa
from flask import abort, render_template, session
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from coordinator.accounts.passkey import has_any as has_passkey
from coordinator.database import db
from coordinator.errors import Gone
from coordinator.events.hosting import Hosting
from coordinator.links.link import Link, Purpose
from coordinator.plans import answering
from coordinator.plans.favour import Favour, FavourSays, Friend
from coordinator.plans.plan import Plan
from coordinator.web import visitor

Page = str | Response | tuple[str, int]
ANSWERED = "answered"  # session key: {public id: what was answered in this browser}
CLEAR = "clear"  # session key: the favours whose private questions this browser passed
HOSTS = "hosts"  # session key: the favours this browser said yes to
GONE = 410


def asked(public_id: str) -> Favour:
    """Return the favour of the link this browser holds; everybody else gets the same 404."""
    link_id = visitor.held(public_id)
    live = (Link.id == link_id) & (Link.purpose == Purpose.FAVOUR) & Link.revoked_at.is_(None)
    found = db.session.scalar(
        sa.select(Favour)
        .join(Link, Link.subject_id == Favour.id)
        .where(live, Favour.public_id == public_id)
        .options(
            joinedload(Favour.friend).joinedload(Friend.plan).joinedload(Plan.organiser),
            joinedload(Favour.answer),
        )
    )
    if found is None:
        abort(404)
    if found.plan.organiser.gone_at is not None:
        raise Gone
    return found


def closed(favour: Favour) -> Page | None:
    """Return the kind page for a favour that cannot be answered here, or None.

    A link that was copied is known to the organiser too. So it looks the same in every other browser, whatever was
    answered in one: only a host, whom the organiser sees anyway, changes it, and what he ended himself.
    """
    if is_organiser(favour):
        return render_template("friend/not_yours.html", favour=favour)
    hosting = answering.hosting_of(favour)
    if hosting is not None:
        return _hosting(favour, hosting)
    if answering.no_longer_needed(favour):
        return render_template("friend/no_longer_needed.html", favour=favour), GONE
    if favour.has_lapsed:
        return render_template("friend/lapsed.html", favour=favour), GONE
    says = answered(favour)
    return thanks(favour, says) if says else None


def is_organiser(favour: Favour) -> bool:
    """Say whether the organiser himself looks, signed in, at what he asked somebody else."""
    me = visitor.account()
    return me is not None and me.id == favour.plan.organiser_id


def answered(favour: Favour) -> FavourSays | None:
    """Return what was answered, as far as this browser may know: its own answer, or any to a letter."""
    here = session.get(ANSWERED, {}).get(favour.public_id)
    stands = favour.answer if favour.answer and not favour.answer.undone_at else None
    if stands is None or not (here or favour.is_mailed):
        return None
    return stands.says


def thanks(favour: Favour, says: FavourSays) -> str:
    """Thank for an answer, with words for when the organiser asks in person, and the way back from a veto."""
    undo_until = answering.undo_until(favour) if says is FavourSays.VETO else None
    return render_template("friend/thanks.html", favour=favour, undo_until=undo_until, drawing="letter")


def note(key: str, favour: Favour, value: str) -> None:
    """Remember something about a favour in this browser alone."""
    session[key] = {**session.get(key, {}), favour.public_id: value}


def noted(key: str, favour: Favour) -> bool:
    """Say whether this browser remembers it."""
    return favour.public_id in session.get(key, {})


def forget(key: str, favour: Favour) -> None:
    """Forget it."""
    session[key] = {other: value for other, value in session.get(key, {}).items() if other != favour.public_id}


def _hosting(favour: Favour, hosting: Hosting) -> str:
    """Say that there is a host; whoever said so in this browser can have the letter sent again."""
    me = visitor.account()
    is_me = me is not None and me.id == hosting.account_id
    return render_template(
        "friend/hosting.html",
        favour=favour,
        is_me=is_me,
        has_passkey=is_me and has_passkey(hosting.account_id),
        waits=noted(HOSTS, favour) and hosting.checked_at is None,
        drawing="letter",
    )
