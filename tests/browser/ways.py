"""Ways in, as people have them: a guest's own link, a friend's, a link to sign in with."""

from collections.abc import Callable

from coordinator.accounts import sign_in
from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events import inviting
from coordinator.events.invitation import Invitation
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.plans.favour import Favour
from tests.browser.person import Person

People = Callable[..., Person]


def opens(person: People, name: str, invitation: Invitation) -> Person:
    """Let a guest open a new link of their own."""
    address = inviting.make_link(invitation) if not invitation.event.has_begun else data_link(invitation)
    db.session.commit()
    guest = person(name, scripts=True)
    guest.goes_to(address)
    return guest


def data_link(invitation: Invitation) -> str:
    """Return a link that was made before the event began."""
    return link.address(link.mint(Purpose.INVITATION, invitation.id))


def asked(person: People, name: str, favour: Favour) -> Person:
    """Let a friend open the link of a favour."""
    address = link.address(link.mint(Purpose.FAVOUR, favour.id))
    db.session.commit()
    friend = person(name, scripts=True)
    friend.goes_to(address)
    return friend


def signed_in(person: People, account: Account) -> Person:
    """Let somebody sign in by a link handed to them."""
    address = sign_in.link(sign_in.hand(account, ""))
    db.session.commit()
    somebody = person(account.first_name, scripts=True)
    somebody.goes_to(address)
    somebody.presses("Sign in")
    return somebody


def says_yes_and_who_is_who(anna: Person, asked: str, address: str) -> None:
    """Let Anna follow a favour's link, say yes, answer the private questions, and write the names on the form."""
    anna.goes_to(asked)
    anna.presses("I’d be glad to host")
    for number in range(4):
        anna.page.get_by_label("No", exact=True).nth(number).check()
    anna.presses("Continue")
    anna.types("Your name", "Anna Brandt")
    anna.types("The one who asks you", "Sam")
    anna.types("The other person", "Kim")
    anna.types("Your e-mail address", address)
