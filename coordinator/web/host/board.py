"""The board of an event: who comes, what they bring, and the links that were made a moment ago."""

from collections.abc import Mapping
from dataclasses import dataclass

from coordinator.consent import readiness
from coordinator.events import board as boards
from coordinator.events.board import Board, Standing
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.web import press
from coordinator.web.host import bp, mine
from coordinator.web.host.guest_forms import GuestsForm
from coordinator.web.host.words import WORDS, Parcel, news, offer, parcel

FEW = 3  # links on one page that come with a QR code


@dataclass(frozen=True)
class Shown:
    """The links that this browser made last, for as long as they are shown."""

    parcels: Mapping[int, Parcel]  # by invitation id

    @property
    def with_codes(self) -> bool:
        """Say whether there are few enough links to draw a QR code for each."""
        return len(self.parcels) <= FEW


@bp.get("/events/<event>")
def event(event: str) -> str:
    """Show the board of an event, or, with nobody on the list yet, the page to begin it with."""
    of = mine.event(event)
    board = boards.read(of)
    begins = board.is_open and all(line.is_organiser for line in board.lines)
    return mine.page(
        "begin" if begins else "board",
        of.hosting,
        board=board,
        event=of,
        form=GuestsForm.of(of, board),
        shown=Shown(_parcels(board)),
        words=WORDS,
        news=news(board),
        offer=offer,
        standing=Standing,
        kind=of.kind,
        may_know_of_both=readiness.may_know(of.hosting),
        width="" if begins else "wide split",
    )


def _parcels(board: Board) -> dict[int, Parcel]:
    """Wrap each link that this browser made last and that still opens something."""
    on_list = {line.invitation.id: line.invitation for line in board.lines}
    made = link.made_by(press.last(), Purpose.INVITATION, on_list) if board.is_open else {}
    return {key: parcel(on_list[key], address) for key, address in made.items()}
