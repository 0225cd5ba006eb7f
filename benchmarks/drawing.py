"""What drawing a page costs by itself: its template with the words of one request, again and again."""

import time
from typing import Any

from flask import Flask, template_rendered
from jinja2 import Template

TIMES, WARM_UP = 200, 20


def cost(app: Flask, request: dict[str, Any]) -> float:
    """Return the milliseconds of CPU that a page's template takes."""
    kept: list[tuple[Template, dict[str, Any]]] = []

    def keep(_sender: Flask, template: Template, context: dict[str, Any], **_more: Any) -> None:
        kept.append((template, context))

    with template_rendered.connected_to(keep, app), app.test_client(use_cookies=False) as client:
        client.open(**request)
        template, context = kept[0]
        for _ in range(WARM_UP):
            template.render(context)
        began = time.process_time()
        for _ in range(TIMES):
            template.render(context)
        return 1000 * (time.process_time() - began) / TIMES
