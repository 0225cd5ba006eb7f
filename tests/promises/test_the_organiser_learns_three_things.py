"""R3: whatever guests and friends do, not one byte that Sam gets changes; but for three things he may know.

What the host publishes, that the plan is over (late, without a cause), and that both were at an event (after 72 hours).
"""

from dataclasses import replace
from functools import cache

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coordinator.events.invitation import Answer
from coordinator.plans.favour import FavourSays
from tests.promises.chance import Chance
from tests.promises.worlds import DAY_SEVEN, KIMS, LOOKS, PLACE, Public, Secret, Telling

ANSWERS = st.sampled_from(list(Answer))
# Usually a few public scripts, so that each is told once and compared with many secrets.
FEW = st.sampled_from(
    [
        Public(looks=(0, 1, 2, 3)),
        Public(looks=(3, 4, 5, 8)),
        Public(shared=True, looks=(5, 6, 7)),
        Public(noor_by_mail=False, sam_says=None, looks=(0, 1, 2)),
        Public(host_does="move", looks=(3, 5, 8)),
        Public(host_does="call off", sam_says=Answer.NO, looks=(3, 7)),
    ]
)
ANY = st.builds(
    Public,
    noor_by_mail=st.booleans(),
    sam_says=st.sampled_from([None, *Answer]),
    host_does=st.sampled_from(["nothing", "reword", "move", "call off"]),
    shared=st.booleans(),
    looks=st.sets(st.integers(0, len(LOOKS) - 1), min_size=1).map(sorted).map(tuple),
)
SECRET = st.builds(
    Secret,
    invited=st.sampled_from([True, True, True, False]),
    kim_says=st.lists(ANSWERS, max_size=3).map(tuple),
    food=st.sampled_from(["", "No nuts, please"]),
    kim_does=st.lists(st.sampled_from(sorted(KIMS)), max_size=4, unique=True).map(tuple),
    noor_says=st.sampled_from([None, FavourSays.NO, FavourSays.NEVER]),
    noor_after_days=st.integers(0, 6),
    others_say=st.lists(ANSWERS, max_size=4).map(tuple),
    not_shared_by=st.sampled_from(["nobody marked", "only Sam", "only Kim", "hidden", "disputed"]),
    at_the_end=st.sampled_from(["nothing", "stop", "veto"]),
)
NOTHING = Secret()
USUAL = 25  # worlds; more are drawn anew each time
WORLDS = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)


@pytest.fixture
def telling(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Telling:
    """Return what tells worlds, one after the other, to the same clock and the same chance."""
    return Telling(app, Chance(monkeypatch))


def possible(public: Public, secret: Secret) -> tuple[Public, Secret]:
    """Leave out what would change one of the three things Sam may know."""
    if public.host_does == "call off":
        public = replace(public, shared=False)
    if public.shared:  # both were there, so she is in the book, and hides nothing
        deeds = tuple(deed for deed in secret.kim_does if deed != "deletes everything")
        secret = replace(secret, kim_does=deeds)
    if secret.at_the_end != "nothing":  # its closing shows at once where the place is about to be shown
        until = PLACE if secret.at_the_end == "stop" else DAY_SEVEN
        public = replace(public, looks=tuple(each for each in public.looks if each < until) or (0,))
    return public, secret


@pytest.mark.thorough
def test_two_worlds_are_equal_to_the_byte(telling: Telling, request: pytest.FixtureRequest) -> None:
    """Each world is compared with the one in which nothing secret happens; equal to that, they equal each other."""
    worlds = request.config.getoption("--worlds")
    seen = cache(lambda public: telling.tell(public, NOTHING))

    @settings(WORLDS, max_examples=worlds, derandomize=worlds <= USUAL, database=None)
    @given(FEW if worlds <= USUAL else ANY, SECRET)
    @example(Public(), Secret(invited=True, kim_says=(Answer.YES,), kim_does=tuple(KIMS)))
    @example(Public(shared=True), Secret(invited=True, kim_says=(Answer.NO, Answer.YES), others_say=(Answer.YES,) * 4))
    @example(Public(host_does="move", looks=(3,)), Secret(invited=True, others_say=(Answer.YES,)))
    @example(Public(noor_by_mail=False, looks=(0, 1, 2)), Secret(noor_says=FavourSays.NEVER, noor_after_days=0))
    @example(
        Public(noor_by_mail=False, looks=(1, 2)), Secret(invited=True, kim_says=(Answer.NO,), noor_says=FavourSays.NO)
    )
    @example(Public(looks=(0, 3)), Secret(invited=True, at_the_end="stop"))
    @example(Public(looks=(0, 1)), Secret(at_the_end="veto"))
    def compare(public: Public, secret: Secret) -> None:
        public, secret = possible(public, secret)
        one, other = seen(public), telling.tell(public, secret)
        for (name, bytes_), (name_there, bytes_there) in zip(one, other, strict=False):
            assert name == name_there
            assert bytes_ == bytes_there, name
        assert len(one) == len(other)

    compare()


@pytest.mark.thorough
def test_the_worlds_are_rich_enough(telling: Telling) -> None:
    """What is compared is not empty, and what is public does make a difference."""
    looks = (0, 3, 7)
    plain = telling.tell(Public(looks=looks), NOTHING)
    assert len(plain) > 10 * len(looks)
    for other in (Public(shared=True), Public(host_does="move"), Public(sam_says=None), Public(host_does="call off")):
        assert telling.tell(replace(other, looks=looks), NOTHING) != plain
    moved = telling.tell(Public(host_does="move", looks=looks), NOTHING)
    assert any("letter to" in name for name, _bytes in moved)


@pytest.mark.thorough
def test_the_same_world_told_twice_is_the_same(telling: Telling) -> None:
    public = Public(looks=(0, 5, 7))
    assert telling.tell(public, NOTHING) == telling.tell(public, NOTHING)
