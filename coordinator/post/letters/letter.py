"""What every letter is: a frozen dataclass that knows its reader and its words, and nothing of requests or sessions."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from flask_babel import gettext as _

from coordinator.consent.suppression import is_suppressed
from coordinator.contact import fingerprint
from coordinator.instance import settings
from coordinator.post.letters.blocks import Block
from coordinator.post.letters.calendar_part import CalendarPart
from coordinator.post.letters.names import is_fit_for_header
from coordinator.post.letters.ways import Way
from coordinator.post.outbox import Letter as Owed

SITE = "Common Ground"


@dataclass(frozen=True, kw_only=True)
class Letter(ABC):
    """One letter to one reader. Its words are asked for in the reader's language, when it is written out.

    `recipient` is an address, `language` a code this site speaks, `zone` an IANA name.
    """

    kind: ClassVar[str]
    is_urgent: ClassVar[bool] = False  # the reader waits for it, so quiet hours do not hold it back
    can_unsubscribe: ClassVar[bool] = False

    recipient: str
    language: str
    zone: str

    @classmethod
    def look_up(cls, owed: Sequence[Owed]) -> object:
        """Read together what composing these letters needs, and return it, so that it stays at hand."""
        return owed

    @classmethod
    @abstractmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read what the letter needs; None when nothing is left to say, or nobody to say it to."""

    @classmethod
    @abstractmethod
    def example(cls) -> Self:
        """Return the letter as preview, golden files and promises read it."""

    @classmethod
    def gave_up(cls, owed: Owed) -> None:
        """Take note that it never arrived; most letters leave it at that."""
        del owed

    @property
    @abstractmethod
    def subject(self) -> str:
        """Return the fixed subject of this kind; the only text of a person's in it is a checked name."""

    @property
    @abstractmethod
    def over(self) -> str:
        """Return the line over the heading: whom it is for."""

    @property
    @abstractmethod
    def head(self) -> str:
        """Return the heading."""

    @property
    @abstractmethod
    def body(self) -> list[Block]:
        """Return the blocks of the body, in order."""

    @property
    @abstractmethod
    def why(self) -> str:
        """Return why the reader gets this."""

    @property
    def links(self) -> list[tuple[str, Way]]:
        """Return the links at the foot: how to stop it, what is stored."""
        return []

    @property
    def sender(self) -> str:
        """Return the name beside the site's address."""
        return SITE

    @property
    def sender_address(self) -> str:
        """Return the address it comes from: the site's own, unless a calendar's answer has to find its way back."""
        return settings().sender

    @property
    def returns_to(self) -> str:
        """Return the address of the envelope, to which a letter comes back that cannot be delivered."""
        return settings().sender

    @property
    def reply_to(self) -> str:
        """Return where an answer by mail goes, "" for nowhere."""
        return ""

    @property
    def goes_unread(self) -> bool:
        """Say whether what is written in reply reaches a program alone, so that its reader has to be told."""
        return False

    @property
    def tint(self) -> str:
        """Return the kind of event whose colours it wears, "" for the site's own."""
        return ""

    @property
    def calendar(self) -> CalendarPart | None:
        """Return the calendar message that goes with it, or None."""
        return None

    @property
    def is_unwanted(self) -> bool:
        """Say whether the reader asked not to be written to."""
        return is_suppressed(fingerprint(self.recipient))


def by_name(name: str, with_name: str, without: str) -> str:
    """Return a header's words with a name, or the neutral ones when the name is not fit to stand there."""
    return with_name if is_fit_for_header(name) else without


def via(name: str) -> str:
    """Return the sender's name of a letter that somebody has sent through this site."""
    return by_name(name, _("%(name)s via Common Ground", name=name), SITE)
