"""A letter's bytes, with a body that every mail program reads right (mail.md, calendar.md).

Flask-Mail 0.10 does not write them: its message asks a name server what this machine is called, for each letter anew,
mails a calendar as 8bit text and folds headers with a policy that decodes what it reads. The standard library spends
two thirds of a letter's time on lines that are whole already.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.generator import BytesGenerator
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.policy import Compat32
from email.utils import format_datetime, formataddr
from io import BytesIO

from coordinator.instance import peppered, settings
from coordinator.post import headers, parts
from coordinator.post.trouble import Refused
from coordinator.post.writing import Written

LONGEST_LINE = 500  # characters of a header, so that none is folded for being an address


@dataclass(frozen=True)
class Stamp:
    """What makes a repeated letter the same letter: its Message-ID; and when it is sent."""

    message_id: str
    at: datetime


@dataclass(frozen=True)
class Message:
    """A written letter to one recipient; the same letter with the same stamp has the same bytes."""

    written: Written
    stamp: Stamp

    @property
    def reader(self) -> str:
        """Return the recipient's address as any server understands it."""
        return _domain_in_ascii(self.written.recipient)

    def as_bytes(self) -> bytes:
        """Return the letter's bytes, read once more by another parser before anybody else sees them."""
        out = BytesIO()
        try:
            _Generator(out, mangle_from_=False, policy=WIRE).flatten(self._message())
        except (MessageError, ValueError) as odd:
            raise headers.Unsafe("it cannot be written") from odd
        data = out.getvalue()
        headers.check(data, sender=self.written.sender_address, recipient=self.reader)
        return data

    def _message(self) -> MIMEBase:
        """Build the letter: text, HTML, and last the calendar, which comes once more as a file (RFC 6047 §2.4)."""
        body = MIMEMultipart("alternative", boundary=self._boundary("b"))
        body.attach(parts.text("plain", self.written.text))
        body.attach(parts.text("html", self.written.html))
        calendar = self.written.calendar
        if calendar is None:
            return self._headed(body)
        body.attach(parts.calendar(calendar))
        whole = MIMEMultipart("mixed", boundary=self._boundary("w"))
        whole.attach(body)
        whole.attach(parts.file(calendar))
        return self._headed(whole)

    def _boundary(self, of: str) -> str:
        """Return what stands between parts: `=_` is in no quoted-printable and no base64 (RFC 2045 §6.7)."""
        return f"=_{of}{self.stamp.message_id[1:33]}"

    def _headed(self, message: MIMEBase) -> MIMEBase:
        written = self.written
        message["From"] = _named(written.sender, written.sender_address)
        message["To"] = self.reader
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
        return message


@dataclass(frozen=True)
class Sealed:
    """A letter to its last byte, and the address it goes to as any server understands it."""

    written: Written
    reader: str
    data: bytes


def seal(written: Written, stamp: Stamp) -> Sealed:
    """Write a letter out to its last byte; raises `Refused` or `headers.Unsafe`."""
    message = Message(written, stamp)
    return Sealed(written, message.reader, message.as_bytes())


class _Wire(Compat32):
    """How headers are written: unlike the newer policies this one never decodes a header it folds."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """Write a header of one short line as it is; the standard library takes it apart and together again."""
        if value.isascii() and value.isprintable() and len(name) + len(value) < LONGEST_LINE:
            return f"{name}: {value}\r\n".encode()
        return super().fold_binary(name, value)


class _Generator(BytesGenerator):
    """The standard library's generator, told that our bodies have the line ends of the wire already."""

    def _write_lines(self, lines: str) -> None:
        self.write(lines)


WIRE = _Wire(linesep="\r\n", max_line_length=LONGEST_LINE)


def message_id(about: str) -> str:
    """Return a Message-ID: the same for the same letter, and telling nothing about it (RFC 5322 §3.6.4)."""
    mark = peppered(about)[:32]
    return f"<{mark}@{settings().sender.rpartition('@')[2]}>"


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
