"""Fields that only hosts fill in: lists with one thing a line, and a number of people."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from coordinator.fields import SaysOneThing, Words
from coordinator.text import NotAllowed, clean_line, clean_text, no_addresses


def choices(labels: Mapping[str, LazyString | str]) -> list[SelectChoice]:
    """Return choices whose words are looked up when they are shown."""
    return [SelectChoice(value, label) for value, label in labels.items()]


class Lines(Words):
    """A list as people write it, one thing a line; `lines` holds them cleaned, without empty ones."""

    def __init__(
        self,
        label: LazyString | str | None = None,
        validators: Sequence[Any] = (),
        *,
        each: int,
        at_most: int,
        clean: Callable[[str, int], str] = clean_line,
        **more: Any,
    ) -> None:
        """Take WTForms' options, the greatest length of a line, how many there may be, and what cleans each."""
        super().__init__(label, validators, most=(each + 2) * at_most, **more)
        self.each, self.at_most, self.clean = each, at_most, clean

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the things, in the order they were written."""
        return tuple(line for line in (self.data or "").split("\n") if line)

    def cleaned(self, typed: str) -> str:
        """Return the cleaned lines in one text; raises NotAllowed."""
        lines = [self.clean(line, self.each) for line in clean_text(typed, self.most).split("\n")]
        kept = [no_addresses(line) for line in lines if line]
        if len(kept) > self.at_most:
            raise NotAllowed(_l("Keep it to %(most)s lines. This has %(has)s.", most=self.at_most, has=len(kept)))
        return "\n".join(kept)


class Number(SaysOneThing, IntegerField):
    """A whole number; what cannot be one stays in the field as it was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the number, or None where nothing was typed."""
        if valuelist:
            self.data = None
            typed = valuelist[0].strip()
            if typed and not (typed.isascii() and typed.isdigit() and len(typed) <= 4):  # noqa: PLR2004
                raise ValueError(_l("Write a number, like 10."))
            self.data = int(typed) if typed else None
