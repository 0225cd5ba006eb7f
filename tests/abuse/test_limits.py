"""Every limit of a flood by itself, and that stopping and deleting are open behind all of them (SAFETY.md)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coordinator import create_app
from coordinator.accounts.device import Device
from coordinator.consent.stop import Stop
from coordinator.database import db
from coordinator.errors import TooSoon
from coordinator.events.guest import Guest, Role
from coordinator.extensions import limiter
from coordinator.limits import spend
from coordinator.plans import asking
from coordinator.settings import Settings
from tests.browsers import Browser
from tests.cast import Cast

HOUR, MINUTE = 3600, 60
NOBODYS = "/l/inv_" + "x" * 43
KIMS = sa.select(Guest.id).where(Guest.role == Role.OTHER)
Send = Callable[[], TestResponse]


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds, and then a page that asks for patience."""

    send: Send
    most: int
    seconds: int

    def use_up(self) -> TestResponse:
        """Send as often as fits, and return what comes after."""
        for number in range(self.most):
            assert self.send().status_code != 429, f"the {number + 1}. was refused"
        return self.send()


@pytest.fixture
def keys(cast: Cast) -> dict[str, str]:
    """Return what opens doors: Kim's and Priya's links, and the device Anna is signed in with."""
    assert cast.middle
    device = Device(account_id=cast.anna.id, is_kept=True)
    db.session.add(device)
    found = {"Kim": cast.link(), "Priya": cast.link("Priya"), "Anna": device.id}
    db.session.commit()
    return found | {"invitation": f"/i/{cast.invitation().public_id}", "hosting": f"/host/{cast.hosting.public_id}"}


@pytest.fixture
def limited(settings: Settings, keys: dict[str, str]) -> Iterator[Flask]:
    """Return the application with its limits on and nothing used up, made last, since limits are one for all."""
    app = create_app(replace(settings, testing=False))
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser
    with app.app_context():
        limiter.reset()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def kim(limited: Flask, keys: dict[str, str]) -> FlaskClient:
    """Return Kim's browser, which has opened the invitation elsewhere, where that counts."""
    browser = limited.test_client()
    assert browser.get(keys["Kim"], environ_overrides={"REMOTE_ADDR": "203.0.113.7"}).status_code == 303
    return browser


@pytest.fixture
def limits(limited: Flask, kim: FlaskClient, keys: dict[str, str]) -> dict[str, Limit]:
    """Return every limit there is, by what it counts."""
    anna = limited.test_client()
    with anna.session_transaction() as session:
        session["device"] = keys["Anna"]
    mine, link, find = keys["invitation"], keys["Priya"], {"email": "robin@posteo.example"}
    book, new = (f"{keys['hosting']}/{page}" for page in ("book/file", "events/file"))
    return {
        "links": Limit(lambda: kim.get(link), 60, MINUTE),
        "links that are none": Limit(lambda: kim.get(NOBODYS), 10, MINUTE),
        "answers": Limit(lambda: kim.post(f"{mine}/answer", data={"answer": "no"}), 10, HOUR),
        "reports": Limit(lambda: kim.post(f"{mine}/report"), 5, HOUR),
        "lost links": Limit(lambda: kim.post("/find", data=find), 20, HOUR),
        "receipt codes": Limit(lambda: kim.post("/undo", data={"code": "no such"}), 10, HOUR),
        "sign-ins": Limit(lambda: kim.post("/sign-in", data=find), 20, HOUR),
        "address books": Limit(lambda: anna.post(book), 10, HOUR),
        "calendar files": Limit(lambda: anna.post(new), 10, HOUR),
        "stops": Limit(lambda: kim.post(f"{mine}/stop"), 20, MINUTE),
        "deletions": Limit(lambda: kim.post(f"{mine}/data/deletion"), 20, MINUTE),
    }


def test_each_limit_lets_in_what_is_promised_and_then_asks_for_patience(limits: dict[str, Limit]) -> None:
    for name, limit in limits.items():
        limiter.reset()  # whoever guessed too many links opens none for a minute, and the other way round
        refused = limit.use_up()
        assert refused.status_code == 429, name
        assert 0 < int(refused.headers["Retry-After"]) <= limit.seconds, name
        assert "A moment, please" in refused.text, name
        assert "Asking to be left out, and deleting your data, always work." in refused.text, name


@pytest.mark.parametrize("way", ["stop", "deletion"])
def test_leaving_is_open_when_every_other_limit_is_used_up(
    way: str, limits: dict[str, Limit], keys: dict[str, str], kim: FlaskClient
) -> None:
    own = {"stop": "stops", "deletion": "deletions"}[way]
    for name, limit in limits.items():
        if name != own:
            sent = [limit.send() for _number in range(limit.most + 1)]
            assert sent[-1].status_code == 429, name
    path, data = {"stop": ("stop", {"stop": "yes"}), "deletion": ("data/deletion", {"delete": "yes"})}[way]
    assert kim.post(f"{keys['invitation']}/{path}", data=data).status_code in {200, 303}
    db.session.rollback()
    stops, kims = (len(db.session.scalars(each).all()) for each in (sa.select(Stop.id), KIMS))
    assert (stops, kims) == {"stop": (1, 1), "deletion": (0, 0)}[way]


def test_five_favours_are_asked_in_an_hour_and_no_sixth(cast: Cast) -> None:
    """The pace itself lets through fewer; this holds should it ever be let loose, or a plan be started anew."""
    friend = cast.friend("Ravi", None)
    for _number in range(5):
        assert spend("ask", cast.sam.id, most=5, within=timedelta(hours=1)) is None
        cast.clock.shift(timedelta(minutes=1))
    with pytest.raises(TooSoon) as refused:
        asking.ask(cast.plan, friend, by_mail=False)
    assert refused.value.until is not None
    cast.clock.move_to(refused.value.until)
    assert asking.ask(cast.plan, friend, by_mail=False)
