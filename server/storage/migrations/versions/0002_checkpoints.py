"""A place for checkpoints: boards as they stood at an entry of the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "checkpoints",
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["keys.meeting"], name=op.f("fk_checkpoints_meeting")),
        sa.PrimaryKeyConstraint("meeting", name=op.f("pk_checkpoints")),
    )
