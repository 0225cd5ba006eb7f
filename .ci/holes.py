"""Look for holes from outside, as everybody in the story: wapiti and sqlmap against a demo of our own on this machine.

The demo stands in a folder of its own that is thrown away, answers on this machine alone, and counts no limits, which
would hide what is behind them. Each look is bounded in time, so that this ends. Left out are wapiti's ways of
attack that would ask a server of somebody else's for help, and its look at CSRF, which takes every form it is refused
for one that was let in; tests/web/test_csrf.py posts to every route without a token.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import injection  # noqa: E402 - a script of its own, which makes room for the project first
from flask import Flask  # noqa: E402

from benchmarks import server  # noqa: E402
from coordinator import create_app  # noqa: E402
from coordinator.settings import from_environment  # noqa: E402

MINUTES = float(os.environ.get("AUDIT_MINUTES", "5"))  # for one person and one tool, about
ATTACKS = "crlf,csp,cookieflags,exec,file,http_headers,methods,permanentxss,redirect,sql,timesql,upload,xss"
WAYS = {"kim": "invitation", "noor": "favour", "anna": "sign_in", "sam": "sign_in", "operator": "sign_in"}
# What a program that presses everything would sign itself out by.
KEEP_OUT = ("sign-out", "account/devices", "demo", "static/")
# What some views look for after the question mark, and no page links to.
QUERIES = {
    "anybody": ("/sign-in?next=/home", "/how?lang=de"),
    "kim": ("/l/inv_Kim?to=stop",),
    "noor": ("/how?lang=fr",),
    "anna": ("/sign-in?next=/host/",),
    "sam": ("/history?year=2026", "/favours/new?friend=1"),
    "operator": ("/operator/accounts?find=anna&before=9",),
}
# What a tool says that is none, each with its reason.
EXPLAINED = {
    "HTTP Strict Transport Security": "it is for https; the demo answers on http (tests/web/test_headers.py)",
    "Secure Flag cookie": "on https cookies are Secure and called __Host- (tests/web/test_headers.py)",
    "Clickjacking Protection": "frame-ancestors 'none' in the content security policy says it to all browsers of today",
}


@dataclass(frozen=True)
class Site:
    """The demo as it answers."""

    address: str
    folder: Path
    cookies: dict[str, str]  # what everybody's browser holds
    homes: dict[str, str]  # the page where each begins


def look(wapiti: Path, sqlmap: Path) -> list[str]:
    """Return what both tools found and nobody has explained; each has a demo of its own, as neither leaves it whole."""
    found = []
    with _demo() as (site, app):
        if not injection.is_seeing(sqlmap, site.folder):
            found.append("sqlmap found no hole in .ci/leaky.py, where there is one")
        found += _sqlmap(sqlmap, site, app)
    with _demo() as (site, _app):
        for name in site.homes:
            print(f"\n---- as {name}", flush=True)
            found += [f"wapiti as {name}: {each}" for each in _wapiti(wapiti, site, name)]
    return found


@contextmanager
def _demo() -> Iterator[tuple[Site, Flask]]:
    """Fill a demo, let everybody in, and serve it until the block ends."""
    with tempfile.TemporaryDirectory(prefix="ground-audit-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"COORDINATOR_DEMO": "1", "COORDINATOR_INSTANCE": folder}
        with server.start("benchmarks.served:product", {}) as running:
            app = create_app(from_environment())
            found = {"anybody": ("", "/how")} | _ways_in(app)
            cookies, homes = ({name: each[part] for name, each in found.items()} for part in (0, 1))
            yield Site(f"http://127.0.0.1:{running.port}", Path(folder), cookies, homes), app


def _ways_in(app: Flask) -> dict[str, tuple[str, str]]:
    """Return everybody's cookie and the page they come to, after their own way in was followed."""
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "db", "upgrade"], check=True, cwd=ROOT, capture_output=True)
    told = subprocess.run([*flask, "demo", "--json"], check=True, cwd=ROOT, capture_output=True, text=True).stdout
    people = json.loads(told[told.index("{") :])["people"]
    app.config["WTF_CSRF_ENABLED"] = False  # this browser stands in the server's own process
    found = {}
    for name, way in WAYS.items():
        browser = app.test_client()
        path = "/" + people[name][way].split("/", 3)[3]
        shown = (browser.post if way == "sign_in" else browser.get)(path)
        cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
        if cookie is None:
            message = f"{name} found no way in"
            raise RuntimeError(message)
        found[name] = f"{cookie.key}={cookie.value}", shown.headers["Location"]
    return found


def _wapiti(tool: Path, site: Site, name: str) -> list[str]:
    """Let wapiti follow every link and attack every form somebody finds; return what it says is wrong."""
    report = site.folder / f"wapiti-{name}.json"
    seconds = str(int(MINUTES * 60))
    command = [
        str(tool), "--url", site.address + site.homes[name], "--scope", "domain", "--remove", "lang",
        "--module", ATTACKS, "--format", "json", "--output", str(report), "--flush-session", "--no-bugreport",
        "--verbose", "0", "--tasks", "4", "--max-scan-time", str(int(seconds) // 2),
        "--max-attack-time", str(int(seconds) // 14), "--store-session", str(site.folder / "wapiti"),
        "--store-config", str(site.folder / "wapiti-config"),
    ]  # fmt: skip
    command += [part for where in KEEP_OUT for part in ("--exclude", f"{site.address}/{where}*")]
    if site.cookies[name]:
        command += ["--cookie-value", site.cookies[name]]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    said = json.loads(report.read_text())
    print(f"wapiti looked at {said['infos']['crawled_pages_nbr']} pages from {site.homes[name]}", flush=True)
    wrong = said["vulnerabilities"] | said["anomalies"]
    return [
        f"{kind}: {each['method']} {each['path']} {each['parameter'] or ''} {each['info']}"
        for kind, cases in wrong.items()
        for each in cases
        if kind not in EXPLAINED
    ]


def _sqlmap(tool: Path, site: Site, app: Flask) -> list[str]:
    """Let sqlmap try every word that anybody's forms, queries and paths take; return those it got through."""
    found = []
    readers = {name: injection.Reader(site.address, site.cookies[name], KEEP_OUT) for name in site.homes}
    asks = {name: reader.asks(app, site.homes[name], QUERIES.get(name, ())) for name, reader in readers.items()}
    for at_the_end, name in product((False, True), site.homes):  # what ends something for one, ends it for others, too
        chosen = [ask for ask in asks[name] if ask.ends_something == at_the_end]
        if not chosen:
            continue
        words = sum(ask.words for ask in chosen)
        tried, through = injection.attack(tool, site.folder, readers[name].logged(chosen), int(MINUTES * 60))
        print(f"sqlmap as {name} tried {tried} of {words} words in {len(chosen)} requests", flush=True)
        found += [f"sqlmap as {name}: {each}" for each in through]
        if tried < words / 2:
            found.append(f"sqlmap as {name} came to {tried} of {words} words only")
    return found


if __name__ == "__main__":
    found = look(Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(found) or "\nNothing was found.")
    sys.exit(bool(found))
