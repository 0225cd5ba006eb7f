"""The line to the mail server: one connection, opened when needed and kept while letters follow each other."""

from coordinator.post.connection import BROKEN, CLOSING, Connection, Gone
from coordinator.post.message import Sealed
from coordinator.post.trouble import Busy, NoServer, code_of


class Line:
    """What letters leave by, one after the other."""

    def __init__(self) -> None:
        """Begin without a connection."""
        self._connection: Connection | None = None

    def open(self) -> None:
        """Connect unless a connection is kept that still answers; raises `NoServer`."""
        if self._connection is not None and not self._connection.is_alive:
            self._hang_up()
        self._opened()

    def send(self, letter: Sealed) -> None:
        """Send one letter to one recipient; raises `NoServer`, `Busy` or `Refused`."""
        self.begin(letter)
        self.end()

    def begin(self, letter: Sealed) -> None:
        """Give a letter to the server, and leave it to think; raises `NoServer`, `Busy` or `Refused`.

        Servers hang up on whoever was silent for a while. That is not about the letter, so a new connection is tried.
        """
        try:
            self._give(letter.written.returns_to, letter.reader, letter.data)
        except Gone as trouble:
            was_new = self._connection is None or self._connection.num_emails == 0
            self._hang_up()
            if was_new:
                raise Busy(trouble.code) from None
            self.begin(letter)

    def end(self) -> None:
        """Hear what the server says to the letter that was begun; raises `Busy` or `Refused`."""
        if self._connection is None:
            raise Busy("closed")
        try:
            self._connection.end()
        except Busy as trouble:
            self._doubt(trouble)
            raise

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to."""
        self._hang_up(politely=True)

    def _opened(self) -> Connection:
        """Return the connection that was kept, or a new one."""
        if self._connection is None:
            connection = Connection()
            try:
                self._connection = connection.__enter__()
            except BROKEN as trouble:
                connection.close(politely=False)
                raise NoServer(code_of(trouble)) from None
        return self._connection

    def _give(self, sender: str, recipient: str, letter: bytes) -> None:
        try:
            self._opened().begin(sender, recipient, letter)
        except Busy as trouble:
            self._doubt(trouble)
            raise

    def _doubt(self, trouble: Busy) -> None:
        """Hang up where a late answer might be read as the answer to the next letter."""
        if not trouble.code.isdigit() or int(trouble.code) == CLOSING:
            self._hang_up()

    def _hang_up(self, *, politely: bool = False) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close(politely=politely)
