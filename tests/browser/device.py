"""The device before somebody: a phone's or computer's own keeper of passkeys, which the browser asks."""

from typing import Any

from tests.browser.person import Person

PHONE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Device:
    """A phone's or computer's own keeper of passkeys, in somebody's browser."""

    def __init__(self, person: Person, **more: Any) -> None:
        """Put one in."""
        self.line = person.context.new_cdp_session(person.page)
        self.line.send("WebAuthn.enable")
        made = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE | more})
        self.name = made["authenticatorId"]

    @property
    def keys(self) -> list[dict[str, Any]]:
        """Return the passkeys in it."""
        found: list[dict[str, Any]] = self.line.send("WebAuthn.getCredentials", {"authenticatorId": self.name})[
            "credentials"
        ]
        return found

    def takes(self, key: dict[str, Any]) -> None:
        """Let it have a passkey of another device, as people's accounts share them."""
        self.line.send("WebAuthn.addCredential", {"authenticatorId": self.name, "credential": key})

    def asks(self, *, whether: bool) -> None:
        """Let its owner show who they are, or not."""
        self.line.send("WebAuthn.setUserVerified", {"authenticatorId": self.name, "isUserVerified": whether})


def makes_one(person: Person) -> Device:
    """Let somebody who is signed in make a passkey on the device before them."""
    device = Device(person)
    person.goes_to("/account/passkeys")
    person.presses("Make a passkey")
    person.sees("Your passkey is made")
    return device


def by_button_alone(person: Person) -> None:
    """Let a browser offer passkeys by the button only; else a device that answers at once answers the address field."""
    person.context.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
