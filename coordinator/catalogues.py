"""Translations, looked for once for each language a request speaks instead of once for each sentence."""

from functools import cached_property
from typing import Any

from flask import g
from flask_babel import Babel, Domain, get_domain


def translations() -> Any:  # noqa: ANN401 - gettext's own type, which knows no `ugettext`
    """Return the translations of the present language."""
    return _kept() or get_domain().get_translations()


class OnceARequest(Domain):
    """The words of this site, kept where Flask-Babel keeps a request's language: `force_locale` sets both aside."""

    def get_translations(self) -> Any:  # noqa: ANN401 - as above
        """Return the translations of the present language; outside of a request, of none."""
        found = _kept()
        if found is None:
            found = super().get_translations()
            g._flask_babel.babel_translations = found  # noqa: SLF001 - it names this attribute and empties it
        return found


class Catalogues(Babel):
    """Flask-Babel with these translations."""

    @cached_property
    def domain_instance(self) -> OnceARequest:
        """Return the words of this site."""
        return OnceARequest(domain=self.domain)


def _kept() -> Any:  # noqa: ANN401 - as above
    return getattr(g.get("_flask_babel"), "babel_translations", None) if g else None
