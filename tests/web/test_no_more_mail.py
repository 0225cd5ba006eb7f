"""No more mail: a choice for people; a mail program's one click is in test_csrf.py."""

from flask.testing import FlaskClient

from coordinator.consent.suppression import is_suppressed
from coordinator.contact import fingerprint
from coordinator.post import unsubscribe


def test_whoever_opens_the_address_by_hand_chooses_and_a_bare_button_does_nothing(client: FlaskClient) -> None:
    path, mark = f"/u/{unsubscribe.token('kim@posteo.example')}", fingerprint("kim@posteo.example")
    page = client.get(path).text
    assert " checked" not in page
    assert client.post(path).status_code == 422
    assert client.post(path, data={"mail": "keep"}).status_code == 303
    assert not is_suppressed(mark)
    assert "Choose one of the two." in client.post(path, data={"mail": "x"}).text
    assert client.post(path, data={"mail": "none"}).status_code == 200
    assert is_suppressed(mark)
