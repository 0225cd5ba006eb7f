"""The parts of a letter's body, as every mail program reads them right, with the line ends of the wire."""

from binascii import b2a_qp
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.mime.nonmultipart import MIMENonMultipart

from coordinator.post.letters.calendar_part import CalendarPart


def text(kind: str, words: str) -> MIMENonMultipart:
    """Return a text part in quoted-printable: no line of HTML is longer than a server takes (RFC 2045 §6.7)."""
    part = MIMENonMultipart("text", kind, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(b2a_qp(words.replace("\n", "\r\n").encode()).decode("ascii"))
    return part


def calendar(given: CalendarPart) -> MIMEBase:
    """Return the part that calendars act on: base64, and without a disposition, which would hide it from some."""
    part = MIMEBase("text", "calendar", charset="UTF-8", method=given.method.value)
    return _in_base64(part, given.data)


def file(given: CalendarPart) -> MIMEBase:
    """Return the same bytes as a file to open."""
    part = _in_base64(MIMEBase("application", "ics", name="invite.ics"), given.data)
    part.add_header("Content-Disposition", "attachment", filename="invite.ics")
    return part


def _in_base64(part: MIMEBase, data: bytes) -> MIMEBase:
    part.set_payload(data)
    encode_base64(part)
    part.set_payload(str(part.get_payload()).replace("\n", "\r\n"))
    return part
