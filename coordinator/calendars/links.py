"""Addresses that open somebody's own calendar on the web with a get-together filled in, or follow a feed.

The page that shows them says that Google or Outlook then sees title, time and place: the note stays out.
"""

from datetime import UTC
from urllib.parse import quote, urlencode

from coordinator.calendars.text import line
from coordinator.calendars.vevent import CalendarEvent

GOOGLE = "https://calendar.google.com/calendar/render"
GOOGLE_FEED = "https://calendar.google.com/calendar/r"
OUTLOOK = "https://outlook.live.com/calendar/deeplink/compose"
OUTLOOK_FEED = "https://outlook.live.com/calendar/0/addfromweb"
OFFICE = "https://outlook.office.com/calendar/deeplink/compose"
OFFICE_FEED = "https://outlook.office.com/calendar/0/addfromweb"


def google(event: CalendarEvent) -> str:
    """Return the address that adds it to a Google calendar."""
    moments = (f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for moment in (event.starts, event.ends))
    return address(
        GOOGLE,
        action="TEMPLATE",
        text=line(event.title),
        dates="/".join(moments),
        location=line(event.place, between=", "),
    )


def outlook(event: CalendarEvent) -> str:
    """Return the address that adds it to a private Outlook calendar."""
    return composed(OUTLOOK, event)


def office(event: CalendarEvent) -> str:
    """Return the address that adds it to an Outlook calendar at work or school."""
    return composed(OFFICE, event)


def followed(feed: str, name: str) -> dict[str, str]:
    """Return the addresses that make calendars follow a feed, by whose they are; Outlook wants its name too."""
    return {
        "webcal": webcal(feed),
        "google": address(GOOGLE_FEED, cid=webcal(feed)),
        "outlook": address(OUTLOOK_FEED, url=feed, name=name),
        "office": address(OFFICE_FEED, url=feed, name=name),
    }


def webcal(feed: str) -> str:
    """Return a feed's address in the form that a calendar on the same device opens."""
    scheme, found, rest = feed.partition("://")
    if not found or scheme not in {"http", "https"}:
        msg = "a feed has a web address"
        raise ValueError(msg)
    return f"webcal://{rest}"


def composed(base: str, event: CalendarEvent) -> str:
    """Return the address of Outlook's form for a new event."""
    return address(
        base,
        path="/calendar/action/compose",
        rru="addevent",
        subject=line(event.title),
        startdt=f"{event.starts.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        enddt=f"{event.ends.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        location=line(event.place, between=", "),
    )


def address(base: str, **fields: str) -> str:
    """Join an address and its fields; a space is `%20`, since Outlook shows a plus sign as one."""
    return f"{base}?{urlencode({name: value for name, value in fields.items() if value}, quote_via=quote)}"
