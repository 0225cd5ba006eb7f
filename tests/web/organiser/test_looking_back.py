"""History: events both were marked at, after the hold; a closed list about oneself; copies of dates, titles, hosts."""

import csv
import io
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from coordinator.database import db
from coordinator.history import marking
from coordinator.history.attendance import Attendance
from coordinator.history.shared import Reflection, SharedEvent
from tests.cast import Cast
from tests.web.organiser.conftest import Sam

TITLE = "Board games at the Tannery"
FILES = ["/history.csv", "/history.json", "/history.ics"]


def test_before_the_first_there_is_an_empty_year(cast: Cast, sam: Sam) -> None:
    assert cast.plan
    page = sam.reads("/history")
    assert "Nothing here yet, and there’s no hurry." in page
    assert "A year as a line of low hills, with nothing marked yet" in page
    assert "<circle" not in page.partition("<main")[2]


def test_whoever_has_no_plan_sees_the_same(sam: Sam) -> None:
    assert "Nothing here yet" in sam.reads("/history")


def test_an_event_shows_three_days_after_it_when_both_were_marked(cast: Cast, sam: Sam) -> None:
    cast.takes_place("Sam", "Kim")
    cast.clock.move_to(cast.event.shared_from - timedelta(minutes=1))
    assert TITLE not in sam.reads("/history")
    cast.clock.move_to(cast.event.shared_from)
    page = sam.reads("/history")
    assert TITLE in page
    assert "Hosted by Anna Brandt" in page
    assert "Saturday 3 October" in page
    assert page.partition("<main")[2].count("<circle") == 1
    assert "Kim" not in page
    assert "Tannery Café" not in page


@pytest.mark.parametrize("came", [[], ["Sam"], ["Kim"], ["Sam", "Priya"]])
def test_anything_else_looks_the_same(cast: Cast, sam: Sam, came: list[str]) -> None:
    cast.takes_place(*came)
    cast.clock.move_to(cast.event.shared_from)
    assert "Nothing here yet" in sam.reads("/history")
    for path in FILES:
        assert TITLE not in sam.client.get(path).text


def test_what_somebody_hides_is_gone_from_page_and_files(cast: Cast, sam: Sam) -> None:
    cast.is_shared()
    marking.hide(db.session.get_one(Attendance, (cast.event.id, cast.kim.id)))
    assert "Nothing here yet" in sam.reads("/history")
    for path in FILES:
        assert TITLE not in sam.client.get(path).text


def test_ticks_about_oneself_are_kept_and_taken_back(cast: Cast, sam: Sam) -> None:
    cast.is_shared()
    own = f"{cast.event.public_id}-own"
    path = f"/history/{cast.event.public_id}/reflection"
    sent = sam.client.post(path, data={own: ["stayed", "left"]})
    assert sent.location == f"/history?saved={cast.event.public_id}#{cast.event.public_id}"
    page = sam.client.get("/history").text
    assert page.count("checked") == 2
    assert 'value="stayed" checked' in page
    sam.client.post(path, data={own: ["left", "less"]})
    assert set(db.session.scalars(sa.select(Reflection.conduct))) == {"left", "less"}
    sam.client.post(path, data={})
    assert db.session.scalar(sa.select(Reflection)) is None


@pytest.mark.parametrize("ticked", ["great", "stayed; she smiled", ""])
def test_only_the_closed_list_can_be_ticked(cast: Cast, sam: Sam, ticked: str) -> None:
    cast.is_shared()
    sam.client.post(f"/history/{cast.event.public_id}/reflection", data={f"{cast.event.public_id}-own": [ticked]})
    assert db.session.scalar(sa.select(Reflection)) is None


def test_there_is_no_list_for_what_is_not_shared(cast: Cast, sam: Sam) -> None:
    cast.takes_place("Sam")
    cast.clock.move_to(cast.event.shared_from)
    assert sam.client.post(f"/history/{cast.event.public_id}/reflection", data={}).status_code == 404


def test_a_year_can_be_looked_at_alone(cast: Cast, sam: Sam) -> None:
    cast.is_shared()
    assert "year=" not in sam.client.get("/history").text  # one year needs no choice
    row = db.session.scalars(sa.select(SharedEvent)).one()
    later = _copy(cast, 120)
    db.session.add(SharedEvent(plan_id=row.plan_id, event_id=later.id, shows_at=later.starts_at))
    cast.clock.move_to(later.starts_at + timedelta(days=4))
    sam.comes_back()
    page = sam.client.get("/history").text
    assert page.index("year=2027") < page.index("year=2026")
    assert page.index("A later walk") < page.index(TITLE)
    only = sam.client.get("/history?year=2026").text
    assert TITLE in only
    assert "A later walk" not in only
    assert "January to December" in only
    assert sam.client.get("/history?year=1066").text.count("A later walk") == 1


def test_the_table_is_quoted_and_harmless_in_a_spreadsheet(cast: Cast, sam: Sam) -> None:
    cast.event.title = '=HYPERLINK("x"), "games"'
    cast.hosting.name = "@Anna"
    cast.is_shared()
    page = sam.fetches("/history.csv")
    assert page.headers["Content-Disposition"] == 'attachment; filename="dates.csv"'
    rows = list(csv.reader(io.StringIO(page.text.lstrip("\ufeff"))))
    assert rows == [["Date", "Title", "Host"], ["2026-10-03", '\'=HYPERLINK("x"), "games"', "'@Anna"]]
    assert page.text.lstrip("\ufeff").startswith('"Date","Title","Host"\r\n')


def test_the_data_holds_dates_titles_and_hosts(cast: Cast, sam: Sam) -> None:
    cast.is_shared()
    page = sam.fetches("/history.json")
    assert json.loads(page.text) == {"dates": [{"date": "2026-10-03", "title": TITLE, "host": "Anna Brandt"}]}


def test_the_calendar_holds_no_place_and_nobody_else(cast: Cast, sam: Sam) -> None:
    cast.is_shared()
    page = sam.fetches("/history.ics")
    assert page.content_type == "text/calendar; charset=utf-8"
    (entry,) = Calendar.from_ical(page.data).walk("VEVENT")
    assert (str(entry["SUMMARY"]), entry.decoded("DTSTART")) == (TITLE, cast.event.starts_at)
    for word in ("Kim", "Tannery Café", "ATTENDEE", "Priya", "LOCATION"):
        assert word not in page.text


def test_the_list_outlives_the_plan_by_thirty_days(cast: Cast, sam: Sam) -> None:
    cast.is_shared()
    cast.plan.leave()
    page = sam.reads("/history")
    assert TITLE in page
    assert "How was I?" not in page
    assert "Kim" not in page
    assert sam.client.post(f"/history/{cast.event.public_id}/reflection", data={}).status_code == 404
    cast.clock.shift(timedelta(days=30) - timedelta(minutes=1))
    assert TITLE in sam.reads("/history")
    cast.clock.shift(timedelta(minutes=1))
    for path in ["/history", *FILES]:
        assert sam.fetches(path).status_code == 410


def _copy(cast: Cast, days: int) -> SharedEvent:
    """Publish another event of Anna's, some days after the first."""
    event = type(cast.event)(
        hosting=cast.hosting, plan_id=cast.plan.id, kind="walk", title="A later walk", zone="Europe/London",
        starts_at=cast.event.starts_at + timedelta(days=days), ends_at=cast.event.ends_at + timedelta(days=days),
        place="The weir", capacity=8,
    )  # fmt: skip
    db.session.add(event)
    event.published_at = event.starts_at
    db.session.commit()
    return event
