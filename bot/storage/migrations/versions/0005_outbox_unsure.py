"""Count tries of sending whose end nobody noted, because the process ended in the middle."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the count."""
    op.add_column("outbox", sa.Column("unsure", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Forget the count."""
    op.drop_column("outbox", "unsure")
