"""What every response carries, and what no page has in it (security.md)."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator import create_app
from coordinator.database import db
from coordinator.links.link import TOKEN
from coordinator.settings import Settings
from coordinator.web.doors import audience_of
from tests.cast import Cast
from tests.promises.crawl import Seen, Visitor, look
from tests.promises.people import People

ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SCRIPTED = {"host", "organiser", "operator", "account"}
ASK_FOR_PASSKEYS = {"sign_in.ask", "passkey.enter"}  # where nobody is signed in yet
STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
WITH_SCRIPT = f"{STRICT}; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"
ELSEWHERE = re.compile(r"""(?:src|href|action|srcset|poster)=["'](?:https?:)?//(?!localhost)([^"'/]+)""")
# Where somebody goes by their own click: the calendars of others, from the page after a yes.
CALENDARS = {"calendar.google.com", "outlook.live.com", "outlook.office.com"}


@pytest.fixture
def everybody(app: Flask, cast: Cast) -> list[Visitor]:
    """Return everybody at their doors, in the middle of the story."""
    assert cast.noors_favour
    assert cast.event
    return People(app, cast).everybody()


ONCE: list[Seen] = []


@pytest.fixture
def seen(request: pytest.FixtureRequest, app: Flask) -> list[Seen]:
    """Return everything there is to open, opened once for all tests here."""
    if not ONCE:
        ONCE.extend(look(app, *request.getfixturevalue("everybody")))
    return ONCE


def test_every_response_carries_what_it_must(seen: list[Seen]) -> None:
    for each in seen:
        headers = each.response.headers
        assert {name: headers.get(name) for name in ALWAYS} == ALWAYS, each
        wanted = WITH_SCRIPT if may_script(each) else STRICT
        assert headers["Content-Security-Policy"] == wanted, each
        kept = headers["Cache-Control"]
        assert kept == "no-store" or (kept.startswith("private") and headers.get("ETag")) or _is_a_file(each), each


def test_guests_friends_and_strangers_get_no_script_at_all(seen: list[Seen]) -> None:
    for each in seen:
        if not may_script(each):
            assert not re.search(r"<script|\son\w+=|javascript:", each.response.text), each


def test_no_page_has_a_style_of_its_own_or_something_for_previews(seen: list[Seen]) -> None:
    for each in seen:
        if each.is_page:
            assert " style=" not in each.response.text, each
            assert "og:" not in each.response.text, each
            assert 'name="description"' not in each.response.text, each


def test_no_page_fetches_anything_from_elsewhere(seen: list[Seen]) -> None:
    for each in seen:
        assert set(ELSEWHERE.findall(each.response.text)) <= CALENDARS, each


def test_a_guests_window_always_has_the_same_title(seen: list[Seen]) -> None:
    titles = {
        title[1]
        for each in seen
        if audience_of(each.endpoint) == "guest" and each.response.status_code == 200 and each.is_page
        if (title := re.search(r"<title>(.*?)</title>", each.response.text))
    }
    assert titles == {"Invitation"}


def test_no_page_holds_a_personal_link(seen: list[Seen]) -> None:
    """A link is shown once, by the post that made it; no page that can be looked at again has one in it."""
    for each in seen:
        if not each.endpoint.startswith(("links.", "front.unsubscribe")):
            assert not re.search(TOKEN, each.response.text), each


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(seen: list[Seen]) -> None:
    cookies = [cookie for each in seen for cookie in each.response.headers.getlist("Set-Cookie")]
    assert cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


def test_a_guests_page_and_a_file_say_nothing_of_a_language_chooser_in_cookies(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/").headers
    assert "Set-Cookie" not in client.get("/static/css/style.css").headers


def test_a_file_of_this_project_may_be_kept_for_a_year(client: FlaskClient) -> None:
    shown = client.get("/static/css/style.css")
    assert "max-age=31536000" in shown.headers["Cache-Control"]
    assert {name: shown.headers.get(name) for name in ALWAYS} == ALWAYS


@pytest.fixture
def public(settings: Settings) -> Iterator[Flask]:
    """Return the application as it stands on the open web."""
    app = create_app(replace(settings, testing=False, public_base_url="https://ground.example.org"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_on_https_everything_is_strict(public: Flask) -> None:
    client = public.test_client()
    shown = client.get("/sign-in", base_url="https://ground.example.org")
    assert shown.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookie = shown.headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie


@pytest.mark.parametrize("host", ["evil.example", "ground.example.org.evil.example", "localhost", "127.0.0.1"])
def test_another_host_name_gets_nothing(host: str, public: Flask) -> None:
    assert public.test_client().get("/", base_url=f"https://{host}").status_code == 400


def test_no_link_is_ever_built_from_the_host_name_of_a_request(app: Flask, everybody: list[Visitor]) -> None:
    for visitor in everybody:
        for path in ("/", "/sign-in"):
            assert "127.0.0.1" not in visitor.client.get(path, base_url="http://127.0.0.1").text


@pytest.mark.parametrize("path", ["/nothing", "/i/nobody", "/host/events/nothing", "/%00", "/l/x"])
def test_an_error_carries_all_of_it_too(path: str, client: FlaskClient) -> None:
    shown = client.get(path)
    assert {name: shown.headers.get(name) for name in ALWAYS} == ALWAYS
    assert shown.headers["Cache-Control"] == "no-store"


def test_far_too_much_is_refused(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"email": "x" * 300_000}).status_code == 413


def test_crawlers_are_told_to_stay_away(client: FlaskClient) -> None:
    assert "Disallow: /" in client.get("/robots.txt").text


def may_script(each: Seen) -> bool:
    """Say whether a page may have a script: only where somebody is signed in, or signs in."""
    return audience_of(each.endpoint) in SCRIPTED or each.endpoint in ASK_FOR_PASSKEYS


def _is_a_file(each: Seen) -> bool:
    """Say whether it is a file of this project's, which carries its own time to be kept."""
    return each.endpoint == "front.icon"
