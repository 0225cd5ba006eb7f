"""Looking hard at one page: axe in both schemes at both widths, sideways scrolling, and targets for every finger."""

import re
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.person import DESK, HEIGHTS, NARROW, PHONE, Person

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """async (rules) => {
    const found = await axe.run(document, {resultTypes: ["violations"], runOnly: rules});
    const where = node => node.html.slice(0, 160) + " [" + node.failureSummary.split("\\n")[1] + "]";
    return found.violations.map(each => each.id + ": " + each.help + "\\n        "
        + each.nodes.slice(0, 3).map(where).join("\\n        "));
}"""
# A control's whole row is its target: the label around it, or the summary. A link inside a sentence is as high as its
# line (WCAG 2.2, 2.5.8, exception "inline"); any other has to be as wide and as high as a finger.
SMALL = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .map(each => each.closest("label") ?? each)
    .filter(each => !each.closest(".skip") && each.checkVisibility())
    .map(each => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => box.width && (each.tagName === "A" && getComputedStyle(each).display === "inline"
        ? !each.closest("p, li, dd, label, figcaption, td, .letter, .note") && (box.height < 24 || box.width < 24)
        : box.height < 43.9 || box.width < 43.9))
    .map(([each, box]) => each.outerHTML.slice(0, 120) + " " + Math.round(box.width) + "x" + Math.round(box.height))"""
# A button is a grid: a name beside words would stand on a line of its own, so both lie in one <span>.
BROKEN = """() => [...document.querySelectorAll(".button")]
    .filter(each => each.childElementCount && each.childNodes.length > 1).map(each => each.outerHTML.slice(0, 200))"""
WIDER = "() => document.documentElement.scrollWidth - innerWidth"
SCRIPTS = "() => document.scripts.length"
NEVER = re.compile(
    r"\b(ex|ex-\w+|win(?:ning)? .{0,20}back|streak|score|progress|target|opened|seen at|last chance|don.t miss"
    r"|countdown|reconcil\w+|reconnect|relationship|reach out)\b|—|–|!(?!\w)",
    re.IGNORECASE,
)


def look(person: Person, name: str) -> list[str]:
    """Return everything that is wrong with the page a person is at.

    What only depends on colour is looked at in both schemes; the rest is the same in both, and looked at once a width.
    """
    page, faults = person.page, []
    person.opens_all()
    page.evaluate(AXE_SCRIPT)
    for width in (NARROW, PHONE, DESK):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        if (more := page.evaluate(WIDER)) > 0:
            faults.append(f"{width}: {more} px wider than the screen")
        faults += [f"{width}: too small for a finger: {each}" for each in page.evaluate(SMALL)]
        if width != NARROW:
            faults += _axe(person, name, width, "light", {"type": "tag", "values": RULES})
            faults += _axe(person, name, width, "dark", {"type": "rule", "values": COLOURS})
    faults += [f"breaks a button's words: {each}" for each in page.evaluate(BROKEN)]
    faults += [f"says {word!r}" for word in sorted({found[0] for found in NEVER.finditer(person.words)})]
    return [f"{name}: {fault}" for fault in faults]


def _axe(person: Person, name: str, width: int, scheme: Literal["light", "dark"], rules: Any) -> list[str]:
    person.page.emulate_media(color_scheme=scheme)
    person.picture(name, scheme)
    return [f"{width} {scheme}: {each}" for each in person.page.evaluate(RUN, rules)]
