"""When the event of a calendar file takes place, in the fields of the host's form, and what the file leaves open."""

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from coordinator.calendars import reading
from coordinator.calendars.reading import Component, Property, Unreadable

DAY = timedelta(days=1)

WHOLE_DAY = _l("It lasts the whole day there. Please say from when until when people can come.")
SEVERAL_DAYS = _l("It goes on for several days there. Here it is the first of them; please say when it ends.")
NO_END = _l("It has no end there. Please say when it ends.")
NO_ZONE = _l("The file doesn’t say in which time zone. Please check the hours.")


class Time:
    """When an event takes place, by the clock of its own zone if that is a known one, else of the host's."""

    def __init__(self, event: Component, zone: str, known: Collection[str]) -> None:
        """Read start and end; one that cannot be read is None."""
        start, end, span = (event.first(name) for name in ("DTSTART", "DTEND", "DURATION"))
        own = reading.zone_called(start.parameters.get("TZID", ""))
        self.here = ZoneInfo(own if own in known else zone)
        self.starts = self._moment(start)
        self.ends = self._moment(end) if end.value else self._after(span)
        self.says_where = bool(own) or start.is_utc or start.is_day
        # Exchange writes a whole day as one from midnight to midnight.
        self.is_days = start.is_day or (_is_midnight(self.starts) and _is_midnight(self.ends))

    @property
    def typed(self) -> dict[str, str]:
        """Return the form's fields: whole days have no hours, and what lasts longer than a day has no end."""
        if self.starts is None:
            return {}
        day = {"dates": "one", "day": f"{self.starts:%Y-%m-%d}"}
        if self.is_days:
            return day
        until = f"{self.ends:%H:%M}" if self.ends and timedelta() < self.ends - self.starts < DAY else ""
        return day | {"zone": self.here.key, "start": f"{self.starts:%H:%M}", "until": until}

    @property
    def remarks(self) -> list[LazyString]:
        """Return what the host has to add or to look at."""
        if self.starts is None:
            return []
        lasts = self.ends - self.starts if self.ends else timedelta()
        if lasts >= (2 * DAY if self.is_days else DAY):
            said = [SEVERAL_DAYS]
        elif self.is_days:
            said = [WHOLE_DAY]
        else:
            said = [] if lasts > timedelta() else [NO_END]
        return said if self.says_where else [*said, NO_ZONE]

    def _moment(self, found: Property) -> datetime | None:
        try:
            return found.moment(self.here.key).astimezone(self.here)
        except (Unreadable, OverflowError):
            return None

    def _after(self, found: Property) -> datetime | None:
        """Return the end by a duration; a whole day without one is a day long (RFC 5545 §3.6.1)."""
        try:
            return self.starts + found.span if self.starts else None
        except (Unreadable, OverflowError):
            return None


def _is_midnight(moment: datetime | None) -> bool:
    return moment is not None and f"{moment:%H%M}" == "0000"
