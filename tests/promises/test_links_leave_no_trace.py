"""Each sort of personal link is made and followed once, and then looked for wherever it must not be.

Copies are looked through in tests/upkeep/test_copies.py, the log of a proxy in tests/deploy/.
"""

import logging
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from coordinator.clock import now
from coordinator.database import db
from coordinator.links import link
from coordinator.links.link import FEEDS, Purpose
from coordinator.logs import redact
from tests.cast import Cast
from tests.dump import everything
from tests.promises.crawl import look
from tests.promises.people import People

SUBJECTS: dict[Purpose, Callable[[Cast], int]] = {
    Purpose.INVITATION: lambda story: story.invitation().id,
    Purpose.DATA: lambda story: story.kim.id,
    Purpose.FIND: lambda story: story.kim.id,
    Purpose.FAVOUR: lambda story: story.noors_favour.id,
    Purpose.HOST: lambda story: story.hosting.id,
    Purpose.CALENDAR: lambda story: story.kim.id,
    Purpose.HOST_CALENDAR: lambda story: story.anna.id,
    Purpose.PLAN_CALENDAR: lambda story: story.plan.id,
}
NO_PAGE = {Purpose.REPLY: "its token stands in a mail address; tests/events/test_the_address_a_calendar_answers.py"}


def path_of(token: str) -> str:
    return link.address(token).removeprefix("http://localhost")


def made(story: Cast) -> dict[Purpose, str]:
    tokens = {purpose: link.mint(purpose, subject(story)) for purpose, subject in SUBJECTS.items()}
    db.session.commit()
    return tokens


def test_every_sort_of_link_is_looked_at() -> None:
    assert set(SUBJECTS) | set(NO_PAGE) == set(Purpose)
    assert set(SUBJECTS) >= FEEDS


def test_no_token_is_found_anywhere_once_it_was_followed(
    app: Flask, story: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    people, tokens = People(app, story), made(story)
    for token in tokens.values():
        client = app.test_client()
        opened = client.get(path_of(token))
        assert opened.status_code in {200, 303}
        shown = client.get(opened.location) if opened.status_code == 303 else opened
        for each in (opened, shown):
            assert token not in str(each.headers), "a header would be kept by whatever stands between"
            assert token not in each.text, "a page, a title or a calendar would hand it on"
            assert each.headers["Referrer-Policy"] == "no-referrer"
        assert client.get("/healthz").status_code == 200
    elsewhere = [seen.bytes for seen in look(app, *people.everybody())]
    places = {
        "the database": everything().encode(),
        "the log": redact(caplog.text).encode(),
        "other pages": b"".join(elsewhere),
    }
    for purpose, token in tokens.items():
        for place, data in places.items():
            assert token.encode() not in data, f"{purpose} lies in {place}"
    assert link.fingerprint(tokens[Purpose.DATA]).encode() in places["the database"]


def test_an_access_log_that_kept_the_path_would_be_redacted(story: Cast) -> None:
    for token in made(story).values():
        assert token not in redact(f'203.0.113.7 "GET {path_of(token)}?to=stop HTTP/1.1" 303')


@pytest.mark.parametrize("how", ["over", "replaced", "switched off", "unknown", "of another sort"])
def test_whatever_is_wrong_with_a_link_it_gets_the_same_answer_to_the_last_header(
    how: str, app: Flask, story: Cast
) -> None:
    before = app.test_client().get("/l/inv_" + "x" * 43)
    for purpose, token in made(story).items():
        subject = SUBJECTS[purpose](story)
        if how == "replaced":
            link.replace(purpose, subject)
        elif how == "switched off":
            link.revoke(purpose, subject)
        elif how == "over":
            if purpose in {Purpose.INVITATION, *FEEDS}:
                continue  # the first opens what is stored for longer; feeds are made without an end
            db.session.execute(sa.update(link.Link).values(expires_at=now()))
        path = path_of(token if how != "unknown" else token[:-1] + ("A" if token[-1] != "A" else "B"))
        if how == "of another sort":
            path = path.replace("/l/", "/c/") + ".ics" if path.startswith("/l/") else f"/l/{token}"
        db.session.commit()
        assert answer(app.test_client().get(path)) == answer(before), purpose


def answer(shown: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    return shown.status_code, shown.data, sorted(shown.headers)
