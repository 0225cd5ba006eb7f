"""addresses that move.

A change of an account's address waits for both, and what an account was known as before stays, by fingerprint.

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "address_change",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=512), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("old_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_address_change_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
    )
    for column in ("account_id", "fingerprint"):
        op.create_index(op.f(f"ix_address_change_{column}"), "address_change", [column])
    op.create_table(
        "known_as",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_known_as_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("fingerprint", "account_id", name=op.f("pk_known_as")),
    )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_table("known_as")
    op.drop_table("address_change")
