"""What a guest says of their own mark counts, and only for their own history."""

import sqlalchemy as sa

from coordinator.database import db
from coordinator.events.guest import Guest
from coordinator.history import marking
from coordinator.history.attendance import Attendance
from coordinator.history.shared import SharedEvent
from tests.cast import Cast


def shared(cast: Cast) -> bool:
    return db.session.scalar(sa.select(sa.exists().where(SharedEvent.event_id == cast.event.id))) or False


def mark_of(cast: Cast, guest: Guest) -> Attendance:
    return db.session.get_one(Attendance, (cast.event.id, guest.id))


def test_her_word_makes_it_stand_or_fall(cast: Cast) -> None:
    cast.takes_place("Sam", "Kim")
    assert shared(cast)
    for say in (marking.dispute, marking.hide):
        say(mark_of(cast, cast.kim))
        assert not shared(cast)
        say(mark_of(cast, cast.kim), **{"disputed" if say is marking.dispute else "hidden": False})
        assert shared(cast)


def test_another_guests_word_changes_nothing_of_it_even_when_she_is_forgotten(cast: Cast) -> None:
    cast.takes_place("Sam", "Kim", "Priya")
    priya = cast.invitation("Priya").guest
    db.session.delete(mark_of(cast, cast.kim))  # as when the plan is over and she is forgotten, but his list stays
    db.session.commit()
    for _time in range(2):
        marking.dispute(mark_of(cast, priya))
        assert shared(cast)
        marking.dispute(mark_of(cast, priya), disputed=False)
