"""What guests and friends do changes no byte of Sam's pages (R3); every page is read before and after."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from coordinator.consent import ending, stop
from coordinator.database import db
from coordinator.events import inviting
from coordinator.events.answer import Answer
from coordinator.events.guest import Guest
from coordinator.history import marking
from coordinator.plans import answering
from coordinator.plans.favour import FavourSays
from tests.cast import Cast
from tests.web.organiser.conftest import Sam

PATHS = ["/home", "/history", "/history.csv", "/history.json", "/history.ics", "/leave", "/favours/new", "/account"]
Deed = Callable[[Cast], object]
TOKEN = re.compile(rb'name="csrf_token" value="[^"]*"')


def kim_is_not_invited(cast: Cast) -> None:
    """Take Kim's invitation away."""
    inviting.withdraw(cast.invitation("Kim"))


def somebody_is_added(cast: Cast) -> None:
    """Put one more person on the list."""
    guest = Guest(hosting=cast.hosting, name="Zed")
    db.session.add(guest)
    db.session.flush()
    inviting.invite(cast.event, guest)


DEEDS: dict[str, Deed] = {
    "Kim comes": lambda cast: cast.says("Kim", Answer.YES),
    "Kim does not come": lambda cast: cast.says("Kim", Answer.NO),
    "Kim says what she eats": lambda cast: cast.says("Kim", Answer.YES, food="No nuts"),
    "others answer": lambda cast: [cast.says("Priya", Answer.NO), cast.says("Tomasz", Answer.YES, party=2)],
    "Kim is not invited": kim_is_not_invited,
    "Kim gets a link": lambda cast: cast.link("Kim"),
    "somebody is added": somebody_is_added,
    "Kim leaves": lambda cast: stop.ask(cast.kim),
    "Kim leaves and nothing may come": lambda cast: stop.ask(cast.kim, nothing_from_here=True, host_may_know=True),
    "Priya leaves": lambda cast: stop.ask(cast.invitation("Priya").guest),
    "the host ends it": lambda cast: ending.end(cast.plan.id, ending.Cause.HOST),
    "the operator ends it": lambda cast: ending.end(cast.plan.id, ending.Cause.OPERATOR),
    "Noor says no": lambda cast: answering.answer(cast.noors_favour, FavourSays.NO),
    "Noor says never": lambda cast: answering.answer(cast.noors_favour, FavourSays.NEVER),
    "Noor says it should not be": lambda cast: answering.answer(cast.noors_favour, FavourSays.VETO),
    "Noor's private questions end it": lambda cast: answering.refuse_by_screening(cast.noors_favour),
}
MARKS: dict[str, Deed] = {
    "Kim was there, Sam was not": lambda cast: marking.mark(cast.event, cast.kim, came=True),
    "Sam was there, Kim was not": lambda cast: [
        marking.mark(cast.event, cast.invitation("Sam").guest, came=True),
        marking.mark(cast.event, cast.kim, came=False),
    ],
    "somebody dropped in": lambda cast: marking.walk_in(cast.event, "Zed"),
}


def everything(sam: Sam, cast: Cast) -> list[object]:
    """Read every page and file, and the headers they come with."""
    sam.client.get("/home")  # a first page sets the cookie
    pages = [sam.client.get(path) for path in [*PATHS, f"/events/{cast.event.public_id}/answer"]]
    return [(page.status_code, TOKEN.sub(b"", page.data), sorted(page.headers)) for page in pages]


@pytest.mark.promises
@pytest.mark.parametrize("deed", DEEDS.values(), ids=list(DEEDS))
def test_before_an_event(cast: Cast, sam: Sam, deed: Deed) -> None:
    assert cast.noors_favour
    assert cast.event
    before = everything(sam, cast)
    deed(cast)
    db.session.commit()
    assert everything(sam, cast) == before
    cast.clock.shift(timedelta(hours=11, minutes=59))  # an end by others is told from twelve hours on
    assert "Left here" not in sam.reads()
    assert "This plan is over" not in sam.reads()


@pytest.mark.promises
@pytest.mark.parametrize("deed", MARKS.values(), ids=list(MARKS))
def test_the_morning_after(cast: Cast, sam: Sam, deed: Deed) -> None:
    cast.says("Kim", Answer.YES)
    cast.clock.move_to(cast.event.shared_from - timedelta(minutes=1))
    sam.comes_back()
    before = everything(sam, cast)
    deed(cast)
    db.session.commit()
    assert everything(sam, cast) == before
