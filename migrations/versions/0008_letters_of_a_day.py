"""letters of a day.

Indexes to count the letters that left lately, and to find the one of a kind that is next.

Revision: 0008, after 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_index("ix_letter_sent_at", "letter", ["sent_at"])
    op.create_index("ix_letter_kind", "letter", ["state", "kind", "not_before"])


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_index("ix_letter_kind", "letter")
    op.drop_index("ix_letter_sent_at", "letter")
