"""A real mail server that knows plus-addressing: Dovecot, run as a process of its own on free ports in a folder."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.upkeep.authority import Certificate

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
VERSION = "2.3."  # a newer one wants other settings
PATIENCE = 10  # seconds until it answers
SSL = "ssl = required\nssl_cert = <{chain}\nssl_key = <{key}"
CONFIGURATION = """
protocols = imap lmtp
base_dir = {folder}/run
log_path = {folder}/log
{ssl}
disable_plaintext_auth = no
listen = 127.0.0.1
recipient_delimiter = +
auth_username_format = %Ln
mail_location = maildir:{folder}/mail/%n
first_valid_uid = 1
default_internal_user = {inside}
default_internal_group = {group}
default_login_user = {inside}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service anvil {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"""


def is_here() -> bool:
    """Say whether this machine has it, in the version whose settings stand above."""
    if PROGRAM is None:
        return False
    said = subprocess.run([PROGRAM, "--version"], check=False, capture_output=True, text=True)  # noqa: S603 - a server of the machine
    return said.stdout.startswith(VERSION)


@contextmanager
def a_folder() -> Iterator[Path]:
    """Make a folder for a while where anybody may look: the owner of the mail is not root."""
    folder = Path(tempfile.mkdtemp(prefix="ground-dovecot-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def lay(new: Path, messages: Iterable[bytes]) -> None:
    """Lay messages into a mailbox, as if they had come."""
    owner = new.parents[1].stat()
    for each in (new.parent, new, new.with_name("cur"), new.with_name("tmp")):
        each.mkdir(exist_ok=True)
    for number, message in enumerate(messages):
        (new / f"{number}.ground").write_bytes(message)
    for each in (new.parent, *new.parent.rglob("*")):
        os.chown(each, owner.st_uid, owner.st_gid)


@dataclass(frozen=True)
class Dovecot:
    """Where it listens, and who may read the mail that comes to `rsvp+…@` any domain."""

    imap: int
    lmtp: int
    folder: Path
    imaps: int = 0  # nothing is encrypted
    user: str = "rsvp"
    password: str = "a-test-s-own"


@contextmanager
def running(folder: Path, certificate: Certificate | None = None) -> Iterator[Dovecot]:
    """Run it in a folder, for encrypted connections alone if it has a certificate.

    Without the rights of root, everything in the folder is whoever runs the tests.
    """
    here = pwd.getpwuid(os.getuid())
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else here
    inside = "dovecot" if os.getuid() == 0 else here.pw_name
    server = Dovecot(_free_port(), _free_port(), folder, _free_port() if certificate else 0)
    (folder / "mail").mkdir(parents=True)
    if os.getuid() == 0:
        for each in (folder, folder / "mail"):
            os.chown(each, owner.pw_uid, owner.pw_gid)
    group = pwd.getpwnam(inside).pw_gid
    configuration = folder / "dovecot.conf"
    configuration.write_text(
        CONFIGURATION.format(
            folder=folder, inside=inside, group=grp.getgrgid(group).gr_name, uid=owner.pw_uid, gid=owner.pw_gid,
            password=server.password, imap=server.imap, imaps=server.imaps, lmtp=server.lmtp,
            ssl=SSL.format(chain=certificate.chain, key=certificate.key) if certificate else "ssl = no",
        )
    )  # fmt: skip
    process = subprocess.Popen([str(PROGRAM), "-F", "-c", str(configuration)], stdin=subprocess.DEVNULL)  # noqa: S603
    try:
        for port in (server.imap, server.lmtp):
            _wait_for(port, folder)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise RuntimeError((folder / "log").read_text() if (folder / "log").exists() else "no log") from None
            time.sleep(0.05)
        else:
            return
