"""Opening a personal link once, as a guest does, to hold its cookie and its form's token afterwards."""

import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing, so that the cookie can be read."""

    def redirect_request(self, *_args: Any) -> None:
        """Stay."""


@dataclass(frozen=True)
class Guest:
    """A browser that holds an invitation."""

    path: str
    cookie: str
    token: str
    page: bytes

    def get(self, path: str = "", **headers: str) -> dict[str, object]:
        """Return a request for a page behind the invitation."""
        return {"path": self.path + path, "headers": {"Host": "127.0.0.1", "Cookie": self.cookie} | headers}

    def answer(self, answer: str) -> dict[str, object]:
        """Return a request that answers."""
        form = urlencode({"csrf_token": self.token, "answer": answer, "party": "1", "food": "No nuts, please"})
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        return self.get("/answer", **kind) | {"method": "POST", "data": form}


def opens(port: int, link: str) -> Guest:
    """Follow a link and look at the invitation."""
    opener = urllib.request.build_opener(_Stay)
    try:
        opener.open(f"http://127.0.0.1:{port}{link}")
    except urllib.error.HTTPError as redirect:
        cookie = str(redirect.headers["Set-Cookie"]).partition(";")[0]
        path = "/" + str(redirect.headers["Location"]).removeprefix("http://").partition("/")[2]
    with opener.open(urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})) as page:
        cookie = str(page.headers["Set-Cookie"] or cookie).partition(";")[0]
        body = page.read()
    return Guest(path, cookie, TOKEN.findall(body.decode())[0], body)


def etag(port: int, path: str) -> str:
    """Fetch a file and return what it is recognised by."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as file:
        return str(file.headers["ETag"])


def on_the_wire(request: dict[str, Any]) -> bytes:
    """Return the bytes of a request."""
    body = str(request.get("data", "")).encode()
    lines = [f"{request.get('method', 'GET')} {request['path']} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in request["headers"].items()]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body
