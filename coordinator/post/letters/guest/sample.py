"""Kim, as examples of letters to guests write to her."""

from typing import Any

from coordinator.events.answer import Answer
from coordinator.links.link import Purpose
from coordinator.post.letters.outing import Outing
from coordinator.post.letters.ways import Shown


def told(*, says: Answer | None = None) -> dict[str, Any]:
    """Return what `letter.told` would, for an invitation of Kim's to Anna's games night."""
    return {
        "recipient": "kim@posteo.example",
        "language": "en",
        "zone": "Europe/London",
        "plan_id": 0,
        "guest": "Kim",
        "host": "Anna Brandt",
        "host_address": "anna.brandt@posteo.example",
        "organiser": "Sam",
        "organiser_says": says,
        "outing": Outing.example(),
        "way": Shown(Purpose.INVITATION),
        "data": Shown(Purpose.DATA),
    }
