"""A mail server without manners: it keeps to a script, then hangs up, or says nothing more and waits."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

GREETS = "220 here"
WELCOMES = ("250 here", "250 sender", "250 recipient")
SOME = 200  # bytes of a letter, not the whole


@contextmanager
def rude_server(*script: str, hangs_up: bool, heard: list[bytes] | None = None) -> Iterator[int]:
    """Listen, and give the port: each thing heard is answered with the next line, and the last is followed by worse."""
    over, heard = threading.Event(), [] if heard is None else heard

    def talk(line: socket.socket) -> None:
        for number, said in enumerate(script):
            if number:
                heard.append(line.recv(SOME))
            line.sendall(f"{said}\r\n".encode())
        if not hangs_up:
            over.wait(30)
        elif script:
            line.recv(SOME)

    def serve(listener: socket.socket) -> None:
        while not over.is_set():
            line, _address = listener.accept()
            with line, suppress(OSError):
                talk(line)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve, args=(listener,))
        server.start()
        port = listener.getsockname()[1]
        yield port
        over.set()
        socket.create_connection(("127.0.0.1", port)).close()
        server.join()
