"""What something costs, beside a yardstick measured in the same moment: no clock of any machine decides a test."""

import time
from collections.abc import Callable
from functools import cache


def seconds(act: Callable[[], object]) -> float:
    """Return the processor time that something takes."""
    began = time.process_time()
    act()
    return time.process_time() - began


@cache
def a_fifth_of_a_second() -> float:
    """Return as much processor time as a sum takes here that took 200 ms where this was written, unhurried."""
    return min(seconds(lambda: sum(number * number for number in range(2_500_000))) for _again in range(2))


def is_cheap(act: Callable[[], object]) -> bool:
    """Say whether something costs less than that; it may try twice, as others are at work on the machine."""
    return seconds(act) < a_fifth_of_a_second() or seconds(act) < a_fifth_of_a_second()
