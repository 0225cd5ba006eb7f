"""Twenty people at once at a server of several processes: each press of a button is a connection of its own."""

import http.client
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from urllib.parse import urlencode

from flask import Flask
from flask_wtf.csrf import generate_csrf

from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.database import db

THREADS = 20


@dataclass(frozen=True)
class Press:
    """A form that somebody sends."""

    path: str
    fields: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""  # instead of the fields

    def send(self, port: int, keys: dict[str, str]) -> tuple[int, dict[str, str]]:
        """Send it and return the status and the headers of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        plain = {"Content-Type": "application/x-www-form-urlencoded"} | keys | self.headers
        connection.request("POST", self.path, self.body or urlencode(self.fields), plain)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def keys(app: Flask, account: Account | None = None, follow: str = "") -> dict[str, str]:
    """Return the cookie and the token of a browser that is signed in, or has opened a personal link."""
    browser = app.test_client()
    if follow:
        assert browser.get(follow).status_code == 303
    with browser.session_transaction() as session:
        if account is not None:
            device = Device(account_id=account.id, is_kept=True)
            db.session.add(device)
            db.session.commit()
            session["device"] = device.id
        with app.test_request_context("/"):
            token = generate_csrf()
            from flask import session as made  # noqa: PLC0415 - the request's own

            session["csrf_token"] = made["csrf_token"]
    cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie
    return {"Cookie": f"{cookie.key}={cookie.value}", "X-CSRFToken": token}


def at_once(port: int, presses: Iterable[Press], keys: dict[str, str]) -> Counter[int]:
    """Let twenty threads send everything, as fast as they are answered; return how often each status came."""
    waiting: SimpleQueue[Press] = SimpleQueue()
    for press in presses:
        waiting.put(press)
    statuses: SimpleQueue[int] = SimpleQueue()
    gate = threading.Barrier(THREADS)

    def work() -> None:
        gate.wait()
        while True:
            try:
                press = waiting.get_nowait()
            except Empty:
                return
            statuses.put(press.send(port, keys)[0])

    threads = [threading.Thread(target=work) for _number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
        assert not thread.is_alive()
    return Counter(statuses.get() for _number in range(statuses.qsize()))
