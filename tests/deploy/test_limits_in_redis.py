"""Two servers with one Redis, a real one, slow down a flood together; without it each goes on by itself."""

import http.client
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask import Flask

from coordinator.settings import Settings
from tests.deploy.running import free_port, wait_for, web

SERVER = shutil.which("redis-server")
NOBODYS = "/l/inv_" + "x" * 43

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(SERVER is None, reason="NOT TESTED: no Redis here (Debian: sudo apt install redis-server)"),
]


@contextmanager
def redis(folder: Path, port: int) -> Iterator[None]:
    """Run a Redis that keeps nothing, until the block ends."""
    assert SERVER
    keep_nothing = ["--save", "", "--appendonly", "no", "--dir", str(folder), "--logfile", str(folder / "redis.log")]
    process = subprocess.Popen([SERVER, "--bind", "127.0.0.1", "--port", str(port), *keep_nothing])  # noqa: S603 - Debian's own
    try:
        wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(30)


def status(port: int, path: str) -> int:
    """Return what a server answers."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line:
        line.request("GET", path)
        return line.getresponse().status


def test_two_servers_count_together_and_go_on_when_redis_goes_away(
    app: Flask, settings: Settings, tmp_path: Path
) -> None:
    port = free_port()
    address = f"redis://127.0.0.1:{port}"
    with web(settings, REDIS_URL=address) as (one, _), web(settings, REDIS_URL=address) as (other, _):
        with redis(tmp_path, port):
            guesses = [status((one, other)[number % 2], NOBODYS) for number in range(12)]
            assert guesses == [404] * 10 + [429] * 2
        for server in (one, other):
            assert status(server, "/how") == 200
            alone = [status(server, NOBODYS) for _number in range(11)]
            assert alone == [404] * 10 + [429], "each begins anew, and counts for itself"
        with redis(tmp_path, port):
            assert status(one, "/how") == status(other, "/how") == 200
