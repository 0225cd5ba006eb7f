"""Time zones to choose from, named by their city in the reader's language."""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_timezone_name
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Return the zones that people live in: one for each city of the tz database's own list."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    return frozenset(line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#"))


def zone_choices(*own: str | None) -> list[SelectChoice]:
    """Return a SelectField's choices: the zones at hand first, then every other by city."""
    language = str(get_locale() or "en_GB")
    first = list(dict.fromkeys(zone for zone in own if zone))
    near = [SelectChoice(zone, _label(zone, language), optgroup=_("At hand")) for zone in first]
    others = [each for each in _all(language) if each[0] not in first]
    return near + [SelectChoice(zone, label, optgroup=_("Everywhere else")) for zone, label in others]


@lru_cache(maxsize=16)
def _all(language: str) -> list[tuple[str, str]]:
    """Return every zone with its label, sorted by label."""
    return sorted(((zone, _label(zone, language)) for zone in known_zones()), key=lambda each: each[1].casefold())


@lru_cache(maxsize=1024)
def _label(zone: str, language: str) -> str:
    """Name a zone by its city and as people say it, where they do: "Berlin, Central European Time"."""
    locale = Locale.parse(language)
    city = locale.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
    name = get_timezone_name(ZoneInfo(zone), locale=locale)
    return city if "(" in name else f"{city}, {name}"  # with no name of its own, Babel makes one up from the city
