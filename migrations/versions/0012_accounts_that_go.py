"""accounts that go.

A deleted account leaves a bare row for as long as others need it, and a wait leaves the fingerprint of an address.

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "plan_wait",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_plan_wait")),
    )


def downgrade() -> None:
    """Take the tables back to the revision before; a wait that outlived its account is forgotten."""
    op.drop_table("plan_wait")
    with op.batch_alter_table("account") as batch_op:
        batch_op.drop_column("gone_at")
