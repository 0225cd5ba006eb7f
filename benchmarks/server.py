"""A server to measure: granian as the product is served, two workers, and what its processes use up."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30  # seconds to start
TICK = os.sysconf("SC_CLK_TCK")
GRANIAN = [
    "--interface", "wsgi", "--host", "127.0.0.1", "--workers", "2", "--blocking-threads", "4", "--no-ws", "--http", "1",
    "--log-level", "error", "--factory",
]  # fmt: skip


class Server:
    """A running server."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        """Remember the process and where it listens."""
        self.process, self.port = process, port

    @property
    def pids(self) -> list[int]:
        """Return the processes: the one that was started, and its workers."""
        return _family(self.process.pid)

    def cpu(self) -> float:
        """Return the seconds of CPU that all processes have used up so far."""
        return sum(_ticks(pid) for pid in self.pids) / TICK

    def memory(self) -> float:
        """Return the memory of all processes in MiB, shared pages shared out (PSS)."""
        return sum(_pss(pid) for pid in self.pids) / 1024


@contextmanager
def start(app: str, environment: dict[str, str]) -> Iterator[Server]:
    """Serve an application until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "granian", *GRANIAN, "--port", str(port), app]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        _wait(process, port)
        yield Server(process, port)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until somebody answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    message = "the server did not start"
    raise RuntimeError(message)


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def _ticks(pid: int) -> int:
    """Return user and system time of a process, fields 14 and 15 of proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _pss(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")))
