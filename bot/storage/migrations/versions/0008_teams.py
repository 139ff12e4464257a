"""Teams: where conversations can be reached, and what was sent there."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "teams_references",
        sa.Column("conversation", sa.String(200), primary_key=True),
        sa.Column("service_url", sa.String(400), nullable=False),
        sa.Column("chat", sa.String(400), nullable=False),
        sa.Column("personal", sa.Boolean, nullable=False),
    )
    op.create_table(
        "teams_cards",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("conversation", sa.String(200), nullable=False, index=True),
        sa.Column("activity", sa.String(200), nullable=False, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("ticket", sa.Integer, index=True),
        sa.Column("version", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("teams_cards", "teams_references"):
        op.drop_table(table)
