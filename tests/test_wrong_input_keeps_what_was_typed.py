"""Somebody types what cannot be taken: a kind word stands beside the field, and nothing they typed is lost."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import DataRequired, InputRequired, Optional

from coordinator.fields import Day, Line, Name, TimeOfDay, Words
from coordinator.text import NOTE, PLACE


class EventForm(Form):
    """A host's form in miniature."""

    who = Name("Your name", [DataRequired("Say who it is from")])
    place = Line("Place", [DataRequired("Say where it is")], most=PLACE)
    note = Words("A line or two", [Optional()], most=NOTE)
    door = Line("How to get in", most=PLACE, addresses=True)
    day = Day("Day", [DataRequired("Pick a day")])
    starts = TimeOfDay("From", [InputRequired("Say when it starts")])


FINE = {"who": "Anna", "place": "The Tannery", "note": "", "door": "", "day": "2026-12-12", "starts": "18:30"}


def filled(**typed: str) -> EventForm:
    return EventForm(MultiDict(FINE | typed))


def said(form: EventForm, name: str) -> list[str]:
    form.validate()
    return [str(each) for each in form[name].errors]


def shown(form: EventForm, name: str) -> str:
    return str(form[name]())


def test_what_can_be_taken_is_cleaned() -> None:
    form = filled(who=" Anna\u200b  Brandt ", place="The\tTannery\r\n", note="One\r\n\r\n\r\n\r\ntwo", day="12.12.2026")
    assert form.validate()
    kept: dict[str, Any] = form.data
    assert kept["who"] == "Anna Brandt"
    assert kept["place"] == "The Tannery"
    assert kept["note"] == "One\n\ntwo"
    assert kept["day"] == date(2026, 12, 12)
    assert kept["starts"] == time(18, 30)


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("who", "Anna 2", "A name can have letters, spaces, hyphens, dots and apostrophes."),
        ("who", "A" * 41, "Keep it to 40 characters. This has 41."),
        ("who", "  ", "Say who it is from"),
        ("place", "\u3164 \u200b", "Say where it is"),
        ("place", "=?utf-8?q?x?=", "Please leave out “=?”. Mail programs read it as a code."),
        ("note", "See www.evil.example", "Please leave links out. Words are enough here."),
        ("note", "Write to sam@example.org", "Please leave e-mail addresses out. Words are enough here."),
        ("note", "x" * 501, "Keep it to 500 characters. This has 501."),
        ("day", "next friday", "Write the day like 2026-12-31."),
        ("day", "2026-02-30", "Write the day like 2026-12-31."),
        ("day", "0001-01-01", "That day is too far off."),
        ("day", "9999-12-31", "That day is too far off."),
        ("day", " ", "Pick a day"),
        ("starts", "half past six", "Write the time like 18:30."),
        ("starts", "25:00", "Write the time like 18:30."),
        ("starts", "", "Say when it starts"),
    ],
)
def test_one_kind_word_is_said_and_the_field_shows_what_was_typed(name: str, typed: str, sentence: str) -> None:
    form = filled(**{name: typed})
    assert said(form, name) == [sentence]
    assert not form[name].data
    if typed.strip(" \u3164\u200b"):
        assert typed in shown(form, name)
    assert [each.name for each in form if each.errors] == [name]


def test_what_was_typed_is_shown_as_text_and_never_as_a_page() -> None:
    form = filled(who='"><script>alert(1)</script>', note="</textarea><script>@a.example www.x")
    assert not form.validate()
    assert "<script>" not in shown(form, "who") + shown(form, "note")
    assert "&lt;script&gt;" in shown(form, "who")


def test_a_browser_cuts_nothing_off_without_a_word() -> None:
    """A browser keeps to `maxlength` by dropping what is pasted beyond it; here the form says what does not fit."""
    form = filled(who="Joséphine-Marguerite de Montmorency-Laval")
    assert not form.validate()
    assert "maxlength" not in shown(form, "who") + shown(form, "note")
    assert 'value="Joséphine-Marguerite de Montmorency-Laval"' in shown(form, "who")
    assert [str(each) for each in form.who.errors] == ["Keep it to 40 characters. This has 41."]


def test_addresses_can_be_allowed_where_they_belong() -> None:
    assert filled(door="Ring www.door.example").validate()


@pytest.mark.parametrize("typed", ["18:30", "18.30", "18:30:59", " 18:30 "])
def test_times_are_read_as_people_write_them(typed: str) -> None:
    assert filled(starts=typed).starts.data == time(18, 30)


def test_a_form_shows_what_is_kept_already() -> None:
    form = EventForm(data={"who": "Anna", "note": "Line\nline", "day": date(2026, 12, 12), "starts": time(18, 30)})
    assert 'value="Anna"' in shown(form, "who")
    assert "Line\nline</textarea>" in shown(form, "note")
    assert 'value="2026-12-12"' in shown(form, "day")
    assert 'value="18:30"' in shown(form, "starts")


def test_a_refused_change_does_not_pass_as_what_was_kept_before() -> None:
    kept = {"place": "The Tannery", "day": date(2026, 12, 12), "starts": time(18, 30)}
    form = EventForm(MultiDict(FINE | {"place": "www.x.example", "day": "soon", "starts": "late"}), data=kept)
    assert not form.validate()
    assert (form.place.data, form.day.data, form.starts.data) == ("", None, None)
    assert "www.x.example" in shown(form, "place")


def test_an_empty_page_shows_empty_fields() -> None:
    assert 'value=""' in shown(EventForm(), "who")
    assert EventForm().place.data == ""


@settings(deadline=None)  # a busy machine is not a broken form
@given(st.dictionaries(st.sampled_from(sorted(FINE)), st.text(max_size=60)))
def test_no_input_breaks_a_form(typed: dict[str, str]) -> None:
    form = filled(**typed)
    form.validate()
    for each in form:
        assert shown(form, each.name)
        assert all(str(error) for error in each.errors)
        assert each.errors or not isinstance(each.data, str) or each.data == each.data.strip()
