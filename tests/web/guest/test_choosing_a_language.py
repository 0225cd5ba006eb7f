"""A guest's language: the host's guess, then the guest's own, in pages and in the letters that come after."""

import re

from coordinator.database import db
from coordinator.events import book, news
from coordinator.post.letters import KINDS
from coordinator.post.outbox import Letter
from tests.cast import Cast
from tests.web.guest.conftest import Opened


def test_the_browsers_language_comes_first(cast: Cast, kim: Opened) -> None:
    assert '<html lang="fr"' in kim.get(headers={"Accept-Language": "pt, fr-CA;q=0.8, en;q=0.5"}).text
    assert '<html lang="ar" dir="rtl"' in kim.get(headers={"Accept-Language": "ar-EG"}).text
    assert '<html lang="en-GB"' in kim.get(headers={"Accept-Language": "fi"}).text


def test_every_language_is_offered_in_its_own_name(kim: Opened) -> None:
    page = kim.get("?lang=ar").text
    assert re.findall(r'hreflang="(\w+)"', page) == ["en", "de", "fr", "es", "ar"]
    assert 'lang="ar" hreflang="ar" dir="rtl" aria-current="true">العربية</a>' in page


def test_what_a_guest_chose_is_kept_with_the_answer_and_used_in_letters(cast: Cast, kim: Opened) -> None:
    kim.get("?lang=fr")
    assert cast.kim.language is None  # looking keeps nothing
    kim.post("/answer", answer="yes")
    db.session.expire_all()
    assert (cast.kim.language, cast.kim.chose_language) == ("fr", True)
    news.call_off(cast.event)
    db.session.commit()
    letter = KINDS["called_off"].compose(Letter(kind="called_off", subject=f"invitation:{cast.invitation().id}"))
    assert letter is not None
    assert letter.language == "fr"


def test_it_stands_on_the_guests_own_page_with_who_chose_it(cast: Cast, kim: Opened) -> None:
    kim.get("?lang=es")
    kim.post("/answer", answer="yes")
    page = re.sub(r"<[^>]+>|\s+", " ", kim.get("/data?lang=en").text)
    assert re.search(r"Your language +Español +From you\.", page)
    book.correct(cast.kim, name="Kim", address=None, language="de", zone=None)
    db.session.commit()
    page = re.sub(r"<[^>]+>|\s+", " ", kim.get("/data").text)
    assert re.search(r"Your language +Deutsch +Typed by +Anna +\.", page)


def test_a_language_nobody_chose_is_not_kept(cast: Cast, kim: Opened) -> None:
    kim.get(headers={"Accept-Language": "fr"})
    kim.post("/answer", answer="yes")
    db.session.expire_all()
    assert cast.kim.language is None
