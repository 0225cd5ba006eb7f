"""Flask-Mail's connection with time-outs, checked certificates, and few waits for the server within a letter.

Flask-Mail 0.10 waits for a server for ever, and smtplib waits after each order it gives.
"""

import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import flask_mail

from coordinator.instance import settings
from coordinator.post.trouble import Busy, Refused, code_of, verdict

LONGEST = 120  # seconds to connect, and for one letter, however slowly a server answers; a lease lasts longer than both
SILENCE = 5  # seconds after which a server may have hung up; the shortest that RFC 5321 §4.5.3.2.7 lets it is 300
READY, FINE, FORWARDS, GO_ON, CLOSING = 220, 250, 251, 354, 421
PLAIN = re.compile(r"[!-;=?-~]+")  # an address within an order: no space, no angle, no line end
BROKEN = (OSError, smtplib.SMTPException)


class Gone(Exception):
    """The server hung up before it saw any of the letter; `code` says how."""

    def __init__(self, code: object) -> None:
        """Keep how."""
        self.code = str(code)
        super().__init__(self.code)


class Connection(flask_mail.Connection):
    """One conversation with the mail server, letter after letter."""

    def __init__(self) -> None:
        """Begin without a server."""
        super().__init__(_office())  # type: ignore[arg-type]  # its state is all it reads
        self._busy_since: float | None = None
        self._silent_since = time.monotonic()
        self._is_over = threading.Event()

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        """Connect, secure and sign in, or raise within `LONGEST` seconds."""
        smtp, wait = settings().smtp, settings().smtp.timeout
        secure, name = ssl.create_default_context(), settings().host
        host = (
            smtplib.SMTP_SSL(local_hostname=name, timeout=wait, context=secure)
            if smtp.security == "tls"
            else smtplib.SMTP(local_hostname=name, timeout=wait)
        )
        vars(host)["_host"] = smtp.host  # what the certificate is checked against
        self.host = host
        threading.Thread(target=self._watch, daemon=True).start()
        with self._timed():
            code, said = host.connect(smtp.host, smtp.port)
            if code != READY:
                raise smtplib.SMTPConnectError(code, said)
            host.ehlo_or_helo_if_needed()  # a server that will not even be greeted has nothing against a letter
            if smtp.security == "starttls":
                host.starttls(context=secure)
                host.ehlo_or_helo_if_needed()  # what it offers may be more behind TLS
            if smtp.user:
                host.login(smtp.user, smtp.password)
        self._busy_since = None
        return host

    def begin(self, sender: str, recipient: str, letter: bytes) -> None:
        """Give the server a letter to its last byte; raises `Gone`, or `Busy` or `Refused` where it is not wanted."""
        if not PLAIN.fullmatch(sender) or not PLAIN.fullmatch(recipient):
            raise Refused("address")
        with self._timed():
            self._ask(f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA")
            try:
                self._server.send(letter.replace(b"\r\n.", b"\r\n..") + b".\r\n")  # RFC 5321 §4.5.2
            except BROKEN as trouble:
                raise Busy(code_of(trouble)) from None

    def end(self) -> None:
        """Wait for what the server says to the letter; raises `Busy` or `Refused`."""
        with self._timed():
            try:
                code = self._server.getreply()[0]
            except BROKEN as trouble:
                raise Busy(code_of(trouble)) from None
            if code != FINE:
                raise verdict(code)
        self._busy_since, self._silent_since = None, time.monotonic()
        self.num_emails += 1

    @property
    def is_alive(self) -> bool:
        """Say whether the server still answers; it is asked only after it was left alone for a while."""
        if time.monotonic() - self._silent_since < SILENCE:
            return True
        with suppress(*BROKEN), self._timed():
            code = self._server.noop()[0]
            self._busy_since, self._silent_since = None, time.monotonic()
            return code == FINE
        return False

    def close(self, *, politely: bool) -> None:
        """Hang up, with a goodbye if the server may still listen."""
        self._is_over.set()
        if self.host is not None:
            if politely:
                with suppress(*BROKEN):
                    self.host.quit()
            self.host.close()

    @property
    def _server(self) -> smtplib.SMTP:
        if self.host is None:
            raise smtplib.SMTPServerDisconnected
        return self.host

    def _ask(self, *orders: str) -> None:
        """Give the orders that come before a letter's bytes; raises what the server has against it."""
        at_once = self._server.has_extn("pipelining")
        replies = self._replies(orders, at_once=at_once)
        try:
            for expected in ({FINE}, {FINE, FORWARDS}, {GO_ON}):
                code = next(replies)
                if code not in expected:
                    break
            else:
                return
            if code == CLOSING:
                raise Gone(code)
            self._forget(list(replies) if at_once else [])
        except BROKEN as trouble:
            raise Gone(code_of(trouble)) from None
        raise Busy(code) if expected == {FINE} else verdict(code)  # a no to the sender is not about a letter

    def _replies(self, orders: tuple[str, ...], *, at_once: bool) -> Iterator[int]:
        """Give orders and yield the replies; all orders in one go where the server takes them so (RFC 2920)."""
        if at_once:
            self._server.send("".join(f"{order}\r\n" for order in orders))
        for order in orders:
            if not at_once:
                self._server.putcmd(order)
            yield self._server.getreply()[0]

    def _forget(self, replies: list[int]) -> None:
        """Let the server forget a letter that it does not want, even if it already asks for its bytes."""
        if replies[-1:] == [GO_ON]:
            self._server.docmd(".")  # RFC 2920 §3.1
        self._server.rset()

    @contextmanager
    def _timed(self) -> Iterator[None]:
        """Have what is done watched; what fails is watched no longer, what is begun is until it ends."""
        self._busy_since = self._busy_since or time.monotonic()
        try:
            yield
        except Exception:
            self._busy_since = None
            raise

    def _watch(self) -> None:
        """Cut the server off where it takes too long altogether: it may feed one byte within each time-out."""
        while not self._is_over.wait(LONGEST / 20):
            since = self._busy_since
            if since is not None and time.monotonic() - since > LONGEST:
                with suppress(OSError, AttributeError):  # it may be gone already
                    self.host.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]


def _office() -> flask_mail._Mail:
    """Return what Flask-Mail wants to know; it is never asked to suppress a letter, tests run a server."""
    smtp = settings().smtp
    known = {"MAIL_SERVER": smtp.host, "MAIL_PORT": smtp.port, "MAIL_SUPPRESS_SEND": False, "MAIL_DEBUG": 0}
    return flask_mail.Mail().init_mail(known)
