"""The life of a ticket: owner, lease, deadline, merging, rounds, and what happened to it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what the champions' desk needs to tickets and conversations."""
    op.add_column("conversations", sa.Column("pending", sa.String(60), nullable=False, server_default=""))
    for column in (
        sa.Column("asker", sa.String(8), nullable=False, server_default=""),
        sa.Column("owner", sa.Integer),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("snoozed_until", sa.DateTime(timezone=True)),
        sa.Column("merged_into", sa.Integer),
        sa.Column("round", sa.Integer, nullable=False, server_default="0"),
        sa.Column("asked_back", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("due", sa.DateTime(timezone=True)),
        sa.Column("reminded", sa.Integer, nullable=False, server_default="0"),
        sa.Column("named", sa.String(200), nullable=False, server_default=""),
        sa.Column("article", sa.String(200)),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
    ):
        op.add_column("tickets", column)
    # Tickets that were answered before had one answer.
    op.execute("UPDATE tickets SET round = 1 WHERE answer IS NOT NULL")
    op.create_index("ix_tickets_owner", "tickets", ["owner"])
    op.create_index("ix_tickets_merged_into", "tickets", ["merged_into"])
    op.create_index("tickets_queue", "tickets", ["state", "urgent", "opened"])
    op.create_index("tickets_team", "tickets", ["team", "state"])
    op.create_table(
        "ticket_events",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("ticket", sa.Integer, nullable=False, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("by", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Tables are only added to: going back would lose what champions wrote."""
    message = "Restore a backup instead."
    raise NotImplementedError(message)
