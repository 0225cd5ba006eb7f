"""What an organiser can follow in his own calendar."""

from flask import render_template
from flask_babel import gettext as _

from coordinator.links.link import Purpose
from coordinator.web import subscribing
from coordinator.web.organiser import bp, mine
from coordinator.web.subscribing import Page


@bp.get("/calendar")
@bp.post("/calendar")
def calendar() -> Page:
    """Make an organiser a calendar address of his own, shown once, or switch it off; only while the plan goes on."""

    def render(template: str, **context: object) -> str:
        return render_template(f"organiser/{template}", here="plan", **context)

    return subscribing.respond(Purpose.PLAN_CALENDAR, mine.going().plan.id, _("Your plan"), render)
