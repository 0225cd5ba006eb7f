"""A real mail server on this machine, and the letters it was given."""

import re
import socket
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LINK = re.compile(r"https?://[^\s<>\"]+")


class Letter:
    """A letter as it arrived."""

    def __init__(self, to: list[str], content: bytes) -> None:
        """Read what came over the line."""
        self.to = [address.lower() for address in to]
        self.raw = content
        self.message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)

    @property
    def subject(self) -> str:
        """Return the subject, decoded."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """Return the text part."""
        return self.part("text/plain")

    @property
    def links(self) -> list[str]:
        """Return every address in the text, in order."""
        return LINK.findall(self.text)

    def part(self, kind: str) -> str:
        """Return the first part of a type such as "text/calendar", or ""."""
        found = (part for part in self.message.walk() if part.get_content_type() == kind)
        first = next(found, None)
        return str(first.get_content()) if first is not None else ""

    def link(self, path: str) -> str:
        """Return the first address whose path begins with `path`."""
        found = [link for link in self.links if re.match(rf"https?://[^/]+{re.escape(path)}", link)]
        assert found, f"no link to {path} in:\n{self.text}"
        return found[0]


class Mailbox:
    """Everybody's letters, in the order they came."""

    def __init__(self) -> None:
        """Open on a free port."""
        self.letters: list[Letter] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._server = Controller(self, hostname="127.0.0.1", port=self.port, decode_data=False, enable_SMTPUTF8=True)
        self._server.start()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one letter."""
        self.letters.append(Letter(envelope.rcpt_tos, bytes(envelope.content or b"")))
        return "250 kept"

    def of(self, to: str, subject: str = "") -> list[Letter]:
        """Return somebody's letters whose subject contains some words."""
        return [letter for letter in self.letters if to.lower() in letter.to and subject in letter.subject]

    def latest(self, to: str, subject: str = "") -> Letter:
        """Return somebody's latest letter; a test that finds none says what there is."""
        found = self.of(to, subject)
        assert found, (
            f"no letter to {to} about {subject!r}; there are {[(each.to, each.subject) for each in self.letters]}"
        )
        return found[-1]

    def close(self) -> None:
        """Close the server."""
        self._server.stop()
