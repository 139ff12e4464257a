"""Telegram: what buttons stand for when it is too long for a button, and which post announced which ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "buttons",
        sa.Column("token", sa.String(40), primary_key=True),
        sa.Column("conversation", sa.String(200), nullable=False, index=True),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.create_table(
        "posts",
        sa.Column("conversation", sa.String(200), primary_key=True),
        sa.Column("post", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("ticket", sa.Integer, nullable=False, index=True),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("posts", "buttons"):
        op.drop_table(table)
