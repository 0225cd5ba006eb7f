"""uses that count.

A row for each use of something limited, so that all workers count together and a restart forgets nothing; and an index
to count the letters that are in a worker's hand.

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(length=64), nullable=False),
        sa.Column("counts_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_use")),
    )
    op.create_index(op.f("ix_use_counts_until"), "use", ["counts_until"])
    op.create_index("ix_use_whose_counts_until", "use", ["whose", "counts_until"])
    in_hand = sa.text("leased_until IS NOT NULL")
    op.create_index(
        "ix_letter_leased_until", "letter", ["leased_until"], sqlite_where=in_hand, postgresql_where=in_hand
    )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_index("ix_letter_leased_until", "letter")
    op.drop_table("use")
