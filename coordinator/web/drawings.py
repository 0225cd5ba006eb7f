"""The drawings: one for each kind of event, a few for other pages, and QR codes.

The only place that marks text as safe HTML, twice: drawings come from files of this project, never from a person,
and a QR code is written by segno, which escapes its title.
"""

import re
from pathlib import Path

import segno
from flask import Flask
from markupsafe import Markup

HUE = re.compile(r"\[data-kind=(\w+)\] \{ --h: (\d+);")


def read_drawings(folder: Path) -> dict[str, Markup]:
    """Read every drawing of a folder, by name."""
    # First of the two: these files are part of the program.
    return {file.stem: Markup(file.read_text(encoding="utf-8").strip()) for file in folder.glob("*.svg")}  # noqa: S704


def read_hues(stylesheet: str) -> dict[str, int]:
    """Read from the stylesheet which hue, in degrees, each kind of event has."""
    return {kind: int(hue) for kind, hue in HUE.findall(stylesheet)}


def qr_code(address: str, title: str) -> Markup:
    """Return an address as inline SVG to scan, with a title that says whose link it is.

    Never cached: the address is a personal link, which is kept nowhere.
    """
    code = segno.make_qr(address, error="m")
    # Second of the two: segno writes the paths and escapes the title.
    return Markup(  # noqa: S704
        code.svg_inline(
            border=0,
            omitsize=True,
            svgclass=None,
            lineclass=None,
            title=title,
            draw_transparent=False,
        )
    )


def install(app: Flask) -> None:
    """Give templates `drawn(name)`, `hue(kind)` and `qr_code(address, title)`."""
    drawings = read_drawings(Path(app.root_path, str(app.template_folder), "motifs"))
    hues = read_hues(Path(str(app.static_folder), "css", "style.css").read_text(encoding="utf-8"))
    app.jinja_env.globals.update(drawn=drawings.__getitem__, hue=hues.__getitem__, qr_code=qr_code)
