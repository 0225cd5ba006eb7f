"""letters of a day.

An index to count the letters that left lately.

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


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_index("ix_letter_sent_at", "letter")
