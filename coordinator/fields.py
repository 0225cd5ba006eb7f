"""Form fields that clean what a person types, and give it back with a kind word where it cannot be taken.

Use `DataRequired(_l("Say where it is"))` for a field that must not be empty: it looks at the cleaned value, so blanks
are nothing. `InputRequired` looks at what was sent.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, StringField, TimeField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import TextArea

from coordinator.text import NAME, clean_line, clean_name, clean_text, no_addresses

YEARS = range(1900, 2200)  # further off, a change of time zone may leave the calendar


class SaysOneThing(Field):
    """A field whose own objection comes first and alone, so that no validator talks over it."""

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms hands it over
        """Stop where the typed text could not be taken."""
        if self.process_errors:
            raise StopValidation


class Line(SaysOneThing, StringField):
    """One line of a person's words, of at most `most` characters, without links and addresses."""

    def __init__(
        self,
        label: LazyString | str | None = None,
        validators: Sequence[Any] = (),
        *,
        most: int,
        addresses: bool = False,
        **more: Any,
    ) -> None:
        """Take WTForms' options, the greatest length, and whether addresses may stand in the text."""
        super().__init__(label, list(validators), **({"default": ""} | more))
        self.most = most
        self.addresses = addresses

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the cleaned text; a refused one goes no further than the page it came from."""
        if valuelist:
            self.data = ""
            text = self.cleaned(valuelist[0])
            self.data = text if self.addresses else no_addresses(text)

    def cleaned(self, typed: str) -> str:
        """Return the typed text as this field keeps it; raises NotAllowed."""
        return clean_line(typed, self.most)

    def _value(self) -> str:
        """Return what the input shows: the text as typed where it could not be taken."""
        return str(self.raw_data[0]) if self.process_errors and self.raw_data else self.data or ""


class Words(Line):
    """Several lines of a person's words."""

    widget = TextArea()

    def cleaned(self, typed: str) -> str:
        """Return the typed text with its line feeds; raises NotAllowed."""
        return clean_text(typed, self.most)


class Name(Line):
    """A person's name."""

    def __init__(
        self,
        label: LazyString | str | None = None,
        validators: Sequence[Any] = (),
        *,
        most: int = NAME,
        **more: Any,
    ) -> None:
        """Take WTForms' options."""
        super().__init__(label, validators, most=most, **more)

    def cleaned(self, typed: str) -> str:
        """Return the typed name; raises NotAllowed."""
        return clean_name(typed, self.most)


class Day(SaysOneThing, DateField):
    """A day, as the browser's own picker sends it or as people write it with dots."""

    ways: ClassVar[tuple[str, ...]] = ("%Y-%m-%d", "%d.%m.%Y")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep a date, or None where nothing was typed."""
        if valuelist:
            self.data = None
            typed = _read(valuelist[0], self.ways, _l("Write the day like 2026-12-31."))
            if typed and typed.year not in YEARS:
                raise ValueError(_l("That day is too far off."))
            self.data = typed.date() if typed else None


class TimeOfDay(SaysOneThing, TimeField):
    """A time of day, as the browser's own picker sends it or as people write it."""

    ways: ClassVar[tuple[str, ...]] = ("%H:%M", "%H.%M", "%H:%M:%S")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep a time to the minute, or None where nothing was typed."""
        if valuelist:
            self.data = None
            typed = _read(valuelist[0], self.ways, _l("Write the time like 18:30."))
            self.data = typed.time().replace(second=0) if typed else None


def _read(typed: str, ways: tuple[str, ...], sorry: LazyString) -> datetime | None:
    """Return what was typed, read the first way that fits, None for nothing; raises ValueError with a kind word."""
    if not typed.strip():
        return None
    for way in ways:
        with suppress(ValueError):
            return datetime.strptime(typed.strip(), way)  # noqa: DTZ007 - the form's zone field says whose day it is
    raise ValueError(sorry)
