"""The guest book: names are written down once, roles are never found by a name."""

import pytest
import sqlalchemy as sa

from coordinator.database import db
from coordinator.errors import Enough, NotPossible
from coordinator.events import book, inviting
from coordinator.events.guest import Guest, Role
from coordinator.links.link import Link
from tests.cast import Cast


def test_a_name_is_written_down_once_whatever_its_capitals(cast: Cast) -> None:
    first = book.write_down(cast.hosting, ["Lotte", "Grace"])
    assert book.write_down(cast.hosting, ["lotte"]) == first[:1]
    assert [guest.name for guest in cast.hosting.guests] == ["Sam", "Kim", "Lotte", "Grace"]


@pytest.mark.parametrize("name", ["Sam", "KIM", "Anna", "anna brandt"])
def test_nobody_is_written_down_twice_by_the_name_of_somebody_who_has_a_role(name: str, cast: Cast) -> None:
    """A second Kim would have a link that her stop does not reach; a second Sam would read the place."""
    with pytest.raises(NotPossible):
        book.write_down(cast.hosting, ["Priya", name])
    db.session.rollback()
    (priya,) = book.write_down(cast.hosting, ["Priya"])
    with pytest.raises(NotPossible):
        book.correct(priya, name=name, address=None, language=None, zone=None)
    assert book.write_down(cast.hosting, [f"{name} B"])[0].role is Role.GUEST


def test_a_book_is_full_at_some_point(cast: Cast) -> None:
    with pytest.raises(Enough):
        book.write_down(cast.hosting, [f"Guest {number}" for number in range(book.MOST)])


def test_the_organiser_never_gets_an_address(cast: Cast) -> None:
    sam = cast.hosting.guests[0]
    book.correct(sam, name="Sammy", address="sam@posteo.example", language=None, zone=None)
    assert (sam.name, sam.address, cast.hosting.organiser_name) == ("Sammy", None, "Sammy")


def test_the_other_person_is_called_as_the_host_says(cast: Cast) -> None:
    book.correct(cast.kim, name="Kimberly", address="kim@posteo.example", language="de", zone="Europe/Berlin")
    assert (cast.hosting.other_name, cast.kim.address) == ("Kimberly", "kim@posteo.example")


def test_both_stay_in_the_book(cast: Cast) -> None:
    for guest in cast.hosting.guests[:2]:
        with pytest.raises(NotPossible):
            book.take_out(guest)


def test_whoever_is_taken_out_leaves_no_way_to_somebody_else_behind(cast: Cast) -> None:
    """A database may give the numbers of rows that are gone to new ones, so no link may outlive its guest."""
    cast.link("Priya")
    priya, invitation = cast.invitation("Priya").guest, cast.invitation("Priya")
    inviting.withdraw(invitation)
    db.session.commit()
    book.take_out(priya)
    db.session.commit()
    assert db.session.scalars(sa.select(Link)).all() == []


def test_who_was_written_down_in_the_same_moment_is_no_second_person(cast: Cast) -> None:
    assert len(cast.hosting.guests) == 2, "the book is read before the other click is done"
    with db.engine.begin() as other_click:
        row = {"hosting_id": cast.hosting.id, "name": "Ines", "role": Role.GUEST, "public_id": "x" * 16}
        other_click.execute(sa.insert(Guest).values(row))
    (ines,) = book.write_down(cast.hosting, ["Ines"])
    db.session.commit()
    assert ines.public_id == "x" * 16
    assert db.session.scalar(sa.select(sa.func.count()).where(Guest.name == "Ines")) == 1
