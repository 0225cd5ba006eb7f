"""Where an account is signed in: every browser, and buttons to sign out one, all others or all."""

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from coordinator.accounts import device as browsers
from coordinator.database import db
from coordinator.web import visitor
from coordinator.web.account import bp


@bp.get("/devices")
def devices() -> str:
    """List the browsers, this one first."""
    here = visitor.device()
    mine = browsers.of_account(visitor.me().id)
    return render_template("account/devices.html", devices=sorted(mine, key=lambda each: each is not here), this=here)


@bp.post("/devices/<mark>/removal")
def forget(mark: str) -> Response:
    """Sign one browser out; one that is gone already, or somebody else's, is no browser of this account."""
    for each in browsers.of_account(visitor.me().id):
        if each.mark == mark:
            browsers.revoke(each.id)
    db.session.commit()
    return redirect(url_for("account.devices"), 303)


@bp.post("/devices/others/removal")
def forget_others() -> Response:
    """Sign out everywhere but here."""
    here = visitor.device()
    browsers.revoke_all(visitor.me().id, but=here.id if here else None)
    db.session.commit()
    return redirect(url_for("account.devices"), 303)


@bp.post("/devices/removal")
def forget_all() -> Response:
    """Sign out everywhere, here too."""
    browsers.revoke_all(visitor.me().id)
    db.session.commit()
    session.clear()
    return redirect(url_for("sign_in.ask"), 303)
