"""The operator's pages: states and counts; no name, answer or word of anybody, whatever is in the database (T9)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import instance
from coordinator.accounts.suspending import suspend
from coordinator.clock import now
from coordinator.database import db
from coordinator.events import answering, news
from coordinator.events.invitation import Answer
from coordinator.events.question import ask
from coordinator.post.outbox import Letter, LetterState, owe
from coordinator.settings import Smtp
from tests.cast import Cast
from tests.promises.canaries import canary, sings
from tests.promises.crawl import look, press
from tests.promises.owners import OWNERS, Owner
from tests.promises.people import People

NOT_TYPED = {"event_draft.typed", "report.words", "account.email"}
CHOSEN = {"event.zone", "hosting.zone", "hosting.language", "guest.language", "guest.zone"}
WORDS = [name for name, owner in OWNERS.items() if owner not in {Owner.SITE, Owner.ACCOUNT}]


@pytest.fixture
def sung(app: Flask, cast: Cast) -> Cast:
    """Let every word that anybody typed sing."""
    assert cast.noors_favour
    ask(cast.event, ["Which game would you bring?"], food=True)
    said = {question.id: "Trains" for question in cast.event.questions}
    answering.reply(cast.invitation(), Answer.YES, food="No nuts", words=said)
    news.call_off(cast.event, "Closed")
    db.session.flush()
    for name in WORDS:
        if name not in NOT_TYPED | CHOSEN:
            table, column = name.split(".")
            of = db.metadata.tables[table]
            filled = of.c[column].is_not(None)
            db.session.execute(sa.update(of).where(filled).values(**{column: canary(name)}))
    db.session.commit()
    return cast


def test_nothing_anybody_typed_is_on_an_operators_page(app: Flask, sung: Cast) -> None:
    jo = People(app, sung).operator()
    jo.audiences = ("operator",)
    for seen in [*look(app, jo), *look(app, jo, query="?lang=de")]:
        assert sings(seen.bytes) == [], seen
        assert "Okafor" not in seen.response.text, seen


def test_nor_while_letters_are_late_and_somebody_is_suspended(app: Flask, sung: Cast) -> None:
    jo = People(app, sung).operator()
    instance.install(app, replace(instance.settings(), smtp=Smtp(host="127.0.0.1")))
    suspend(sung.sam)
    gone = {"state": LetterState.FAILED, "again_at": now()}
    db.session.execute(sa.update(Letter).where(Letter.kind == "favour").values(gone))
    owe("digest", f"event:{sung.event.id}", not_before=now() - timedelta(hours=1))
    db.session.commit()
    health = jo.client.get("/operator/").text
    for words in ("that is late.", "given up since yesterday", "waits longest"):
        assert words in health
    jo.audiences = ("operator",)
    for seen in look(app, jo):
        assert sings(seen.bytes) == [], seen
        assert "Okafor" not in seen.response.text, seen


def test_the_one_text_on_them_is_a_report(app: Flask, sung: Cast) -> None:
    jo = People(app, sung).operator()
    assert "It reads like a letter." in jo.client.get("/operator/reports").text


def test_no_button_there_answers_with_more(app: Flask, sung: Cast) -> None:
    jo = People(app, sung).operator()
    jo.audiences = ("operator",)
    for seen in press(app, jo):
        assert sings(seen.bytes) == [], seen


def test_an_operator_can_neither_start_nor_join_a_plan(app: Flask, sung: Cast) -> None:
    jo = People(app, sung).operator()
    for path in ("/home", "/start", "/start/1", "/start/name", "/history", "/favours/new"):
        assert jo.client.get(path).status_code == 404
        assert jo.client.post(path).status_code in {404, 405}
