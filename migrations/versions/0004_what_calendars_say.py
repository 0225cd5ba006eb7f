"""what calendars say.

What a guest's calendar said of an event, and which messages were dealt with.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "calendar_word",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("sort", _word("sort", "answer", "proposal"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", _word("answer", "yes", "no", "undecided"), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.String(length=200), nullable=False),
        sa.Column("said_as", sa.String(length=512), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_calendar_word_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("invitation_id", "sort", name=op.f("pk_calendar_word")),
    )
    op.create_table(
        "received",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "outcome",
            _word("outcome", "answered", "old_date", "proposed", "resent", "returned", "prose", "refused", "unknown", "again"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_received")),
    )
    with op.batch_alter_table("received", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_received_at"), ["at"], unique=False)


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_table("received")
    op.drop_table("calendar_word")
