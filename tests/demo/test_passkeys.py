"""Browsers make passkeys for names alone: at a number the demo says how it is started at one."""

import re
from dataclasses import replace

from flask import Flask

from coordinator.instance import settings
from coordinator.settings import from_environment
from tests.web.conftest import has


def test_at_a_number_it_says_how_to_start_it_at_a_name(demo: Flask) -> None:
    has(demo, replace(settings(), public_base_url="http://127.0.0.1:8080"))
    page = demo.test_client().get("/demo/").text
    said = re.search(r"Browsers make passkeys for names only.*<bdi>(.*) make run</bdi>", page)
    assert said
    environ = dict(pair.split("=") for pair in said[1].split())
    named = from_environment(environ | {"COORDINATOR_DEMO": "1", "COORDINATOR_INSTANCE": str(settings().instance)})
    assert named.takes_passkeys
    assert (named.public_base_url, environ["PORT"]) == ("http://localhost:8080", "8080")


def test_at_a_name_there_is_nothing_to_say(demo: Flask) -> None:
    assert "Browsers make passkeys" not in demo.test_client().get("/demo/").text
