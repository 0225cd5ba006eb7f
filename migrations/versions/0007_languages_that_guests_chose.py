"""languages that guests chose.

Whether a guest's language is their own choice or the host's.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("guest") as table:
        table.add_column(sa.Column("chose_language", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("guest") as table:
        table.alter_column("chose_language", server_default=None)


def downgrade() -> None:
    """Take the tables back to the revision before."""
    with op.batch_alter_table("guest") as table:
        table.drop_column("chose_language")
