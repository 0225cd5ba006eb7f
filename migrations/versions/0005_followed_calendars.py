"""followed calendars.

An event keeps its entry for calendars and a feed counts its changes; hosts and organisers can follow feeds too.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = ("inv", "dat", "hst", "ask", "cal", "rst", "rsvp")
OURS = ("inv", "dat", "hst", "ask", "cal", "hcal", "pcal", "rst", "rsvp")


def upgrade() -> None:
    """Bring the tables to this revision; entries are written as events change, and for the moment until then."""
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("vevent", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("vevent_zone", sa.String(length=64), nullable=True))
    _add_number("invitation", "calendar_steps")
    _add_number("link", "version")
    _allow(OURS)


def downgrade() -> None:
    """Take the tables back to the revision before; the feeds of hosts and organisers end."""
    op.execute("DELETE FROM link WHERE purpose IN ('hcal', 'pcal')")
    _allow(BEFORE)
    for table, column in (
        ("link", "version"),
        ("invitation", "calendar_steps"),
        ("event", "vevent_zone"),
        ("event", "vevent"),
    ):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)


def _add_number(table: str, column: str) -> None:
    """Add a count that begins at nought in the rows that are there."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column, server_default=None)


def _allow(purposes: tuple[str, ...]) -> None:
    """Say what a link may be for."""
    with op.batch_alter_table("link") as batch_op:
        batch_op.drop_constraint("purpose", type_="check")
        batch_op.create_check_constraint("purpose", sa.column("purpose").in_(purposes))
