"""a goodbye that says who asked, where she wants it known.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

def upgrade() -> None:
    """Bring the tables to this revision."""
    _allow("own", "others", "asked", "year", "misses")


def downgrade() -> None:
    """Take them back to the one before; who asked is left unsaid."""
    op.execute("UPDATE closing SET told = 'others' WHERE told = 'asked'")
    _allow("own", "others", "year", "misses")


def _allow(*words: str) -> None:
    """Let `closing.told` be one of some words; SQLite changes a check by making the table anew."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_closing_told"), "closing", type_="check")
        op.create_check_constraint(op.f("ck_closing_told"), "closing", sa.column("told").in_(words))
        return
    told = sa.Enum(*words, name="told", native_enum=False, create_constraint=True, length=20)
    with op.batch_alter_table("closing", recreate="always") as batch:
        batch.alter_column("told", type_=told, existing_nullable=False)
