"""Subscriptions to changes of one article, with what the subscriber was told last."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Let a kind name an article, and add the columns."""
    # SQLite keeps to no length, and cannot change a column.
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("subscriptions", "kind", type_=sa.String(220))
    op.add_column("subscriptions", sa.Column("told", sa.Text, nullable=False, server_default=""))
    op.add_column("subscriptions", sa.Column("told_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Forget who follows articles."""
    op.execute("DELETE FROM subscriptions WHERE kind LIKE 'article:%'")
    op.drop_column("subscriptions", "told_at")
    op.drop_column("subscriptions", "told")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("subscriptions", "kind", type_=sa.String(20))
