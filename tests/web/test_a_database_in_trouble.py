"""While the database is away, full or takes nothing, pages that only look go on, and all else asks for a minute."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from coordinator import create_app
from coordinator.accounts.account import Account
from coordinator.consent.report import Report
from coordinator.database import db
from coordinator.events.invitation import Invitation
from coordinator.settings import Settings
from tests.cast import Cast

As = Callable[[Account], FlaskClient]
Holding = Callable[[Invitation], FlaskClient]
MOST = 40


@pytest.fixture(params=["full", "read only"])
def trouble(request: pytest.FixtureRequest, app: Flask) -> Iterator[Callable[[], None]]:
    """Return what brings the real database into trouble, and bring it out again."""
    engine, how = db.engine, request.param

    def strike(connection: object, *_more: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        if engine.dialect.name == "sqlite":
            cursor.execute("PRAGMA query_only=ON" if how == "read only" else "PRAGMA max_page_count=1")
        else:
            cursor.execute("SET default_transaction_read_only = on")
            connection.commit()  # type: ignore[attr-defined]

    if how == "full" and engine.dialect.name != "sqlite":
        pytest.skip("a server's disk cannot be filled for a test")
    yield lambda: (db.session.remove(), engine.dispose(), event.listen(engine, "checkout", strike))
    event.remove(engine, "checkout", strike)
    db.session.remove()
    engine.dispose()


def test_what_is_sent_is_not_kept_and_the_page_says_so(
    trouble: Callable[[], None], cast: Cast, holding: Holding
) -> None:
    kim, page = holding(cast.invitation("Kim")), f"/i/{cast.invitation('Kim').public_id}"
    trouble()
    assert kim.get(page).status_code == 200
    kept, told = 0, {"about": "words", "words": "They know why. " * 30}
    ours = {"Sec-Fetch-Site": "same-origin"}
    while (shown := kim.post(f"{page}/report", data=told, headers=ours)).status_code == 200:
        kept += 1  # what still fits into the pages that are there
        assert kept < MOST
    assert (shown.status_code, shown.headers["Retry-After"]) == (503, "60")
    assert "was not kept" in shown.text
    assert f'name="words" value="{told["words"]}"' in shown.text, "it can be sent once more"
    assert "Traceback" not in shown.text
    assert kim.get(page).status_code == 200
    assert db.session.scalar(sa.select(sa.func.count(Report.id))) == kept


def test_pages_that_only_look_go_on_for_who_is_signed_in(trouble: Callable[[], None], cast: Cast, as_: As) -> None:
    assert cast.middle
    sam, anna = as_(cast.sam), as_(cast.anna)
    address = f"/host/events/{cast.event.public_id}"
    cast.clock.shift(cast.event.starts_at - cast.event.created_at)  # their browsers are noted as seen now and then
    trouble()
    assert sam.get("/home").status_code == 200
    assert anna.get(address).status_code == 200


def test_where_it_is_away_every_page_that_needs_it_asks_for_a_minute(settings: Settings) -> None:
    app = create_app(replace(settings, database_url="postgresql+psycopg://ground@127.0.0.1:1/ground"))
    client = app.test_client()
    with client.session_transaction() as session:
        session["device"] = "x" * 43
    assert client.get("/").status_code == 200
    for path in ("/home", f"/l/inv_{'x' * 43}", "/operator/"):
        shown = client.get(path)
        assert (shown.status_code, shown.headers["Retry-After"]) == (503, "60")
        assert "Just a minute" in shown.text
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    with app.app_context():
        db.engine.dispose()
