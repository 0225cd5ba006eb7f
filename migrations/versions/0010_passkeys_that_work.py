"""passkeys that work.

Which host name a passkey was made for, days instead of moments, and challenges that were answered.

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision; until now no page made a passkey, so there is none to carry over."""
    op.create_table(
        "spent_challenge",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_challenge")),
    )
    op.execute("DELETE FROM passkey")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.add_column(sa.Column("host", sa.String(length=253), nullable=False))
        batch_op.add_column(sa.Column("made_on", sa.Date(), nullable=False))
        batch_op.add_column(sa.Column("used_on", sa.Date(), nullable=True))
        batch_op.alter_column("sign_count", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)
        batch_op.drop_column("created_at")
        batch_op.drop_column("used_at")


def downgrade() -> None:
    """Take the tables back to the revision before; which passkey works where is known to this one alone."""
    op.execute("DELETE FROM passkey")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.add_column(sa.Column("created_at", sa.DateTime(timezone=True), nullable=False))
        batch_op.add_column(sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("sign_count", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False)
        batch_op.drop_column("used_on")
        batch_op.drop_column("made_on")
        batch_op.drop_column("host")
    op.drop_table("spent_challenge")
