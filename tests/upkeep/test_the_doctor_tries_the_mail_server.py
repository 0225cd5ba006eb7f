"""`flask doctor mail` against real servers: one that works, and each way they do not."""

import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from click.testing import Result
from flask import Flask

from coordinator import instance
from coordinator.settings import Settings, Smtp
from tests.post.server import MailServer
from tests.upkeep.authority import Authority, Certificate

Try = Callable[..., Result]


class Provider(Controller):
    """A provider's mail server: STARTTLS, a login, and a sender it insists on."""

    def __init__(self, server: MailServer, certificate: Certificate | None, **more: Any) -> None:
        """Listen with a certificate, or without TLS."""
        self.secure = None
        if certificate is not None:
            self.secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self.secure.load_cert_chain(certificate.chain, certificate.key)
        super().__init__(server, hostname="127.0.0.1", port=server.port, **more)

    def factory(self) -> SMTP:
        """Return what speaks on one connection."""
        if self.secure is None:
            return SMTP(self.handler)
        return SMTP(self.handler, tls_context=self.secure, require_starttls=True, authenticator=_knows)


def _knows(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"ground", b"right")
    return AuthResult(success=right, handled=False)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """Let this machine trust the authority, and return a certificate for localhost."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
    return authority.certify("localhost")


@pytest.fixture
def tried(app: Flask, settings: Settings) -> Try:
    """Return the doctor's trial of a mail server."""

    def at(port: int, **smtp: Any) -> Result:
        given = {"host": "localhost", "port": port, "user": "ground", "password": "right", "timeout": 5} | smtp
        instance.install(app, replace(settings, smtp=Smtp(**given), mail_from="post@ground.example"))
        return app.test_cli_runner().invoke(args=["doctor", "mail", "jo@ground.example"])

    return at


@pytest.fixture
def server(trusted: Certificate) -> Iterator[MailServer]:
    """Return a provider's server that works."""
    box = MailServer()
    provider = Provider(box, trusted)
    provider.start()
    yield box
    provider.stop()


def test_each_step_is_said_and_a_real_letter_arrives(tried: Try, server: MailServer) -> None:
    result = tried(server.port)
    assert result.exit_code == 0, result.output
    assert [line.split(":")[0] for line in result.output.splitlines()] == [
        "ok    Mail server", "ok    TLS", "ok    Login", "ok    Envelope", "ok    Letter",
    ]  # fmt: skip
    assert "TLSv1.3" in result.output
    assert [(got.sender, got.recipients) for got in server.letters] == [("post@ground.example", ["jo@ground.example"])]
    assert server.letters[0].message["Subject"] == "A test letter"
    assert "right" not in result.output


def told(result: Result, *words: str) -> None:
    """Hold a failed trial to one fault with its fix, in plain words."""
    assert result.exit_code == 1
    *before, said, fix = result.output.splitlines()
    assert all(line.startswith("ok    ") for line in before)
    assert said.startswith("FAIL  Mail: ")
    assert fix.startswith("      Do this: ")
    assert [word for word in words if word not in result.output] == []


def test_a_wrong_password_is_told(tried: Try, server: MailServer) -> None:
    told(tried(server.port, password="wrong"), "name or password (535)", "COORDINATOR_SMTP_USER")
    assert server.letters == []


def test_a_certificate_of_another_name_is_told(tried: Try, server: MailServer) -> None:
    told(tried(server.port, host="127.0.0.1"), "certificate is not good", "COORDINATOR_SMTP_HOST")


def test_a_certificate_nobody_vouches_for_is_told(
    tried: Try, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    told(tried(server.port), "certificate is not good")
    assert server.letters == []


def test_a_refused_reader_and_a_refused_sender_are_told(tried: Try, server: MailServer) -> None:
    server.refuses["jo@ground.example"] = "550 Nobody of that name"
    told(tried(server.port), "no letters to jo@ground.example (550)", "check the address")
    server.refuses["jo@ground.example"] = "451 Later"
    told(tried(server.port), "(451)", "try again later")
    server.refuses = {"post@ground.example": "553 Not yours"}
    told(tried(server.port), "no letters from post@ground.example (553)", "COORDINATOR_MAIL_FROM")


def test_a_refused_letter_is_told(tried: Try, server: MailServer) -> None:
    server.mood = "never"
    told(tried(server.port), "did not take the test letter (554)")


def test_tls_where_there_is_none_is_told_and_no_password_leaves(tried: Try) -> None:
    plain = MailServer()
    provider = Provider(plain, None)
    provider.start()
    try:
        told(tried(plain.port), "does not begin TLS")
        told(tried(plain.port, security="tls"), "does not speak TLS at once", "COORDINATOR_SMTP_PORT")
        told(tried(plain.port, security="none"), "offers no login", "COORDINATOR_SMTP_USER empty")
        assert tried(plain.port, security="none", user="", password="").exit_code == 0
    finally:
        provider.stop()


def test_tls_from_the_first_byte_works_too(tried: Try, trusted: Certificate) -> None:
    box = MailServer()
    provider = Provider(box, trusted)
    provider.ssl_context, provider.secure = provider.secure, None
    provider.start()
    try:
        assert tried(box.port, security="tls", user="", password="").exit_code == 0
        assert len(box.letters) == 1
    finally:
        provider.stop()


def test_a_server_that_says_nothing_is_told_in_time(tried: Try) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        told(tried(silent.getsockname()[1], timeout=1, host="127.0.0.1"), "did not answer in 1 seconds")


def test_one_that_is_not_there_is_told(tried: Try) -> None:
    told(tried(1), "cannot be reached", "COORDINATOR_SMTP_HOST")


def test_no_server_at_all_is_told(tried: Try) -> None:
    told(tried(587, host=""), "there is no mail server")


def test_an_address_that_is_none_is_told(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["doctor", "mail", "nobody"])
    assert (result.exit_code, result.output) == (1, "Error: That doesn’t look like an e-mail address.\n")
