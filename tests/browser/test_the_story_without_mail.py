"""The whole story where no letter ever goes: everything is handed on by its people, in their own chats."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from socket import socket

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import expect

from coordinator import clock as present
from coordinator.database import db
from coordinator.post.outbox import Letter, LetterState
from coordinator.settings import Settings, Smtp
from tests.browser.person import Person
from tests.browser.site import Site
from tests.browser.test_the_story import (
    ANNAS,
    CODE,
    LINK,
    SAMS,
    SUGGESTED,
    Story,
    anna_creates_a_games_night,
    home,
    line_of,
    marks,
    opened,
    person_line,
    sam_starts_a_plan_and_sleeps_on_it,
)
from tests.browser.ways import says_yes_and_who_is_who

NAMES = ("Kim", "Priya", "Tomasz", "Lotte", "Grace")
SHARES = "Object.defineProperty(navigator, 'share', {value: async ({text}) => { window.shared = text; }})"


@pytest.fixture
def settings(settings: Settings, doorway: socket) -> Settings:
    """Return settings for a site that can be reached and has no mail server."""
    return replace(settings, smtp=Smtp(), public_base_url=f"http://127.0.0.1:{doorway.getsockname()[1]}")


class WithoutMail(Story):
    """The same people; Anna hosts on her phone, which can copy and share."""

    @property
    def anna(self) -> Person:  # type: ignore[override]
        """Return Anna on her phone."""
        if "phone" not in vars(self):
            self.phone = self.person("Anna", scripts=True, permissions=["clipboard-read", "clipboard-write"])
            self.phone.context.add_init_script(SHARES)
        return self.phone


Look = Callable[[Person, str], None]


def test_nothing_in_the_story_needs_mail(app: Flask, site: Site, person: Callable[..., Person], see: Look) -> None:
    story = WithoutMail(site, person)
    jo_prints_a_link(app, story)
    sam_starts_a_plan_and_sleeps_on_it(story)
    sam_copies_two_links(story)
    noor_says_no(story)
    anna_says_yes_without_a_letter(story)
    anna_creates_a_games_night(story)
    anna_sends_each_their_link(story)
    guests_answer(story)
    it_moves_and_each_is_told(story, see)
    a_lost_link_is_made_anew(story, see)
    anna_marks_who_came(story)
    sam_and_kim_look_back(story)
    the_next_one_is_called_off(story)
    kim_leaves_and_the_plan_is_over(story)
    assert not site.mailbox.letters
    assert not db.session.scalar(sa.select(sa.func.count()).where(Letter.state == LetterState.SENT))


def jo_prints_a_link(app: Flask, story: Story) -> None:
    """The operator hands a link on, and Sam signs in by it, once."""
    said = app.test_cli_runner().invoke(args=["invite", SAMS])
    story.sam.goes_to(said.output.strip())
    story.sam.chooses("Keep me signed in on this device")
    story.sam.presses("Sign in")


def sam_copies_two_links(story: Story) -> None:
    """The form offers no mail; each link is shown once with words to paste."""
    sam = story.sam
    story.site.wait(hours=11)
    for name in ("Noor", "Anna"):
        sam.goes_to("/favours/new")
        assert not sam.page.get_by_label("Mail it to them").count()
        if sam.page.get_by_label("Someone else").count():
            sam.chooses("Someone else")
        sam.types("Their name", name)
        sam.presses("Ask")
        sam.sees(f"A link for {name}", "I’d like to ask you a favour.")
        [story.links[f"{name} asked"]] = set(LINK.findall(sam.words))


def noor_says_no(story: Story) -> None:
    """Not one byte of Sam's page tells."""
    before = home(story.sam)
    story.noor.goes_to(story.links["Noor asked"])
    story.noor.presses(re.compile(r"^Not for me$"))
    story.noor.sees("This site doesn’t know your address" if "address" in story.noor.words else "You won’t get")
    story.noor.presses("Send this answer")
    assert home(story.sam) == before


def anna_says_yes_without_a_letter(story: Story) -> None:
    """She is signed in on her phone at once, and reads that this browser is her way back."""
    anna = story.anna
    says_yes_and_who_is_who(anna, story.links["Anna asked"], ANNAS)
    anna.chooses("Keep me signed in on this device")
    anna.presses("I’ll host")
    anna.sees("This site sends no mail, so come back with this browser.")
    anna.goes_to("/host/")
    anna.sees("Host something you’d enjoy")


def anna_sends_each_their_link(story: Story) -> None:
    """Words to copy with one tap, or to hand to the phone's share sheet, each in its reader's language."""
    anna = story.anna
    anna.chooses("Kim")
    anna.types("First names, one per line", "\n".join(NAMES[1:]))
    anna.presses("Make their links")
    for name in NAMES:
        words = line_of(anna, name).locator(".copy").inner_text()
        assert SUGGESTED in words
        [story.links[name]] = LINK.findall(words)
    line = line_of(anna, "Kim")
    line.get_by_role("button", name="Copy").click()
    expect(line.get_by_role("button", name="Copied")).to_be_visible()
    assert story.links["Kim"] in anna.page.evaluate("navigator.clipboard.readText()")
    line_of(anna, "Priya").get_by_role("button", name="Share").click()
    assert story.links["Priya"] in anna.page.evaluate("window.shared")
    lotte_reads_german(story)


def lotte_reads_german(story: Story) -> None:
    """Her words come in German once Anna says so."""
    anna = story.anna
    anna.goes_to("/host/")
    anna.clicks("Name, address, language", inside=opened(anna, "Lotte"))
    anna.picks("Language of the invitation", "Deutsch")
    anna.presses("Save")
    story.site.clock.shift(timedelta(seconds=1))  # or the form would be the one that made the link she has
    anna.goes_to("/host/")
    anna.presses("Make a new link", inside=opened(anna, "Lotte"))
    words = opened(anna, "Lotte").locator(".copy").inner_text()
    assert words.startswith("Hallo Lotte, ich lade ein zu")
    [story.links["Lotte"]] = LINK.findall(words)


def guests_answer(story: Story) -> None:
    """A yes, a no, and no calendar by mail where there is none; Sam and Anna read it on their pages."""
    for name in ("Kim", "Priya", "Lotte"):
        guest = story.kim if name == "Kim" else story.person(name)
        guest.goes_to(story.links[name])
        guest.chooses("Ich komme" if name == "Lotte" else "I’ll come")
        guest.presses("Antwort abschicken" if name == "Lotte" else "Send my answer")
    assert not story.kim.page.get_by_text("mailed to me").count()
    tomasz = story.person("Tomasz")
    tomasz.goes_to(story.links["Tomasz"])
    tomasz.chooses("I can’t")
    tomasz.presses("Send my answer")
    story.anna.goes_to("/host/")
    story.anna.sees("It’s on. 4 are coming, you included.")
    story.sam.goes_to("/home")
    story.sam.clicks("Answer")
    story.sam.chooses("I’m coming")
    story.sam.presses("Save")


def it_moves_and_each_is_told(story: Story, see: Look) -> None:
    """Whoever said yes is told in words to paste, in two languages; whoever said no is not."""
    anna = story.anna
    story.site.wait(hours=1)
    anna.goes_to("/host/")
    anna.clicks("Change day, place or words")
    anna.types("Place", "The Corn Exchange")
    anna.types("Address", "2 Corn Street, Bristol BS1 1JQ")
    anna.presses("Save the change")
    english, german = anna.page.locator("#words-news-en"), anna.page.locator("#words-news-de")
    expect(english).to_contain_text("at The Corn Exchange. Your own link shows it and asks you once more.")
    expect(german).to_contain_text("Ort: The Corn Exchange. Dein eigener Link zeigt es")
    anna.sees("Kim, Priya")
    see(anna, "without-mail-moved")
    anna.page.locator("[data-share=words-news-en]").click()
    assert "Corn Exchange" in anna.page.evaluate("window.shared")
    story.sam.goes_to("/home")
    story.sam.sees("Anna has changed the date or the place", "Please say again whether you come.")
    story.sam.clicks("Answer")
    story.sam.chooses("I’m coming")
    story.sam.presses("Save")
    story.kim.goes_to(story.links["Kim"])
    story.kim.sees("Anna has moved this to another place.")
    story.kim.chooses("I’ll come")
    story.kim.presses("Send my answer")


def a_lost_link_is_made_anew(story: Story, see: Look) -> None:
    """Nothing promises a mail; whoever invited makes a new link."""
    priya = story.person("Priya, who lost it", scripts=True)
    priya.goes_to("/l/inv_lost", status=404)
    priya.does_not_see("mailed to you")
    priya.goes_to("/find")
    priya.sees("Find your link", "This site sends no mail. Ask whoever invited you for a new link.")
    assert not priya.page.locator("form input[type=email]").count()
    see(priya, "without-mail-find")
    story.anna.goes_to("/host/")
    story.anna.presses("Make a new link", inside=opened(story.anna, "Priya"))
    [link] = LINK.findall(opened(story.anna, "Priya").locator(".copy").inner_text())
    priya.goes_to(link)
    priya.sees("For Priya, from Anna Brandt")


def anna_marks_who_came(story: Story) -> None:
    """Her own page asks her, the morning after."""
    story.site.wait(until=datetime(2026, 10, 4, 9, 0, tzinfo=UTC))
    anna = story.anna
    anna.goes_to("/host/")
    anna.clicks(re.compile("Mark who came"))
    for name in ("Sam", "Kim", "Lotte"):
        marks(anna, name, "Came")
    anna.presses("Save")
    anna.sees("Saved. Thank you for hosting.")
    anna.clicks("Change it")
    expect(person_line(anna, "Kim").locator("input:checked")).to_have_count(1)


def sam_and_kim_look_back(story: Story) -> None:
    """After 72 hours; Kim reads what is stored behind her own link."""
    story.site.wait(until=datetime(2026, 10, 6, 17, 31, tzinfo=UTC))
    story.sam.goes_to("/history")
    story.sam.sees("Events you were both at", "Board games at the Tannery")
    story.kim.goes_to(story.links["Kim"])
    story.kim.clicks("What’s stored about you")
    story.kim.sees("because you were both there", "Typed by Sam")
    story.kim.does_not_see("mail")


def the_next_one_is_called_off(story: Story) -> None:
    """Another evening, called off: everybody but the noes is told, and Sam reads it on his page."""
    story.site.wait(until=datetime(2026, 10, 12, 11, 0, tzinfo=UTC))
    again(story, "2026-11-07")
    anna, sam = story.anna, story.sam
    grace = story.person("Grace")
    grace.goes_to(story.links["Grace"])
    grace.chooses("I can’t")
    grace.presses("Send my answer")
    anna.goes_to("/host/")
    anna.clicks("Call it off")
    anna.does_not_see("mail")
    anna.types("A word to your guests", "The café has a burst pipe.")
    anna.presses("Call it off and tell everyone")
    expect(anna.page.locator("#words-news-en")).to_contain_text("isn’t happening. There is nothing you need to do.")
    expect(anna.page.locator("#words-news-de")).to_contain_text("findet nicht statt. Du musst nichts tun.")
    anna.sees("Kim, Priya, Tomasz")
    sam.goes_to("/home")
    sam.sees("Anna has called off “Board games at the Tannery”.")
    story.kim.goes_to(story.links["Kim"])
    story.kim.sees("Anna has called this off")


def again(story: Story, day: str) -> None:
    """Hold the same evening on another day, with a new link for each."""
    anna = story.anna
    anna.goes_to("/host/")
    anna.clicks("Board games at the Tannery")
    anna.presses("Do this again")
    anna.chooses("Yes, one day")
    anna.types(re.compile("^Day"), day)
    anna.presses("See the invitation")
    anna.presses("Use this and add guests")
    for name in NAMES:
        anna.chooses(re.compile(f"^{name}"))
    anna.presses("Make their links")
    for name in NAMES:
        [story.links[name]] = LINK.findall(line_of(anna, name).locator(".copy").inner_text())


def kim_leaves_and_the_plan_is_over(story: Story) -> None:
    """A choice, a button, a code; Sam and Anna read the end on their pages, and the code undoes it."""
    story.site.wait(until=datetime(2026, 10, 14, 11, 0, tzinfo=UTC))
    again(story, "2026-11-08")
    kim, sam, anna = story.kim, story.sam, story.anna
    kim.goes_to(story.links["Kim"])
    kim.clicks("Prefer not to be at things with Sam?")
    kim.chooses("Leave me out of things with Sam")
    kim.presses("Confirm")
    kim.sees("Done")
    code = CODE.findall(kim.words)[0]
    story.site.wait(hours=73)
    assert present.now() < datetime(2026, 11, 6, tzinfo=UTC)
    sam.goes_to("/home")
    sam.sees("This plan is over and won’t reopen", "Several people have a say in that.")
    anna.goes_to("/host/")
    anna.sees("This plan has ended and Sam has been told not to come.")
    kim.goes_to("/undo")
    kim.types("Your code", code)
    kim.page.locator("main button").click()
    kim.sees("People can invite you again.")
