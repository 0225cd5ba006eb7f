"""Files that hosts bring along: read within bounds, kept nowhere."""

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField

from coordinator.text import NotAllowed
from coordinator.web import visitor
from coordinator.web.host.event_form import HostForm

A_HOUR = 10


def whose() -> str:
    """Return a key for limits on what one account may bring."""
    account = visitor.account()
    return f"account:{account.id}" if account else visitor.place()


class FileForm(HostForm):
    """One file."""

    file = FileField(_l("File"))

    def brought(self, most: int) -> bytes:
        """Return at most one byte more than `most` of the file; raises `NotAllowed` where there is none."""
        file = request.files.get(self.file.name)
        if not isinstance(file, FileStorage) or not file.filename:
            raise NotAllowed(_l("Choose a file first"))
        return file.stream.read(most + 1)

    def refuse(self, refused: NotAllowed) -> None:
        """Say beside the field what stands against the file."""
        self.file.errors = [str(refused.reason)]
