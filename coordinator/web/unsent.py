"""What somebody typed into a form that was not taken: it stays on the page that says so, to be sent once more."""

from dataclasses import dataclass

from flask import request

TOKEN = "csrf_token"  # noqa: S105 - a field's name


@dataclass(frozen=True)
class Unsent:
    """A form as it came: where it goes, and its fields."""

    action: str
    fields: list[tuple[str, str]]


def kept() -> Unsent | None:
    """Return the form of this request, if anything was typed and the browser says that it stood on a page of ours.

    Otherwise another site could put its own words here, and only wait for somebody to press the button.
    """
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site") != "same-origin":
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != TOKEN]
    action = request.full_path.rstrip("?")
    return Unsent(action, fields) if any(value for _name, value in fields) else None
