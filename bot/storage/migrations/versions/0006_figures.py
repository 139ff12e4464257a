"""Indices for the figures page, which counts weeks of questions and tickets, and for a team's list."""

from alembic import op

revision = "0006"
down_revision = "0005"

_INDICES = (
    # Everything that is counted stands in the index, so that the texts beside it are not read.
    ("interactions_figures", "interactions", ["at", "outcome", "article"]),
    ("ticket_events_kind", "ticket_events", ["kind", "at", "ticket"]),
    ("tickets_list", "tickets", ["team", "state", "urgent", "opened"]),
    ("tickets_opened", "tickets", ["opened"]),
)


def upgrade() -> None:
    """Add the indices."""
    for name, table, columns in _INDICES:
        op.create_index(name, table, columns)
    # The new index of a team's list begins with the same columns.
    op.drop_index("tickets_team", "tickets")


def downgrade() -> None:
    """Take the indices away."""
    for name, table, _ in _INDICES:
        op.drop_index(name, table)
    op.create_index("tickets_team", "tickets", ["team", "state"])
