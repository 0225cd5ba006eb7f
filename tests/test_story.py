"""The story, told by the models alone."""

from coordinator.events.invitation import Answer
from tests.cast import Cast


def test_a_favour_becomes_an_event_with_answers(cast: Cast) -> None:
    cast.says("Kim", Answer.YES, food="No nuts, please")
    assert cast.invitation().answer is Answer.YES
    assert cast.link().startswith("/l/inv_")
