"""letters laid ready.

A worker lays several letters ready at once; the one that a mail server may have is marked apart.

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.add_column("letter", sa.Column("sending_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take the tables back to the revision before."""
    with op.batch_alter_table("letter") as letter:
        letter.drop_column("sending_at")
