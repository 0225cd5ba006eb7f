"""Every letter delivered, as it arrived."""

import re
import shutil
import smtplib

import pytest
from flask import Flask

from coordinator.demo import mailbox, starting
from coordinator.instance import settings


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
