"""Anna puts people on the list and hands each a link of their own; whom she invites is her free choice."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator import clock
from coordinator.accounts.account import Account
from coordinator.consent.ending import Cause, Closing, end
from coordinator.consent.suppression import Scope, suppress
from coordinator.database import db
from coordinator.events import inviting, planning
from coordinator.events.answering import reply
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.invitation import Answer, Invitation
from coordinator.links import link
from coordinator.links.link import Link
from coordinator.post.outbox import Letter, LetterState
from coordinator.settings import Settings, Smtp
from tests.cast import Cast
from tests.events.outlines import invited, outline


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Let this instance mail."""
    return replace(settings, smtp=Smtp(host="localhost"))


@pytest.fixture
def empty(cast: Cast, anna: FlaskClient) -> Event:
    """Return an event with nobody but Sam on its list."""
    event = planning.publish(cast.hosting, outline())
    db.session.commit()
    return event


def board(event: Event) -> str:
    """Return the board's address."""
    return f"/host/events/{event.public_id}"


def listed(event: Event) -> list[str]:
    """Return who is on the list."""
    db.session.expire_all()
    return sorted(each.guest.name for each in event.invitations if each.is_live)


def links() -> int:
    """Count the invitation links that work."""
    live = (Link.purpose == link.Purpose.INVITATION) & Link.revoked_at.is_(None)
    return db.session.scalar(sa.select(sa.func.count(Link.id)).where(live)) or 0


def test_the_other_person_is_a_free_choice_and_the_organiser_is_on_the_list(anna: FlaskClient, empty: Event) -> None:
    page = anna.get(board(empty)).text
    assert "You don’t have to invite anyone." in page
    assert "<span>Kim</span>" in page
    assert " checked" not in page
    assert "<span>Sam</span>" not in page
    assert listed(empty) == ["Sam"]


def test_too_few_get_no_links_and_a_kind_word(cast: Cast, anna: FlaskClient, empty: Event) -> None:
    answer = anna.post(f"{board(empty)}/guests", data={"names": "Priya\nTomasz", "book": cast.kim.public_id})
    assert answer.location.startswith(board(empty))
    assert listed(empty) == ["Kim", "Priya", "Sam", "Tomasz"]
    assert "One more person on the list, and links can be made." in anna.get(board(empty)).text
    refused = anna.post(f"/host/invitations/{invited(empty, 'Priya').public_id}/link")
    assert refused.status_code == 409
    assert "A few more people first" in refused.text
    assert links() == 0


def test_enough_people_get_their_links_at_once_and_once(cast: Cast, anna: FlaskClient, empty: Event) -> None:
    names = {"names": "Priya\r\nTomasz\r\n\r\nLotte", "book": cast.kim.public_id}
    shown = anna.post(f"{board(empty)}/guests", data=names, follow_redirects=True).text
    assert shown.count("http://localhost/l/inv_") == 4
    assert "Hi Lotte, I’m having “Board games at the Tannery”" in shown
    assert shown.count("Sam is invited too, and suggested getting people together.") == 4
    assert shown.count("/l/inv_") == anna.get(board(empty)).text.count("/l/inv_"), "a reload shows the same"
    again = anna.post(f"{board(empty)}/guests", data=names, follow_redirects=True).text
    assert "/l/inv_" not in again
    assert "They are on the list already." in again
    assert listed(empty) == ["Kim", "Lotte", "Priya", "Sam", "Tomasz"]
    assert links() == 4
    assert "/l/inv_" not in anna.get(board(empty)).text


def test_the_same_form_sent_twice_makes_one_link_and_shows_it_again(anna: FlaskClient, event: Event) -> None:
    grace = f"/host/invitations/{invited(event, 'Grace').public_id}/link"
    event.hosting.guests.append(ines := Guest(name="Ines"))
    db.session.flush()
    inviting.invite(event, ines)
    db.session.commit()
    for path, typed in ((grace, {}), (f"{board(event)}/guests", {"names": "Mehmet"}), (f"{board(event)}/links", {})):
        before, sent = links(), typed | {"csrf_token": path}
        pages = [anna.post(path, data=sent, follow_redirects=True).text for _ in range(2)]
        first, second = (sorted(re.findall(r"/l/inv_[\w-]{43}", page)) for page in pages)
        assert first
        assert first == second
        assert "already" not in pages[1]
        assert links() <= before + len(first)


def test_links_are_shown_for_ten_minutes_to_the_browser_that_made_them(
    cast: Cast, anna: FlaskClient, event: Event, as_: Callable[[Account], FlaskClient]
) -> None:
    anna.post(f"/host/invitations/{invited(event, 'Grace').public_id}/link")
    assert "/l/inv_" in anna.get(board(event)).text
    assert "/l/inv_" not in as_(cast.anna).get(board(event)).text
    cast.clock.shift(timedelta(minutes=10))
    assert "/l/inv_" not in anna.get(board(event)).text


def test_one_more_name_is_one_more_link_with_a_code_to_scan(anna: FlaskClient, event: Event) -> None:
    shown = anna.post(f"{board(event)}/guests", data={"names": "Mehmet"}, follow_redirects=True).text
    assert shown.count("/l/inv_") == 1
    assert "<title>QR code with Mehmet’s link</title>" in shown
    assert "<details open>" in shown


def test_until_a_closing_shows_inviting_is_as_before(cast: Cast, anna: FlaskClient, empty: Event) -> None:
    end(empty.plan_id, Cause.STOP)
    db.session.commit()
    form = anna.get(board(empty)).text
    assert "<span>Kim</span>" in form
    shown = anna.post(
        f"{board(empty)}/guests",
        data={"names": "Priya\nTomasz\nLotte", "book": cast.kim.public_id},
        follow_redirects=True,
    )
    assert shown.text.count("/l/inv_") == 4
    db.session.execute(sa.update(Closing).values(shows_at=clock.now()))
    anna.post(f"/host/invitations/{invited(empty, 'Kim').public_id}/withdrawal")
    assert "<span>Kim</span>" not in anna.get(f"{board(empty)}/guests").text
    assert anna.post(f"{board(empty)}/guests", data={"book": cast.kim.public_id}).status_code == 422


def test_copying_and_sharing_show_only_where_script_runs(cast: Cast, anna: FlaskClient, event: Event) -> None:
    shown = anna.post(f"/host/invitations/{invited(event, 'Grace').public_id}/link", follow_redirects=True).text
    assert re.findall(r"<button[^>]*data-(?:copy|share)=[^>]* hidden>", shown)
    assert "[hidden] { display: none !important; }" in anna.get("/static/css/style.css").text


def test_a_new_link_switches_the_old_one_off(anna: FlaskClient, event: Event, client: FlaskClient) -> None:
    path = f"/host/invitations/{invited(event, 'Grace').public_id}/link"
    first, second = (re.findall(r"/l/inv_[\w-]{43}", anna.post(path, follow_redirects=True).text)[0] for _ in range(2))
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 303


def test_words_to_paste_come_in_the_guests_language(cast: Cast, anna: FlaskClient, event: Event) -> None:
    invited(event, "Grace").guest.language = "de"
    db.session.commit()
    shown = anna.post(f"/host/invitations/{invited(event, 'Grace').public_id}/link", follow_redirects=True).text
    assert "Samstag, 3. Oktober" in shown
    assert "Add someone" in shown


def test_the_organiser_gets_no_link_and_stays_on_the_list(anna: FlaskClient, event: Event) -> None:
    sam = invited(event, "Sam").public_id
    for path in ("link", "letter", "withdrawal"):
        assert anna.post(f"/host/invitations/{sam}/{path}").status_code == 409
    assert "Sam" in listed(event)
    assert f"/host/invitations/{sam}/" not in anna.get(board(event)).text


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("", "Write a name, or tick one"),
        ("Lotte\nlotte", "Two people are called Lotte."),
        ("Li11y", "A name can have letters, spaces, hyphens, dots and apostrophes."),
        ("x" * 41, "Keep it to 40 characters."),
        ("sam@example.org", "Please leave e-mail addresses out."),
        ("\n".join(f"Name {letter}" for letter in "abcdefghijklmnopqrstuvwxyzäöüéè"), "Keep it to 30 lines."),
    ],
)
def test_names_that_cannot_be_taken_are_given_back(anna: FlaskClient, empty: Event, names: str, sentence: str) -> None:
    page = anna.post(f"{board(empty)}/guests", data={"names": names})
    assert page.status_code == 422
    assert sentence in page.text
    assert names.split("\n", maxsplit=1)[0] in page.text
    assert listed(empty) == ["Sam"]


def test_somebody_of_another_book_cannot_be_ticked(anna: FlaskClient, empty: Event) -> None:
    assert anna.post(f"{board(empty)}/guests", data={"book": "x" * 16}).status_code == 422
    assert listed(empty) == ["Sam"]


def test_a_namesake_of_the_other_person_is_somebody_else(cast: Cast, anna: FlaskClient, empty: Event) -> None:
    for name in ("Kim", "sam", "Anna", "Anna Brandt"):
        shown = anna.post(f"{board(empty)}/guests", data={"names": f"Priya\n{name}"}, follow_redirects=True)
        assert shown.status_code == 422
        assert f"{name} is there already. For a namesake, add a letter to the name." in shown.text
        assert f"Priya\n{name}" in shown.text.replace("\r", ""), "what was typed stays"
    anna.post(f"{board(empty)}/guests", data={"names": "Kim B"})
    assert listed(empty) == ["Kim B", "Sam"]
    assert cast.kim.id not in {each.guest_id for each in empty.invitations}


def test_taken_off_the_list_an_answer_and_a_link_are_gone(anna: FlaskClient, event: Event, client: FlaskClient) -> None:
    tomasz = invited(event, "Tomasz")
    reply(tomasz, Answer.YES)
    db.session.commit()
    for _ in range(2):
        answer = anna.post(f"/host/invitations/{tomasz.public_id}/withdrawal")
        assert answer.location.startswith(board(event))
    assert "Tomasz" not in listed(event)
    assert tomasz.reply is None
    assert "Tomasz" in anna.get(f"{board(event)}/guests").text, "the book keeps the name for another time"


def test_an_address_lets_the_invitation_be_mailed_once(anna: FlaskClient, event: Event) -> None:
    lotte = invited(event, "Lotte")
    assert "Mail it" not in anna.get(board(event)).text
    assert anna.post(f"/host/invitations/{lotte.public_id}/letter").status_code == 409
    corrected = {"name": "Lotte", "address": "Lotte@Fine.example", "language": "", "zone": ""}
    assert anna.post(f"/host/guests/{lotte.guest.public_id}", data=corrected).status_code == 303
    assert "Mail it" in anna.get(board(event)).text
    for _ in range(2):
        anna.post(f"/host/invitations/{lotte.public_id}/letter")
    assert letters(lotte) == 1
    db.session.expire_all()
    assert lotte.guest.address == "lotte@fine.example"
    assert "Mail it" not in anna.get(board(event)).text


def test_nothing_is_mailed_to_who_asked_to_be_left_out_and_nobody_can_tell(anna: FlaskClient, event: Event) -> None:
    lotte = invited(event, "Lotte")
    lotte.guest.reach_at("lotte@fine.example")
    suppress(lotte.guest.fingerprint or "", Scope.PLAN, event.plan_id)
    db.session.commit()
    assert anna.post(f"/host/invitations/{lotte.public_id}/letter").status_code == 303
    assert letters(lotte) == 0
    assert "Invited" in anna.get(board(event)).text


def test_an_address_that_wants_no_mail_from_here_is_named_as_such(anna: FlaskClient, event: Event) -> None:
    lotte = invited(event, "Lotte")
    lotte.guest.reach_at("lotte@fine.example")
    suppress(lotte.guest.fingerprint or "", Scope.SITE)
    db.session.commit()
    refused = anna.post(f"/host/invitations/{lotte.public_id}/letter")
    assert "Send the link yourself." in refused.text
    assert letters(lotte) == 0


def test_mail_that_came_back_can_be_sent_to_a_better_address(anna: FlaskClient, event: Event) -> None:
    lotte = invited(event, "Lotte")
    lotte.guest.reach_at("lotte@wrong.example")
    lotte.linked_at = None
    db.session.commit()
    anna.post(f"/host/invitations/{lotte.public_id}/letter")
    lotte.guest.bounced_at = event.published_at
    db.session.execute(sa.update(Letter).values(state=LetterState.FAILED))
    db.session.commit()
    assert "Mail came back" in anna.get(board(event)).text
    better = {"name": "Lotte", "address": "lotte@fine.example", "language": "", "zone": ""}
    anna.post(f"/host/guests/{lotte.guest.public_id}", data=better)
    assert "Mail came back" not in anna.get(board(event)).text
    anna.post(f"/host/invitations/{lotte.public_id}/letter")
    assert letters(lotte) == 2
    assert "Mail came back" not in anna.get(board(event)).text
    db.session.execute(sa.update(Letter).values(state=LetterState.FAILED))
    db.session.commit()
    assert "Mail came back" in anna.get(board(event)).text


def test_a_wrong_correction_is_given_back(anna: FlaskClient, event: Event) -> None:
    grace = invited(event, "Grace").guest
    wrong = {"name": "Gr@ce", "address": "nowhere", "language": "xx", "zone": "Mars"}
    page = anna.post(f"/host/guests/{grace.public_id}", data=wrong)
    assert page.status_code == 422
    assert "That doesn’t look like an e-mail address." in page.text
    assert 'value="nowhere"' in page.text
    db.session.expire_all()
    assert (grace.name, grace.address) == ("Grace", None)


def test_a_name_somebody_chose_themselves_stays(anna: FlaskClient, event: Event) -> None:
    grace = invited(event, "Grace").guest
    grace.name, grace.named_by_guest = "Gracie", True
    db.session.commit()
    page = anna.post(
        f"/host/guests/{grace.public_id}", data={"name": "Grace", "address": "", "language": "", "zone": ""}
    )
    assert "They chose this name themselves, so it stays." in page.text
    db.session.expire_all()
    assert grace.name == "Gracie"


def test_a_correction_of_sams_name_reaches_every_page(anna: FlaskClient, event: Event) -> None:
    sam = invited(event, "Sam").guest
    anna.post(f"/host/guests/{sam.public_id}", data={"name": "Samuel", "address": "sam@posteo.example"})
    db.session.expire_all()
    assert (event.hosting.organiser_name, sam.address) == ("Samuel", None)


def test_somebody_taken_out_of_the_book_is_gone(cast: Cast, anna: FlaskClient, event: Event) -> None:
    grace = invited(event, "Grace")
    refused = anna.post(f"/host/guests/{grace.guest.public_id}/removal")
    assert "Take them off the list of your event first." in refused.text
    anna.post(f"/host/invitations/{grace.public_id}/withdrawal")
    anna.post(f"/host/guests/{grace.guest.public_id}/removal")
    assert db.session.scalar(sa.select(Guest.id).where(Guest.name == "Grace")) is None
    assert anna.post(f"/host/guests/{cast.kim.public_id}/removal").status_code == 409


def letters(invitation: Invitation) -> int:
    """Count the invitation letters owed to somebody."""
    owed = (Letter.kind == "invitation") & (Letter.subject == f"invitation:{invitation.id}")
    return db.session.scalar(sa.select(sa.func.count(Letter.id)).where(owed)) or 0
