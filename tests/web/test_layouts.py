"""What every page has, whoever reads it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.web.page_kit import EventForm, Site

Render = Callable[..., str]
LAYOUTS = ["guest", "friend", "plain", "host", "organiser", "operator"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_has_a_way_to_the_content_and_says_who_runs_it(render: Render, layout: str) -> None:
    """One main with an id, a skip link to it, the operator's name; no script, no style attribute."""
    html = render(f"{{% extends 'layouts/{layout}.html' %}}{{% block main %}}<h1>Hello</h1>{{% endblock %}}")
    assert '<a class="skip" href="#main">' in html
    assert html.count('<main id="main"') == 1
    assert Site.operator_name in html
    assert "style=" not in html
    assert "<script" not in html


def test_a_kind_tints_the_page_and_its_bar(render: Render) -> None:
    """The hue comes from the stylesheet, the drawing stands above the content."""
    html = render("{% extends 'layouts/guest.html' %}", kind="games", drawing="games", width="wide split")
    assert 'data-kind="games"' in html
    assert 'content="oklch(90% .042 290)"' in html
    assert html.index('class="scene"') < html.index('<main id="main" class="wide split">')


def test_a_page_without_drawing_has_none(render: Render) -> None:
    """Pages that stand alone show no scene and no tint."""
    html = render("{% extends 'layouts/guest.html' %}")
    assert "scene" not in html
    assert "data-kind" not in html


def test_an_error_shows_in_the_window_title(render: Render) -> None:
    """A reader who switches windows hears that something is to be looked at."""
    form = EventForm(meta={"csrf": False})
    form.validate()
    html = render("{% extends 'layouts/guest.html' %}", form=form)
    assert "<title>Error: Invitation</title>" in html


def test_language_links_stay_on_the_page(render: Render) -> None:
    """Each language is named in its own words and marked as such."""
    html = render("{% extends 'layouts/guest.html' %}")
    assert '<a href="?lang=ar" lang="ar" hreflang="ar" dir="rtl">العربية</a>' in html


def test_a_name_cannot_become_markup(render: Render) -> None:
    """Names are shown as typed, inside bdi."""
    html = render(
        "{% extends 'layouts/host.html' %}{% block main %}"
        "{% from 'components/people.html' import line %}{{ line('<i>Kim</i>', 'Hosting') }}{% endblock %}",
        host_name="<b>Anna</b>",
    )
    assert "<bdi>&lt;b&gt;Anna&lt;/b&gt;</bdi>" in html
    assert "<bdi>&lt;i&gt;Kim&lt;/i&gt;</bdi>" in html


def test_shared_files_carry_a_stamp_and_exist(render: Render, page: Flask) -> None:
    """Addresses change when the file does, so browsers may keep it."""
    html = render("{% extends 'layouts/plain.html' %}")
    for address in re.findall(r'href="(/static/[^"]+)"', html):
        assert re.search(r"\?v=[0-9a-f]{8}$", address)
        with page.test_client().get(address, base_url="http://ground.example") as response:
            assert response.status_code == 200
