"""A mailbox that refuses, breaks off, falls silent, is full or is not who it says it is: no message is lost."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from coordinator.inbox.folders import NoMailbox, empty_imap
from coordinator.settings import Imap
from tests.inbox import dovecot
from tests.upkeep.authority import Authority

OK = b"%s OK done\r\n"
USUAL = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n" + OK,
    b"LOGIN": OK,
    b"SELECT": b"* 2 EXISTS\r\n" + OK,
    b"SEARCH": b"* SEARCH 1 2\r\n" + OK,
    b"SIZE": b"* 1 FETCH (UID 1 RFC822.SIZE 12)\r\n" + OK,
    b"BODY": b"* 1 FETCH (UID 1 BODY[] {12}\r\nSubject: x\r\n)\r\n" + OK,
    b"STORE": OK,
    b"EXPUNGE": OK,
    b"LOGOUT": OK,
}
ENDS, SILENT = b"", b"..."  # what a server may do in place of an answer
TROUBLE: dict[str, dict[bytes, bytes]] = {
    "no sign-in": {b"LOGIN": b"%s NO not you\r\n"},
    "no folder": {b"SELECT": b"%s NO no such folder\r\n"},
    "no search": {b"SEARCH": b"%s NO busy\r\n"},
    "no size": {b"SIZE": b"%s NO busy\r\n"},
    "no message": {b"BODY": b"%s NO busy\r\n"},
    "an answer without the message": {b"BODY": OK},
    "the line breaks off": {b"BODY": ENDS},
    "the line breaks off within": {b"BODY": b"* 1 FETCH (UID 1 BODY[] {12}\r\nSubje"},
    "silence": {b"BODY": SILENT},
    "nonsense": {b"SEARCH": b"HTTP/1.1 400 Bad Request\r\n\r\n"},
}


@dataclass
class Server:
    """A mail server with two messages that answers as it is told, and remembers what it was asked."""

    says: dict[bytes, bytes]
    asked: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen for one client."""
        self.door = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def account(self) -> Imap:
        """Return how to reach it; who waits gives up after a second."""
        return Imap("127.0.0.1", self.door.getsockname()[1], "rsvp", "x", security="none", timeout=1)

    def _serve(self) -> None:
        with self.door:
            line, _address = self.door.accept()
        with line, line.makefile("rwb") as file:
            file.write(b"* OK here\r\n")
            file.flush()
            for ask in file:
                self.asked.append(ask)
                answer = next(said for word, said in (USUAL | self.says).items() if word in ask)
                if answer == SILENT:
                    continue
                file.write(answer % ask.split()[0] if b"%s" in answer else answer)
                file.flush()
                if not answer.endswith(OK) and b"NO" not in answer:
                    return


@pytest.mark.parametrize("trouble", TROUBLE)
def test_it_is_said_and_nothing_is_deleted(trouble: str) -> None:
    server = Server(TROUBLE[trouble])
    with pytest.raises(NoMailbox):
        empty_imap(server.account, pytest.fail)
    assert not any(b"STORE" in ask or b"EXPUNGE" in ask for ask in server.asked)


def test_without_trouble_the_same_server_is_emptied() -> None:
    server, taken = Server({}), list[bytes]()
    assert empty_imap(server.account, taken.append) == 2
    assert taken == [b"Subject: x\r\n"] * 2
    assert any(b"EXPUNGE" in ask for ask in server.asked)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that the server's own user can look into."""
    if not dovecot.is_here():
        pytest.skip("NOT TESTED: no mailbox, as Dovecot 2.3 is not installed")
    with dovecot.a_folder() as made:
        yield made


@contextmanager
def full(folder: Path, messages: int) -> Iterator[tuple[Imap, Path]]:
    """Run Dovecot with a full mailbox, and yield how to reach it and where the messages lie."""
    with dovecot.running(folder / "server") as server:
        new = server.folder / "mail" / server.user / "new"
        dovecot.lay(new, (f"Subject: {number}\r\n\r\nx\r\n".encode() for number in range(messages)))
        yield Imap("127.0.0.1", server.imap, server.user, server.password, security="none"), new.parent


def test_a_thousand_messages_are_taken_and_a_sudden_end_brings_few_of_them_again(folder: Path) -> None:
    taken: list[bytes] = []

    def takes(data: bytes) -> None:
        if len(taken) == 250:
            raise SystemExit
        taken.append(data)

    with full(folder, 1000) as (account, box):
        with pytest.raises(SystemExit):
            empty_imap(account, takes)
        assert len(list(box.glob("*/*:*"))) + len(list(box.glob("new/*"))) == 800
        again: list[bytes] = []
        assert empty_imap(account, again.append) == 800
        assert set(taken) | set(again) == {f"Subject: {number}\r\n\r\nx\r\n".encode() for number in range(1000)}
        assert empty_imap(account, pytest.fail) == 0


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_password_goes_to_nobody_but_who_the_certificate_names(
    security: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(folder)
    with dovecot.running(folder / "server", authority.certify("localhost")) as server:
        port = server.imaps if security == "tls" else server.imap
        account = Imap("localhost", port, server.user, server.password, security=security)
        with pytest.raises(NoMailbox, match=ssl.SSLCertVerificationError.__name__):
            empty_imap(account, pytest.fail)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
        assert empty_imap(account, pytest.fail) == 0
        with pytest.raises(NoMailbox, match=ssl.SSLCertVerificationError.__name__):
            empty_imap(Imap("127.0.0.1", port, server.user, server.password, security=security), pytest.fail)
