"""The site behind Debian's nginx or Caddy, as in deploy/, with TLS: cookies, addresses, limits, logs, and its end."""

import http.client
import re
import socket
import ssl
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator.accounts.sign_in import SignIn
from coordinator.database import db
from coordinator.settings import Settings
from coordinator.upkeep import rows
from tests.deploy.proxies import PROXIES, Proxy
from tests.deploy.running import HOST, web
from tests.upkeep.authority import Authority

pytestmark = pytest.mark.thorough


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Let people reach the site by https."""
    return replace(settings, public_base_url=f"https://{HOST}", trusted_proxy_hops=1)


class Line(http.client.HTTPSConnection):
    """A browser's connection to the proxy, by its name, from an address of this machine."""

    def __init__(self, port: int, authority: Authority, source: str = "127.0.0.1") -> None:
        """Trust the authority."""
        self.trust, self.source = ssl.create_default_context(cafile=authority.root), source
        super().__init__(HOST, port, timeout=30)

    def connect(self) -> None:
        """Connect to this machine, whatever the name says elsewhere."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30, source_address=(self.source, 0))
        self.sock = self.trust.wrap_socket(plain, server_hostname=HOST)


def ask(line: http.client.HTTPConnection, path: str, **headers: str) -> http.client.HTTPResponse:
    """Look at a page and read it to its end."""
    line.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    answer.text = answer.read().decode()  # type: ignore[attr-defined]
    return answer


@pytest.mark.parametrize("proxy", PROXIES, ids=[each.name for each in PROXIES])
def test_behind_a_proxy_cookies_addresses_and_limits_are_right_and_no_link_is_logged(
    proxy: Proxy, app: Flask, settings: Settings, authority: Authority, tmp_path: Path
) -> None:
    if proxy.program is None:
        pytest.skip(f"NOT TESTED: no {proxy.name} here (Debian: sudo apt install {proxy.name})")
    token = "inv_" + "x" * 43
    with (
        web(settings, TRUSTED_PROXY_HOPS="1") as (behind, process),
        proxy.running(tmp_path, authority.certify(HOST), behind) as (https, http_port),
        closing(Line(https, authority)) as line,
        closing(Line(https, authority, "127.0.0.2")) as neighbour,
        closing(http.client.HTTPConnection("127.0.0.1", http_port)) as plain,
    ):
        page = ask(line, "/sign-in")
        assert page.status == 200
        cookie = page.headers["Set-Cookie"]
        assert cookie.startswith("__Host-ground=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert "/" not in page.headers.get("Server", "")  # its version is nobody's business
        moved = ask(plain, "/how", Host=HOST)
        assert moved.status == proxy.moved
        assert moved.headers["Location"].replace(f":{https}", "") == f"https://{HOST}/how"
        strange = ask(line, "/", Host="elsewhere.example")  # which Caddy answers with nothing, by itself
        assert strange.text in {"", "This site has another name.\n"}  # type: ignore[attr-defined]
        # Whoever guesses is slowed down by the address the proxy saw, whatever they claim to come from.
        guesses = [ask(line, f"/l/{token}", X_Forwarded_For=f"192.0.2.{number}").status for number in range(11)]
        assert guesses == [404] * 10 + [429]
        assert ask(neighbour, f"/l/{token}").status == 404
        line.request("POST", "/find", body=b"x" * 400_000, headers={"Content-Type": "application/octet-stream"})
        refused = line.getresponse()
        assert refused.status == 413
        assert b"</main>" in refused.read()  # our own kind page
        process.terminate()
        process.wait(30)
        assert ask(line, f"/l/{token}").status == 502
    assert ("127.0.0.0", "GET", "/l/", 404) in proxy.logged(tmp_path)
    assert ("127.0.0.0", "GET", "/l/", 502) in proxy.logged(tmp_path)
    for file in tmp_path.glob("*.log"):  # what it says of its own troubles too
        assert token not in file.read_text()
        assert "127.0.0.1" not in file.read_text().replace("127.0.0.1:", "")  # it may say where it listens


def test_asked_to_stop_it_answers_the_request_in_hand_first(app: Flask, settings: Settings) -> None:
    answers: list[int] = []
    with (
        web(settings, TRUSTED_PROXY_HOPS="1") as (port, process),
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as browser,
    ):
        page = ask(browser, "/sign-in", Host=HOST, X_Forwarded_Proto="https")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)  # type: ignore[attr-defined]
        assert token
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Cookie": page.headers["Set-Cookie"].split(";")[0],
            "Content-Type": "application/x-www-form-urlencoded",
        }

        def sign_in() -> None:
            browser.request("POST", "/sign-in", urlencode({"email": "jo@x.example", "csrf_token": token[1]}), headers)
            answer = browser.getresponse()
            answer.read()
            answers.append(answer.status)

        with rows.holding(db.engine):  # nobody can write: the request has to wait
            asking = threading.Thread(target=sign_in)
            asking.start()
            time.sleep(1)
            process.terminate()
            time.sleep(0.5)
            assert process.poll() is None
        asking.join(30)
        assert process.wait(30) == 0
    assert answers
    assert answers[0] < 400
    assert db.session.scalar(sa.select(sa.func.count(SignIn.id))) == 1
