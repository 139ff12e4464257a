"""How far a conversation has come with a guided tool."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column."""
    op.add_column("conversations", sa.Column("tool", sa.JSON))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("conversations", "tool")
