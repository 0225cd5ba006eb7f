"""Every route belongs to one audience, and the promises look at every one of them."""

from flask import Flask

from coordinator.web.doors import AUDIENCES, audience_of
from tests.promises.crawl import LEFT_OUT, addresses
from tests.promises.people import People


def test_every_route_has_an_audience(app: Flask) -> None:
    without = [rule.endpoint for rule in app.url_map.iter_rules() if audience_of(rule.endpoint) is None]
    assert without == []


def test_every_route_is_looked_at_or_left_out_with_a_reason(app: Flask, people: People) -> None:
    reached = {
        endpoint
        for visitor in people.everybody()
        for method in ("GET", "POST")
        for endpoint, _path in addresses(app, visitor, method)
    }
    assert {rule.endpoint for rule in app.url_map.iter_rules()} - reached == set(LEFT_OUT)
    assert all(LEFT_OUT.values())


def test_no_route_answers_to_more_than_looking_and_posting(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS", "POST"}, rule


def test_no_route_both_looks_and_posts_in_one_registration(app: Flask) -> None:
    mixed = [rule for rule in app.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())]
    assert mixed == [], "write bp.get and bp.post, so that a reader of the route list sees what changes things"


def test_every_audience_is_known_by_its_door(app: Flask) -> None:
    doors = {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()}
    assert doors <= set(AUDIENCES)


def test_no_address_says_what_must_not_be_said(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert not {"ex", "target", "other", "kim"} & set(rule.rule.replace("<", "/").replace("-", "/").split("/")), (
            rule
        )
