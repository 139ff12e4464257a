"""First tables: conversations, interactions, tickets, outbox, deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("nation", sa.String(20), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("last_question", sa.Text, nullable=False),
        sa.Column("last_article", sa.String(200)),
        sa.Column("last_interaction", sa.Integer),
        sa.Column("choices", sa.JSON, nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "interactions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("conversation", sa.String(200), nullable=False, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(40)),
        sa.Column("article", sa.String(200)),
        sa.Column("version", sa.Integer),
        sa.Column("confidence", sa.Float),
        sa.Column("nation", sa.String(20)),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("intent", sa.String(60)),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.Column("masked", sa.JSON, nullable=False),
        sa.Column("ticket", sa.Integer),
        sa.Column("milliseconds", sa.JSON, nullable=False),
        sa.Column("helpful", sa.Boolean),
    )
    op.create_table(
        "tickets",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("conversation", sa.String(200), nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("team", sa.String(60), nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(20), nullable=False, index=True),
        sa.Column("nation", sa.String(20), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("answered", sa.DateTime(timezone=True)),
        sa.Column("answered_by", sa.String(200)),
    )
    op.create_table(
        "outbox",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("key", sa.String(200), nullable=False, unique=True),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True)),
        sa.Column("dead", sa.Boolean, nullable=False),
    )
    op.create_index("outbox_due", "outbox", ["sent", "dead", "next_attempt"])
    op.create_index("outbox_conversation", "outbox", ["conversation", "number"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(300), primary_key=True),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("replies", sa.JSON),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("deliveries", "outbox", "tickets", "interactions", "conversations"):
        op.drop_table(table)
