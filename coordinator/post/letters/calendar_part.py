"""The calendar message in a letter (RFC 6047), made from the host's words by `calendars`."""

from dataclasses import dataclass

from coordinator.calendars.files import Method


@dataclass(frozen=True)
class CalendarPart:
    """The bytes of a calendar and its METHOD, which the part's header repeats (RFC 6047 §2.4)."""

    method: Method
    data: bytes
