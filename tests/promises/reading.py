"""A page as somebody reads it: its words in order, its controls between them, and nothing that is hidden."""

from dataclasses import dataclass
from html.parser import HTMLParser

UNSEEN = {"script", "style", "head", "template", "svg", "noscript"}
EMPTY = {"input", "br", "hr", "img", "meta", "link", "source", "wbr", "col"}
SPOKEN = {"alt", "title", "placeholder", "aria-label"}


@dataclass(frozen=True)
class Control:
    """Something to fill in or press."""

    tag: str
    name: str
    value: str
    is_chosen: bool


class Reader(HTMLParser):
    """Reads a page from top to bottom."""

    def __init__(self, page: str) -> None:
        """Read it."""
        super().__init__(convert_charrefs=True)
        self.found: list[str | Control] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)
        self.close()

    @property
    def words(self) -> str:
        """Return all that is to be read, white space collapsed."""
        return " ".join("".join(each for each in self.found if isinstance(each, str)).split())

    def words_before(self, name: str) -> str:
        """Return what stands above the first control of a name; raises ValueError where there is none."""
        for number, each in enumerate(self.found):
            if isinstance(each, Control) and each.name == name:
                return " ".join("".join(before for before in self.found[:number] if isinstance(before, str)).split())
        raise ValueError(name)

    @property
    def controls(self) -> list[Control]:
        """Return everything to fill in or press."""
        return [each for each in self.found if isinstance(each, Control)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element; what is in a hidden one is hidden too."""
        given = {name: value or "" for name, value in attrs}
        hidden = tag in UNSEEN or "hidden" in given or given.get("aria-hidden") == "true" or "style" in given
        if not self._is_hidden:
            self.found += [f" {given[name]} " for name in sorted(SPOKEN & set(given))]
            if tag in {"input", "select", "textarea", "button"} and given.get("type") != "hidden":
                chosen = "checked" in given or "selected" in given
                self.found.append(Control(tag, given.get("name", ""), given.get("value", ""), chosen))
        if tag not in EMPTY:
            self._open.append((tag, hidden))
            self.found.append("" if tag in {"b", "bdi", "em", "i", "span", "small", "a"} else " ")

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and what was left open in it."""
        while self._open:
            name, _hidden = self._open.pop()
            if name == tag:
                break
        self.found.append("" if tag in {"b", "bdi", "em", "i", "span", "small", "a"} else " ")

    def handle_data(self, data: str) -> None:
        """Read words."""
        if not self._is_hidden:
            self.found.append(data)

    @property
    def _is_hidden(self) -> bool:
        return any(hidden for _tag, hidden in self._open)
