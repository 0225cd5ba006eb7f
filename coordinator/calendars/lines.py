"""Content lines of a VEVENT: cut out of a component, put together from two halves, folded as they are sent."""

from datetime import UTC, datetime

from icalendar import Event

from coordinator.calendars.text import Text

BEGIN, END = "BEGIN:VEVENT\r\n", "END:VEVENT\r\n"
SUMMARY = "SUMMARY:"
BRIEF = 60  # octets; what stands before a title is a line of its own (RFC 5545 §3.1)


def joined(lines: str, own: str, before: str = "") -> str:
    """Put both halves together; `before` is a word to stand before the title, as `titled` has it."""
    return f"{BEGIN}{titled(lines, before) if before else lines}{own}{END}"


def titled(lines: str, before: str) -> str:
    """Put a short word before the title, which goes on behind a fold: so no line gets longer than it was (§3.1)."""
    word = bytes(Text(f"{before} ").to_ical()).decode()
    if len(word.encode()) > BRIEF or not lines.startswith(SUMMARY):
        msg = "a short word, before a title that comes first"
        raise ValueError(msg)
    return f"{SUMMARY}{word}\r\n {lines.removeprefix(SUMMARY)}"


def content(block: Event) -> str:
    """Return a component's content lines alone, folded and ended as they are sent."""
    return bytes(block.to_ical()).decode().removeprefix(BEGIN).removesuffix(END)


def utc(moment: datetime) -> str:
    """Write a moment in UTC (RFC 5545 §3.3.5); `strftime` would take three times as long."""
    return moment.astimezone(UTC).isoformat()[:19].replace("-", "").replace(":", "") + "Z"
