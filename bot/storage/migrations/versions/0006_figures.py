"""Indices for the figures page, which counts weeks of questions and tickets."""

from alembic import op

revision = "0006"
down_revision = "0005"

_INDICES = (
    # Everything that is counted stands in the index, so that the texts beside it are not read.
    ("interactions_figures", "interactions", ["at", "outcome", "article"]),
    ("ticket_events_kind", "ticket_events", ["kind", "at", "ticket"]),
    ("tickets_opened", "tickets", ["opened"]),
)


def upgrade() -> None:
    """Add the indices."""
    for name, table, columns in _INDICES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Take the indices away."""
    for name, table, _ in _INDICES:
        op.drop_index(name, table)
