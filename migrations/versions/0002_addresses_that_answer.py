"""addresses that answer.

A link may be the one in the mail address to which a calendar sends its answer.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE = ("inv", "dat", "hst", "ask", "cal", "rst")
NAME = "purpose"


def upgrade() -> None:
    """Bring the tables to this revision."""
    _allow((*BEFORE, "rsvp"))


def downgrade() -> None:
    """Take the tables back to the revision before; the addresses given so far answer nothing any more."""
    op.execute("DELETE FROM link WHERE purpose = 'rsvp'")
    _allow(BEFORE)


def _allow(purposes: tuple[str, ...]) -> None:
    """Say what a link may be for."""
    with op.batch_alter_table("link") as batch_op:
        batch_op.drop_constraint("purpose", type_="check")
        batch_op.create_check_constraint("purpose", sa.column("purpose").in_(purposes))
