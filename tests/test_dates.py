"""Dates and hours as each language writes them."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from coordinator import dates

EVENING = datetime(2026, 12, 12, 17, 30, tzinfo=UTC)
WRITTEN = {
    "en": ("Saturday 12 December 2026", "Saturday 12 December, 18:30"),
    "de": ("Samstag, 12. Dezember 2026", "Samstag, 12. Dezember, 18:30"),
    "fr": ("samedi 12 décembre 2026", "samedi 12 décembre, 18:30"),
    "es": ("sábado, 12 de diciembre de 2026", "sábado, 12 de diciembre, 18:30"),
    "ar": ("السبت، 12 ديسمبر 2026", "السبت، 12 ديسمبر، 18:30"),
}


@pytest.mark.parametrize("language", WRITTEN)
def test_a_date_is_written_as_its_readers_write_it(language: str, app: Flask) -> None:
    with app.test_request_context(), force_locale(language):
        assert dates.day(EVENING, "Europe/Berlin") == WRITTEN[language][0]
        assert dates.moment(EVENING, "Europe/Berlin") == WRITTEN[language][1]
