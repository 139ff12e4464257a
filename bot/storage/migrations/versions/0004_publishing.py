"""One reply, four products: drafts, published champions' answers, subscriptions, digests."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "drafts",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("nation", sa.String(20), nullable=False),
        sa.Column("audience", sa.JSON, nullable=False),
        sa.Column("short", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("next_step", sa.Text, nullable=False),
        sa.Column("who_to_ask", sa.Text, nullable=False),
        sa.Column("asks", sa.JSON, nullable=False),
        sa.Column("reaches", sa.JSON, nullable=False),
        sa.Column("must_not_reach", sa.JSON, nullable=False),
        sa.Column("nearest", sa.JSON, nullable=False),
        sa.Column("tickets", sa.JSON, nullable=False),
        sa.Column("acknowledged", sa.JSON, nullable=False),
        sa.Column("state", sa.String(20), nullable=False, index=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("author", sa.Integer, nullable=False),
        sa.Column("reviewer", sa.Integer),
        sa.Column("article", sa.String(200)),
        sa.Column("base", sa.Integer, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "published",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("article", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("acknowledged", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("golden", sa.Text, nullable=False),
        sa.Column("team", sa.String(60), nullable=False),
        sa.Column("team_title", sa.String(200), nullable=False),
        sa.Column("given", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("by", sa.Integer, nullable=False),
        sa.Column("author", sa.Integer, nullable=False),
        sa.Column("draft", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.UniqueConstraint("article", "version", name="published_version"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("conversation", sa.String(200), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "digests",
        sa.Column("week", sa.String(10), primary_key=True),
        sa.Column("written", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.JSON, nullable=False),
        sa.Column("answered", sa.JSON, nullable=False),
        sa.Column("changed", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("digests", "subscriptions", "published", "drafts"):
        op.drop_table(table)
