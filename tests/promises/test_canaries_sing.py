"""The canaries themselves: found in whatever coding they come, and not where they are not."""

import base64
import html
import quopri
from urllib.parse import quote

import pytest
from flask import session

from coordinator import create_app
from coordinator.settings import Settings
from tests.promises.canaries import canary, sings

WORD = canary("plan.other_name")


@pytest.mark.parametrize(
    "coded",
    [
        WORD,
        WORD.upper(),
        quote(f"{WORD} é"),
        "".join(f"%{each:02x}" for each in WORD.encode()),
        "".join(f"&#{ord(each)};" for each in WORD),
        html.escape(quote("".join(f"%{each:02x}" for each in WORD.encode()))),
        base64.b64encode(f"a name: {WORD}".encode()).decode(),
        base64.urlsafe_b64encode(f"?>{WORD}?>".encode()).decode().rstrip("="),
        quopri.encodestring("".join(f"{each}" for each in WORD).encode(), quotetabs=True).decode(),
        "".join(f"={ord(each):02X}" for each in WORD),
        f"SUMMARY:{WORD[:6]}\r\n {WORD[6:]}",
        f"{WORD[:5]}\u00ad{WORD[5:]}",
    ],
)
def test_a_canary_is_heard(coded: str) -> None:
    assert sings(f"before {coded} after") == [WORD.casefold()]


def test_a_canary_in_a_session_cookie_is_heard(settings: Settings) -> None:
    app = create_app(settings)  # of its own: the route must not stay
    app.add_url_rule("/kept", "front.kept", lambda: session.__setitem__("x", WORD * 40) or "kept")
    cookie = app.test_client().get("/kept").headers["Set-Cookie"]
    assert WORD not in cookie
    assert sings(cookie)


def test_nothing_is_heard_where_nothing_sings() -> None:
    assert sings("Anna is having a few people over for board games. " * 50) == []


def test_a_canary_that_may_sing_does_not_cover_another() -> None:
    assert sings(f"{WORD} {canary('favour.line')}", but=(WORD,)) == [canary("favour.line").casefold()]
