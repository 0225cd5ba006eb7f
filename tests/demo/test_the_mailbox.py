"""Every letter delivered, as it arrived."""

import logging
import re
import shutil
import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from coordinator.accounts.account import Account
from coordinator.accounts.passkey import Passkey
from coordinator.database import db
from coordinator.demo import mailbox, moving, starting, world
from coordinator.events.event import Event
from coordinator.instance import settings
from coordinator.languages import CODES
from coordinator.post.letters import KINDS
from coordinator.post.message import message_id
from coordinator.post.outbox import Letter
from tests.authenticator import Authenticator
from tests.demo.conftest import demo_in, leave
from tests.web.passkeys.conftest import make


def test_letters_of_the_story_are_there_and_their_links_work(demo: Flask) -> None:
    letters = mailbox.letters()
    to_kim = next(
        letter for letter in letters if letter.to == "kim@posteo.example" and "/l/inv_" in letter.part("text/plain")
    )
    link = re.search(r"http://localhost(/l/inv_\S+)", to_kim.part("text/plain"))
    assert link
    assert demo.test_client().get(link[1], follow_redirects=True).status_code == 200


def test_the_page_shows_text_with_links_and_html_by_itself(demo: Flask) -> None:
    browser = demo.test_client()
    assert browser.get("/demo/mailbox").status_code == 200
    key = next(letter.key for letter in mailbox.letters() if letter.to == "kim@posteo.example")
    page = browser.get(f"/demo/mailbox/{key}")
    assert '<a href="http://localhost/l/inv_' in page.text
    html = browser.get(f"/demo/mailbox/{key}/html")
    assert "script" not in html.headers["Content-Security-Policy"]
    assert browser.get("/demo/mailbox/nothing").status_code == 404


def test_an_empty_mailbox_says_so(demo: Flask) -> None:
    shutil.rmtree(mailbox.folder())
    assert "No letter yet" in demo.test_client().get("/demo/mailbox").text


@pytest.mark.thorough
def test_beginning_anew_beside_an_open_post_office_loses_no_letter(demo: Flask) -> None:
    before = {letter.key for letter in mailbox.letters()}
    with mailbox.open_if_closed():
        starting.reset()
        anew = {letter.key for letter in mailbox.letters()}
        with smtplib.SMTP("127.0.0.1", settings().smtp.port) as line:
            line.sendmail("from@ground.example", "kim@posteo.example", b"Subject: One more\r\n\r\nHello.\r\n")
    assert anew
    assert not anew & before
    assert len(mailbox.letters()) == len(anew) + 1


@pytest.fixture
def kinds(told: Path, tmp_path: Path, port: int) -> Iterator[dict[str, str]]:
    """Tell the story while somebody notes which Message-ID is of which kind, and return that."""
    app, known = demo_in(tmp_path / "anew", port), {}

    def deliver() -> None:
        moving.pass_the_hour()
        for kind, subject, reason in db.session.execute(sa.select(Letter.kind, Letter.subject, Letter.reason)):
            known[message_id(f"{kind}:{subject}:{reason}")] = kind

    with app.app_context(), mailbox.open_if_closed():
        db.create_all()
        world.fill(deliver)
        _make_and_remove_a_passkey(app.test_client())
        deliver()
        for _half_a_day in range(2):  # whatever o'clock it is, that takes the letters past the night
            moving.put(moving.current() + moving.STEP)
            deliver()
        yield known
    leave(app)


def _make_and_remove_a_passkey(anna: FlaskClient) -> None:
    """Do with a device of one's own what no story can tell."""
    sign_in = anna.post("/demo/shoes/anna/sign_in").headers["Location"]
    assert anna.post(sign_in).status_code == 303
    assert make(anna, Authenticator()).status_code == 303
    number = db.session.scalars(sa.select(Passkey.id)).one()
    assert anna.post(f"/account/passkeys/{number}/removal").status_code == 303


@pytest.mark.usefixtures("demo")
def test_the_one_letter_of_the_story_that_comes_back_is_no_news_in_the_log() -> None:
    said: list[logging.LogRecord] = []
    notes = logging.Handler(logging.WARNING)
    notes.emit = said.append  # type: ignore[method-assign]
    product = logging.getLogger("coordinator")
    product.addHandler(notes)
    try:
        starting.reset()
    finally:
        product.removeHandler(notes)
    assert said == []


def test_a_letter_of_every_kind_was_delivered_and_in_every_language(kinds: dict[str, str]) -> None:
    letters = mailbox.letters()
    assert {kinds[letter.message["Message-ID"]] for letter in letters} == set(KINDS)
    assert {letter.message["Content-Language"] for letter in letters} == set(CODES)


def test_of_the_plan_that_is_over_nothing_is_kept_but_its_letters(demo: Flask) -> None:
    assert any(letter.to == "ines@duarte.example" for letter in mailbox.letters())
    assert db.session.scalars(sa.select(Event.title).order_by(Event.id)).all() == [
        "Picnic by the weir",
        "Board games at the Tannery",
    ]
    assert not {"ines@duarte.example", "ravi@menon.example"} & set(db.session.scalars(sa.select(Account.email)))
