"""Subscriptions to changes of one article, with what the subscriber was told last."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Let a kind name an article, and add the columns."""
    # SQLite cannot change a column: there the table is written anew.
    with op.batch_alter_table("subscriptions") as table:
        table.alter_column("kind", existing_type=sa.String(20), existing_nullable=False, type_=sa.String(220))
        table.add_column(sa.Column("told", sa.Text, nullable=False, server_default=""))
        table.add_column(sa.Column("told_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Forget who follows articles."""
    op.execute("DELETE FROM subscriptions WHERE kind LIKE 'article:%'")
    with op.batch_alter_table("subscriptions") as table:
        table.drop_column("told_at")
        table.drop_column("told")
        table.alter_column("kind", existing_type=sa.String(220), existing_nullable=False, type_=sa.String(20))
