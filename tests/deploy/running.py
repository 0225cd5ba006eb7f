"""The web server and a reverse proxy in front of it, as processes of their own, as docs/operations.md starts them."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coordinator.settings import ROOT, Settings
from tests.upkeep.authority import Certificate

HOST = "ground.example.org"
PATIENCE = 60  # seconds until a process answers


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until something listens."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    message = f"nothing listens on {port}"
    raise TimeoutError(message)


@contextmanager
def web(settings: Settings, **more: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Run the command of the web unit on another port; give that and the process."""
    port = free_port()
    unit = (ROOT / "deploy" / "common-ground-web.service").read_text()
    command = re.search(r"^ExecStart=\S+/granian (.+)$", unit, re.MULTILINE)
    assert command
    arguments = command[1].replace("--port 8000", f"--port {port}").replace("--workers 2", "--workers 1").split()
    given = {
        "INSTANCE": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "PUBLIC_BASE_URL": settings.public_base_url,
        "SECRET_KEY": settings.secret_key,
        "CONTACT_KEY": settings.contact_key,
        "STOP_PEPPER": settings.stop_pepper,
        "OPERATOR_NAME": settings.operator_name,
    }
    env = os.environ | {f"COORDINATOR_{name}": value for name, value in (given | more).items()}
    process = subprocess.Popen([sys.executable, "-m", "granian", *arguments], env=env, cwd=ROOT)  # noqa: S603 - our own command
    try:
        wait_for(port)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextmanager
def nginx(program: str, folder: Path, certificate: Certificate, behind: int) -> Iterator[tuple[int, int]]:
    """Run nginx with the example, its paths and ports replaced; give the ports for https and http."""
    https, http = free_port(), free_port()
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in {
        "listen 80;": f"listen 127.0.0.1:{http};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{https} ssl http2;",
        "/etc/letsencrypt/live/ground.example.org/fullchain.pem": str(certificate.chain),
        "/etc/letsencrypt/live/ground.example.org/privkey.pem": str(certificate.key),
        "/var/log/nginx/": f"{folder}/",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
    }.items():
        assert old in site
        site = site.replace(old, new)
    site = re.sub(r"^\s*listen \[::\].*\n", "", site, flags=re.MULTILINE)
    (folder / "site.conf").write_text(site)
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log {folder}/error.log; daemon off; events {{}}\n"
        f"http {{ access_log off; {places} include {folder}/site.conf; }}\n"
    )
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603 - the proxy under test
    try:
        wait_for(https)
        yield https, http
    finally:
        process.terminate()
        process.wait(30)
