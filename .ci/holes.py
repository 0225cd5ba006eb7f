"""Look for holes from outside, as everybody in the story: wapiti and sqlmap against a demo of our own on this machine.

The demo stands in a folder of its own that is thrown away, answers on this machine alone, and counts no limits, which
would hide what is behind them. Each look is bounded in time, so that this ends. Left out are wapiti's ways of
attack that would ask a server of somebody else's for help, and its look at CSRF, which takes every form it is refused
for one that was let in; tests/web/test_csrf.py posts to every route without a token.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import server  # noqa: E402 - a script of its own, which makes room for the project first
from coordinator import create_app  # noqa: E402
from coordinator.settings import from_environment  # noqa: E402

MINUTES = float(os.environ.get("AUDIT_MINUTES", "5"))  # for one person and one tool, about
ATTACKS = "crlf,csp,cookieflags,exec,file,http_headers,methods,permanentxss,redirect,sql,timesql,upload,xss"
WAYS = {"kim": "invitation", "noor": "favour", "anna": "sign_in", "sam": "sign_in", "operator": "sign_in"}
# What a program that presses everything would sign itself out by.
KEEP_OUT = ("sign-out", "account/devices", "demo", "static/")
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
    """Return what both tools found and nobody has explained."""
    with tempfile.TemporaryDirectory(prefix="ground-audit-") as folder, _demo(Path(folder)) as site:
        found = []
        for name in ("anybody", *WAYS):
            print(f"\n---- as {name}", flush=True)
            found += [f"wapiti as {name}: {each}" for each in _wapiti(wapiti, site, name)]
            found += [f"sqlmap as {name}: {each}" for each in _sqlmap(sqlmap, site, name)]
        return found


@contextmanager
def _demo(folder: Path) -> Iterator[Site]:
    """Fill a demo, let everybody in, and serve it until the block ends."""
    os.environ |= {"COORDINATOR_DEMO": "1", "COORDINATOR_INSTANCE": str(folder)}
    with server.start("benchmarks.served:product", {}) as running:
        address = f"http://127.0.0.1:{running.port}"
        found = {"anybody": ("", "/how")} | _ways_in()
        cookies, homes = ({name: each[part] for name, each in found.items()} for part in (0, 1))
        yield Site(address, folder, cookies, homes)


def _ways_in() -> dict[str, tuple[str, str]]:
    """Return everybody's cookie and the page they come to, after their own way in was followed."""
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "db", "upgrade"], check=True, cwd=ROOT, capture_output=True)
    told = subprocess.run([*flask, "demo", "--json"], check=True, cwd=ROOT, capture_output=True, text=True).stdout
    people = json.loads(told[told.index("{") :])["people"]
    app = create_app(from_environment())
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


def _sqlmap(tool: Path, site: Site, name: str) -> list[str]:
    """Let sqlmap try every form and every parameter somebody finds; return those it got through."""
    table = site.folder / f"sqlmap-{name}.csv"
    command = [
        str(tool), "--url", site.address + site.homes[name], "--crawl", "2", "--forms", "--batch", "--level", "2",
        "--smart", "--skip", "csrf_token", "--crawl-exclude", "|".join(KEEP_OUT), "--results-file", str(table),
        "--output-dir", str(site.folder / "sqlmap"), "--time-limit", str(int(MINUTES * 60)), "--disable-coloring",
        "--ignore-code", "*", "--verbose", "1", "--threads", "2",
    ]  # fmt: skip
    if site.cookies[name]:
        command += ["--cookie", site.cookies[name]]
    told = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
    print(f"sqlmap tried {told.count('testing URL')} addresses and forms", flush=True)
    if not table.exists():
        return []
    return [f"{row['Target URL']} {row['Parameter']}" for row in csv.DictReader(table.open()) if row.get("Parameter")]


if __name__ == "__main__":
    found = look(Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(found) or "\nNothing was found.")
    sys.exit(bool(found))
