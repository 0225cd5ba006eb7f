"""Leave it here: one step, told to nobody but the friends who were asked; and the account's own page."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator.consent import ending
from coordinator.consent.ending import Closing, Told
from coordinator.database import db
from coordinator.events import organiser_reply
from coordinator.events.invitation import Answer
from coordinator.post.outbox import Letter
from tests.cast import Cast
from tests.web.organiser.conftest import Sam


def test_the_page_says_what_it_means_and_does_nothing(cast: Cast, sam: Sam) -> None:
    assert cast.event
    page = sam.reads("/leave")
    assert "Kim is told nothing, ever." in page
    assert "“Board games at the Tannery” goes on without you: everyone who is invited reads that you’re not" in page
    assert "You could begin again in 90 days. You don’t have to." in page
    assert db.session.scalar(sa.select(Closing)) is None


def test_one_click_is_enough_and_a_second_is_harmless(cast: Cast, sam: Sam) -> None:
    favour = cast.favour
    for _click in range(2):
        assert sam.client.post("/leave").location == "/home"
    page = sam.reads()
    assert "Left here, kindly" in page
    assert "Your own list of dates stays readable until Thursday 8 October" in page
    assert "Kim" not in page
    db.session.expire_all()
    assert favour.withdrawn_at
    assert sam.client.get("/leave").location == "/home"


def test_nothing_is_ever_sent_to_the_other_person(cast: Cast, sam: Sam) -> None:
    assert cast.event
    before = set(db.session.scalars(sa.select(Letter.id)))
    sam.client.post("/leave")
    after = db.session.execute(sa.select(Letter.kind, Letter.subject).where(Letter.id.not_in(before))).all()
    assert not [row for row in after if row.subject.startswith(("invitation", "guest"))]


def test_leaving_looks_the_same_whether_or_not_others_had_ended_it(cast: Cast, sam: Sam) -> None:
    ending.end(cast.plan.id, ending.Cause.STOP)
    assert sam.client.post("/leave").location == "/home"
    assert "Left here, kindly" in sam.reads()
    cast.clock.shift(timedelta(hours=73))
    assert "Left here, kindly" in sam.reads()


def test_leaving_late_notes_the_end_there_was(cast: Cast, sam: Sam) -> None:
    cast.clock.move_to(cast.plan.closes_at)
    sam.comes_back()
    sam.client.post("/leave")
    assert db.session.scalars(sa.select(Closing.told)).one() is Told.YEAR


def test_without_a_plan_there_is_nothing_to_leave(sam: Sam) -> None:
    assert sam.client.get("/leave").status_code == 404
    assert sam.client.post("/leave").status_code == 404


def test_name_language_and_zone_can_be_changed(cast: Cast, sam: Sam) -> None:
    assert 'value="Sam Okafor"' in sam.client.get("/account").text
    sent = sam.client.post("/account", data={"name": "Samuel", "language": "de", "zone": "Europe/Berlin"})
    assert sent.location == "/account"
    assert "Saved." in sam.client.get("/account").text
    db.session.expire_all()
    assert (cast.sam.name, cast.sam.language, cast.sam.zone) == ("Samuel", "de", "Europe/Berlin")


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"name": "S4m"}, {"language": "xx"}, {"zone": "Mars/Olympus"}, {"zone": ""}]
)
def test_what_cannot_be_is_not_kept(cast: Cast, sam: Sam, change: dict[str, str]) -> None:
    data = {"name": "Samuel", "language": "de", "zone": "Europe/Berlin"} | change
    assert sam.client.post("/account", data=data).status_code == 422
    db.session.expire_all()
    assert cast.sam.name == "Sam Okafor"


def test_everybody_reads_the_same_of_an_event_he_leaves(cast: Cast, sam: Sam, client: FlaskClient) -> None:
    """What guests are promised above their answers is what he is told himself (R2)."""
    organiser_reply.reply(cast.event, Answer.YES)
    db.session.commit()
    sam.client.post("/leave")
    assert "If Saturday 3 October is in your calendar, please take it out and don’t come along." in sam.reads()
    client.get(cast.link())
    assert "<bdi>Sam</bdi> isn’t coming" in client.get(f"/i/{cast.invitation().public_id}").text
