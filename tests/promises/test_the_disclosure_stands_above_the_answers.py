"""R2, nobody is ambushed: every invitation says above the answers who is behind it, and whether he comes."""

from collections.abc import Callable
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator.consent.ending import Cause, Closing, end
from coordinator.database import db
from coordinator.events import inviting, organiser_reply
from coordinator.events.invitation import Answer, Invitation
from coordinator.languages import CODES
from coordinator.post.letters import KINDS
from coordinator.post.outbox import Letter
from coordinator.post.writing import write
from coordinator.web.host.words import parcel
from tests.cast import Cast

Holding = Callable[[Invitation], FlaskClient]
SAYS = {
    "en": ("Sam is invited too, and suggested getting people together.", "Sam is coming.", "Sam isn’t coming."),
    "de": (
        "Sam ist auch eingeladen und hat vorgeschlagen, Leute zusammenzubringen.",
        "Sam kommt.",
        "Sam kommt nicht.",
    ),
}
HOSTILE = "Only us, promise <!-- <div hidden> "


def _page(cast: Cast, holding: Holding, language: str, name: str = "Lotte") -> str:
    """Return the words and controls of an invitation as they follow each other, without the marks around names."""
    invitation = cast.invitation(name)
    page = holding(invitation).get(f"/i/{invitation.public_id}?lang={language}").text
    return unescape(page).replace("<bdi>", "").replace("</bdi>", "")


def test_every_language_of_the_site_is_held_to_it() -> None:
    assert set(SAYS) == set(CODES)


@pytest.mark.parametrize("language", CODES)
def test_the_page_says_it_before_the_first_answer(cast: Cast, holding: Holding, language: str) -> None:
    page = _page(cast, holding, language)
    assert page.count(SAYS[language][0]) == 1
    assert page.index(SAYS[language][0]) < page.index('type="radio"')


@pytest.mark.parametrize("language", CODES)
def test_the_page_says_before_the_first_answer_whether_he_comes(cast: Cast, holding: Holding, language: str) -> None:
    organiser_reply.reply(cast.event, Answer.YES)
    db.session.commit()
    page = _page(cast, holding, language)
    assert page.index(SAYS[language][1]) < page.index('type="radio"')
    organiser_reply.reply(cast.event, Answer.NO)
    db.session.commit()
    assert SAYS[language][2] in _page(cast, holding, language)


def test_once_he_is_told_not_to_come_the_page_says_so(cast: Cast, holding: Holding) -> None:
    organiser_reply.reply(cast.event, Answer.YES)
    end(cast.plan.id, Cause.HOST)
    db.session.commit()
    assert "Sam is coming." in _page(cast, holding, "en")
    cast.clock.move_to(db.session.scalars(sa.select(Closing.shows_at)).one())
    assert "Sam isn’t coming." in _page(cast, holding, "en")


def test_every_guest_reads_the_same_so_that_nobody_is_marked(cast: Cast, holding: Holding) -> None:
    boxes = {_page(cast, holding, "en", name).split('id="also"')[1].split("</div>")[0] for name in ("Kim", "Lotte")}
    assert len(boxes) == 1


@pytest.mark.parametrize("language", CODES)
def test_the_letter_says_it_before_its_button(cast: Cast, language: str) -> None:
    invitation = cast.invitation("Priya")
    invitation.guest.language = language
    inviting.mail(invitation)
    db.session.commit()
    owed = db.session.scalars(sa.select(Letter).where(Letter.kind == "invitation")).one()
    letter = KINDS["invitation"].compose(owed)
    assert letter is not None
    written = write(letter)
    text = " ".join(written.text.split())
    assert text.index(SAYS[language][0]) < text.index("/l/inv_")
    html = " ".join(unescape(written.html).split())
    assert html.index(SAYS[language][0]) < html.index("/l/inv_")


@pytest.mark.parametrize("language", CODES)
def test_the_words_to_paste_say_it_before_the_link(cast: Cast, language: str) -> None:
    invitation = cast.invitation("Lotte")
    invitation.guest.language = language
    made = parcel(invitation, inviting.make_link(invitation))
    assert made.text.index(SAYS[language][0]) < made.text.index("/l/inv_")


def test_no_field_of_the_host_hides_or_rewrites_it(cast: Cast, holding: Holding) -> None:
    cast.event.reword(title=HOSTILE, note=HOSTILE * 3)
    cast.event.place = cast.event.address = HOSTILE
    cast.event.hosting.name = HOSTILE
    for guest in cast.guests:
        guest.name = guest.name if guest.name == "Lotte" else HOSTILE
    db.session.commit()
    page = _page(cast, holding, "en")
    invitation = cast.invitation("Lotte")
    raw = holding(invitation).get(f"/i/{invitation.public_id}?lang=en").text
    assert "<!-- <div" not in raw
    assert page.index(SAYS["en"][0]) < page.index('type="radio"')
