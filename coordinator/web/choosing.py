"""Choices of one or several, with a kind word where nothing, or nothing that is offered, was chosen."""

from collections.abc import Mapping

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired


def choices(labels: Mapping[str, str]) -> list[SelectChoice]:
    """Return choices whose words are looked up when they are shown."""
    return [SelectChoice(value, label) for value, label in labels.items()]


def one_of(label: str, sorry: str, labels: Mapping[str, str] | None = None) -> RadioField:
    """Return a field to choose one of a few, none of them beforehand; without labels the form sets its choices."""
    return RadioField(
        label,
        [InputRequired(sorry)],
        choices=choices(labels or {}),
        invalid_choice_message=sorry,  # type: ignore[call-arg]  # newer than its stubs
    )
