"""Where a letter leads. A personal link is made when the letter is written out, so no secret waits in the outbox."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from coordinator.instance import settings
from coordinator.links import link
from coordinator.links.link import Purpose


@dataclass(frozen=True)
class Made:
    """The personal links of one letter: their addresses, and the rows to store before it leaves (`link.keep`)."""

    addresses: dict["Way", str] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)


class Way(Protocol):
    """Something that becomes an address."""

    def address(self, made: Made) -> str:
        """Return the absolute address; `made` holds the links that this letter has already."""
        ...


class Door(Way, Protocol):
    """A personal link, behind which there is more than one page."""

    def page(self, to: str) -> Way:
        """Return the way to another page behind the same link."""
        ...


@dataclass(frozen=True)
class Personal:
    """A link of one person for one purpose; `to` names a page behind it, such as "stop"."""

    purpose: Purpose
    subject_id: int
    expires_at: datetime | None = None
    to: str = ""

    def address(self, made: Made) -> str:
        """Return the address, making the link when the letter needs it first."""
        bare = replace(self, to="")
        if bare not in made.addresses:
            token, row = link.draw(self.purpose, self.subject_id, expires_at=self.expires_at)
            made.addresses[bare] = link.address(token)
            made.rows.append(row)
        return f"{made.addresses[bare]}?to={self.to}" if self.to else made.addresses[bare]

    def page(self, to: str) -> "Personal":
        """Return the way to another page behind the same link."""
        return replace(self, to=to)


@dataclass(frozen=True)
class Plain:
    """A page of this site whose address is no secret, or one that was derived for this letter."""

    path: str

    def address(self, made: Made) -> str:  # noqa: ARG002 - a way like the others
        """Return the address of the page."""
        return settings().address(self.path)


@dataclass(frozen=True)
class Shown:
    """A link as examples show it: it has the shape of one and opens nothing."""

    purpose: Purpose
    to: str = ""

    def address(self, made: Made) -> str:  # noqa: ARG002 - a way like the others
        """Return the address of a link that was never made."""
        address = link.address(f"{self.purpose.value}_Xc0v7S2pQkz4nB9tLw3eYh6mRj1uGa5dFo8iKtVbN0s")
        return f"{address}?to={self.to}" if self.to else address

    def page(self, to: str) -> "Shown":
        """Return the way to another page behind the same link."""
        return replace(self, to=to)
