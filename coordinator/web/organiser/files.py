"""Copies of the list of dates: dates, titles and hosts as hosts published them, and nothing about anyone else."""

import csv
import io
import json

from flask import Response
from flask_babel import gettext as _

from coordinator.calendars import files
from coordinator.calendars.vevent import CalendarEvent
from coordinator.history.shared import SharedEvent
from coordinator.web import downloads, visitor
from coordinator.web.organiser import bp
from coordinator.web.organiser.history import mine, on

# A spreadsheet reads a cell that begins like this as a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@")
fresh = visitor.fresh_from("organiser.history")


@bp.get("/history.csv")
@fresh
def history_csv() -> Response:
    """Give the list as a table."""
    out = io.StringIO()
    rows = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows.writerow([_("Date"), _("Title"), _("Host")])
    rows.writerows([on(each).isoformat(), _cell(each.event.title), _cell(each.event.hosting.name)] for each in _kept())
    return _file("\ufeff" + out.getvalue(), "text/csv", "dates.csv")  # the mark tells spreadsheets that it is UTF-8


@bp.get("/history.json")
@fresh
def history_json() -> Response:
    """Give the list as data."""
    dates = [
        {"date": on(each).isoformat(), "title": each.event.title, "host": each.event.hosting.name} for each in _kept()
    ]
    return _file(json.dumps({"dates": dates}, ensure_ascii=False, indent=1) + "\n", "application/json", "dates.json")


@bp.get("/history.ics")
@fresh
def history_ics() -> Response:
    """Give the list as a calendar to keep."""
    body = files.history(_("Events you were both at"), [_entry(each) for each in _kept()])
    return downloads.calendar(body, attached_as="dates.ics")


def _kept() -> list[SharedEvent]:
    """Return the dates, oldest first."""
    return mine().kept[::-1]


def _entry(each: SharedEvent) -> CalendarEvent:
    """Return one date for a calendar, without place or note; its moments are those anybody could know."""
    event = each.event
    return CalendarEvent(
        uid=f"{event.uid}-kept",
        sequence=0,
        created=event.ends_at,
        revised=event.ends_at,
        starts=event.starts_at,
        ends=event.ends_at,
        zone=event.zone,
        title=event.title,
        note=_("Hosted by %(name)s", name=event.hosting.name),
    )


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _file(text: str, kind: str, name: str) -> Response:
    response = Response(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
