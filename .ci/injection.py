"""Let sqlmap try to get into the database by every word of a form, of a query and of a path that somebody meets.

sqlmap's own crawl comes to forms without the cookie their token belongs to, so that each is refused before it is read.
So pages are read here, and it is handed whole requests, in the way Burp logs them. What it tried is counted by what it
says of each.
"""

import csv
import re
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from flask import Flask
from justhtml import JustHTML

from benchmarks import server
from tests.abuse.filling import forms_in, plain

PAGES = 60  # that are read for one person
ENDS = ("stop", "deletion", "end", "call-off", "step-back", "veto", "suspend", "report", "undo")
AN_ID = re.compile(r"(?<=/)(?=[^/]*[A-Z0-9])[\w-]{10,}(?=/|$)|(?<=/)\d+(?=/|$)")
TRIED = re.compile(r"parameter '([^']+)' does not seem to be injectable")
LINE = "=" * 54


@dataclass(frozen=True)
class Ask:
    """One request that somebody's browser could send."""

    path: str
    body: str = ""

    def as_logged(self, address: str, cookie: str) -> str:
        """Return it as Burp writes it into its log."""
        host = urlsplit(address).netloc
        head = [f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1", f"Host: {host}", f"Cookie: {cookie}"]
        kind = ["Content-Type: application/x-www-form-urlencoded"] if self.body else []
        return "\n".join([LINE, f"12:00:00  {address}  [127.0.0.1]", LINE, *head, *kind, "", self.body, LINE, "\n\n"])

    @property
    def words(self) -> int:
        """Return how many places of it are to be tried."""
        pairs = parse_qsl(urlsplit(self.path).query) + parse_qsl(self.body, keep_blank_values=True)
        return self.path.count("*") + sum(name != "csrf_token" for name, _value in pairs)

    @property
    def ends_something(self) -> bool:
        """Say whether less is to be found afterwards."""
        return any(word in self.path for word in ENDS)


@dataclass
class Reader:
    """Somebody who reads the demo's pages, and keeps the cookie that belongs to the token of its forms."""

    address: str
    cookie: str
    keep_out: tuple[str, ...]

    def asks(self, app: Flask, home: str, queries: Iterable[str]) -> list[Ask]:
        """Return each form once, each query once, and each sort of path once."""
        found: dict[object, Ask] = {query: Ask(query) for query in queries}
        for path, page in self._pages(home):
            sort = AN_ID.sub("*", urlsplit(path).path)
            if "*" in sort:
                found.setdefault(sort, Ask(AN_ID.sub(r"\g<0>*", urlsplit(path).path)))
            if "?" in path:
                found.setdefault((sort, "?"), Ask(path))
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
            for form in forms_in(page, path, app):
                words = {name: there or plain(name, form.words[name]) for name, there in form.there.items()}
                fields = dict(form.given) | words
                if fields and not form.action[1:].startswith(self.keep_out):
                    body = urlencode(fields | {"csrf_token": token[1] if token else ""})
                    found.setdefault((form.endpoint, *sorted(fields)), Ask(form.action, body))
        return list(found.values())

    def _pages(self, home: str) -> Iterator[tuple[str, str]]:
        """Give the pages that lead on from one, the nearest first, one for each sort of address."""
        waiting, seen = deque([home, "/sign-in"]), {home}
        for _number in range(PAGES):
            if not waiting:
                return
            path = waiting.popleft()
            page = self._read(path)
            yield path, page
            for link in JustHTML(page, sanitize=False).query("a[href]"):
                to = urlsplit(urljoin(self.address + path, (link.attrs or {}).get("href") or ""))
                there = to.path + (f"?{to.query}" if to.query and "lang=" not in to.query else "")
                sort = AN_ID.sub("*", to.path) + "?" * ("?" in there)
                if to.netloc == urlsplit(self.address).netloc and sort not in seen:
                    seen.add(sort)
                    waiting += [there] if not to.path[1:].startswith(self.keep_out) else []

    def _read(self, path: str) -> str:
        """Return a page, or nothing where there is another sort of file."""
        with closing(HTTPConnection(urlsplit(self.address).netloc, timeout=30)) as line:
            line.request("GET", path, headers={"Cookie": self.cookie})
            answer = line.getresponse()
            given = answer.headers.get("Set-Cookie", "").partition(";")[0]
            self.cookie = given if given.startswith("ground=") else self.cookie
            if to := answer.headers.get("Location"):
                return f'<a href="{to}"></a>'  # to be followed like any other
            return answer.read().decode() if answer.headers.get_content_type() == "text/html" else ""

    def logged(self, asks: Iterable[Ask]) -> str:
        """Return a log of all of them, as sent by this browser."""
        return "".join(ask.as_logged(self.address, self.cookie) for ask in asks)


def attack(tool: Path, folder: Path, log: str, seconds: int) -> tuple[int, list[str]]:
    """Let sqlmap try everything in logged requests; return how many words it tried, and those it got through."""
    asked, table = folder / "asks.log", folder / "sqlmap.csv"
    asked.write_text(log)
    table.unlink(missing_ok=True)
    command = [
        str(tool), "-l", str(asked), "--batch", "--flush-session", "--level", "1", "--dbms", "sqlite",
        "--technique", "BEUT", "--skip", "csrf_token", "--ignore-redirects", "--drop-set-cookie", "--ignore-code", "*",
        "--time-limit", str(seconds), "--results-file", str(table), "--output-dir", str(folder / "sqlmap"),
        "--time-sec", "2", "--disable-coloring",
    ]  # fmt: skip
    told = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
    (folder / "sqlmap.txt").write_text(told)
    rows = list(csv.DictReader(table.open())) if table.exists() else []
    through = [f"{row['Target URL']} {row['Place']} {row['Parameter']}" for row in rows if row.get("Parameter")]
    return len(TRIED.findall(told)) + len(through), through


def is_seeing(tool: Path, folder: Path) -> bool:
    """Say whether sqlmap finds a hole that is there, in a query and in a form (leaky.py)."""
    with server.start("leaky:create", {"PYTHONPATH": str(Path(__file__).parent)}) as running:
        reader = Reader(f"http://127.0.0.1:{running.port}", "", ())
        leaks = Ask("/?name=Robin"), Ask("/", "name=Robin")
        return all(attack(tool, folder, reader.logged([leak]), 60)[1] for leak in leaks)
