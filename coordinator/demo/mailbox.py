"""The demo's post office: a real SMTP server on this machine that keeps what it is given."""

import mailbox
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from coordinator.instance import settings
from coordinator.serving import is_taken

LONG = 3600  # seconds
NOWHERE = "nowhere.example"  # no letter arrives at an address there


@dataclass(frozen=True)
class Kept:
    """A letter as it arrived."""

    key: str
    to: str
    message: EmailMessage

    def part(self, kind: str) -> str:
        """Return the text of the first part of a type such as "text/html", or ""."""
        for part in self.message.walk():
            if part.get_content_type() == kind:
                return str(part.get_content())
        return ""


class _Keeper:
    """Keeps every letter in a Maildir."""

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self.box = mailbox.Maildir(folder)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Refuse an address that is nobody's."""
        if address.endswith(f"@{NOWHERE}"):
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one letter, with its envelope's recipient as a header."""
        letter = mailbox.MaildirMessage(message_from_bytes(envelope.content or b""))  # type: ignore[arg-type]
        letter["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.box.add(letter)
        return "250 kept"


@contextmanager
def open_if_closed() -> Iterator[None]:
    """Keep the post office open for a while, unless it is already."""
    if is_taken(settings().smtp.port):
        yield
        return
    controller = Controller(
        _Keeper(folder()), hostname="127.0.0.1", port=settings().smtp.port, decode_data=False, enable_SMTPUTF8=True
    )
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def keep_open() -> None:
    """Run the post office until the process ends."""
    with open_if_closed():
        while True:
            time.sleep(LONG)


def letters() -> list[Kept]:
    """Return every letter, the latest first."""
    if not folder().exists():
        return []
    found = [(path.stat().st_mtime_ns, _read(path)) for path in (folder() / "new").iterdir()]
    return [kept for _age, kept in sorted(found, key=lambda pair: pair[0], reverse=True)]


def letter(key: str) -> Kept | None:
    """Return one letter by its key."""
    return next((kept for kept in letters() if kept.key == key), None)


def empty() -> None:
    """Throw every letter away; the folders stay, as a post office that is open goes on putting letters there."""
    for path in folder().glob("*/*"):
        path.unlink(missing_ok=True)


def folder() -> Path:
    """Return where the letters lie."""
    return settings().instance / "demo" / "mailbox"


def _read(path: Path) -> Kept:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Kept(path.name.replace(":", "_").replace(",", "_"), str(message["X-Envelope-To"]), message)
