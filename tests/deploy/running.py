"""The web server as a process of its own, as docs/operations.md starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from coordinator.settings import ROOT, Settings

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
