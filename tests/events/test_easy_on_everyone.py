"""A host fills in the form, and the check beside it says what would make the evening light."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordinator.events.ease import Draft, Finding, look_at
from coordinator.events.kinds import Kind, Sort

LONDON = ZoneInfo("Europe/London")
EMPTY = Draft(now=datetime(2026, 11, 22, 18, tzinfo=UTC), zone="Europe/London")
GAMES = replace(
    EMPTY,
    kind=Kind.GAMES,
    title="Board games at the Tannery",
    note="Come for one game or stay for four, the soup is good and the rules are short.",
    starts=datetime(2026, 12, 12, 18, 30, tzinfo=LONDON),
    ends=datetime(2026, 12, 12, 21, 30, tzinfo=LONDON),
    sort_of_place=Sort.PUBLIC,
    capacity=10,
)


def said(draft: Draft, key: str) -> Finding | None:
    return {each.key: each for each in look_at(draft)}.get(key)


def lines(draft: Draft) -> list[tuple[str, str, str]]:
    return [(each.state, str(each.word), str(each.why)) for each in look_at(draft)]


def test_an_empty_form_hears_what_matters_and_may_not_be_published() -> None:
    assert lines(EMPTY) == [
        ("empty", "Six people or more", "So nobody has to carry the talk."),
        ("empty", "A public place", "People can come late and leave when they like."),
        ("empty", "It ends by itself", "Give it an end, so nobody has to find a reason to go."),
        ("empty", "A week’s notice", "Time to say no in peace."),
    ]
    assert [each.key for each in look_at(EMPTY) if each.blocks] == ["people", "end"]


def test_an_easy_evening_is_fine_in_every_line() -> None:
    assert lines(GAMES) == [
        ("ok", "Six people or more", "10 places. Nobody has to carry the talk."),
        ("ok", "A public place", "People can come late and leave when they like."),
        ("ok", "It ends by itself", "At 21:30, so nobody has to find a reason to go."),
        ("ok", "Something to do", "A game gives hands and eyes a job."),
        ("ok", "No alcohol needed", "That’s fine for everyone."),
        ("ok", "Two weeks’ notice", "Time to say no in peace."),
    ]
    assert not any(each.blocks for each in look_at(GAMES))


@pytest.mark.parametrize(("capacity", "blocks"), [(None, True), (1, True), (5, True), (6, False), (60, False)])
def test_too_few_places_keep_it_from_being_published(capacity: int | None, blocks: bool) -> None:
    finding = said(replace(GAMES, capacity=capacity), "people")
    assert finding
    assert finding.blocks is blocks


def test_the_smallest_group_is_the_one_pacing_says() -> None:
    finding = said(replace(GAMES, capacity=7, people=8), "people")
    assert finding
    assert finding.blocks
    assert str(finding.word) == "8 people or more"


def test_a_short_guest_list_is_only_worth_a_look() -> None:
    finding = said(replace(GAMES, invited=4), "people")
    assert finding
    assert (finding.state, finding.blocks) == ("look", False)
    assert said(replace(GAMES, invited=6), "people") == said(GAMES, "people")


@pytest.mark.parametrize(
    ("sort", "state", "blocks"),
    [
        (None, "empty", False),
        (Sort.PUBLIC, "ok", False),
        (Sort.HOME, "look", False),
        (Sort.ORGANISERS_HOME, "look", True),
    ],
)
def test_a_home_is_worth_a_look_and_the_organisers_own_is_not_possible(sort: Sort, state: str, blocks: bool) -> None:
    finding = said(replace(GAMES, sort_of_place=sort), "place")
    assert finding
    assert (finding.state, finding.blocks) == (state, blocks)


def test_without_an_end_it_is_not_published() -> None:
    finding = said(replace(GAMES, ends=None), "end")
    assert finding
    assert (finding.state, finding.blocks) == ("empty", True)


def test_an_end_before_the_start_is_worth_a_look() -> None:
    draft = replace(GAMES, ends=datetime(2026, 12, 12, 17, tzinfo=LONDON))
    finding = said(draft, "end")
    assert finding
    assert (finding.state, str(finding.word)) == ("look", "It ends before it starts")
    assert said(draft, "length") is said(draft, "late") is None


@pytest.mark.parametrize(("hours", "long"), [(3, False), (4, False), (4.02, True), (30, True)])
def test_more_than_four_hours_is_long(hours: float, long: bool) -> None:
    starts = datetime(2026, 12, 12, 15, tzinfo=LONDON)
    assert bool(said(replace(GAMES, starts=starts, ends=starts + timedelta(hours=hours)), "length")) is long


def test_the_night_the_clocks_change_has_its_own_length() -> None:
    starts = datetime(2027, 3, 28, 0, 30, tzinfo=LONDON)  # the clock goes from one to two
    assert not said(replace(GAMES, starts=starts, ends=datetime(2027, 3, 28, 5, 30, tzinfo=LONDON)), "length")
    assert said(replace(GAMES, starts=starts, ends=datetime(2027, 3, 28, 5, 31, tzinfo=LONDON)), "length")


@pytest.mark.parametrize(
    ("starts", "ends", "late"),
    [
        ("2026-12-12T19:00", "2026-12-12T22:59", False),
        ("2026-12-12T19:00", "2026-12-12T23:00", False),
        ("2026-12-12T19:00", "2026-12-12T23:01", True),
        ("2026-12-12T22:00", "2026-12-13T01:00", True),
        ("2026-12-12T01:00", "2026-12-12T03:00", True),
        ("2026-12-12T06:00", "2026-12-12T09:00", False),
    ],
)
def test_it_is_over_by_eleven_on_the_clock_of_its_own_zone(starts: str, ends: str, late: bool) -> None:
    for zone in ("Europe/London", "America/Los_Angeles", "Pacific/Auckland"):
        there = ZoneInfo(zone)
        begin, end = (datetime.fromisoformat(each).replace(tzinfo=there).astimezone(UTC) for each in (starts, ends))
        assert bool(said(replace(GAMES, zone=zone, starts=begin, ends=end), "late")) is late


def test_the_hour_it_ends_is_told_in_the_events_zone() -> None:
    ends = datetime(2026, 12, 12, 21, 30, tzinfo=UTC)
    finding = said(replace(GAMES, zone="Europe/Berlin", ends=ends), "end")
    assert finding
    assert "22:30" in str(finding.why)


@pytest.mark.parametrize("kind", [Kind.FILM, Kind.WALK, Kind.QUIZ, Kind.BOWLING])
def test_kinds_that_hold_on_to_people_come_with_a_way_out(kind: Kind) -> None:
    finding = said(replace(GAMES, kind=kind), "leaving")
    assert finding
    assert (finding.state, finding.blocks) == ("look", False)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_something_to_do_but_the_one_nobody_knows(kind: Kind) -> None:
    finding = said(replace(GAMES, kind=kind), "doing")
    assert finding
    assert finding.state == ("empty" if kind is Kind.OTHER else "ok")


@pytest.mark.parametrize(
    "words",
    [
        "Mulled wine and mince pies",
        "To the pub",
        "BEERS in the park",
        "Glühwein am Fluss",
        "Feierabendbier",
        "Weißwein",
    ],
)
def test_drinking_is_worth_a_look(words: str) -> None:
    for draft in (replace(GAMES, title=words), replace(GAMES, note=f"Come along.\n{words}")):
        finding = said(draft, "alcohol")
        assert finding
        assert (finding.state, finding.blocks) == ("look", False)


@pytest.mark.parametrize(
    "words", ["Schweinebraten", "Nicht weinen", "Ginger cake", "A public garden", "For old times’ sake"]
)
def test_words_that_only_look_like_drinking_are_fine(words: str) -> None:
    finding = said(replace(GAMES, title=words), "alcohol")
    assert finding
    assert finding.state == "ok"


@pytest.mark.parametrize(
    ("days", "state", "word"),
    [
        (-1, "look", "Too soon"),
        (5, "look", "Too soon"),
        (6, "look", "Too soon"),
        (7, "ok", "A week’s notice"),
        (14, "ok", "Two weeks’ notice"),
        (21, "ok", "Plenty of notice"),
        (90, "ok", "Plenty of notice"),
        (91, "look", "Too far ahead"),
    ],
)
def test_notice_is_a_week_to_three_months(days: int, state: str, word: str) -> None:
    starts = datetime(2026, 11, 22, 9, tzinfo=LONDON) + timedelta(days=days)
    finding = said(replace(GAMES, starts=starts, ends=starts + timedelta(hours=2)), "notice")
    assert finding
    assert (finding.state, str(finding.word), finding.blocks) == (state, word, False)


def test_too_soon_says_from_which_day_it_is_fine() -> None:
    starts = datetime(2026, 11, 27, 18, tzinfo=LONDON)
    finding = said(replace(GAMES, starts=starts), "notice")
    assert finding
    assert str(finding.why) == "People need at least a week to say no in peace. 29 November or later is fine."
    stricter = said(replace(GAMES, starts=starts, lead_days=10), "notice")
    assert stricter
    assert str(stricter.why) == "People need at least 10 days to say no in peace. 2 December or later is fine."


def test_days_are_counted_where_the_event_is() -> None:
    late = replace(GAMES, now=datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert str(late.first_day) == "2026-11-29"
    assert str(replace(late, zone="Pacific/Auckland").first_day) == "2026-11-30"
    assert str(late.last_day) == "2027-02-20"


MOMENTS = st.none() | st.datetimes(datetime(2026, 11, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
DRAFTS = st.builds(
    replace,
    st.just(EMPTY),
    kind=st.none() | st.sampled_from(list(Kind)),
    starts=MOMENTS,
    ends=MOMENTS,
    sort_of_place=st.none() | st.sampled_from(list(Sort)),
    capacity=st.none() | st.integers(-3, 99),
    invited=st.integers(0, 20),
    title=st.text(max_size=80),
    zone=st.sampled_from(["Europe/London", "Asia/Kolkata", "Pacific/Apia", "America/St_Johns"]),
)


@given(DRAFTS)
def test_only_three_things_block_and_whatever_blocks_is_said(draft: Draft) -> None:
    findings = look_at(draft)
    few = draft.capacity is None or draft.capacity < 6
    expected = {"people": few, "end": draft.ends is None, "place": draft.sort_of_place is Sort.ORGANISERS_HOME}
    assert {each.key for each in findings if each.blocks} == {key for key, blocks in expected.items() if blocks}
    assert all(each.state != "ok" for each in findings if each.blocks)
    assert len({each.key for each in findings}) == len(findings)
    assert all(str(each.word) and str(each.why) for each in findings)


def test_the_words_stay_in_the_voice_of_the_site() -> None:
    for kind, sort, hours in product(Kind, Sort, (2, 9)):
        starts = datetime(2026, 12, 12, 18, tzinfo=LONDON)
        draft = replace(GAMES, kind=kind, sort_of_place=sort, starts=starts, ends=starts + timedelta(hours=hours))
        for each in look_at(draft):
            assert not set(f"{each.word}{each.why}") & set("!–—'")
