"""The way in for a mail server on the same machine: LMTP (RFC 2033), on a socket or a port."""

import asyncio
import logging
import os
from pathlib import Path
from typing import Any

from aiosmtpd.controller import BaseThreadedController, Controller, UnixSocketController
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from coordinator.inbox.bounds import MOST_BYTES
from coordinator.inbox.receiving import receive

MOST_RECIPIENTS = 20  # of one message; the server brings the others in a message of their own
GROUP_MAY = 0o117  # whoever is in the socket's group may deliver, nobody else

log = logging.getLogger(__name__)


class _Door:
    """Takes one message after the other; none is acknowledged before its effect is kept."""

    def __init__(self, app: Flask) -> None:
        """Work for an application."""
        self.app = app

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take any recipient: whether there is somebody behind an address is nobody's business."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many at once"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Apply a message for each recipient, and answer once for each (RFC 2033 §4.2)."""
        data = bytes(envelope.original_content or b"")
        return "\r\n".join([await asyncio.to_thread(self._take, data, each) for each in envelope.rcpt_tos])

    def _take(self, data: bytes, recipient: str) -> str:
        try:
            with self.app.app_context():
                receive(data, [recipient])
        except Exception:
            log.exception("a message could not be taken")
            return "451 4.3.0 Try again later"
        return "250 2.0.0 OK"


class _OnPort(Controller):
    """Listens on a port."""

    def factory(self) -> LMTP:
        """Speak LMTP."""
        return LMTP(self.handler, **self.SMTP_kwargs)


class _OnSocket(UnixSocketController):
    """Listens on a socket in the file system."""

    def factory(self) -> LMTP:
        """Speak LMTP."""
        return LMTP(self.handler, **self.SMTP_kwargs)


def listen(app: Flask, where: str, name: str) -> BaseThreadedController:
    """Listen at `host:port`, or at a path, and return what stops it; `name` is what the site calls itself."""
    says: dict[str, Any] = {"data_size_limit": MOST_BYTES, "server_hostname": name, "ident": "Common Ground"}
    host, colon, port = where.rpartition(":")
    if colon and port.isdigit():
        controller: BaseThreadedController = _OnPort(_Door(app), hostname=host, port=int(port), **says)
    else:
        controller = _OnSocket(_Door(app), unix_socket=Path(where), **says)
    before = os.umask(GROUP_MAY)
    try:
        controller.start()
    finally:
        os.umask(before)
    return controller
