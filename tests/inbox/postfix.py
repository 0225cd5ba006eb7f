"""A real mail server that relays: Postfix, as docs/operations.md sets it up, on free ports in a folder of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.deploy.running import free_port, wait_for

PROGRAM = shutil.which("postfix", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
DAEMONS = Path("/usr/lib/postfix/sbin")
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
daemon_directory = {daemons}
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = ground.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
recipient_delimiter = +
relay_domains = reply.ground.example
transport_maps = inline:{{
  {{ reply.ground.example = lmtp:inet:127.0.0.1:{lmtp} }}, {{ * = smtp:[127.0.0.1]:{world} }} }}
"""
SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def is_here() -> bool:
    """Say whether this machine has it, and lets it be started: it has to begin as root."""
    return PROGRAM is not None and DAEMONS.exists() and os.geteuid() == 0


@contextmanager
def running(lmtp: int, world: int) -> Iterator[int]:
    """Let it bring this site's mail to one port and all else to another; give the port that takes mail."""
    with tempfile.TemporaryDirectory(prefix="ground-postfix-") as made:
        folder, port, owner = Path(made), free_port(), pwd.getpwnam("postfix")
        folder.chmod(0o755)
        for name in ("config", "spool", "data"):
            (folder / name).mkdir(mode=0o755)
        os.chown(folder / "data", owner.pw_uid, -1)
        settings = MAIN.format(folder=folder, daemons=DAEMONS, lmtp=lmtp, world=world)
        (folder / "config" / "main.cf").write_text(settings)
        (folder / "config" / "master.cf").write_text(SERVICES.format(port=port))
        _say(folder, "start")
        try:
            wait_for(port)
            yield port
        finally:
            _say(folder, "stop")
            while (folder / "spool" / "pid" / "master.pid").exists() and _is_running(folder):
                time.sleep(0.1)


def _say(folder: Path, what: str) -> None:
    """Start or stop it."""
    command = [PROGRAM or "postfix", "-c", str(folder / "config"), what]
    subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603 - a server of the machine


def _is_running(folder: Path) -> bool:
    number = (folder / "spool" / "pid" / "master.pid").read_text().strip()
    return Path(f"/proc/{number}").exists()
