"""A machine that plays an organiser who will not let go finds no step that breaks a rule (product.md §2, §3)."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from coordinator.database import db
from coordinator.settings import Settings
from tests.promises.pursuit import Pursuit

USUAL = 8  # pursuits, always the same; more are drawn anew each time


@pytest.mark.thorough
def test_no_step_of_a_pursuit_breaks_a_rule(
    app: Flask, settings_: Settings, emptying: Callable[[Settings], None], request: pytest.FixtureRequest
) -> None:
    many = request.config.getoption("--pursuits")

    def empty() -> None:
        db.session.remove()
        db.engine.dispose()
        emptying(settings_)

    with time_machine.travel(datetime(2026, 9, 7, 11, tzinfo=UTC), tick=False) as clock:
        run_state_machine_as_test(
            lambda: Pursuit(app, clock, empty),
            settings=settings(
                max_examples=many,
                stateful_step_count=25,
                deadline=None,
                derandomize=many <= USUAL,
                database=None,
                print_blob=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )


@pytest.fixture
def settings_(settings: Settings) -> Settings:
    """Return the settings of this instance, under a name that hypothesis leaves free."""
    return settings
