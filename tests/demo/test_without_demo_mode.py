"""Outside demo mode nobody is signed in by a button, and nothing of the demo is there."""

from dataclasses import replace

import pytest
from flask import Flask

from coordinator.settings import Settings, Unsafe


def test_no_page_and_no_command_of_the_demo_exists(app: Flask) -> None:
    browser = app.test_client()
    for path in ("/demo", "/demo/", "/demo/mailbox"):
        assert browser.get(path).status_code == 404
    for path in ("/demo/clock", "/demo/shoes/sam/sign_in"):
        assert browser.post(path).status_code == 404
    assert app.test_cli_runner().invoke(args=["demo", "--json"]).exit_code != 0
    assert not [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("demo")]


def test_a_demo_refuses_an_address_that_others_can_reach(settings: Settings) -> None:
    with pytest.raises(Unsafe, match="demo mode"):
        replace(settings, demo=True, public_base_url="https://ground.example").check()
