"""Passkeys in a real browser, on a device of its own making: the browser's own words, by mouse and by keyboard."""

import dataclasses
import re
import socket
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from coordinator import instance
from coordinator.accounts import passkey as passkeys
from coordinator.accounts.device import FRESH
from coordinator.database import db
from coordinator.settings import Settings
from tests.browser.device import Device, by_button_alone, makes_one
from tests.browser.person import DESK, Person
from tests.browser.test_keyboard import goes_on, steps_to
from tests.browser.ways import People, signed_in
from tests.cast import Cast

See = Callable[[Person, str], None]
ONE = re.compile("^Change or remove")


@pytest.fixture
def settings(settings: Settings, doorway: socket.socket) -> Settings:
    """Return settings for a site that has a name, as browsers make no passkeys for a number."""
    return dataclasses.replace(settings, public_base_url=f"http://localhost:{doorway.getsockname()[1]}")


def answers(person: Person, words: str) -> None:
    """Wait for what the page says without leaving it."""
    person.page.get_by_role("alert").filter(has_text=words).wait_for()


def test_from_the_first_to_the_last(story: Cast, person: People, see: See) -> None:
    anna = signed_in(person, story.anna)
    device = Device(anna)
    anna.goes_to("/account")
    anna.clicks("Your passkeys")
    see(anna, "passkeys-none")
    anna.types("What do you call it?", "Anna’s phone")
    anna.presses("Make a passkey")
    anna.sees("Your passkey is made", "Anna’s phone", "not used yet")
    see(anna, "passkeys-one")
    key = device.keys[0]
    assert (key["isResidentCredential"], key["rpId"]) == (True, "localhost")

    there = person("Anna, elsewhere", scripts=True, width=DESK)
    by_button_alone(there)
    Device(there).takes(key)
    there.goes_to("/sign-in?next=/account/passkeys")
    there.presses("Sign in with a passkey")
    there.sees("Your passkeys", "last used on")
    there.clicks("Change or remove Anna’s phone")
    see(there, "passkeys-name")
    there.types("What do you call it?", "W" * 60)
    there.presses("Save")
    see(there, "passkeys-long")
    there.clicks("Change or remove WWW")
    there.types("What do you call it?", "Blue phone")
    there.presses("Save")
    there.sees("Blue phone")

    anna.goes_to("/account/passkeys")
    anna.clicks("Change or remove Blue phone")
    anna.clicks("Remove it")
    see(anna, "passkeys-removal")
    anna.presses("Remove it")
    anna.sees("The passkey is gone")
    there.goes_to("/account/passkeys")
    there.page.get_by_role("button", name="Sign out").first.click()
    there.goes_to("/sign-in")
    there.presses("Sign in with a passkey", status=422)
    there.sees("That passkey opens nothing here")
    see(there, "passkeys-refused")


def test_by_keyboard_alone(story: Cast, person: People) -> None:
    anna = signed_in(person, story.anna)
    device = Device(anna)
    anna.goes_to("/account/passkeys")
    keys = anna.page.keyboard
    steps_to(anna, "What do you call it?")
    keys.press("Control+A")
    keys.type("Key ring")
    steps_to(anna, "Make a passkey")
    goes_on(anna, "Enter")
    anna.sees("Key ring")
    there = person("Anna, elsewhere", scripts=True)
    by_button_alone(there)
    Device(there).takes(device.keys[0])
    there.goes_to("/sign-in")
    steps_to(there, "Sign in with a passkey")
    goes_on(there, "Enter")
    there.sees("Board games at the Tannery")


def test_what_does_not_work_is_said_kindly_and_aloud(story: Cast, person: People) -> None:
    anna = signed_in(person, story.anna)
    by_button_alone(anna)
    device = makes_one(anna)
    button = anna.page.get_by_role("button", name="Make a passkey")
    button.click()
    answers(anna, "This device has a passkey for your account already.")
    anna.types("What do you call it?", "see www.evil.example")
    button.click()
    answers(anna, "Please leave links out.")
    assert "422" in anna.faults.pop(), "the browser’s console says it too"
    assert len(device.keys) == 1, "the device was not asked for a second"
    anna.goes_to("/sign-in")
    device.asks(whether=False)
    anna.page.get_by_role("button", name="Sign in with a passkey").click()
    answers(anna, "Nothing was done. You can try again, or leave it.")
    device.asks(whether=True)
    anna.presses("Sign in with a passkey")
    anna.sees("Board games at the Tannery")


def test_a_device_that_does_not_ask_for_its_owner_makes_none(story: Cast, person: People) -> None:
    anna = signed_in(person, story.anna)
    device = Device(anna, isUserVerified=False)
    anna.goes_to("/account/passkeys")
    anna.page.get_by_role("button", name="Make a passkey").click()
    answers(anna, "Nothing was done.")
    assert device.keys == []
    assert passkeys.of(story.anna.id) == []


def test_an_answer_that_was_listened_to_opens_nothing_elsewhere(app: Flask, story: Cast, person: People) -> None:
    anna = signed_in(person, story.anna)
    makes_one(anna)
    by_button_alone(anna)
    heard: list[str] = []
    anna.page.on("request", lambda sent: heard.append(sent.post_data or "") if sent.url.endswith("passkey") else None)
    anna.goes_to("/sign-in")
    anna.presses("Sign in with a passkey")
    assert len(heard) == 1
    zed = person("Zed", scripts=True)
    zed.goes_to("/sign-in")
    credential = zed.page.evaluate("sent => new URLSearchParams(sent).get('credential')", heard[0])
    zed.page.evaluate(
        "said => { const form = document.querySelector('[data-passkey]'); form.elements.credential.value = said;"
        " form.submit(); }",
        credential,
    )
    zed.page.wait_for_url("**/sign-in/passkey")
    zed.sees("That passkey opens nothing here")


def test_where_the_site_is_not_who_it_says_nothing_opens(
    app: Flask, story: Cast, person: People, settings: Settings
) -> None:
    anna = signed_in(person, story.anna)
    makes_one(anna)
    by_button_alone(anna)
    instance.install(app, dataclasses.replace(settings, public_base_url="http://localhost:1"))
    anna.goes_to("/sign-in")
    anna.presses("Sign in with a passkey", status=422)
    anna.sees("That passkey opens nothing here")


def test_a_suspended_account_is_refused_in_the_same_words(story: Cast, person: People) -> None:
    anna = signed_in(person, story.anna)
    makes_one(anna)
    by_button_alone(anna)
    story.anna.is_active = False
    db.session.commit()
    anna.goes_to("/sign-in")
    anna.presses("Sign in with a passkey", status=422)
    anna.sees("That passkey opens nothing here")


def test_the_address_field_offers_them_too(story: Cast, person: People) -> None:
    anna = signed_in(person, story.anna)
    makes_one(anna)
    asked_for: list[str] = []
    anna.page.on("request", lambda sent: asked_for.append(sent.url) if sent.method == "POST" else None)
    anna.goes_to("/sign-in?next=/account")
    # A device that answers by itself answers what the browser offers in the field, without a button.
    anna.page.wait_for_url(anna.site.address("/account"))
    assert any("/sign-in/passkey/options" in url for url in asked_for)
    anna.sees("Your account")


def test_a_stale_sign_in_is_made_fresh_with_it(story: Cast, person: People, see: See) -> None:
    sam = signed_in(person, story.sam)
    makes_one(sam)
    sam.site.clock.shift(FRESH + timedelta(minutes=1))
    sam.goes_to("/account/passkeys")
    sam.clicks(ONE)
    sam.clicks("Remove it")
    sam.sees("Please show once more that it’s you")
    see(sam, "passkeys-again")
    sam.presses("Use a passkey")
    sam.sees("Remove this passkey?")


def test_a_stale_sign_in_is_shown_the_way_before_the_device_is_asked(story: Cast, person: People) -> None:
    sam = signed_in(person, story.sam)
    device = Device(sam)
    sam.goes_to("/account/passkeys")
    sam.site.clock.shift(FRESH + timedelta(minutes=1))
    sam.presses("Make a passkey")
    sam.sees("Please show once more that it’s you", "was not done yet")
    assert device.keys == []


def test_without_scripts_the_page_says_what_else_works(story: Cast, person: People, see: See) -> None:
    anna = person("Anna")
    anna.goes_to("/sign-in")
    assert anna.page.get_by_role("button", name="Sign in with a passkey").count() == 0
    anna.sees("Passkeys need a recent browser", "Mail me a code")


def test_a_browser_that_knows_no_passkeys_is_told_so(story: Cast, person: People) -> None:
    anna = person("Anna", scripts=True)
    anna.context.add_init_script("delete PublicKeyCredential.parseCreationOptionsFromJSON")
    anna.goes_to("/sign-in")
    assert not anna.page.get_by_role("button", name="Sign in with a passkey").is_visible()
    anna.sees("Passkeys need a recent browser")
