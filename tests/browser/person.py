"""A person at a browser of their own, watched: whatever the browser complains about fails the test."""

import os
import re
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Request, Response

from tests.browser.mailbox import Letter
from tests.browser.site import Site

PHONE, DESK, NARROW = 390, 1280, 320
HEIGHTS = {NARROW: 640, PHONE: 844, DESK: 900}
LONG = 600  # letters of anything the browser says
PATIENCE = 8000  # milliseconds; a page of this site takes some twenty
SESSION = "ground"
SHOTS = os.environ.get("SHOTS", "")  # a folder to put pictures of every page in


class Person:
    """Somebody with a browser: no cookie, no history, a screen of some width, scripts or none."""

    def __init__(
        self, site: Site, browser: Browser, name: str, *, width: int = PHONE, scripts: bool = False, **more: Any
    ) -> None:
        """Open a browser."""
        self.site, self.name = site, name
        self.faults: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            service_workers="block",
            **more,
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._complained)
        self.context.on("weberror", lambda error: self.faults.append(f"{name}: {error.error}"))
        self.context.on("request", self._asked_for)
        self.context.on("requestfailed", self._did_not_get)
        self.page: Page = self.context.new_page()

    # ---------------------------------------------------------------------------------------------- going to places

    def goes_to(self, place: str, status: int = 200) -> Page:
        """Open a path or an address, and see the page that was expected."""
        response = self.page.goto(self.site.address(place))
        self._got(response, status)
        return self.page

    def follows(self, letter: Letter, path: str = "/l/") -> Page:
        """Open the first address in a letter whose path begins so."""
        return self.goes_to(letter.link(path))

    def clicks(self, name: str | re.Pattern[str], *, inside: Locator | None = None, status: int = 200) -> Page:
        """Follow a link by its words."""
        return self._leaves((inside or self.page).get_by_role("link", name=name).first, status)

    def presses(self, name: str | re.Pattern[str], *, inside: Locator | None = None, status: int = 200) -> Page:
        """Press a button by its words and see the page that comes."""
        return self._leaves((inside or self.page).get_by_role("button", name=name).first, status)

    # ------------------------------------------------------------------------------------------------- filling in

    def types(self, label: str | re.Pattern[str], words: str) -> None:
        """Type into a field by its label."""
        self.page.get_by_label(label).first.fill(words)

    def chooses(self, label: str | re.Pattern[str], *, inside: Locator | None = None) -> None:
        """Choose a radio button or tick a box by its words."""
        (inside or self.page).get_by_label(label).first.check()

    def picks(self, label: str | re.Pattern[str], option: str) -> None:
        """Pick from a list by its label."""
        self.page.get_by_label(label).first.select_option(option)

    # ---------------------------------------------------------------------------------------------------- looking

    @property
    def words(self) -> str:
        """Return what the page says."""
        return self.page.locator("body").inner_text()

    @property
    def heading(self) -> str:
        """Return the main heading."""
        return self.page.locator("h1").inner_text()

    def sees(self, *words: str) -> None:
        """Make sure that a page says something."""
        said = _plain(self.words)
        for each in words:
            assert _plain(each) in said, f"{self.name} does not see {each!r} at {self.page.url}:\n{self.words}"

    def does_not_see(self, *words: str) -> None:
        """Make sure that a page does not say something."""
        said = _plain(self.words)
        for each in words:
            assert _plain(each) not in said, f"{self.name} sees {each!r} at {self.page.url}:\n{self.words}"

    def opens_all(self) -> None:
        """Open everything on the page that is folded away."""
        self.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")

    def takes_over(self, client: FlaskClient) -> None:
        """Go on where a test's client stands: with its cookie, if it has one."""
        if cookie := client.get_cookie(SESSION):
            self.context.add_cookies([{"name": SESSION, "value": cookie.value, "url": self.site.base}])

    def fetches(self, place: str, **headers: str) -> Any:
        """Fetch something with this browser's cookies, without leaving the page."""
        return self.context.request.get(self.site.address(place), headers=headers, max_redirects=0)

    def downloads(self, name: str | re.Pattern[str]) -> bytes:
        """Follow a link that leads to a file, and return the file."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).first.click()
        return Path(waiting.value.path()).read_bytes()

    def picture(self, page: str, scheme: str) -> None:
        """Take a picture of the whole page, where SHOTS names a folder for it."""
        if SHOTS:
            width = (self.page.viewport_size or {"width": 0})["width"]
            self.page.screenshot(path=Path(SHOTS) / f"{page}-{width}-{scheme}.png", full_page=True)

    def leaves(self) -> None:
        """Close the browser."""
        self.context.close()

    # --------------------------------------------------------------------------------------------------- watching

    def _leaves(self, control: Locator, status: int) -> Page:
        """Press what leads to another page and wait for it; what was sent away and came back counts."""
        try:
            with self.page.expect_navigation(wait_until="load") as waiting:
                control.click()
        except Error as error:
            message = f"{self.name} could not press it at {self.page.url}: {error.message}\n{self.words}"
            raise AssertionError(message) from None
        self._got(waiting.value, status)
        return self.page

    def _got(self, response: Response | None, status: int) -> None:
        assert response is not None, f"{self.name} got no page at {self.page.url}"
        if response.status != status:
            raise AssertionError(f"{self.name} got {response.status} at {response.url}:\n{self.words}")

    def _complained(self, message: ConsoleMessage) -> None:
        """Keep what the browser's console says, but for the status of a page that was meant to be refused."""
        refused = message.text.startswith("Failed to load resource") and " 4" in message.text
        if not (refused and message.location["url"] == self.page.url):
            self.faults.append(f"{self.name} at {self.page.url}: {message.type}: {message.text[-LONG:]}")

    def _asked_for(self, request: Request) -> None:
        if not request.url.startswith((self.site.base + "/", "data:")):
            self.faults.append(f"{self.name} at {self.page.url} asked for {request.url}")

    def _did_not_get(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a download, or a page left before all was there
            self.faults.append(f"{self.name} did not get {request.url}: {request.failure}")


def _plain(words: str) -> str:
    """Return words as they are compared: whatever the white space and the letters' case on the screen."""
    return " ".join(words.split()).casefold()
