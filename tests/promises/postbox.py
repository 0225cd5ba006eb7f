"""A mail server that keeps what it is given: letters go the product’s own way up to the last byte."""

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from coordinator.post.delivery import Step, deliver_due
from coordinator.post.letters import KINDS
from coordinator.post.mailer import Line
from coordinator.post.message import Sealed
from coordinator.post.writing import Written


@dataclass
class Post:
    """One letter as it would leave."""

    written: Written
    bytes: bytes

    @property
    def parsed(self) -> EmailMessage:
        """Return the letter as a mail program reads it."""
        return cast("EmailMessage", message_from_bytes(self.bytes, policy=policy.default))

    @property
    def texts(self) -> list[str]:
        """Return everything in it that can be read: headers and decoded parts."""
        headers = [f"{name}: {value}" for name, value in self.parsed.items()]
        return headers + [part.get_content() for part in self.parsed.walk() if part.get_content_maintype() == "text"]

    def __str__(self) -> str:
        """Name it as a failing test should."""
        return f"letter to {self.written.recipient}: {self.written.subject}"


@dataclass
class Postbox(Line):
    """A line to a mail server that never leaves this process."""

    letters: list[Post] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open as any line does."""
        super().__init__()

    def open(self) -> None:
        """Connect to nothing."""

    def begin(self, letter: Sealed) -> None:
        """Keep the bytes that would have been sent."""
        self.letters.append(Post(letter.written, letter.data))

    def end(self) -> None:
        """Take every letter."""

    def deliver(self) -> list[Post]:
        """Deliver all that is due now and return it."""
        before = len(self.letters)
        assert deliver_due(self) is Step.IDLE
        return self.letters[before:]


def kinds_for(*readers: str) -> set[str]:
    """Return the kinds of letters that some people read: guest, host, friend, organiser, anybody."""
    return {kind for kind, letter in KINDS.items() if letter.__module__.split(".")[3] in readers}
