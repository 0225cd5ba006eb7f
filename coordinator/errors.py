"""What the rules refuse, by name; the door that hears one turns it into a kind page."""

from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Refused(Exception):
    """A rule says no. `sentence` is for the person, `status` for the browser."""

    status = 409
    sentence: str | LazyString = _l("That isn’t possible just now.")

    def __init__(self, sentence: str | LazyString | None = None, *, until: datetime | None = None) -> None:
        """Keep the sentence to show and, where time helps, the moment from which it is possible."""
        self.sentence = sentence or self.sentence
        self.until = until
        super().__init__(str(type(self).__name__))


class TooLate(Refused):
    """The event has begun, or the time to do this has passed."""

    sentence = _l("It’s too late for that now. Nothing was changed.")


class TooSoon(Refused):
    """The pace says to wait; `until` says how long."""

    sentence = _l("That has to wait a while. Nothing was sent.")


class TooOften(Refused):
    """Something was sent too often in a short time; `until` says from when there is room again."""

    status = 429


class Enough(Refused):
    """A cap is reached."""

    sentence = _l("That’s as many as there can be. Nothing was changed.")


class AlreadyCalledOff(Refused):
    """The event was called off."""

    sentence = _l("This has been called off already.")


class PlanOver(Refused):
    """The plan has ended, and nothing revives it."""

    sentence = _l("This plan is over and won’t reopen.")


class Locked(Refused):
    """An answer cannot turn back into a yes so late, so that nobody is surprised."""

    sentence = _l("From three days before it stays as it is, so that nobody is surprised.")


class NotPossible(Refused):
    """What was asked does not fit the state of things."""


class Gone(Refused):
    """Somebody who had this may know that it ended; nobody else learns that it was ever there."""

    status = 410
