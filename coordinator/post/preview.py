"""A preview of every letter in every language, as files to look at; `make letters` makes it."""

from pathlib import Path

from flask import current_app
from flask_babel import force_locale

from coordinator.languages import LANGUAGES
from coordinator.post.letters import LETTERS
from coordinator.post.writing import Written, in_language, write


def preview(folder: Path) -> Path:
    """Write every letter into a folder, with a page that shows them all, and return that page."""
    folder.mkdir(parents=True, exist_ok=True)
    shown: list[tuple[str, str, str, Written]] = []
    for code, language, _direction in LANGUAGES:
        for letter in LETTERS:
            written = write(in_language(letter.example(), code))
            name = f"{letter.kind}.{code}"
            (folder / f"{name}.html").write_text(written.html, encoding="utf-8")
            (folder / f"{name}.txt").write_text(written.text, encoding="utf-8")
            shown.append((name, letter.kind, language, written))
    with force_locale("en"):
        page = current_app.jinja_env.get_template("letters/preview.html").render(letters=shown)
    index = folder / "index.html"
    index.write_text(page, encoding="utf-8")
    return index
