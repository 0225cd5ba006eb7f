"""A real SMTP server whose mood a test chooses."""

import asyncio
import socket
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Got:
    """A letter as it came in."""

    sender: str
    recipients: list[str]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """Return it parsed, by a newer parser than the one that wrote it."""
        return cast("EmailMessage", message_from_bytes(self.data, policy=policy.default))

    def part(self, kind: str) -> str:
        """Return the text of the first part of a type."""
        parts = [part for part in self.message.walk() if part.get_content_type() == kind]
        return str(parts[0].get_content()).replace("\r\n", "\n")


class MailServer:
    """Keeps every letter. `refuses` maps addresses to reply codes; `mood` says what happens to DATA."""

    def __init__(self) -> None:
        """Find a free port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what came, and be friendly."""
        self.letters: list[Got] = []
        self.refuses: dict[str, str] = {}
        self.mood = "friendly"
        self.connections = 0
        self.open: list[SMTP] = []
        self.meanwhile: Callable[[], None] | None = None  # done once, while the next letter is being taken

    def hang_up(self, *last_words: bytes) -> None:
        """Close every open connection as servers do with clients that were silent for long."""
        for each in self.open:
            each.loop.call_soon_threadsafe(_close, each, b"".join(last_words))
        self.open.clear()

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count connections."""
        session.host_name = hostname
        self.open.append(server)
        self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a sender, or refuse one."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or refuse one."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter as the mood is."""
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        if self.mood == "busy":
            return "451 Try again later"
        if self.mood == "never":
            return "554 We do not like it"
        if self.mood == "slow":
            await asyncio.sleep(3)
        content = envelope.original_content or b""
        self.letters.append(Got(str(envelope.mail_from), list(envelope.rcpt_tos), content))
        if self.mood == "drops":  # it took the letter, and nobody hears of it
            assert server.transport is not None
            server.transport.close()
        return "250 OK"


def _close(connection: SMTP, last_words: bytes) -> None:
    if connection.transport is not None:
        connection.transport.write(last_words)
        connection.transport.close()


def started() -> tuple[MailServer, Controller]:
    """Return a server that listens, and what stops it."""
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    return server, controller
