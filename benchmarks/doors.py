"""Known and unknown addresses at the doors where one can be typed: asked for in turn, and set beside each other.

Whoever measures from outside learns nothing while both take the same time. What is printed is the ratio of the two,
by wall clock and by CPU; a run on a busy machine spreads, and its ratio does not move.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from benchmarks.world import environment, fill
from coordinator import create_app
from coordinator.accounts.account import Account
from coordinator.accounts.address_change import AddressChange
from coordinator.accounts.device import Device
from coordinator.accounts.sign_in import SignIn
from coordinator.database import db
from coordinator.extensions import limiter
from coordinator.post.outbox import Letter
from coordinator.settings import from_environment

PAIRS, WARM_UP = 300, 20
KNOWN, UNKNOWN = "known", "unknown"
NETWORKS = count()
Ask = Callable[[str], None]


@dataclass
class Times:
    """What one kind of address took, in milliseconds."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def measure() -> None:
    """Measure in turn, and print what came of it."""
    with tempfile.TemporaryDirectory(prefix="ground-bench-") as folder:
        instance = Path(folder)
        fill(instance)
        app = create_app(from_environment(environment(instance)))
        app.config["WTF_CSRF_ENABLED"] = False  # it is the same for both, and this client fetches no form first
        limiter.enabled = False
        with app.app_context():
            sam, anna = _people()
        print(f"\nKnown and unknown addresses, {PAIRS} of each in turn, on SQLite in this process")
        _compare("asking for a sign-in", app, {KNOWN: anna, UNKNOWN: "nobody@posteo.example"}, _sign_in(app))
        addresses = {KNOWN: anna, UNKNOWN: "stranger@posteo.example"}
        _compare("asking for another address", app, addresses, _another_address(app, sam))


def _people() -> tuple[str, str]:
    """Return the addresses of the organiser and of the host."""
    everybody = list(db.session.scalars(sa.select(Account).order_by(Account.id)))
    sam = next(each for each in everybody if each.may_organise)
    return sam.email, next(each.email for each in everybody if each is not sam)


def _sign_in(app: Flask) -> Ask:
    """Return what asks for a sign-in, looks at the page, and tries a wrong code."""

    def ask(email: str) -> None:
        client, place = app.test_client(), {"REMOTE_ADDR": _network()}
        sent = client.post("/sign-in", data={"email": email}, environ_overrides=place)
        shown = client.get("/sign-in/code", environ_overrides=place)
        wrong = client.post("/sign-in/code", data={"code": "000000"}, environ_overrides=place)
        _must(303, sent.status_code, 200, shown.status_code, 422, wrong.status_code)

    return ask


def _another_address(app: Flask, email: str) -> Ask:
    """Return what asks for another address from a browser that is signed in, and looks at the page."""
    client = _signed_in(app, email)

    def ask(new: str) -> None:
        sent = client.post("/account/address", data={"email": new})
        _must(303, sent.status_code, 200, client.get("/account/address").status_code)

    return ask


def _signed_in(app: Flask, email: str) -> FlaskClient:
    with app.app_context():
        account_id = db.session.scalars(sa.select(Account.id).where(Account.email == email)).one()
        device = Device(account_id=account_id, is_kept=True)
        db.session.add(device)
        db.session.commit()
        key = device.id
    client = app.test_client()
    with client.session_transaction() as session:
        session["device"] = key
    return client


def _compare(what: str, app: Flask, addresses: dict[str, str], ask: Ask) -> None:
    """Ask for both in turn, in an order that is drawn, each time on tables that are as they were."""
    times = {KNOWN: Times(), UNKNOWN: Times()}
    for number in range(WARM_UP + PAIRS):
        for name in random.sample([KNOWN, UNKNOWN], 2):
            _clear(app)
            wall, cpu = time.perf_counter(), time.process_time()
            ask(addresses[name])
            if number >= WARM_UP:
                times[name].wall.append(1000 * (time.perf_counter() - wall))
                times[name].cpu.append(1000 * (time.process_time() - cpu))
    print(f"  {what}")
    for how in ("wall", "cpu"):
        known, unknown = (statistics.median(getattr(times[name], how)) for name in (KNOWN, UNKNOWN))
        print(f"    {how:<5}{known:8.2f} ms known{unknown:8.2f} ms unknown   ratio {known / unknown:.3f}")


def _clear(app: Flask) -> None:
    """Forget what was asked for, so that no limit is ever reached."""
    with app.app_context():
        for table in (SignIn, AddressChange, Letter):
            db.session.execute(sa.delete(table))
        db.session.commit()


def _network() -> str:
    """Return an address of a network that has not asked yet."""
    number = next(NETWORKS)
    return f"10.{number // 256 % 256}.{number % 256}.1"


def _must(*pairs: int) -> None:
    if list(pairs[::2]) != list(pairs[1::2]):
        message = f"answered with {pairs[1::2]} instead of {pairs[::2]}"
        raise RuntimeError(message)
