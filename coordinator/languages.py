"""The languages this site speaks."""

from coordinator.instance import settings

LANGUAGES = (
    ("en", "English", "ltr"),
    ("de", "Deutsch", "ltr"),
    ("fr", "Français", "ltr"),
    ("es", "Español", "ltr"),
    ("ar", "العربية", "rtl"),
)
CODES = tuple(code for code, _name, _direction in LANGUAGES)


def spoken(code: str | None) -> str:
    """Return a language this site speaks for any code a person, a browser or a guest book gives."""
    return code if code in CODES else settings().language
