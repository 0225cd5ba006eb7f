"""Fields of our own in the field macro: several lines keep their line ends, zones come in groups."""

from collections.abc import Callable

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from coordinator.fields import Words

FIELD = '{% from "components/field.html" import field %}{{ field(f) }}'


class Form(FlaskForm):
    """A field of several lines, and a choice in groups."""

    words = Words("Words", most=100, default="one\ntwo")
    zone = SelectField(
        "Zone", choices=[SelectChoice("a", "A", optgroup="Near"), SelectChoice("b", "B", optgroup="Far")]
    )


def test_several_lines_of_words_are_an_area(render: Callable[..., str]) -> None:
    assert '<textarea id="words" name="words" rows="4">\none\ntwo</textarea>' in render(FIELD, f=Form().words)


def test_choices_in_groups_stay_in_them(render: Callable[..., str]) -> None:
    shown = "".join(render(FIELD, f=Form(data={"zone": "b"}).zone).split("\n"))
    assert '<optgroup label="Near"><option value="a">A</option></optgroup>' in shown
    assert '<optgroup label="Far"><option value="b" selected>B</option></optgroup>' in shown
