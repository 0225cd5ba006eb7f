"""A site whose mailbox is read, and a Kim whose calendar answers."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from coordinator import instance
from coordinator.database import db
from coordinator.events import calendar_letter, inviting
from coordinator.events.invitation import Invitation
from coordinator.settings import Smtp
from tests.cast import Cast


@pytest.fixture
def cast(app: Flask, cast: Cast) -> Iterator[Cast]:
    """Return the people of a site that mails and is mailed to."""
    own = replace(instance.settings(), inbound_domain="reply.ground.example", smtp=Smtp(host="127.0.0.1"))
    instance.install(app, own)
    return cast


@pytest.fixture
def kims(cast: Cast) -> Invitation:
    """Return Kim's invitation, a week on, with the date mailed to her."""
    invitation = cast.invitation("Kim")
    inviting.make_link(invitation)
    calendar_letter.ask(invitation, "kim@posteo.example", note=False)
    db.session.commit()
    return invitation
