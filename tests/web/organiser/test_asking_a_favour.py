"""Asking a friend: by mail or by a link of one's own, with the pace said kindly beside the form."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from coordinator.database import db
from coordinator.links import link
from coordinator.plans import answering
from coordinator.plans.favour import Favour, FavourSays, Friend
from coordinator.post.outbox import Letter, LetterState
from tests.cast import Cast
from tests.web.organiser.conftest import Sam, plain

NOOR = {"friend": "new", "name": "Noor", "way": "mail", "address": "noor@haddad.example", "line": "Only if it’s fun."}
LINK = {"friend": "new", "name": "Noor", "way": "link", "line": "Only if it’s fun."}
QUIET = {"hour": 22, "minute": 5}


def favours() -> list[Favour]:
    """Return every favour."""
    return list(db.session.scalars(sa.select(Favour).order_by(Favour.id)))


def letters() -> list[LetterState]:
    """Return the states of the letters that ask a favour."""
    return list(db.session.scalars(sa.select(Letter.state).where(Letter.kind == "favour")))


@pytest.mark.usefixtures("mails")
def test_a_favour_by_mail_owes_one_letter(cast: Cast, sam: Sam) -> None:
    assert cast.plan
    assert sam.client.post("/favours/new", data=NOOR).location == "/home"
    (favour,) = favours()
    assert favour.is_mailed
    assert favour.line == "Only if it’s fun."
    assert favour.friend.address == "noor@haddad.example"
    assert letters() == [LetterState.WAITING]
    assert "<b>Noor</b><span>Asked</span>" in sam.reads()


def test_a_link_is_shown_once_with_words_to_paste_and_keeps_no_line(cast: Cast, sam: Sam) -> None:
    assert cast.plan
    page = sam.client.post("/favours/new", data=LINK)
    (favour,) = favours()
    text = plain(page.text)
    token = text.partition("http://localhost/l/")[2].partition("<")[0]
    found = link.find(token)
    assert found
    assert found.subject_id == favour.id
    assert "Only if it’s fun. I’d like to ask you a favour." in text
    assert favour.line is None
    assert letters() == []
    assert token not in sam.reads()


def test_home_names_a_link_to_hand_on_and_says_the_same_whatever_its_friend_answers(cast: Cast, sam: Sam) -> None:
    assert cast.plan
    sam.client.post("/favours/new", data=LINK)
    (favour,) = favours()
    before = sam.reads()
    assert "The link for Noor is yours to hand on, if you haven’t yet." in before
    answering.answer(favour, FavourSays.NO)
    db.session.commit()
    assert sam.reads() == before


def test_a_link_that_was_lost_is_made_anew_and_the_old_one_ends(cast: Cast, sam: Sam) -> None:
    assert cast.plan
    first = sam.client.post("/favours/new", data=LINK).text.partition("/l/")[2].partition("<")[0]
    (favour,) = favours()
    assert "Make the link for Noor" in sam.reads()
    page = sam.client.post(f"/favours/{favour.public_id}/link")
    second = page.text.partition("/l/")[2].partition("<")[0]
    assert link.find(first) is None
    assert link.find(second)


def test_a_form_sent_twice_asks_once_and_shows_the_same_link(cast: Cast, sam: Sam) -> None:
    assert cast.plan
    pages = [sam.client.post("/favours/new", data=LINK | {"csrf_token": "one form"}) for _ in range(2)]
    (favour,) = favours()
    first, second = (page.text.partition("/l/")[2].partition("<")[0] for page in pages)
    assert first == second
    assert "Only if it’s fun." in pages[1].text
    other = sam.client.post("/favours/new", data=LINK | {"name": "Anna", "csrf_token": "one form"}).text
    assert "A link for <bdi>Anna</bdi>" in other, "another friend is another question"
    anew = [sam.client.post(f"/favours/{favour.public_id}/link", data={"csrf_token": "other"}) for _ in range(2)]
    third, fourth = (page.text.partition("/l/")[2].partition("<")[0] for page in anew)
    assert third == fourth
    assert third != first


def test_where_nothing_is_mailed_there_is_only_the_link(cast: Cast, sam: Sam) -> None:
    assert cast.plan
    page = sam.client.get("/favours/new").text
    assert "Mail it to them" not in page
    assert sam.client.post("/favours/new", data=NOOR).status_code == 200
    assert not favours()[0].is_mailed


@pytest.mark.usefixtures("mails")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"friend": ""}, "Choose a friend."),
        ({"friend": "77"}, "Choose a friend."),
        ({"name": ""}, "Type their name."),
        ({"name": "N00r"}, "A name can have letters"),
        ({"way": ""}, "Choose one of the two ways."),
        ({"way": "pigeon"}, "Choose one of the two ways."),
        ({"address": ""}, "That doesn’t look like an e-mail address."),
        ({"address": "noor at home"}, "That doesn’t look like an e-mail address."),
        ({"address": "sam@posteo.example"}, "That’s your own address."),
        ({"name": "Kim"}, "This site never writes to the person a plan is about."),
        ({"line": "x" * 201}, "Keep it to 200 characters."),
        ({"line": "see https://example.org"}, "Please leave links out."),
    ],
)
def test_wrong_input_is_said_kindly_and_keeps_what_was_typed(
    cast: Cast, sam: Sam, change: dict[str, str], words: str
) -> None:
    assert cast.plan
    page = sam.client.post("/favours/new", data=NOOR | change)
    assert page.status_code == 422
    assert words in page.text
    assert f'value="{(NOOR | change)["name"]}"' in page.text or not (NOOR | change)["name"]
    assert favours() == []
    assert db.session.scalar(sa.select(Friend)) is None


def test_the_pace_is_said_beside_the_form_with_the_moment(cast: Cast, sam: Sam) -> None:
    assert cast.hosting
    assert "The next favour can be asked from Tuesday 6 October, 12:00." in sam.reads("/favours/new")
    page = sam.client.post("/favours/new", data=LINK)
    assert page.status_code == 422
    assert "That has to wait a while. Nothing was sent. It is possible from Tuesday 6 October, 12:00." in page.text
    assert 'value="Noor"' in page.text
    assert len(favours()) == 1


def test_the_first_night_nothing_is_asked(cast: Cast, sam: Sam) -> None:
    cast.clock.move_to(cast.plan.created_at)
    page = sam.client.post("/favours/new", data=LINK)
    assert page.status_code == 422
    assert "It is possible from Tuesday 8 September, 12:00." in page.text


def test_a_friend_on_the_list_is_chosen_from_home(cast: Cast, sam: Sam) -> None:
    friend = cast.friend("Mehmet", None)
    assert f'name="friend" value="{friend.id}" checked' in sam.client.get(f"/favours/new?friend={friend.id}").text
    sam.client.post("/favours/new", data={"friend": str(friend.id), "line": ""})
    assert [favour.friend_id for favour in favours()] == [friend.id]


def test_a_second_click_asks_nobody_twice(cast: Cast, sam: Sam) -> None:
    assert cast.plan
    sam.client.post("/favours/new", data=LINK)
    assert sam.client.post("/favours/new", data=LINK).status_code == 422
    assert len(favours()) == 1


@pytest.mark.usefixtures("mails")
def test_at_night_it_waits_until_nine_and_can_be_taken_back(cast: Cast, sam: Sam) -> None:
    cast.clock.move_to(cast.plan.settled_at.replace(**QUIET))
    sam.client.post("/favours/new", data=NOOR)
    page = sam.reads()
    assert "It’s late. This will wait until nine." in page
    assert "Your question to Noor goes out at 09:00. You can still take it back." in page
    assert "<h1>Nothing to do until tomorrow at 09:00</h1>" in page
    (favour,) = favours()
    assert sam.client.post(f"/favours/{favour.public_id}/removal").location == "/home"
    assert letters() == [LetterState.TAKEN_BACK]
    page = sam.reads()
    assert "Friends you asked" not in page
    assert sam.client.post("/favours/new", data=NOOR | {"name": "Noora"}).status_code == 422  # her address is known
    choose = {"friend": str(favour.friend_id), "way": "mail", "address": "noor@haddad.example"}
    assert sam.client.post("/favours/new", data=choose).location == "/home"


def test_at_night_no_link_is_made(cast: Cast, sam: Sam) -> None:
    cast.clock.move_to(cast.plan.settled_at.replace(**QUIET))
    assert sam.client.post("/favours/new", data=LINK).location == "/home"
    assert "The link for Noor can be made from 09:00." in sam.reads()
    (favour,) = favours()
    assert sam.client.post(f"/favours/{favour.public_id}/link").location == "/home"
    assert db.session.scalar(sa.select(link.Link)) is None
    cast.clock.move_to(favour.goes_at)
    assert "Make the link for Noor" in sam.reads()
    assert "/l/ask_" in sam.client.post(f"/favours/{favour.public_id}/link").text


def test_what_has_gone_out_is_not_taken_back(cast: Cast, sam: Sam) -> None:
    favour = cast.favour
    sam.client.post(f"/favours/{favour.public_id}/removal")
    db.session.expire_all()
    assert favour.withdrawn_at is None


def test_no_link_is_made_for_a_letter_or_after_the_week(cast: Cast, sam: Sam) -> None:
    mailed = cast.favour
    assert sam.client.post(f"/favours/{mailed.public_id}/link").location == "/home"
    sam.client.post("/favours/new", data=LINK)
    copied = favours()[-1]
    cast.clock.move_to(copied.lapses_at)
    assert sam.client.post(f"/favours/{copied.public_id}/link").status_code == 409


def test_a_favour_of_somebody_else_is_not_there(cast: Cast, sam: Sam) -> None:
    assert cast.plan
    assert sam.client.post("/favours/AAAAAAAAAAAAAAAA/link").status_code == 404
    assert sam.client.post("/favours/AAAAAAAAAAAAAAAA/removal").status_code == 404


def test_nothing_is_asked_once_it_is_over(cast: Cast, sam: Sam) -> None:
    cast.plan.leave()
    assert sam.client.get("/favours/new").status_code == 409
    assert sam.client.post("/favours/new", data=LINK).status_code == 409
    assert favours() == []


@pytest.mark.usefixtures("mails")
def test_whether_an_address_is_still_kept_makes_no_difference(cast: Cast, sam: Sam) -> None:
    """It goes when a friend answers, so nothing may depend on it."""
    page = sam.client.get("/favours/new").text if cast.favour else ""
    cast.favour.friend.address = cast.favour.line = None
    assert sam.client.get("/favours/new").text == page
    cast.clock.shift(timedelta(days=180))
    sam.comes_back()
    choose = {"friend": str(cast.favour.friend_id), "way": "mail"}
    assert sam.client.post("/favours/new", data=choose).status_code == 422
