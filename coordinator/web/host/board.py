"""The board of an event: who comes, what they bring, and each guest's link, shown once."""

from collections.abc import Mapping
from dataclasses import dataclass

from coordinator.consent import readiness
from coordinator.events import board as boards
from coordinator.events.board import Standing
from coordinator.events.event import Event
from coordinator.web.host import bp, mine
from coordinator.web.host.guest_forms import GuestsForm
from coordinator.web.host.words import WORDS, Parcel, news, offer

FEW = 3  # links on one page that come with a QR code


@dataclass(frozen=True)
class Shown:
    """What one post shows on the board: links made just now, a remark, whom it opens."""

    parcels: Mapping[int, Parcel]  # by invitation id
    remark: str = ""

    @property
    def with_codes(self) -> bool:
        """Say whether there are few enough links to draw a QR code for each."""
        return len(self.parcels) <= FEW


NOTHING = Shown({})


@bp.get("/events/<event>")
def event(event: str) -> str:
    """Show the board."""
    return show(mine.event(event))


def show(event: Event, shown: Shown = NOTHING, form: GuestsForm | None = None) -> str:
    """Render the board of an event, or, with nobody on the list yet, the page to begin it with."""
    board = boards.read(event)
    form = form or GuestsForm.of(event, board)
    begins = board.is_open and all(line.is_organiser for line in board.lines)
    return mine.page(
        "begin" if begins else "board",
        event.hosting,
        board=board,
        event=event,
        form=form,
        shown=shown,
        words=WORDS,
        news=news(board),
        offer=offer,
        standing=Standing,
        kind=event.kind,
        may_know_of_both=readiness.may_know(event.hosting),
        width="" if begins else "wide split",
    )
