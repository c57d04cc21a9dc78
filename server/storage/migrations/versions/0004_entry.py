"""Places for getting in: logins, second steps, welcomes, PINs, tries; what sessions need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables and the columns."""
    for name, kind, usual in (
        ("seen_at", sa.BigInteger(), "0"),
        ("needs", sa.String(16), ""),
        ("how", sa.String(32), ""),
    ):
        op.add_column("sessions", sa.Column(name, kind, nullable=False, server_default=usual))
    # A session that was never seen would be taken for an idle one.
    op.execute("UPDATE sessions SET seen_at = made_at")
    _logins()
    _second_steps()
    _welcomes()
    _tries()
    _pins()


def _logins() -> None:
    op.create_table(
        "logins",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_logins")),
        sa.UniqueConstraint("staff", name=op.f("uq_logins_staff")),
    )


def _second_steps() -> None:
    op.create_table(
        "second_steps",
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("staff", name=op.f("pk_second_steps")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("staff", "code_hash", name=op.f("pk_recovery_codes")),
    )


def _welcomes() -> None:
    op.create_table(
        "welcomes",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_welcomes")),
    )
    op.create_index(op.f("ix_welcomes_staff"), "welcomes", ["staff"], unique=False)


def _tries() -> None:
    op.create_table(
        "tries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tries")),
    )
    op.create_index(op.f("ix_tries_name"), "tries", ["name"], unique=False)
    op.create_index(op.f("ix_tries_at"), "tries", ["at"], unique=False)


def _pins() -> None:
    op.create_table(
        "pins",
        sa.Column("participant", sa.String(length=40), nullable=False),
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("participant", name=op.f("pk_pins")),
    )
