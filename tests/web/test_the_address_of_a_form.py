"""Who opens the address that a form was sent to, as by reloading after an error, comes to the page it stands on."""

import pytest
from flask.testing import FlaskClient

from tests.web.guest.conftest import Opened, guests, kim

__all__ = ["guests", "kim"]


@pytest.mark.parametrize(("form", "page"), [("/answer", ""), ("/data/name", "/data"), ("/calendar-letter", "")])
def test_it_leads_to_the_page_of_the_form(form: str, page: str, kim: Opened) -> None:
    shown = kim.get(form)
    assert (shown.status_code, shown.location) == (303, kim.path + page)


def test_it_tells_nobody_whether_there_is_such_a_page(kim: Opened, client: FlaskClient) -> None:
    for path in (kim.path, "/i/unknown-to-all-"):
        shown = client.get(f"{path}/answer")
        assert (shown.status_code, shown.location) == (303, path)
        assert client.get(path).status_code == 404


def test_other_methods_stay_what_they_are(kim: Opened) -> None:
    assert kim.browser.put(kim.path).status_code == 405
