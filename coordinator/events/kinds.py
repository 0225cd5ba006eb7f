"""The closed, illustrated list of what a host can hold."""

import enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Kind(enum.StrEnum):
    """A kind of event; each has a drawing and a hue."""

    GAMES = "games"
    PICNIC = "picnic"
    WALK = "walk"
    MUSEUM = "museum"
    QUIZ = "quiz"
    POTLUCK = "potluck"
    HELPING = "helping"
    CONCERT = "concert"
    BOWLING = "bowling"
    FILM = "film"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        """Return the kind's name in the reader's language."""
        return LABELS[self]


LABELS = {
    Kind.GAMES: _l("Games night"),
    Kind.PICNIC: _l("Picnic"),
    Kind.WALK: _l("Walk"),
    Kind.MUSEUM: _l("Museum"),
    Kind.QUIZ: _l("Café quiz"),
    Kind.POTLUCK: _l("Potluck dinner"),
    Kind.HELPING: _l("Volunteering"),
    Kind.CONCERT: _l("Concert in the park"),
    Kind.BOWLING: _l("Bowling"),
    Kind.FILM: _l("Film night"),
    Kind.OTHER: _l("Something else"),
}


class Sort(enum.StrEnum):
    """What sort of place it is."""

    PUBLIC = "public"
    HOME = "home"
    ORGANISERS_HOME = "organisers_home"
