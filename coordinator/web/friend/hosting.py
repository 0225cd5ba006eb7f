"""Becoming the host: the names as her guests know them, and an address to sign in with."""

from flask import redirect, render_template, session, url_for
from flask_babel import get_locale

from coordinator.accounts import sign_in
from coordinator.accounts.account import Account
from coordinator.accounts.passkey import has_any as has_passkey
from coordinator.database import db, write_first
from coordinator.events.hosting import Hosting
from coordinator.instance import settings
from coordinator.languages import spoken
from coordinator.plans import answering
from coordinator.plans.favour import Favour
from coordinator.web import visitor
from coordinator.web.friend import bp
from coordinator.web.friend.asked import CLEAR, HOSTS, Page, asked, closed, forget, note, noted
from coordinator.web.friend.forms import AddressForm, HostForm
from coordinator.web.sign_in import ASKED


@bp.get("/hosting")
@bp.post("/hosting")
def hosting(public_id: str) -> Page:
    """Ask for names and an address, and make a host of whoever passed the questions in this browser."""
    found = asked(public_id)
    if page := closed(found):
        return page
    if not noted(CLEAR, found):
        return redirect(url_for("friend.questions", public_id=public_id), 303)
    me = visitor.account()
    form = HostForm(found, me)
    if form.validate_on_submit():
        write_first()
        account = me or _account(form.email.data or "", form.name.data or "")
        made = answering.accept(
            found,
            account,
            name=form.name.data or "",
            organiser_name=form.organiser_name.data or "",
            other_name=form.other_name.data or "",
        )
        return _welcome(found, made, account, signed_in=me is not None, keep=form.keeps)
    return render_template("friend/host.html", favour=found, form=form, me=me), 422 if form.errors else 200


@bp.get("/hosting/address")
@bp.post("/hosting/address")
def address(public_id: str) -> Page:
    """Send the letter again, or to another address, from the browser that said yes."""
    found = asked(public_id)
    made = answering.hosting_of(found)
    if made is None or made.checked_at or not noted(HOSTS, found) or not settings().mails:
        return redirect(url_for("friend.favour", public_id=public_id), 303)
    form = AddressForm(found)
    if form.validate_on_submit():
        write_first()
        account = _account(form.email.data or "", made.name)
        answering.move_to(made, found, account)
        _send_letter(account)
        db.session.commit()
        return redirect(url_for("friend.favour", public_id=public_id), 303)
    return render_template("friend/address.html", favour=found, form=form), 422 if form.errors else 200


def _account(email: str, name: str) -> Account:
    return answering.host_account(email, name, language=spoken(str(get_locale())), zone=settings().time_zone)


def _welcome(favour: Favour, made: Hosting, account: Account, *, signed_in: bool, keep: bool) -> Page:
    """Let the host in: here and now where nothing can be mailed, else by a letter that proves the address.

    Who cannot be mailed a way back in is offered a passkey, while this browser may make one.
    """
    if signed_in and account.verified_at:
        made.confirm_address()
    if not signed_in and settings().mails:
        _send_letter(account)
    link_id = visitor.held(favour.public_id)
    public_id = favour.public_id
    forget(CLEAR, favour)
    db.session.commit()
    if not signed_in and not settings().mails:
        visitor.sign_in(account, keep=keep)
        visitor.hold(public_id, link_id)
    note(HOSTS, favour, "yes")
    back = url_for("friend.favour", public_id=public_id)
    if settings().mails or not settings().takes_passkeys or not visitor.is_fresh() or has_passkey(account.id):
        return redirect(back, 303)
    return redirect(url_for("account.passkeys.first", next=back), 303)


def _send_letter(account: Account) -> None:
    """Owe a letter to sign in by, and let this browser take its code."""
    row = sign_in.ask(account.email, visitor.place(), url_for("host.home"))
    session[ASKED] = row.id
