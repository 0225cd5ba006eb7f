"""Flask-Mail, adapted in this one place; nothing else speaks to a mail server.

Flask-Mail 0.10 waits for a server for ever, names this machine in each Message-ID, mails a calendar as 8bit text and
folds headers with a policy that decodes what it reads. `Line` and `_Message` put that right (mail.md, calendar.md).
"""

import hashlib
import hmac
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email import charset, policy
from email.encoders import encode_base64
from email.errors import MessageError
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, formataddr

import flask_mail

from coordinator.instance import settings
from coordinator.post import headers
from coordinator.post.letters.calendar_part import CalendarPart
from coordinator.post.writing import Written

LONGEST = 120  # seconds for one letter, however slowly a server answers; shorter than a lease
READY, FINE = 220, 250
FOR_GOOD = 500  # a reply code from here on is a no for good (RFC 5321 §4.2.1)
# Unlike the newer policies this one never decodes a header it folds; it need not fold one for being an address.
WIRE = policy.compat32.clone(linesep="\r\n", max_line_length=500)

UTF8 = charset.Charset("utf-8")
UTF8.body_encoding = charset.QP  # no line of HTML is longer than a server takes


class Trouble(Exception):
    """A letter did not leave; `code` is the server's, or a word, and never the server's text."""

    def __init__(self, code: object) -> None:
        """Keep the code."""
        self.code = str(code)
        super().__init__(self.code)


class NoServer(Trouble):
    """The mail server cannot be reached or will not let us in; that is not about any letter."""


class Busy(Trouble):
    """The server took this letter not yet: try again later."""


class Refused(Trouble):
    """The server will never take this letter: the address is gone, or unheard of."""


@dataclass(frozen=True)
class Stamp:
    """What makes a repeated letter the same letter: its Message-ID; and when it is sent."""

    message_id: str
    at: datetime


class Line:
    """One connection to the mail server, opened when needed and kept while letters follow each other."""

    def __init__(self) -> None:
        """Begin without a connection."""
        self._connection: _Connection | None = None

    def send(self, written: Written, stamp: Stamp) -> None:
        """Send one letter to one recipient; raises `NoServer`, `Busy` or `Refused`."""
        message = _Message(written, stamp)
        try:
            with _last_resort(self._open()) as connection, _told_apart():
                connection.send(message, envelope_from=written.returns_to)
        except Busy as trouble:
            if not trouble.code.isdigit():  # a late answer must never be read as the answer to the next letter
                self.close()
            raise

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to."""
        connection, self._connection = self._connection, None
        if connection is not None and connection.host is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.host.quit()
            connection.host.close()

    def _open(self) -> "_Connection":
        """Return the connection, a new one if the kept one has gone quiet."""
        if self._connection is not None and not self._connection.is_alive:
            self.close()
        if self._connection is None:
            connection = _Connection(_office())  # type: ignore[arg-type]  # its state is all it reads
            try:
                self._connection = connection.__enter__()
            except (OSError, smtplib.SMTPException) as trouble:
                if connection.host is not None:
                    connection.host.close()
                raise NoServer(_code(trouble)) from None
        return self._connection


class _Connection(flask_mail.Connection):
    """Flask-Mail's connection with time-outs, checked certificates, and a name that is not this machine's."""

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
        with _last_resort(self):
            code, said = host.connect(smtp.host, smtp.port)
            if code != READY:
                raise smtplib.SMTPConnectError(code, said)
            host.ehlo_or_helo_if_needed()  # a server that will not even be greeted has nothing against a letter
            if smtp.security == "starttls":
                host.starttls(context=secure)
            if smtp.user:
                host.login(smtp.user, smtp.password)
        return host

    @property
    def is_alive(self) -> bool:
        """Say whether the server still answers."""
        try:
            return self.host is not None and self.host.noop()[0] == FINE
        except (OSError, smtplib.SMTPException):
            return False


class _Message(flask_mail.Message):
    """Flask-Mail's message with a Message-ID of this site's, and a body that every mail program reads right."""

    def __init__(self, written: Written, stamp: Stamp) -> None:
        """Take a written letter to one recipient."""
        super().__init__(recipients=[written.recipient], sender=settings().sender)
        self.written, self.stamp = written, stamp
        self.date = stamp.at.timestamp()

    def _message(self) -> MIMEBase:
        """Build the letter: text, HTML, and last the calendar, which comes once more as a file (RFC 6047 §2.4)."""
        body = MIMEMultipart("alternative")
        body.attach(_text("plain", self.written.text))
        body.attach(_text("html", self.written.html))
        calendar = self.written.calendar
        if calendar is None:
            return self._headed(body)
        body.attach(_calendar(calendar))
        whole = MIMEMultipart("mixed")
        whole.attach(body)
        whole.attach(_file(calendar))
        return self._headed(whole)

    def as_bytes(self) -> bytes:
        """Return the letter's bytes, read once more by another parser before anybody else sees them."""
        try:
            data = self._message().as_bytes()
        except (MessageError, ValueError) as odd:
            raise headers.Unsafe("it cannot be written") from odd
        headers.check(data, sender=self.written.sender_address, recipient=_domain_in_ascii(self.written.recipient))
        return data

    def _headed(self, message: MIMEBase) -> MIMEBase:
        written = self.written
        message["From"] = _named(written.sender, written.sender_address)
        message["To"] = _domain_in_ascii(written.recipient)
        with suppress(Refused):  # a host whose address few servers understand: the guest's letter goes without it
            if written.reply_to:
                message["Reply-To"] = _domain_in_ascii(written.reply_to)
        message["Subject"] = written.subject if written.subject.isascii() else Header(written.subject, "utf-8").encode()
        message["Date"] = format_datetime(self.stamp.at)
        message["Message-ID"] = self.stamp.message_id
        message["Content-Language"] = written.language
        message["Auto-Submitted"] = "auto-generated"
        if written.unsubscribe:
            message["List-Unsubscribe"] = f"<{written.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.policy = WIRE
        return message


def message_id(about: str) -> str:
    """Return a Message-ID: the same for the same letter, and telling nothing about it (RFC 5322 §3.6.4)."""
    mark = hmac.new(settings().stop_pepper.encode(), about.encode(), hashlib.sha256).hexdigest()[:32]
    return f"<{mark}@{settings().sender.rpartition('@')[2]}>"


def _text(kind: str, words: str) -> MIMENonMultipart:
    """Return a text part in quoted-printable."""
    part = MIMENonMultipart("text", kind)
    part.set_payload(words, UTF8)
    return part


def _calendar(calendar: CalendarPart) -> MIMEBase:
    """Return the part that calendars act on: base64, and without a disposition, which would hide it from some."""
    part = MIMEBase("text", "calendar", charset="UTF-8", method=calendar.method.value)
    part.set_payload(calendar.data)
    encode_base64(part)
    return part


def _file(calendar: CalendarPart) -> MIMEBase:
    """Return the same bytes as a file to open."""
    part = MIMEBase("application", "ics", name="invite.ics")
    part.set_payload(calendar.data)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename="invite.ics")
    return part


def _named(name: str, address: str) -> str:
    """Return an address with a name beside it, in encoded words of the length that is allowed (RFC 2047 §2)."""
    return formataddr((name, address)) if name.isascii() else f"{Header(name, 'utf-8').encode()} <{address}>"


def _domain_in_ascii(address: str) -> str:
    """Return an address whose domain any server understands; raises `Refused` where the name before it is not ASCII."""
    local, _at, domain = address.rpartition("@")
    if not local.isascii():
        raise Refused("smtputf8")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise Refused("domain") from None


def _office() -> flask_mail._Mail:
    """Return what Flask-Mail wants to know; it is never asked to suppress a letter, tests run a server."""
    smtp = settings().smtp
    known = {"MAIL_SERVER": smtp.host, "MAIL_PORT": smtp.port, "MAIL_SUPPRESS_SEND": False, "MAIL_DEBUG": 0}
    return flask_mail.Mail().init_mail(known)


@contextmanager
def _told_apart() -> Iterator[None]:
    """Turn what smtplib raises into what the worker has to do about it."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        code = next(iter(refused.recipients.values()))[0]
        raise (Refused if code >= FOR_GOOD else Busy)(code) from None
    except smtplib.SMTPDataError as refused:
        raise (Refused if refused.smtp_code >= FOR_GOOD else Busy)(refused.smtp_code) from None
    except (OSError, smtplib.SMTPException) as trouble:
        raise Busy(_code(trouble)) from None


@contextmanager
def _last_resort(connection: _Connection) -> Iterator[_Connection]:
    """Cut a connection off that has taken too long altogether: a server may feed one byte within each time-out."""

    def cut() -> None:
        sock = getattr(connection.host, "sock", None)
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(LONGEST, cut)
    timer.daemon = True
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()


def _code(trouble: Exception) -> str:
    """Return a server's code, or what kind of trouble it was; a server's text may hold an address."""
    return str(getattr(trouble, "smtp_code", "") or type(trouble).__name__)
