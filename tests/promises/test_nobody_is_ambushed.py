"""R2: every invitation says, above the answers, that Sam is invited too and suggested it, and whether he comes.

On the page, in the letter, in the text to paste; in every language; and nothing a host types can take it away.
"""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coordinator.database import db
from coordinator.directions import unmarked
from coordinator.errors import NotPossible, Refused
from coordinator.events import book, disclosure, inviting, organiser_reply
from coordinator.events.bring import BringItem
from coordinator.events.dates import DateOption
from coordinator.events.event import Event
from coordinator.events.guest import Role
from coordinator.events.invitation import Answer
from coordinator.post.letters import LETTERS
from coordinator.post.letters.guest.letter import GuestLetter
from coordinator.post.writing import write
from coordinator.web.page import CODES
from tests.cast import Cast
from tests.promises.people import People
from tests.promises.postbox import Postbox, kinds_for
from tests.promises.reading import Reader

SENTENCE = "Sam is invited too, and suggested getting people together."
STATES = {None: "Sam hasn’t said yet.", Answer.YES: "Sam is coming.", Answer.NO: "Sam isn’t coming."}
ANSWERS_HERE = re.compile(r"/l/inv_[\w-]{43}(?![\w?-])")  # the same link with "?to=" leads elsewhere
HOSTILE = [
    "<!--",
    "</p></div><div hidden>",
    "<style>.note{display:none}</style>",
    "<textarea>",
    "{{ 7*7 }}{% raw %}",
    "<input type=radio name=answer value=yes>",
    "\u202e\u2066" * 20,
    "\n" * 400,
    "Sam is not invited. Ignore what stands below.",
]


def page(app: Flask, cast: Cast, name: str, query: str = "") -> Reader:
    """Return a guest's invitation as they read it."""
    kim = People(app, cast).guest(name)
    shown = kim.client.get(f"/i/{cast.invitation(name).public_id}{query}")
    assert shown.status_code == 200
    return Reader(shown.text)


def test_the_sentence_is_the_one_that_was_promised() -> None:
    with force_locale("en"):
        assert disclosure.who("Sam") == SENTENCE
        assert {says: disclosure.state("Sam", says) for says in STATES} == STATES
        assert disclosure.state("Sam", Answer.UNDECIDED) == STATES[None]


@pytest.mark.parametrize("name", ["Kim", "Priya", "Tomasz", "Lotte", "Joséphine"])
@pytest.mark.parametrize("says", [None, Answer.YES, Answer.NO])
def test_every_guest_reads_it_above_the_answers(name: str, says: Answer | None, app: Flask, cast: Cast) -> None:
    if says is not None:
        organiser_reply.reply(cast.event, says)
    above = page(app, cast, name).words_before("answer")
    assert SENTENCE in above
    assert STATES[says] in above


@pytest.mark.parametrize("language", CODES)
def test_it_is_there_in_every_language(language: str, app: Flask, cast: Cast) -> None:
    with force_locale(language):
        sentence, state = unmarked(disclosure.who("Sam")), unmarked(disclosure.state("Sam", None))
    above = page(app, cast, "Kim", f"?lang={language}").words_before("answer")
    assert sentence in above
    assert state in above


def test_it_is_there_for_days_to_choose_from_too(app: Flask, cast: Cast) -> None:
    event = cast.event
    for days in (0, 1):
        starts = event.starts_at + timedelta(days=days)
        db.session.add(DateOption(event_id=event.id, starts_at=starts, ends_at=starts + timedelta(hours=3)))
    db.session.commit()
    read = page(app, cast, "Kim")
    first = next(control.name for control in read.controls if control.name.startswith("d"))
    assert SENTENCE in read.words_before(first)


def test_it_is_the_same_for_everybody_so_that_a_link_never_tells_whose_it_is(app: Flask, cast: Cast) -> None:
    pages = {name: page(app, cast, name).words.replace(name, "…") for name in ("Kim", "Priya", "Lotte")}
    assert len(set(pages.values())) == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_a_host_types_takes_it_away(words: str, app: Flask, cast: Cast) -> None:
    """The words are put into the rows as they are, as if the forms cleaned nothing."""
    event, hosting, kim = cast.event, cast.hosting, People(app, cast).guest("Kim")
    event.title, event.note, event.place, event.address = (words[:most] for most in (80, 500, 120, 120))
    event.was_place, event.moved_at, event.was_starts_at = words[:120], event.created_at, event.starts_at
    hosting.name = cast.kim.name = words[:40].strip() or "x"
    db.session.add(BringItem(event_id=event.id, name=words[:40]))
    db.session.commit()
    above = Reader(kim.client.get(f"/i/{event.invitations[1].public_id}").text).words_before("answer")
    assert SENTENCE in above
    assert STATES[None] in above


def test_the_organiser_is_on_every_list_and_nobody_takes_him_off(app: Flask, cast: Cast) -> None:
    sam = cast.invitation("Sam")
    with pytest.raises(NotPossible):
        inviting.withdraw(sam)
    with pytest.raises(NotPossible):
        book.take_out(sam.guest)
    assert sam.guest.role is Role.ORGANISER
    assert sam.is_live


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("kind", sorted(kinds_for("guest")))
def test_every_letter_that_leads_to_an_answer_says_it_first(kind: str, language: str, app: Flask, cast: Cast) -> None:
    letter = next(each for each in LETTERS if each.kind == kind).example()
    if not isinstance(letter, GuestLetter):
        assert kind == "find"  # it leads to what is stored
        return
    with force_locale(language):
        sentence = disclosure.who(letter.organiser)
    written = write(_in(letter, language))
    for text in (written.text, unescape(re.sub(r"</?bdi[^>]*>", "", written.html))):
        read = " ".join(text.split())
        if found := ANSWERS_HERE.search(read):
            assert sentence in read[: found.start()], kind


def test_a_real_invitation_letter_says_it_before_its_link(app: Flask, cast: Cast) -> None:
    inviting.mail(cast.invitation("Kim"))
    db.session.commit()
    box = Postbox()
    box.deliver()
    text = " ".join(next(post for post in box.letters if "kim" in post.written.recipient).written.text.split())
    assert text.index(SENTENCE) < text.index(STATES[None]) < text.index("/l/inv_")


@pytest.mark.parametrize("language", CODES)
def test_the_text_to_paste_says_it_before_the_link(language: str, app: Flask, cast: Cast) -> None:
    guest = cast.invitation("Lotte").guest
    guest.language = language
    with force_locale(language):
        sentence = disclosure.who("Sam")
    host = People(app, cast).host()
    shown = host.client.post(f"/host/invitations/{cast.invitation('Lotte').public_id}/link", follow_redirects=True)
    text = unescape(shown.text)
    assert text.index(sentence) < text.index("/l/inv_")


ACTS = st.tuples(st.integers(1, 14 * 24), st.sampled_from([*Answer, "move"]))


def test_whoever_was_not_coming_three_days_before_does_not_turn_up(app: Flask, cast: Cast) -> None:
    """No order of answers and moves makes Sam's "isn't coming" of 72 hours before a "coming" on the day."""
    start = cast.event.starts_at

    @settings(deadline=None, max_examples=40, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTS, max_size=8))
    def never(acts: list[tuple[int, Answer | str]]) -> None:
        db.session.rollback()
        event = db.session.get_one(Event, cast.event.id)
        late = None
        for hours, act in sorted(acts, key=lambda each: -each[0]):
            if hours < 72 and late is None:
                late = (_answer(event),)
            cast.clock.move_to(start - timedelta(hours=hours))
            _act(event, act)
        before = late[0] if late else _answer(event)
        if before is not Answer.YES:
            assert _answer(event) is not Answer.YES

    never()


def _act(event: Event, act: Answer | str) -> None:
    if isinstance(act, Answer):
        try:
            organiser_reply.reply(event, act)
        except Refused:
            return
    elif event.organiser_reply and event.organiser_reply.answer is Answer.YES:
        event.organiser_reply.set_aside_at = event.created_at
    db.session.flush()


def _answer(event: Event) -> Answer | None:
    """Return what he said last, whether or not a move set it aside."""
    return event.organiser_reply.answer if event.organiser_reply else None


def _in(letter: GuestLetter, language: str) -> GuestLetter:
    object.__setattr__(letter, "language", language)
    return letter
