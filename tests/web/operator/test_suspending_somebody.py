"""Suspending somebody: asked first, at once, towards less contact; what others have stays theirs."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from coordinator.accounts import sign_in
from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.accounts.suspending import let_in, suspend
from coordinator.consent.ending import has_ended
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.events import inviting
from coordinator.events.answer import Answer
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.post.letters import KINDS
from coordinator.post.outbox import Letter, LetterState, owe
from tests.cast import Cast
from tests.promises.people import People

As = Callable[[Account], FlaskClient]


def page_of(account: Account) -> str:
    return f"/operator/accounts/{account.id}/suspension"


def waiting() -> set[str]:
    return set(db.session.scalars(sa.select(Letter.kind).where(Letter.state == LetterState.WAITING)))


def test_it_asks_first_and_a_second_click_changes_nothing(cast: Cast, as_: As) -> None:
    jo, sam = as_(cast.jo), as_(cast.sam)
    asks = jo.get(page_of(cast.sam))
    assert "A plan is not ended by it." in asks.text
    assert cast.sam.is_active
    for _click in range(2):
        assert "is suspended." in jo.post(page_of(cast.sam), follow_redirects=True).text
        db.session.expire_all()
        assert not cast.sam.is_active
    assert sam.get("/home").status_code == 303
    assert "Let in again" in jo.get("/operator/accounts").text
    for _click in range(2):
        assert "can sign in again." in jo.post(f"/operator/accounts/{cast.sam.id}/return", follow_redirects=True).text
        db.session.expire_all()
        assert cast.sam.is_active


def test_no_operator_is_suspended(cast: Cast, as_: As) -> None:
    other = Account(email="ole@ground.example", zone="Europe/London", is_operator=True)
    db.session.add(other)
    db.session.commit()
    assert as_(cast.jo).post(page_of(other)).status_code == 404
    with pytest.raises(NotPossible):
        suspend(other)


def test_whoever_is_suspended_signs_in_no_more_and_is_answered_like_anybody(cast: Cast, client: FlaskClient) -> None:
    handed = sign_in.hand(cast.sam)
    suspend(cast.sam)
    db.session.commit()
    assert handed.use() is None
    pages = [client.post("/sign-in", data={"email": email}) for email in (cast.sam.email, "zed@posteo.example")]
    assert [page.status_code for page in pages] == [303, 303]
    rows = db.session.scalars(sa.select(sign_in.SignIn).where(sign_in.SignIn.way == sign_in.Way.ASKED)).all()
    assert [row.account_id for row in rows] == [None, None]


def test_a_suspended_organiser_asks_nobody_and_hears_nothing(app: Flask, cast: Cast) -> None:
    favour, event = cast.noors_favour, cast.event
    feed = link.mint(Purpose.PLAN_CALENDAR, cast.plan.id)
    noor = People(app, cast).friend(favour)
    assert "favour" in waiting()
    suspend(cast.sam)
    db.session.commit()
    assert "favour" not in waiting()
    assert noor.client.get(f"/f/{favour.public_id}/").status_code in {404, 410}
    assert app.test_client().get(f"/c/{feed}").status_code == 404
    assert not has_ended(cast.plan.id)
    owe("changed_organiser", f"event:{event.id}")
    letter = db.session.scalars(sa.select(Letter).where(Letter.kind == "changed_organiser")).one()
    composed = KINDS["changed_organiser"].compose(letter)
    assert composed is None or composed.is_unwanted


def test_a_suspended_hosts_guests_keep_their_evening(app: Flask, cast: Cast) -> None:
    guests = People(app, cast)
    kim, feed = guests.guest("Kim"), link.mint(Purpose.HOST_CALENDAR, cast.anna.id)
    inviting.mail(cast.invitation("Priya"))
    owe("digest", f"event:{cast.event.id}")
    db.session.add(Device(account_id=cast.anna.id))
    db.session.commit()
    assert "invitation" in waiting()
    suspend(cast.anna)
    db.session.commit()
    assert "invitation" not in waiting()
    page = f"/i/{cast.invitation('Kim').public_id}"
    assert cast.event.title in kim.client.get(page).text
    cast.says("Kim", Answer.YES)
    letter = db.session.scalars(sa.select(Letter).where(Letter.kind == "digest")).first()
    composed = KINDS["digest"].compose(letter) if letter else None
    assert composed is None or composed.is_unwanted
    assert app.test_client().get(f"/c/{feed}").status_code == 404
    let_in(cast.anna)
    db.session.commit()
    assert "invitation" not in waiting()
    composed = KINDS["digest"].compose(letter) if letter else None
    assert composed is not None
    assert not composed.is_unwanted


def test_thousands_of_accounts_are_listed_by_pages_and_found_by_their_address(cast: Cast, as_: As) -> None:
    jo = as_(cast.jo)
    db.session.add_all(Account(email=f"no{number}@ground.example", zone="Europe/London") for number in range(120))
    db.session.commit()
    seen, path = [], "/operator/accounts"
    while path:
        text = jo.get(path).text
        seen += [word.partition("<")[0] for word in text.split("<bdi>")[1:] if "@" in word.partition("<")[0]]
        path = text.partition('href="/operator/accounts?before=')[2].partition('"')[0]
        path = f"/operator/accounts?before={path}" if path else ""
    assert len(seen) == len(set(seen)) == 121
    found = jo.get("/operator/accounts?find=NO11").text
    assert found.count("@ground.example</bdi>") == 11
    assert "begins like that" in jo.get("/operator/accounts?find=%25").text
