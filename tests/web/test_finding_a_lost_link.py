"""A lost link: asked for by address, once a day, and nobody learns whether there is one."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator import retention
from coordinator.database import db
from coordinator.events.guest import Guest, Role
from coordinator.post.outbox import Letter
from coordinator.settings import Settings, Smtp
from tests.cast import Cast

KIM, NOBODY = "kim@posteo.example", "nobody@posteo.example"


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """Return settings for a site that mails, but for a test that is about one without."""
    without = "without_mail" in request.node.name
    return settings if without else replace(settings, smtp=Smtp(host="mail.ground.example"))


def owed() -> list[str]:
    """Return the subjects of the letters about lost links."""
    return list(db.session.scalars(sa.select(Letter.subject).where(Letter.kind == "find").order_by(Letter.id)))


def test_known_and_unknown_addresses_are_answered_with_the_same_bytes_and_write_as_much(
    cast: Cast, client: FlaskClient
) -> None:
    assert cast.event
    known, unknown = (client.post("/find", data={"email": address}) for address in (KIM, NOBODY))
    assert known.status_code == unknown.status_code == 200
    assert known.data == unknown.data
    assert known.headers == unknown.headers
    assert owed() == [f"guest:{cast.kim.id}", "guest:0"]


def test_there_is_one_letter_a_day_however_often_somebody_asks(cast: Cast, client: FlaskClient) -> None:
    assert cast.event
    for _again in range(3):
        client.post("/find", data={"email": KIM})
    assert len(owed()) == 1
    cast.clock.shift(timedelta(days=1))
    client.post("/find", data={"email": KIM.upper()})
    assert len(owed()) == 2


def test_it_works_as_long_as_the_address_is_kept(cast: Cast, client: FlaskClient) -> None:
    cast.clock.move_to(cast.event.ends_at + timedelta(days=6, hours=22))
    retention.purge()
    client.post("/find", data={"email": KIM})
    assert owed() == [f"guest:{cast.kim.id}"]
    cast.clock.shift(timedelta(days=2))
    retention.purge()
    client.post("/find", data={"email": KIM})
    assert owed()[1:] == ["guest:0"], "the address is gone; who has the link still finds the rest"
    assert db.session.scalar(sa.select(Guest).where(Guest.role == Role.OTHER))


def test_a_site_without_mail_promises_none(cast: Cast, client: FlaskClient) -> None:
    assert cast.event
    for page in (client.get("/find"), client.post("/find", data={"email": KIM})):
        assert page.status_code == 200
        assert "This site sends no mail. Ask whoever invited you for a new link." in page.text
        assert 'type="email"' not in page.text
    assert owed() == []
    assert "/find" not in client.get("/l/inv_lost").text
