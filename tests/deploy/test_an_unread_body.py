"""A body that is too long is refused unread; on a kept connection no part of it is taken for the next request."""

import http.client
from contextlib import closing

from flask import Flask

from coordinator.settings import Settings
from tests.deploy.running import web

HIDDEN = b"GET /how HTTP/1.1\r\nHost: localhost\r\n\r\n"
TOO_LONG = HIDDEN * (400_000 // len(HIDDEN))
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"}


def test_what_is_not_read_is_no_request(app: Flask, settings: Settings) -> None:
    with web(settings) as (port, _process), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line:
        for _number in range(3):
            line.request("POST", "/sign-in", TOO_LONG, FORM)
            refused = line.getresponse()
            assert (refused.status, refused.version) == (413, 11)
            assert b"more than fits" in refused.read()
            try:
                line.request("GET", "/sign-in", headers={"Host": "localhost"})  # on the same connection, if it is kept
                answer = line.getresponse()
            except ConnectionError:
                line.close()  # which is safe, too: the next request opens a new one
                continue
            assert answer.status == 200
            assert b'name="csrf_token"' in answer.read()  # which /how has not
