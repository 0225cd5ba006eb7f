"""Words in the reader's language, looked up when they are shown; typed as the text they become."""

from typing import cast

from flask_babel import lazy_gettext


def _l(message: str) -> str:
    """Return a sentence that is translated each time it is shown. It takes no values: those would not be escaped."""
    return cast("str", lazy_gettext(message))
