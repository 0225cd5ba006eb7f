"""The pages of an account in their states: axe finds nothing, at two widths, light and dark."""

from collections.abc import Callable
from datetime import timedelta

from coordinator.accounts import address_change
from coordinator.accounts.address_change import Side
from coordinator.accounts.device import Device
from coordinator.database import db
from coordinator.plans import cohosting
from tests.browser.looking import look
from tests.browser.person import Person
from tests.browser.ways import signed_in
from tests.cast import Cast


def test_the_account_of_an_organiser(story: Cast, person: Callable[..., Person]) -> None:
    sam, faults = signed_in(person, story.sam), []
    db.session.add(Device(account_id=story.sam.id, label="Firefox · Android"))
    change = address_change.ask(story.sam, "sam.okafor.the.younger@a-rather-long-domain.example")
    db.session.commit()
    for path in ("/account", "/account/devices", "/account/address", "/account/deletion"):
        sam.goes_to(path)
        faults += look(sam, f"sam{path.replace('/', '-')}")
    for side in Side:
        sam.goes_to(f"/address/{change.token(side)}")
        faults += look(sam, f"address-{side}")
    sam.chooses("Yes, I agree")
    sam.presses("Confirm")
    faults += look(sam, "address-half")
    assert not faults, "\n".join(faults)


def test_the_account_of_a_host_who_does_not_host_alone(story: Cast, person: Callable[..., Person]) -> None:
    anna = signed_in(person, story.anna)
    anna.goes_to("/account/deletion")
    faults = look(anna, "anna-deletion-alone")
    cohosting.share(story.hosting, story.anna, "priya@raman.example", "Priya Raman")
    db.session.commit()
    anna.goes_to("/account/deletion")
    faults += look(anna, "anna-deletion")
    anna.chooses("Delete my account")
    anna.presses("Confirm")
    faults += look(anna, "anna-deleted")
    assert not faults, "\n".join(faults)


def test_somebody_whose_sign_in_is_old(story: Cast, person: Callable[..., Person]) -> None:
    sam = signed_in(person, story.sam)
    story.clock.shift(timedelta(minutes=31))
    sam.goes_to("/account/deletion")
    faults = look(sam, "sam-again")
    sam.presses("Mail me a code")
    faults += look(sam, "sam-again-code")
    assert not faults, "\n".join(faults)


def test_the_last_operator(story: Cast, person: Callable[..., Person]) -> None:
    jo = signed_in(person, story.jo)
    jo.goes_to("/account/deletion")
    faults = look(jo, "jo-deletion")
    jo.goes_to("/account?lang=ar")
    faults += look(jo, "jo-account-ar")
    jo.goes_to("/account/devices?lang=de")
    faults += look(jo, "jo-devices-de")
    assert not faults, "\n".join(faults)
