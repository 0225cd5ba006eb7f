"""drafts of events, and leaving it for now.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "event_draft",
        sa.Column("hosting_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["hosting_id"], ["hosting.id"], name=op.f("fk_event_draft_hosting_id_hosting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hosting_id", name=op.f("pk_event_draft")),
    )
    op.create_table(
        "rest",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("unmet", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_rest_plan_id_plan"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_rest")),
    )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_table("rest")
    op.drop_table("event_draft")
