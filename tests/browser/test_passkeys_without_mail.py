"""Where nothing can be mailed, a host makes a passkey as she says yes, or is told how to come back without one."""

import dataclasses
import re
import socket
from collections.abc import Callable

import pytest

from coordinator.database import db
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.settings import Settings, Smtp
from tests.browser.device import Device, by_button_alone, makes_one
from tests.browser.person import Person
from tests.browser.ways import People, signed_in
from tests.cast import Cast

See = Callable[[Person, str], None]
ONE = re.compile("^Change or remove")


@pytest.fixture
def settings(settings: Settings, doorway: socket.socket) -> Settings:
    """Return settings for a site that has a name and no mail server."""
    base = f"http://localhost:{doorway.getsockname()[1]}"
    return dataclasses.replace(settings, public_base_url=base, smtp=Smtp())


def test_a_new_host_makes_one_and_comes_back(story: Cast, person: People, see: See) -> None:
    noor = says_yes(story, person)
    device = Device(noor)
    noor.sees("A way back in", "This site sends no mail")
    see(noor, "passkeys-first")
    noor.presses("Make a passkey")
    noor.sees("Thank you for hosting", "you come back with your passkey")
    there = person("Noor, elsewhere", scripts=True)
    by_button_alone(there)
    Device(there).takes(device.keys[0])
    there.goes_to("/sign-in")
    see(there, "passkeys-sign-in-without-mail")
    there.presses("Sign in with a passkey")
    there.sees("You are Noor, the host.")


def test_who_would_rather_not_goes_on_in_this_browser(story: Cast, person: People) -> None:
    noor = says_yes(story, person)
    noor.clicks("Not now")
    noor.sees("You’re signed in on this device", "can print you a new link")
    noor.clicks("To your event")
    noor.sees("You are Noor, the host.")


def test_a_browser_without_passkeys_goes_on_too(story: Cast, person: People) -> None:
    noor = says_yes(story, person, scripts=False)
    assert noor.page.get_by_role("button", name="Make a passkey").count() == 0
    noor.sees("Passkeys need a recent browser")
    noor.clicks("Not now")
    noor.clicks("To your event")


def test_removing_the_last_one_says_what_is_left(story: Cast, person: People, see: See) -> None:
    anna = signed_in(person, story.anna)
    makes_one(anna)
    anna.clicks(ONE)
    anna.clicks("Remove it")
    anna.sees("It is the last one, and this site sends no mail")
    see(anna, "passkeys-removal-without-mail")


def says_yes(story: Cast, person: People, *, scripts: bool = True) -> Person:
    """Let Noor say yes to a favour, down to the last button."""
    address = link.address(link.mint(Purpose.FAVOUR, story.noors_favour.id))
    db.session.commit()
    noor = person("Noor", scripts=scripts)
    noor.goes_to(address)
    noor.presses("I’d be glad to host")
    for each in noor.page.get_by_label("No", exact=True).all():
        each.check()
    noor.presses("Continue")
    noor.types("Your name", "Noor Haddad")
    noor.types("The one who asks you", "Sam")
    noor.types("The other person", "Kim")
    noor.types("Your e-mail address", "noor@haddad.example")
    noor.presses("I’ll host")
    return noor
