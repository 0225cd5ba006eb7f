"""What to expect, four questions, a month, a name, a night's sleep; anything but a clear no ends it kindly."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator.database import db
from coordinator.plans.plan import Plan
from coordinator.plans.screening import Outcome, Screening
from tests.cast import Cast
from tests.web.organiser.conftest import As, Sam, plain


def passed(client: FlaskClient, questions: int = 4) -> FlaskClient:
    """Answer the first questions with a clear no."""
    for number in range(1, questions + 1):
        assert client.post(f"/start/{number}", data={"answer": "no"}).status_code == 303
    return client


def plans() -> list[Plan]:
    """Return every plan there is."""
    return list(db.session.scalars(sa.select(Plan).order_by(Plan.id)))


def test_without_a_plan_home_is_where_one_begins(sam: Sam) -> None:
    page = sam.reads("/home")
    assert "Common ground, slowly" in page
    assert "First, five questions, one at a time." in page


def test_the_whole_way_makes_a_plan_that_rests_for_a_night(cast: Cast, sam: Sam) -> None:
    passed(sam.client)
    assert sam.client.post("/start/month", data={"month": "6", "year": "2026"}).location == "/start/name"
    assert "Come back tomorrow after 12:00" in sam.reads("/start/name")
    assert sam.client.post("/start/name", data={"name": "Kim"}).location == "/home"
    (plan,) = plans()
    assert (plan.organiser_id, plan.other_name, plan.parted) == (cast.sam.id, "Kim", date(2026, 6, 1))
    page = sam.reads()
    assert "Nothing to do until tomorrow at 12:00" in page
    assert "Nobody has been asked or told anything." in page
    assert "Ask a friend a favour" not in page


def test_nothing_is_preselected_and_no_answer_is_kept(sam: Sam) -> None:
    for number in (1, 2, 3, 4):
        page = sam.client.get(f"/start/{number}").text
        assert page.count('type="radio"') == 3
        assert "checked" not in page
        assert f"Question {number} of 5" in page
        sam.client.post(f"/start/{number}", data={"answer": "no"})
    with sam.client.session_transaction() as session:
        assert session["start"] == 4
    assert db.session.scalar(sa.select(Screening)) is None


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("says", ["yes", "unsure"])
def test_any_yes_or_unsure_ends_it_kindly_for_a_year(cast: Cast, sam: Sam, number: int, says: str) -> None:
    passed(sam.client, number - 1)
    page = sam.client.post(f"/start/{number}", data={"answer": says}, follow_redirects=True)
    assert "This isn’t the right tool for now" in page.text
    assert "Bristol listening line" in page.text
    row = db.session.scalars(sa.select(Screening)).one()
    assert (row.outcome, row.month) == (Outcome.NOT_NOW, date(2026, 9, 1))
    for path in ("/start", "/start/1", "/start/month", "/start/name"):
        assert "This isn’t the right tool for now" in sam.reads(path)
    cast.clock.shift(timedelta(days=365))
    sam.comes_back()
    assert "This isn’t the right tool for now" in sam.reads("/start")


def test_a_yes_counts_even_out_of_turn(sam: Sam) -> None:
    sam.client.post("/start/3", data={"answer": "unsure"})
    assert db.session.scalars(sa.select(Screening)).one().outcome is Outcome.NOT_NOW


def test_who_was_found_unsuitable_cannot_go_on_with_an_older_page(cast: Cast, as_: As) -> None:
    one, other = passed(as_(cast.sam)), as_(cast.sam)
    other.post("/start/1", data={"answer": "yes"})
    assert one.post("/start/month", data={"month": "6", "year": "2026"}).location == "/start/not-now"
    assert one.post("/start/name", data={"name": "Kim"}).location == "/start/not-now"
    assert plans() == []


def test_questions_cannot_be_skipped(sam: Sam) -> None:
    assert sam.client.post("/start/3", data={"answer": "no"}).location == "/start/1"
    passed(sam.client, 2)
    assert sam.client.get("/start/4").location == "/start/3"
    assert sam.client.post("/start/month", data={"month": "6", "year": "2026"}).location == "/start/3"
    assert sam.client.post("/start/name", data={"name": "Kim"}).location == "/start/3"
    passed(sam.client)
    assert sam.client.post("/start/name", data={"name": "Kim"}).location == "/start/month"
    assert plans() == []


@pytest.mark.parametrize("path", ["/start/0", "/start/5", "/start/99"])
def test_there_are_four_questions(sam: Sam, path: str) -> None:
    assert sam.client.get(path).location == "/start/1"


@pytest.mark.parametrize("data", [{}, {"answer": ""}, {"answer": "perhaps"}])
def test_a_question_without_an_answer_is_asked_again(sam: Sam, data: dict[str, str]) -> None:
    page = sam.client.post("/start/1", data=data)
    assert page.status_code == 422
    assert "Choose one of the three answers." in page.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose the month."),
        ({"month": "13", "year": "2026"}, "Choose the month."),
        ({"month": "6", "year": ""}, "Type the year."),
        ({"month": "6", "year": "last"}, "Write the year with four digits, like 2026."),
        ({"month": "6", "year": "٢٠٢٦"}, "Write the year with four digits, like 2026."),
        ({"month": "6", "year": "1066"}, "That year can’t be right."),
        ({"month": "6", "year": "2027"}, "That year can’t be right."),
        ({"month": "10", "year": "2026"}, "That month is still to come."),
    ],
)
def test_a_month_that_cannot_be_is_said_beside_the_field(sam: Sam, data: dict[str, str], words: str) -> None:
    page = passed(sam.client).post("/start/month", data=data)
    assert page.status_code == 422
    assert words in page.text
    assert f'value="{data.get("year", "")}"' in page.text


def test_two_months_have_to_pass_and_nothing_is_kept_of_asking_early(sam: Sam) -> None:
    page = passed(sam.client).post("/start/month", data={"month": "8", "year": "2026"})
    assert page.status_code == 409
    assert "A plan can start from Friday 30 October 2026." in page.text
    assert "Nothing was kept" in page.text
    assert db.session.scalar(sa.select(Screening)) is None
    assert sam.client.post("/start/name", data={"name": "Kim"}).location == "/start/month"


def test_a_name_is_needed_and_only_a_name(sam: Sam) -> None:
    passed(sam.client).post("/start/month", data={"month": "6", "year": "2026"})
    for name, words in (("", "Type a first name."), ("K1m", "A name can have letters")):
        page = sam.client.post("/start/name", data={"name": name})
        assert page.status_code == 422
        assert words in page.text
    assert plans() == []


def test_whoever_has_no_name_yet_is_asked_for_it(cast: Cast, sam: Sam) -> None:
    cast.sam.name = ""
    db.session.commit()
    passed(sam.client).post("/start/month", data={"month": "6", "year": "2026"})
    assert sam.client.post("/start/name", data={"name": "Kim"}).status_code == 422
    assert sam.client.post("/start/name", data={"name": "Kim", "own_name": "Sam Okafor"}).status_code == 303
    db.session.expire_all()
    assert cast.sam.name == "Sam Okafor"


def test_a_known_name_is_not_changed_on_the_way(cast: Cast, sam: Sam) -> None:
    passed(sam.client).post("/start/month", data={"month": "6", "year": "2026"})
    sam.client.post("/start/name", data={"name": "Kim", "own_name": "Zed"})
    db.session.expire_all()
    assert cast.sam.name == "Sam Okafor"


def test_one_plan_at_a_time(cast: Cast, sam: Sam) -> None:
    assert cast.plan
    for path in ("/start", "/start/1", "/start/month", "/start/name"):
        assert sam.client.get(path).location == "/home"
    assert sam.client.post("/start/name", data={"name": "Lee"}).location == "/home"
    assert len(plans()) == 1


def test_after_an_own_end_a_new_plan_waits_ninety_days(cast: Cast, sam: Sam) -> None:
    cast.plan.leave()
    assert "A new one can start from Monday 7 December 2026" in sam.reads("/start")
    assert sam.client.post("/start/1", data={"answer": "no"}).status_code == 200
    cast.clock.shift(timedelta(days=90))
    sam.comes_back()
    assert "Common ground, slowly" in sam.reads("/start")
    passed(sam.client).post("/start/month", data={"month": "6", "year": "2026"})
    assert sam.client.post("/start/name", data={"name": "Lee"}).location == "/home"
    assert [plan.is_open for plan in plans()] == [False, True]


def test_after_a_year_that_nobody_noted_a_new_plan_waits_just_as_long(cast: Cast, sam: Sam) -> None:
    cast.clock.move_to(cast.plan.closes_at + timedelta(days=89))
    sam.comes_back()
    assert "A new one can start from" in sam.reads("/start")
    cast.clock.shift(timedelta(days=1))
    passed(sam.client).post("/start/month", data={"month": "6", "year": "2026"})
    assert sam.client.post("/start/name", data={"name": "Lee"}).location == "/home"


def test_others_find_nothing_at_this_door(cast: Cast, as_: As) -> None:
    paths = [
        "/home",
        "/start",
        "/start/1",
        "/start/month",
        "/favours/new",
        "/history",
        "/history.csv",
        "/leave",
    ]
    for account in (cast.anna, cast.jo):
        client = as_(account)
        for path in paths:
            assert client.get(path).status_code == 404, path
        assert client.post("/leave").status_code == 404
        assert client.post("/start/1", data={"answer": "no"}).status_code == 404


def test_without_an_account_the_door_asks_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/home").location == "/sign-in?next=/home"
    assert plain(client.get("/home", follow_redirects=True).text).count("Sign in") >= 1


def test_whoever_has_no_plan_finds_the_way_out(cast: Cast, sam: Sam) -> None:
    """On a shared computer these may be the only pages somebody sees."""
    for path in ("/start", "/start/1"):
        assert 'href="/account"' in sam.reads(path)
    assert "Sign out" in sam.reads("/account")
