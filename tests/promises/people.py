"""The people of the story at their doors, each with a browser and with what their addresses are made of."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from coordinator.accounts import passkey as passkeys
from coordinator.accounts import sign_in
from coordinator.accounts.account import Account
from coordinator.accounts.address_change import AddressChange, Side
from coordinator.accounts.device import Device
from coordinator.accounts.passkey import Passkey
from coordinator.consent.report import About, Report
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.events.bring import BringItem
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Invitation
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.plans.favour import Favour
from coordinator.post import unsubscribe
from tests.cast import Cast
from tests.promises.crawl import Visitor

Values = dict[str, Callable[[], list[object]]]


@dataclass
class People:
    """The cast at their doors."""

    app: Flask
    cast: Cast

    def anybody(self) -> Visitor:
        """Return somebody with no link and no account."""
        return Visitor("anybody", self.app.test_client(), ("anybody", "sign_in"), self._unknown())

    def guest(self, name: str) -> Visitor:
        """Return a guest who holds an invitation and the way to what is stored."""
        invitation = self.cast.invitation(name)
        client = self.app.test_client()
        tokens = {
            purpose: link.mint(purpose, subject.id)
            for purpose, subject in ((Purpose.INVITATION, invitation), (Purpose.DATA, invitation.guest))
        }
        feed = link.mint(Purpose.CALENDAR, invitation.guest_id)
        for token in tokens.values():
            assert client.get(f"/l/{token}").status_code == 303
        mine = {
            "links.follow:token": _these(*tokens.values()),
            "links.feed:token": _these(feed),
            "public_id": _these(invitation.public_id, invitation.guest.public_id),
            "event_id": _of(Event.public_id),
        }
        return Visitor(name, client, ("anybody", "guest"), self._unknown() | mine)

    def friend(self, favour: Favour) -> Visitor:
        """Return a friend who opened the link of a favour."""
        client = self.app.test_client()
        token = link.mint(Purpose.FAVOUR, favour.id)
        assert client.get(f"/l/{token}").status_code == 303
        mine = {"links.follow:token": _these(token), "public_id": _these(favour.public_id)}
        return Visitor(favour.friend.name, client, ("anybody", "friend"), self._unknown() | mine)

    def host(self) -> Visitor:
        """Return Anna, signed in."""
        mine: Values = {
            "links.feed:token": _these(link.mint(Purpose.HOST_CALENDAR, self.cast.anna.id)),
            "hosting": _of(Hosting.public_id),
            "event": _of(Event.public_id),
            "invitation": _of(Invitation.public_id),
            "guest": _of(Guest.public_id),
            "item": _of(BringItem.id),
        }
        return self._signed_in("Anna", self.cast.anna, "host", mine)

    def organiser(self) -> Visitor:
        """Return Sam, signed in."""
        mine = {"links.feed:token": _these(link.mint(Purpose.PLAN_CALENDAR, self.cast.plan.id))}
        return self._signed_in("Sam", self.cast.sam, "organiser", organisers_values() | mine)

    def operator(self) -> Visitor:
        """Return Jo, signed in, with a report to read."""
        db.session.add(Report(plan_id=self.cast.plan.id, about=About.WORDS, words="It reads like a letter."))
        db.session.commit()
        mine: Values = {"code": _of(Report.code), "account_id": _of(Account.id)}
        return self._signed_in("Jo", self.cast.jo, "operator", mine)

    def everybody(self) -> list[Visitor]:
        """Return one visitor for each sort of people, Kim first."""
        favour = self.cast.noors_favour
        guests = [self.guest(name) for name in ("Kim", "Priya")]
        everybody = [*guests, self.friend(favour), self.host(), self.organiser(), self.operator(), self.anybody()]
        for visitor in everybody[1:-1]:  # what anybody sees is the same for all; Kim and a stranger look at it
            visitor.audiences = tuple(door for door in visitor.audiences if door != "anybody")
        return everybody

    def _signed_in(self, name: str, account: Account, door: str, values: Values) -> Visitor:
        device = Device(account_id=account.id, is_kept=True)
        db.session.add(device)
        if not passkeys.has_any(account.id):
            phone = Passkey(account_id=account.id, credential_id=name.encode(), public_key=b"", name="Blue phone")
            db.session.add(phone)
        db.session.commit()
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["device"] = device.id
        return Visitor(name, client, ("anybody", "sign_in", "account", door), self._unknown() | values)

    def _unknown(self) -> Values:
        """Return what everybody can try: links that open nothing for them, and a sign-in of their own."""
        handed = sign_in.hand(self.cast.anna)
        db.session.commit()
        return {
            "links.follow:token": _these("inv_" + "x" * 43),
            "links.feed:token": _these("cal_" + "x" * 43),
            "front.unsubscribe:token": _these(unsubscribe.token("zed@posteo.example")),
            "front.unsubscribe_now:token": _these(unsubscribe.token("zed@posteo.example")),
            "sign_in.link:token": _these(handed.token),
            "account.forget:mark": _these("x"),
            "address.agree:token": _these(*self._moving()),
            "passkey": _of(Passkey.id),
        }

    def _moving(self) -> list[str]:
        """Return both links of a change of Anna's address that waits."""
        change = db.session.scalar(sa.select(AddressChange).where(AddressChange.account_id == self.cast.anna.id))
        if change is None:
            email = "anna@brandt.example"
            change = AddressChange(account=self.cast.anna, email=email, fingerprint=fingerprint(email))
            db.session.add(change)
            db.session.commit()
        return [change.token(side) for side in Side]


def organisers_values() -> Values:
    """Return what an organiser's addresses are made of."""
    return {
        "event_id": _of(Event.public_id),
        "favour_id": _of(Favour.public_id),
        "number": _these(1, 2, 3, 4, 5),
        "passkey": _of(Passkey.id),
        "sign_in.link:token": _these("x"),
        "account.forget:mark": _these("x"),
        "address.agree:token": _these("x"),
    }


def _these(*values: object) -> Callable[[], list[object]]:
    return lambda: list(values)


def _of(column: sa.orm.InstrumentedAttribute[object]) -> Callable[[], list[object]]:
    """Return every value of a column as it is then, so that what a test adds is looked at too."""
    return lambda: list(db.session.scalars(sa.select(column).order_by(column)))
