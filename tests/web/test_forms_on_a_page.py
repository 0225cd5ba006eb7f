"""Forms as macros show them: labels tied to controls, nothing preselected, errors beside the field and linked."""

import re
from collections.abc import Callable

from werkzeug.datastructures import MultiDict

from tests.web.page_kit import EventForm

Render = Callable[..., str]


def posted(**typed: str) -> EventForm:
    """Return the form as it is after somebody sent it."""
    form = EventForm(MultiDict(typed), meta={"csrf": False})
    form.validate()
    return form


def fresh() -> EventForm:
    """Return the form as it is before anybody filled it in."""
    return EventForm(MultiDict(), meta={"csrf": False})


def test_a_field_is_label_hint_error_control_in_that_order(render: Render) -> None:
    """Screen readers hear hint and error with the control."""
    html = render(
        "{% from 'components/field.html' import field %}{{ field(form.title, hint='Short.') }}", form=posted()
    )
    order = ['<label for="title">', 'id="title-hint"', 'id="title-error"', "<input"]
    assert [html.find(part) for part in order] == sorted(html.find(part) for part in order)
    assert 'aria-describedby="title-hint title-error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_without_fault_says_nothing_of_faults(render: Render) -> None:
    """An untouched field has neither error nor a browser's own demand."""
    html = render("{% from 'components/field.html' import field %}{{ field(form.title) }}", form=fresh())
    assert "aria-" not in html
    assert "required" not in html


def test_what_was_typed_is_kept_and_escaped(render: Render) -> None:
    """A page with an error shows the same words again, as words."""
    form = posted(title='<script>"x"', note="</textarea><b>")
    html = render(
        "{% from 'components/field.html' import field %}{{ field(form.title) }}{{ field(form.note) }}", form=form
    )
    assert 'value="&lt;script&gt;&quot;x&quot;"' in html.replace("&#34;", "&quot;")
    assert "&lt;/textarea&gt;&lt;b&gt;" in html


def test_every_control_keeps_what_was_typed_even_if_it_is_wrong(render: Render) -> None:
    """Nobody types anything twice; limits come from the form's own rules."""
    html = render(
        "{% from 'components/field.html' import field, pick %}{{ field(form.title) }}{{ field(form.places) }}"
        "{{ field(form.day, class='short', autocomplete='off') }}{{ pick(form.zone) }}",
        form=posted(title="Games", places="lots", day="2026-13-40", zone="Europe/Berlin"),
    )
    assert '<input id="title" name="title" type="text" value="Games">' in html
    assert 'name="places" type="number" value="lots"' in html
    assert 'min="6" max="60"' in html
    assert 'type="date" value="2026-13-40" class="short"' in html
    assert 'autocomplete="off"' in html
    assert '<option value="Europe/Berlin" selected>Berlin &lt;time&gt;</option>' in html


def test_no_answer_is_preselected(render: Render) -> None:
    """Every answer weighs the same until somebody chooses."""
    html = render(
        "{% from 'components/choice.html' import choices, kinds, tick %}"
        "{{ choices(form.answer) }}{{ kinds(form.kind) }}{{ tick(form.told) }}",
        form=fresh(),
    )
    assert html.count('type="radio"') == 14  # three answers and eleven kinds
    assert "checked" not in html


def test_a_chosen_answer_stays_chosen(render: Render) -> None:
    """Only the answer that was sent is marked when the page comes back."""
    html = render(
        "{% from 'components/choice.html' import choices %}{{ choices(form.answer) }}", form=posted(answer="no")
    )
    assert re.findall(r'value="(\w+)" checked', html) == ["no"]


def test_a_group_says_its_error_under_its_question(render: Render) -> None:
    """The fieldset is described by its error."""
    html = render(
        "{% from 'components/choice.html' import choices %}{{ choices(form.answer, heading='h2') }}", form=posted()
    )
    assert '<fieldset class="choices" id="answer" aria-describedby="answer-error">' in html
    assert (
        html.index("<legend><h2>Will you come?</h2></legend>") < html.index('id="answer-error"') < html.index("<input")
    )


def test_the_summary_links_each_error_to_its_field(render: Render) -> None:
    """Every link of the summary leads to something on the page."""
    html = render(
        "{% from 'components/errors.html' import errors %}{% from 'components/field.html' import field %}"
        "{% from 'components/choice.html' import choices %}"
        "{{ errors(form) }}{{ field(form.title) }}{{ choices(form.answer) }}",
        form=posted(kind="games"),
    )
    assert "3 things to look at" in html
    links = re.findall(r'href="#([^"]+)"', html)
    assert links == ["title", "answer", "places"]
    assert all(f'id="{link}"' in html for link in links[:2])


def test_without_errors_there_is_no_summary(render: Render) -> None:
    """A fresh form starts without an alarm."""
    assert render("{% from 'components/errors.html' import errors %}{{ errors(form) }}", form=fresh()).strip() == ""


def test_every_one_button_form_posts_with_a_token(render: Render) -> None:
    """An act is a POST with a CSRF token."""
    html = render("{% from 'components/form.html' import button_form %}{{ button_form('/a', 'Do') }}")
    assert html.count('method="post"') == html.count('name="csrf_token"') == 1
