"""Translations are looked for once a request, and always those of the language that is spoken just now."""

import pytest
from babel.support import Translations
from flask import Flask, g, render_template_string
from flask_babel import Domain, force_locale, gettext

from coordinator.words import _l

CANNOT = {"en": "I can’t", "de": "Ich kann nicht", "fr": "Je ne peux pas"}
LAZY = _l("I can’t")


def spoken_everywhere() -> set[str]:
    """Return the sentence as code, forms and templates say it now: one, if they agree."""
    return {gettext("I can’t"), str(LAZY), render_template_string("{{ _('I can’t') }}")}


def test_a_letter_within_a_request_speaks_its_own_language_and_the_page_goes_on_in_its_own(app: Flask) -> None:
    with app.test_request_context("/?lang=de"):
        assert spoken_everywhere() == {CANNOT["de"]}
        with force_locale("fr"):
            assert spoken_everywhere() == {CANNOT["fr"]}
            with force_locale("en"):
                assert spoken_everywhere() == {CANNOT["en"]}
            assert spoken_everywhere() == {CANNOT["fr"]}
        assert spoken_everywhere() == {CANNOT["de"]}


def test_each_request_speaks_its_readers_language(app: Flask) -> None:
    for code in ("de", "fr", "en", "de"):
        with app.app_context(), app.test_request_context("/"):
            g.language = code
            assert spoken_everywhere() == {CANNOT[code]}


def test_they_are_looked_for_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []

    def look(domain: Domain) -> Translations:
        looked.append(domain)
        return find(domain)

    find = Domain.get_translations
    monkeypatch.setattr(Domain, "get_translations", look)
    with app.test_request_context("/?lang=de"):
        for _again in range(3):
            spoken_everywhere()
    assert len(looked) == 1
