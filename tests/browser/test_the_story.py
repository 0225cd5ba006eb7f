"""The whole story, from a favour asked to an evening remembered, as the people in it live it."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from icalendar import Calendar
from playwright.sync_api import Locator, expect

from coordinator import clock as present
from coordinator.events.invitation import Answer
from tests.browser.person import DESK, Person
from tests.browser.site import Site
from tests.browser.ways import says_yes_and_who_is_who
from tests.cast import Cast

SAMS, ANNAS, NOORS, KIMS = (
    "sam@posteo.example",
    "anna.brandt@posteo.example",
    "noor@haddad.example",
    "kim@posteo.example",
)
CSRF = re.compile(r'(name="csrf_token" value=")[^"]+')
CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}")
LINK = re.compile(r"http://\S+/l/\S+")
SUGGESTED = "Sam is invited too, and suggested getting people together."


@dataclass
class Story:
    """The site, the people with a browser each, and what they have in hand."""

    site: Site
    person: Callable[..., Person]
    links: dict[str, str] = field(default_factory=dict)  # each guest's own, as Anna hands it over
    feed: str = ""

    @cached_property
    def sam(self) -> Person:
        """Return Sam, the organiser, at a desk."""
        return self.person("Sam", width=DESK, scripts=True)

    @cached_property
    def anna(self) -> Person:
        """Return Anna, the host, at a desk."""
        return self.person("Anna", width=DESK, scripts=True)

    @cached_property
    def noor(self) -> Person:
        """Return Noor, a friend, on a phone that runs no scripts."""
        return self.person("Noor")

    @cached_property
    def kim(self) -> Person:
        """Return Kim, a guest, on a phone that runs no scripts."""
        return self.person("Kim")


def test_the_story(app: Flask, site: Site, person: Callable[..., Person]) -> None:
    story = Story(site, person)
    jo_invites_sam(app, story)
    sam_starts_a_plan_and_sleeps_on_it(story)
    sam_asks_noor_and_anna(story)
    noor_says_no_and_nobody_can_tell(story)
    anna_says_yes(story)
    anna_creates_a_games_night(story)
    anna_hands_out_links(story)
    sam_says_he_is_coming(story)
    guests_answer_change_and_undo(story)
    kim_takes_it_into_her_calendar(story)
    anna_changes_the_place_and_everyone_confirms(story)
    anna_marks_who_came(story)
    sam_looks_back(story)
    kim_hides_it(story)
    anna_asks_them_all_again(story)
    kim_asks_to_be_left_out(story)
    sam_hears_that_it_is_over(story)
    kim_keeps_her_place(story)


# ------------------------------------------------------------------------------------------------- 1 and 2: Jo, and Sam


def jo_invites_sam(app: Flask, story: Story) -> None:
    """The operator prints a link, and it is mailed too."""
    said = app.test_cli_runner().invoke(args=["invite", SAMS])
    assert said.exit_code == 0, said.output
    assert "/sign-in/link/" in said.output
    story.site.deliver()
    story.sam.follows(story.site.mailbox.latest(SAMS), "/sign-in/link/")
    story.sam.presses("Sign in")


def sam_starts_a_plan_and_sleeps_on_it(story: Story) -> None:
    """Five questions, one at a time, nothing chosen beforehand; then a night."""
    sam = story.sam
    sam.clicks("Continue")
    for number in range(1, 5):
        sam.sees(f"Question {number} of 5")
        assert sam.page.locator("input[type=radio]:checked").count() == 0
        sam.chooses("No")
        sam.presses("Continue")
    sam.picks("Month", "May")
    sam.types("Year", "2026")
    sam.presses("Continue")
    sam.types("The other person’s first name", "Kim")
    sam.types("Your own name", "Sam Okafor")
    sam.presses("Save and close")
    sam.does_not_see("Ask a friend a favour")
    story.site.wait(hours=34)  # Tuesday, ten in the evening


def sam_asks_noor_and_anna(story: Story) -> None:
    """At night it waits until nine; what is mailed and what is copied says the same."""
    sam, site = story.sam, story.site
    signs_in(story, sam, SAMS)
    asks(sam, "Noor", mail=NOORS, line="Only if it sounds like fun to you.")
    sam.sees("It’s late. This will wait until nine.")
    site.deliver()
    assert not site.mailbox.of(NOORS)
    site.wait(hours=11)
    assert len(site.mailbox.of(NOORS)) == 1
    sam.goes_to("/home")
    asks(sam, "Anna")
    sam.sees("A link for Anna", "I’d like to ask you a favour.")
    [story.links["Anna asked"]] = set(LINK.findall(sam.words))


def asks(sam: Person, name: str, *, mail: str = "", line: str = "") -> None:
    """Fill in the form for a favour."""
    sam.goes_to("/favours/new")
    if sam.page.get_by_label("Someone else").count():  # somebody is on the list already
        sam.chooses("Someone else")
    sam.types("Their name", name)
    sam.chooses("Mail it to them" if mail else "I’ll send them a link myself")
    sam.types("Their e-mail address", mail)
    sam.types("A line from you", line)
    sam.presses("Ask")


def signs_in(story: Story, person: Person, address: str) -> None:
    """Go to the sign-in page and sign in."""
    person.goes_to("/sign-in")
    types_the_code(story, person, address)


def types_the_code(story: Story, person: Person, address: str) -> None:
    """Sign in by the code in the letter, and come to where one wanted to go."""
    person.types("Your e-mail address", address)
    has_a_code_mailed(story, person, address)


def has_a_code_mailed(story: Story, person: Person, address: str) -> None:
    """Have a letter sent, and type the code that is in it."""
    person.presses("Mail me a code")
    story.site.deliver()
    [code] = re.findall(r"\b\d{3} ?\d{3}\b", story.site.mailbox.latest(address).text)[:1]
    person.types("Six digits", code)
    person.presses(re.compile("Sign in|Go on"))  # the second where they are signed in still


# ---------------------------------------------------------------------------------------------------- 3: Noor, and Anna


def noor_says_no_and_nobody_can_tell(story: Story) -> None:
    """Four equal buttons; a page that says what happens; not one byte of Sam's page changes until day seven."""
    noor, sam, site = story.noor, story.sam, story.site
    noor.follows(site.mailbox.latest(NOORS))
    noor.sees("Only if it sounds like fun to you.", "You can say no without giving a reason.")
    buttons = [each.bounding_box() or {} for each in noor.page.locator(".choices button").all()]
    assert len(buttons) == 4
    assert len({(box["width"], box["height"]) for box in buttons}) == 1
    before = home(sam)
    noor.presses(re.compile(r"^Not for me$"))
    noor.sees("exactly as if you hadn’t answered")
    assert home(sam) == before
    noor.presses("Send this answer")
    noor.sees("Thank you, Noor")
    assert home(sam) == before


def home(sam: Person) -> str:
    """Return every byte of Sam's page but its form's token."""
    return CSRF.sub(r"\1", sam.fetches("/home").text())


def anna_says_yes(story: Story) -> None:
    """The private questions, the names as her guests know them, and a letter that proves her address."""
    anna, site = story.anna, story.site
    says_yes_and_who_is_who(anna, story.links["Anna asked"], ANNAS)
    anna.presses("I’ll host")
    anna.sees("Now look in your mail.")
    site.deliver()
    anna.follows(site.mailbox.latest(ANNAS), "/sign-in/link/")
    anna.presses("Sign in")
    anna.sees("Host something you’d enjoy")
    story.sam.goes_to("/home")
    story.sam.sees("Anna", "Hosting")


# ------------------------------------------------------------------------------------------------ 4: Anna's games night


def anna_creates_a_games_night(story: Story) -> None:
    """The low-pressure check speaks while she fills it in, and when she asks it where no script runs."""
    anna = story.anna
    anna.clicks("Create an event")
    form = anna.page.url
    anna.chooses("Games night")
    anna.types("What is it called?", "Board games at the Tannery")
    anna.types("A line or two for your guests", "I’ve booked the long table. Come for one game or stay for four.")
    anna.chooses("Yes, one day")
    anna.types(re.compile("^Day"), "2026-10-03")
    anna.types("From", "18:30")
    check = anna.page.locator("[data-check]")
    anna.types("Until", "23:30")
    expect(check).to_contain_text("Later than 23:00")
    anna.types("Until", "21:30")
    expect(check).not_to_contain_text("Later than 23:00")
    anna.types("Place", "The Tannery Café, back room")
    anna.types("Address", "14 Market Row, Bristol BS1 4QA")
    anna.chooses("A public place")
    anna.types("How many people can come?", "10")
    anna.picks("Whom may each guest bring along?", "One more")
    anna.types("Things guests could bring", "Lemonade\nPaper and pencils")
    anna.types("Questions of your own", "Which game do you like?")
    anna.presses("Save for later")
    without_script(story, form)
    anna.clicks("Go on with it")
    anna.presses("See the invitation")
    anna.sees("This is what your guests see", SUGGESTED)
    anna.presses("Use this and add guests")
    anna.sees("Nobody is invited yet.")


def without_script(story: Story, form: str) -> None:
    """Look at the same draft in a browser without script, press a button, and read the same check."""
    plain = story.person("Anna without script", width=DESK, storage_state=story.anna.context.storage_state())
    plain.goes_to(form)
    plain.types("Until", "23:30")
    plain.presses("Look again")
    plain.sees("Later than 23:00")
    assert plain.page.get_by_label("Until").input_value() == "23:30"
    plain.leaves()


def anna_hands_out_links(story: Story) -> None:
    """Kim from the guest book, four others by name, Sam from the start; to copy, to paste, to scan, to mail."""
    anna, site = story.anna, story.site
    anna.chooses("Kim")
    anna.types("First names, one per line", "Priya\nTomasz\nLotte\nJoséphine-Marguerite de Montmorency")
    anna.presses("Make their links")
    for name in ("Kim", "Priya", "Tomasz", "Lotte", "Joséphine-Marguerite de Montmorency"):
        line = anna.page.locator("li", has=anna.page.locator("summary", has_text=name)).first
        words = line.locator(".copy").inner_text()
        assert SUGGESTED in words
        [story.links[name]] = LINK.findall(words)
    gives_an_address(story, "Kim", KIMS)
    site.clock.shift(timedelta(seconds=1))  # or the form would be the one that made the link she has
    anna.goes_to("/host/")
    line = opened(anna, "Priya")
    anna.presses("Make a new link", inside=line)
    line = opened(anna, "Priya")
    assert line.locator("svg").count() == 1, "a code to scan"
    [story.links["Priya again"]] = LINK.findall(line.locator(".copy").inner_text())
    story.person("Somebody with the old link").goes_to(story.links["Priya"], status=404)
    site.deliver()
    assert SUGGESTED in site.mailbox.latest(KIMS).text.replace("\n", " ")


def gives_an_address(story: Story, name: str, address: str) -> None:
    """Write an address into the guest book and have the invitation mailed."""
    anna = story.anna
    anna.goes_to("/host/")
    anna.clicks("Name, address, language", inside=opened(anna, name))
    anna.types("address", address)
    anna.presses("Save")
    anna.goes_to("/host/")
    anna.presses("Mail it", inside=opened(anna, name))


def opened(anna: Person, name: str) -> Locator:
    """Return somebody's line on the board, open."""
    line = line_of(anna, name)
    if not line.locator("details[open]").count():
        line.locator("summary").click()
    return line


def line_of(anna: Person, name: str) -> Locator:
    """Return somebody's line on the board."""
    return anna.page.locator("li", has=anna.page.locator("summary", has_text=name)).first


def sam_says_he_is_coming(story: Story) -> None:
    """Everybody invited can read it; who is invited and where it is stay hidden from him."""
    sam = story.sam
    signs_in(story, sam, SAMS)
    sam.sees("Board games at the Tannery", "You’ll see it here from")
    sam.does_not_see("Tannery Café", "Market Row", "Priya", "Lotte")
    sam.clicks("Answer")
    sam.chooses("I’m coming")
    sam.presses("Save")
    sam.sees("You’re coming.")


# -------------------------------------------------------------------------------------------------------- 5: the guests


def guests_answer_change_and_undo(story: Story) -> None:
    """On a phone that runs no scripts: what comes with a yes, another answer, one that was a mistake."""
    kim = story.kim
    kim.follows(story.site.mailbox.latest(KIMS))
    kim.sees("For Kim, from Anna Brandt", SUGGESTED, "Sam is coming.", "14 Market Row", ANNAS)
    assert kim.page.locator("input[type=radio]:checked").count() == 0
    assert kim.page.locator("script").count() == 0
    assert_above(kim, SUGGESTED, kim.page.get_by_label("I’ll come"))
    kim.chooses("I’ll come")
    kim.picks("How many of you?", "2")
    kim.picks("Could you bring something?", "Lemonade")
    kim.types("Anything about food?", "No nuts, please")
    kim.types("Which game do you like?", "Anything with sheep")
    kim.presses("Send my answer")
    kim.sees("You’re coming", "Lemonade", "No nuts, please")
    says(story, "Tomasz", "I can’t", "That’s fine, and nobody will ask why.")
    says(story, "Lotte", "I’d rather not say yet", "That’s fine, and nobody will ask.")
    priya = says(story, "Priya again", "I can’t", "You can’t make it")
    priya.clicks("Change my answer")
    priya.chooses("I’ll come")
    priya.presses("Send my answer")
    priya.sees("You’re coming")
    mistaken = says(story, "Joséphine-Marguerite de Montmorency", "I’ll come", "You’re coming")
    mistaken.clicks("Not you who answered? Take it back")
    mistaken.presses("Take the answer back")
    assert mistaken.page.locator("input[type=radio]:checked").count() == 0
    story.anna.goes_to("/host/")
    for name, word in {"Kim": "Coming", "Priya": "Coming", "Tomasz": "Can’t", "Joséphine": "Invited"}.items():
        expect(line_of(story.anna, name)).to_contain_text(word)
    story.anna.sees("Anything with sheep", "No nuts, please")


def says(story: Story, name: str, answer: str, thanks: str) -> Person:
    """Let a guest answer on a phone of their own."""
    guest = story.person(name)
    guest.goes_to(story.links[name])
    guest.chooses(answer)
    guest.presses("Send my answer")
    guest.sees(thanks)
    return guest


def assert_above(person: Person, words: str, control: Locator) -> None:
    """Make sure that words stand above a control on the screen."""
    upper, lower = person.page.get_by_text(words).first.bounding_box(), control.bounding_box()
    assert upper, f"{words!r} is not on the screen"
    assert lower, "the control is not on the screen"
    assert upper["y"] + upper["height"] <= lower["y"]


def kim_takes_it_into_her_calendar(story: Story) -> None:
    """A file, two web calendars, and a feed of her own."""
    kim = story.kim
    starts, ends = datetime(2026, 10, 3, 17, 30, tzinfo=UTC), datetime(2026, 10, 3, 20, 30, tzinfo=UTC)
    [kept] = Calendar.from_ical(kim.downloads("Calendar file").decode()).walk("VEVENT")
    assert (kept["SUMMARY"], kept.start, kept.end) == ("Board games at the Tannery", starts, ends)
    assert "Tannery Café" in kept["LOCATION"]
    google = query_of(kim, "Google Calendar", "calendar.google.com")
    assert google["dates"] == ["20261003T173000Z/20261003T203000Z"]
    outlook = query_of(kim, "Outlook", "outlook.live.com")
    assert (outlook["startdt"], outlook["enddt"]) == (["2026-10-03T17:30:00Z"], ["2026-10-03T20:30:00Z"])
    kim.clicks("Subscribe")
    kim.presses("Make me an address")
    story.feed = re.findall(r"http://\S+\.ics", kim.words)[0]
    [followed] = feed(story)
    assert (followed["UID"], followed["STATUS"]) == (kept["UID"], "CONFIRMED")


def query_of(person: Person, name: str, host: str) -> dict[str, list[str]]:
    """Return what a link to another site would tell it; nobody follows it here."""
    address = person.page.get_by_role("link", name=name).first.get_attribute("href") or ""
    assert urlsplit(address).hostname == host
    return parse_qs(urlsplit(address).query)


def feed(story: Story) -> list[Any]:
    """Fetch Kim's calendar as a calendar program does, without any cookie."""
    program = story.person("A calendar program")
    fetched = program.fetches(story.feed)
    assert fetched.status == 200
    assert program.fetches(story.feed, **{"If-None-Match": fetched.headers["etag"]}).status == 304
    return Calendar.from_ical(fetched.text()).walk("VEVENT")


# --------------------------------------------------------------------------------------- 6: a change; the morning after


def anna_changes_the_place_and_everyone_confirms(story: Story) -> None:
    """Another place sets every yes aside, and says so; everyone who said yes says it again."""
    anna, kim, site = story.anna, story.kim, story.site
    site.wait(hours=1)
    anna.clicks("Change day, place or words")
    anna.types("Place", "The Corn Exchange")
    anna.types("Address", "2 Corn Street, Bristol BS1 1JQ")
    anna.presses("Save the change")
    expect(line_of(anna, "Kim")).to_contain_text("Asked again")
    expect(line_of(anna, "Tomasz")).to_contain_text("Can’t")
    site.deliver()
    assert "The Corn Exchange" in site.mailbox.latest(KIMS).text
    assert not [letter for letter in site.mailbox.letters if "Corn" in letter.text and letter.to == [SAMS]]
    [followed] = feed(story)
    assert (followed["SEQUENCE"], followed["STATUS"]) == (1, "TENTATIVE")
    kim.follows(site.mailbox.latest(KIMS))
    kim.sees("Anna has moved this to another place.", "The Tannery Café", "Your earlier answer is set aside")
    assert kim.page.locator("input[type=radio]:checked").count() == 0
    kim.chooses("I’ll come")
    kim.presses("Send my answer")
    kim.sees("You’re coming", "The Corn Exchange")
    signs_in(story, story.sam, SAMS)
    story.sam.sees("Please say again whether you come.")
    story.sam.does_not_see("Corn")
    story.sam.clicks("Answer")
    story.sam.chooses("I’m coming")
    story.sam.presses("Save")


def anna_marks_who_came(story: Story) -> None:
    """The next morning, on her phone: a tap a person, somebody who dropped in, one mark taken back."""
    story.site.wait(until=datetime(2026, 10, 4, 9, 0, tzinfo=UTC))
    anna = story.person("Anna on her phone")
    anna.follows(story.site.mailbox.latest(ANNAS, "Who came"))
    types_the_code(story, anna, ANNAS)
    anna.sees("Who came?")
    assert anna.page.locator("input[type=radio]:checked").count() == 0, "nothing is filled in from the answers"
    for name in ("Sam", "Kim", "Priya", "Tomasz"):
        marks(anna, name, "Came")
    anna.types("Anyone else who dropped in?", "Grace")
    anna.presses("Save")
    anna.sees("Saved. Thank you for hosting.")
    anna.clicks("Change it")
    anna.sees("Grace")
    marks(anna, "Tomasz", "Not sure")
    anna.presses("Save")
    anna.clicks("Change it")
    expect(person_line(anna, "Tomasz").locator("input:checked")).to_have_count(0)
    expect(person_line(anna, "Kim").locator("input:checked")).to_have_count(1)


def marks(anna: Person, name: str, word: str) -> None:
    """Tap one of the three words under a name."""
    person_line(anna, name).get_by_text(word, exact=True).click()


def person_line(anna: Person, name: str) -> Locator:
    """Return somebody's line on the page where she marks who came."""
    return anna.page.get_by_role("group", name=name)


# ---------------------------------------------------------------------------------------------------- 7: Sam looks back


def sam_looks_back(story: Story) -> None:
    """After 72 hours, not before: the ribbon, the list, a look at himself, and copies to keep."""
    sam, site = story.sam, story.site
    site.wait(until=datetime(2026, 10, 6, 17, 0, tzinfo=UTC))
    signs_in(story, sam, SAMS)
    sam.goes_to("/history")
    sam.sees("Nothing here yet, and there’s no hurry.")
    site.wait(until=datetime(2026, 10, 6, 17, 31, tzinfo=UTC))
    sam.goes_to("/history")
    sam.sees("Events you were both at", "Board games at the Tannery", "Hosted by Anna")
    sam.does_not_see("Priya", "Tomasz", "Grace", "Kim")
    expect(sam.page.locator(".ribbon svg").first).to_be_visible()
    sam.opens_all()
    sam.chooses("Talked with others too")
    sam.presses("Save")
    sam.sees("Saved.")
    expect(sam.page.get_by_label("Talked with others too")).to_be_checked()
    sam.clicks("Calendar (.ics)")
    sam.sees("Please show once more that it’s you")
    has_a_code_mailed(story, sam, SAMS)
    [kept] = Calendar.from_ical(sam.downloads("Calendar (.ics)").decode()).walk("VEVENT")
    assert kept["SUMMARY"] == "Board games at the Tannery"
    rows = list(csv.reader(io.StringIO(sam.downloads("Table (.csv)").decode("utf-8-sig"))))
    assert "Board games at the Tannery" in rows[1]
    data = json.loads(sam.downloads("Data (.json)"))
    assert "Kim" not in json.dumps(data)


def kim_hides_it(story: Story) -> None:
    """She reads what is stored about her, takes it with her, and hides the date: it is gone."""
    kim, sam = story.kim, story.sam
    kim.follows(story.site.mailbox.latest(KIMS))
    kim.clicks("What’s stored about you")
    kim.sees("No nuts, please", KIMS, "Typed by Sam", "because you were both there")
    assert "No nuts, please" in kim.downloads("Download it").decode()
    kim.presses("Hide it from Sam")
    kim.sees("Hidden from Sam.")
    sam.goes_to("/history")
    sam.does_not_see("Board games at the Tannery")


# ------------------------------------------------------------------------------------------ 8: another time, and a stop


def anna_asks_them_all_again(story: Story) -> None:
    """The same words as a draft, for a new day, four weeks on."""
    anna, site = story.anna, story.site
    site.wait(until=datetime(2026, 10, 12, 11, 0, tzinfo=UTC))
    signs_in(story, anna, ANNAS)
    anna.clicks("Board games at the Tannery")
    anna.presses("Do this again")
    anna.chooses("Yes, one day")
    anna.types(re.compile("^Day"), "2026-11-07")
    anna.presses("See the invitation")
    anna.presses("Use this and add guests")
    for name in ("Kim", "Priya", "Tomasz", "Lotte", "Joséphine"):
        anna.chooses(re.compile(f"^{name}"))
    anna.presses("Make their links")
    [story.links["Kim in November"]] = LINK.findall(line_of(anna, "Kim").locator(".copy").inner_text())
    signs_in(story, story.sam, SAMS)
    story.sam.clicks("Answer")
    story.sam.chooses("I’m coming")
    story.sam.presses("Save")


def kim_asks_to_be_left_out(story: Story) -> None:
    """No account, no reason: a choice without a default, a button, a code. Sam's page stays as it is."""
    kim, sam, site = story.kim, story.sam, story.site
    kim.goes_to(story.links["Kim in November"])
    kim.chooses("I’ll come")
    kim.presses("Send my answer")
    site.wait(until=datetime(2026, 11, 4, 10, 0, tzinfo=UTC))
    signs_in(story, sam, SAMS)
    before = home(sam)
    kim.goes_to(story.links["Kim in November"])
    kim.clicks("Prefer not to be at things with Sam?")
    assert kim.page.locator("input:checked").count() == 0
    kim.chooses("Leave me out of things with Sam")
    kim.presses("Confirm")
    kim.sees("Done", "You keep your place", "Sam isn’t told you asked.")
    story.links["receipt"] = CODE.findall(kim.words)[0]
    assert home(sam) == before
    site.wait(hours=11.9)
    assert CSRF.sub("", home(sam)) == CSRF.sub("", before), "not before twelve hours have passed"


def sam_hears_that_it_is_over(story: Story) -> None:
    """Before the place would show, in words that say nothing of who or why."""
    sam, site = story.sam, story.site
    site.wait(until=datetime(2026, 11, 5, 18, 31, tzinfo=UTC), step=timedelta(hours=3))
    signs_in(story, sam, SAMS)
    sam.sees("This plan is over and won’t reopen", "Several people have a say in that.")
    sam.does_not_see("Kim", "Tannery", "Corn", "left out")
    site.wait(hours=16)
    letter = site.mailbox.latest(SAMS, "About your plan")
    assert "Kim" not in letter.text


def kim_keeps_her_place(story: Story) -> None:
    """Her answer stays hers; Anna learns only that the plan has ended; the code undoes it and nothing reopens."""
    kim, anna = story.kim, story.anna
    kim.goes_to(story.links["Kim in November"])
    kim.sees("You’re down as coming.", "Sam isn’t coming.")
    signs_in(story, anna, ANNAS)
    anna.sees("This plan has ended and Sam has been told not to come.")
    expect(line_of(anna, "Kim")).to_contain_text("Coming")
    kim.goes_to("/undo")
    kim.types("Your code", story.links["receipt"])
    kim.page.locator("main button").click()
    signs_in(story, story.sam, SAMS)
    story.sam.sees("This plan is over and won’t reopen")


# --------------------------------------------------------------------------------------------- 9: Sam, in another world


def test_sam_leaves_it_here(site: Site, cast: Cast, person: Callable[..., Person]) -> None:
    """One step, consequences as a list, no are-you-sure; friends read that it is no longer needed, Kim nothing."""
    assert cast.noors_favour
    cast.says("Kim", Answer.YES)
    kims = cast.link("Kim")
    site.deliver()
    noors = site.mailbox.latest(NOORS)
    story = Story(site, person)
    sam, noor, kim = story.sam, story.noor, story.kim
    signs_in(story, sam, SAMS)
    kim.goes_to(kims)
    sam.clicks("Leave it here")
    sam.sees("Kim is told nothing, ever.", "Friends you asked see “No longer needed, thank you”.")
    sam.presses("Leave it here")
    sam.sees("Left here, kindly", "The people and places you like are still there.")
    site.deliver()
    noor.goes_to(noors.link("/l/"), status=410)
    noor.sees("No longer needed, thank you")
    kim.goes_to(kims)
    kim.sees("You’re down as coming.")
    assert not [letter for letter in site.mailbox.of(KIMS) if "over" in letter.subject]
    sam.goes_to("/start")
    sam.sees("A new one can start from")
    assert present.now() < datetime(2027, 1, 1, tzinfo=UTC)
