"""Machines that read mail before people do: some run scripts and press every button they find (R8)."""

import pytest

from coordinator.clock import now
from coordinator.consent import finding
from coordinator.database import db
from coordinator.events import inviting
from coordinator.events.answer import Answer
from tests.browser.mailbox import Mailbox
from tests.browser.person import Person
from tests.browser.site import Site
from tests.browser.ways import People
from tests.cast import Cast
from tests.dump import rows_by_table

# Somebody may sign in only by a button, which a machine can press as well: it signs in nobody but itself, and the
# code in the same letter still works in the browser that asked for it.
READERS = ("kim@posteo.example", "priya@raman.example", "noor@haddad.example")


@pytest.mark.thorough
def test_a_bot_that_presses_every_button_behind_every_letter_changes_nothing(
    story: Cast, site: Site, mailbox: Mailbox, person: People
) -> None:
    for name in ("Kim", "Priya"):
        inviting.mail(story.invitation(name))
    story.says("Kim", Answer.YES)
    finding.ask(READERS[0])
    db.session.commit()
    site.deliver()
    letters = [letter for reader in READERS for letter in mailbox.of(reader)]
    addresses = sorted({address for letter in letters for address in letter.links if address.startswith(site.base)})
    assert len(addresses) > 8, now()
    before = rows_by_table()
    pressed = sum(_presses_everything(person("a bot", scripts=True), address) for address in addresses)
    assert pressed > len(addresses)
    after = rows_by_table()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


def _presses_everything(bot: Person, address: str) -> int:
    """Open an address and press each button there, each time from the beginning; return how many there were."""
    bot.page.goto(address)
    buttons = bot.page.locator("button:visible, input[type=submit]:visible").count()
    for number in range(buttons):
        bot.page.goto(address)
        with bot.page.expect_navigation(wait_until="load"):
            bot.page.locator("button:visible, input[type=submit]:visible").nth(number).click()
    bot.leaves()
    return buttons
