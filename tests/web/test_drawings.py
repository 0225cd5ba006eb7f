"""Drawings and QR codes: small, without style or script, one for every kind."""

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from coordinator.web.drawings import qr_code, read_drawings, read_hues
from tests.web.page_kit import KINDS

ROOT = Path(__file__).parents[2]
DRAWINGS = read_drawings(ROOT / "templates/motifs")
STYLESHEET = (ROOT / "coordinator/static/css/style.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_drawing_and_a_hue_that_is_not_pink(kind: str) -> None:
    """A hue from 300 to 30 would read as romantic."""
    assert kind in DRAWINGS
    assert 30 <= read_hues(STYLESHEET)[kind] <= 300


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_a_drawing_is_small_and_coloured_by_class_only(name: str) -> None:
    """Colours come from the stylesheet, so that light, dark and every kind work."""
    drawing = DRAWINGS[name]
    assert len(drawing.encode()) <= 1200
    tree = ET.fromstring(f"<svg>{drawing}</svg>")  # noqa: S314
    assert {tag.tag for tag in tree.iter()} <= {"svg", "g", "path", "circle", "rect", "ellipse"}
    assert not {"style", "fill", "stroke"} & {attribute for tag in tree.iter() for attribute in tag.attrib}
    assert set(" ".join(re.findall(r'class="([^"]+)"', drawing)).split()) <= set("abcdelw")


def test_the_stylesheet_stays_small() -> None:
    """A guest's first view has a budget of bytes."""
    assert len(STYLESHEET.encode()) <= 12_500


def test_a_qr_code_names_whose_link_it_is_and_escapes_the_name() -> None:
    """The title is text, whatever somebody is called."""
    code = qr_code("https://ground.example/l/inv_x", "QR code with <Grace>’s link")
    assert "<title>QR code with &lt;Grace&gt;’s link</title>" in code
    assert "style=" not in code


def test_an_unknown_drawing_is_a_mistake(render: Callable[..., str]) -> None:
    """A page cannot name a drawing that does not exist."""
    with pytest.raises(KeyError):
        render("{{ drawn('balloon') }}")
