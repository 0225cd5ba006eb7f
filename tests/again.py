"""Signing in once more, as people are asked to before what cannot be undone."""

import sqlalchemy as sa

from coordinator import clock
from coordinator.accounts.device import Device
from coordinator.database import db


def everybody_signs_in_again() -> None:
    """Let everybody who is signed in have done so just now, on the same browser."""
    db.session.execute(sa.update(Device).values(signed_in_at=clock.now()))
    db.session.commit()
