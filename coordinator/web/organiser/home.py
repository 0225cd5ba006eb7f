"""The organiser's home: first that there is nothing to do, and until when."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from coordinator import clock
from coordinator.instance import pace
from coordinator.plans import record as records
from coordinator.plans.record import Record
from coordinator.plans.term import End, end_of
from coordinator.web import visitor
from coordinator.web.organiser import bp
from coordinator.web.organiser.outlook import look


@bp.get("/home")
def home() -> str | Response:
    """Show the plan, or how it ended while its list can still be read; without either, where one begins."""
    record = records.of_organiser(visitor.me().id)
    end = end_of(record) if record else None
    if record is None or (end is not None and clock.now() >= end.readable_until):
        return redirect(url_for("organiser.start"), 303)
    if end is not None:
        return _over(record, end)
    return render_template("organiser/home.html", look=look(record), pace=pace(), here="plan", width="wide split")


def _over(record: Record, end: End) -> str:
    """Say goodbye: one text for everything others do, one of its own for each other end."""
    coming = record.coming
    if coming is not None and coming.id in record.choosing:
        coming = None  # there is no day to take out of a calendar
    return render_template("organiser/over.html", end=end, record=record, coming=coming, here="plan", drawing="bench")
