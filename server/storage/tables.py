"""The tables. What families said, and their names, are only ever in a `sealed` column (STO-3)."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

ID = String(40)

# Deleting a meeting's key destroys the meeting, backups included. The row "" proves the master key.
keys = Table(
    "keys",
    metadata,
    Column("meeting", ID, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", ID, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("roles", String(120), nullable=False, server_default=""),
)

# Who an account is at the council's own sign-in: tenant and object id, never an email.
logins = Table(
    "logins",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("staff", ID, nullable=False, unique=True),
)

second_steps = Table(
    "second_steps",
    metadata,
    Column("staff", ID, primary_key=True),
    Column("made_at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("staff", ID, primary_key=True),
    Column("code_hash", LargeBinary(32), primary_key=True),
)

welcomes = Table(
    "welcomes",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("staff", ID, nullable=False, index=True),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger, nullable=False),
)

# Of whom or whence is only there as a hash, and goes after the time it counts for.
tries = Table(
    "tries",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("name", LargeBinary(32), nullable=False, index=True),
    Column("at", BigInteger, nullable=False, index=True),
)

meetings = Table(
    "meetings",
    metadata,
    Column("id", ID, ForeignKey("keys.meeting"), primary_key=True),
    Column("chair", ID, nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

participants = Table(
    "participants",
    metadata,
    Column("id", ID, primary_key=True),
    Column("meeting", ID, ForeignKey("meetings.id"), nullable=False, index=True),
    Column("staff", ID, nullable=False, index=True),
    Column("gone", Boolean, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("participant", ID, nullable=False, index=True),
    Column("meeting", ID, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
)

pins = Table(
    "pins",
    metadata,
    Column("participant", ID, primary_key=True),
    Column("meeting", ID, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("tried", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("staff", ID, nullable=False, index=True),
    Column("participant", ID, nullable=False, index=True),
    Column("meeting", ID, nullable=False, index=True),
    Column("lobby", String(16), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False, server_default="0"),
    Column("needs", String(16), nullable=False, server_default=""),
    Column("how", String(32), nullable=False, server_default=""),
)

# The chain is sealed with the words: beside short words, a hash in the clear could be guessed back.
log = Table(
    "log",
    metadata,
    Column("meeting", ID, ForeignKey("keys.meeting"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("scope", String(80), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("who", ID, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

# How the boards stood at one entry of the log: one a meeting, the newest, replaced whole.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("meeting", ID, ForeignKey("keys.meeting"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

records = Table(
    "records",
    metadata,
    Column("meeting", ID, ForeignKey("keys.meeting"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("sealed_at", BigInteger, nullable=False),
    Column("sealed_by", ID, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

# Triggers refuse to change or delete an entry (migration 0003). `id` counts from 1 without a gap.
audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("meeting", ID, nullable=False, index=True),
    Column("who", ID, nullable=False, index=True),
    Column("what", String(40), nullable=False),
    Column("about", ID, nullable=False),
    Column("detail", String(120), nullable=False),
    Column("chain", LargeBinary, nullable=False),
)

# How far the trail goes, sealed: without it the newest entries could be taken away unseen.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)

# What was decided about how long a meeting is kept, and what was destroyed: ids and dates only.
retention = Table(
    "retention",
    metadata,
    Column("meeting", ID, primary_key=True),
    Column("class_id", ID, nullable=False),
    Column("trigger_on", String(10), nullable=False),
    Column("hold", String(16), nullable=False),
)

disposals = Table(
    "disposals",
    metadata,
    Column("meeting", ID, primary_key=True),
    Column("class_id", ID, nullable=False),
    Column("trigger_on", String(10), nullable=False),
    Column("due_on", String(10), nullable=False),
    Column("asked_by", ID, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("approved_by", ID, nullable=False),
    Column("destroyed_at", BigInteger, nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column("people", Integer, nullable=False),
)
