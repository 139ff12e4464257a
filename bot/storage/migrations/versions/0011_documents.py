"""Finished documents of guided tools, encrypted, and reminders of checklists."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "documents",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_documents_until", "documents", ["until"])
    op.create_table(
        "checklist_reminders",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("tool", sa.String(40), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_checklist_reminders_conversation", "checklist_reminders", ["conversation"])
    op.create_index("ix_checklist_reminders_due", "checklist_reminders", ["due"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("checklist_reminders")
    op.drop_table("documents")
