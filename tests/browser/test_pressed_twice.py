"""A second click, a reload and the back button: what was made is shown again in its place, and made once."""

import re
from collections.abc import Callable

from coordinator.accounts.device import Device, revoke
from coordinator.consent.stop import Stop
from coordinator.database import db
from coordinator.events import inviting
from coordinator.events.guest import Guest
from tests.browser.person import Person
from tests.browser.ways import People, opens, signed_in
from tests.cast import Cast

CODE = re.compile(r"\b[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}\b")
LINK = re.compile(r"/l/inv_[\w-]{43}")
A_CROWD = 40
IN_SIGHT = "words => words.getBoundingClientRect().top < innerHeight && words.getBoundingClientRect().bottom > 0"


def test_whoever_clicks_twice_on_leave_me_out_sees_the_code_and_goes_on_seeing_it(story: Cast, person: People) -> None:
    kim = opens(person, "Kim", story.invitation())
    kim.goes_to(kim.page.url + "/stop")
    kim.chooses("Leave me out of things with Sam")
    clicks_twice(kim, "Confirm")
    kim.sees("Done")
    code = CODE.findall(kim.words)
    assert len(code) == 1
    kim.page.reload()
    assert CODE.findall(kim.words) == code
    kim.clicks("What’s stored about you")
    kim.page.go_back()
    assert CODE.findall(kim.words) == code
    db.session.rollback()
    assert db.session.query(Stop).count() == 1


def test_on_a_long_board_a_new_link_is_in_sight_and_a_reload_makes_no_other(
    story: Cast, person: People, see: Callable[[Person, str], None]
) -> None:
    for number in range(A_CROWD):
        story.hosting.guests.append(guest := Guest(name=f"Guest {'abcdefgh'[number % 8]}{'klmno'[number // 8]}"))
        db.session.flush()
        inviting.invite(story.event, guest)
    anna = signed_in(person, story.anna)
    line = anna.page.locator("li", has=anna.page.locator("summary", has_text="Guest hn"))
    line.locator("summary").click()
    line.get_by_role("button", name="Make a link").dblclick()
    words = anna.page.locator(".copy")
    words.wait_for()
    link = LINK.findall(words.inner_text())
    assert len(link) == 1
    assert words.evaluate(IN_SIGHT)
    anna.page.reload()
    assert LINK.findall(words.inner_text()) == link
    assert words.evaluate(IN_SIGHT)
    person("Guest").goes_to(link[0])
    see(anna, "board-long")


def test_who_is_signed_out_while_typing_sees_a_way_to_send_it(
    story: Cast, person: People, see: Callable[[Person, str], None]
) -> None:
    anna = signed_in(person, story.anna)
    anna.goes_to(f"/host/events/{story.event.public_id}/guests")
    anna.types("First names, one per line", "Ines\nMehmet")
    for each in db.session.query(Device):
        revoke(each.id)
    db.session.commit()
    anna.presses("Put them on the list", status=403)
    anna.sees("You’re signed out here", "Send it once more")
    see(anna, "signed-out")


def clicks_twice(person: Person, name: str) -> None:
    """Click a button twice, as some do everywhere, and wait for what comes of it."""
    person.page.get_by_role("button", name=name).dblclick()
    person.page.wait_for_load_state("networkidle")
