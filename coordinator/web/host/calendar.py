"""What a host can follow in her own calendar."""

from flask_babel import gettext as _

from coordinator.links.link import Purpose
from coordinator.web import subscribing, visitor
from coordinator.web.host import bp, mine
from coordinator.web.subscribing import Page


@bp.get("/calendar")
@bp.post("/calendar")
def calendar() -> Page:
    """Make a host a calendar address of her own, shown once, or switch it off."""

    def render(template: str, **context: object) -> str:
        return mine.page(template.removesuffix(".html"), None, **context)

    return subscribing.respond(Purpose.HOST_CALENDAR, visitor.me().id, _("What you host"), render)
