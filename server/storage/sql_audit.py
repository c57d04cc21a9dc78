"""The audit trail in SQL: only ever added to, each entry marked over all before it (AUD-1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import asdict
from sqlalchemy import Connection, RowMapping, Select, insert, or_, select, update

from server.contract.actions import check
from server.contract.values import AuditEntry, TrailQuery, TrailRow
from server.rules import trail
from server.storage.cipher import DataKey
from server.storage.database import Database
from server.storage.faults import Unreadable
from server.storage.keyring import PROOF, Keyring
from server.storage.tables import audit, audit_head

PAGE = 100
"""Entries of one page of the trail."""
AT_ONCE = 5000
"""Entries that are checked at once."""


class Head(msgspec.Struct, frozen=True, array_like=True):
    """How far the trail goes."""

    seq: int = 0
    chain: bytes = trail.GENESIS


class SqlAudit:
    """Who did what, when."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def append(self, entry: AuditEntry) -> None:
        """Store one entry. Raises NotForTheTrail when it could hold words (AUD-2)."""
        check(entry.what, (entry.meeting, entry.who, entry.about), entry.detail)
        key = await self._keyring.key(PROOF)
        await self._database.write(lambda connection: _add(connection, key, entry))

    async def read(self, meeting: str) -> list[AuditEntry]:
        """Every entry of a meeting, in order; "" gives those that belong to none."""
        query = select(audit).where(audit.c.meeting == meeting).order_by(audit.c.id)
        return [_entry(row) for row in await self._database.rows(query)]

    async def look(self, asked: TrailQuery, most: int = PAGE) -> list[TrailRow]:
        """The newest entries that somebody looks for, newest first."""
        query = _looked_for(asked).order_by(audit.c.id.desc()).limit(most)
        return [_row(row) for row in await self._database.rows(query)]

    async def verify(self) -> tuple[int, str]:
        """How many entries hold, and a plain sentence about the first that does not, or ""."""
        try:
            key = await self._keyring.key(PROOF)
            head = await self._database.read(lambda connection: _head(connection, key))
        except Unreadable:
            return 0, "The audit trail was changed: what says how far it goes does not open."
        seq, chain, holds = 0, trail.GENESIS, True
        while holds and (rows := await self._after(seq)):
            seq, chain, holds = trail.follow(key.derived("audit"), seq, chain, rows)
        if not holds:
            return (
                seq,
                f"The audit trail was changed: entry {seq + 1} is not the one that was written.",
            )
        if (seq, chain) != (head.seq, head.chain):
            return seq, f"The audit trail was changed: it ends at entry {seq}, not at {head.seq}."
        return seq, ""

    async def _after(self, seq: int) -> Sequence[TrailRow]:
        query = select(audit).where(audit.c.id > seq).order_by(audit.c.id).limit(AT_ONCE)
        return [_row(row) for row in await self._database.rows(query)]


def _add(connection: Connection, key: DataKey, entry: AuditEntry) -> None:
    head = _head(connection, key)
    texts = (entry.meeting, entry.who, entry.what, entry.about, entry.detail)
    chain = trail.mark(key.derived("audit"), head.chain, head.seq + 1, entry.at, *texts)
    after = Head(head.seq + 1, chain)
    connection.execute(insert(audit), {**asdict(entry), "id": after.seq, "chain": chain})
    sealed = key.seal("audit_head", 1, msgspec.msgpack.encode(after))
    connection.execute(update(audit_head).values(sealed=sealed))


def _head(connection: Connection, key: DataKey) -> Head:
    # Locked, so that two processes write one after the other; SQLite's writers do so anyway.
    query = select(audit_head.c.sealed).with_for_update()
    sealed = connection.execute(query).scalar_one_or_none()
    if sealed is None:
        raise Unreadable("The audit trail was changed outside Threefold.")
    if not sealed:
        return Head()
    return msgspec.msgpack.decode(key.open("audit_head", 1, sealed), type=Head)


def _looked_for(asked: TrailQuery) -> Select[Any]:
    query = select(audit)
    for column, value in ((audit.c.meeting, asked.meeting), (audit.c.what, asked.what)):
        query = query.where(column == value) if value else query
    if asked.person:
        query = query.where(or_(audit.c.who == asked.person, audit.c.about == asked.person))
    query = query.where(audit.c.at >= asked.since)
    query = query.where(audit.c.at < asked.until) if asked.until else query
    return query.where(audit.c.id < asked.before) if asked.before else query


def _entry(row: RowMapping) -> AuditEntry:
    return AuditEntry(**{name: row[name] for name in AuditEntry.__struct_fields__})


def _row(row: RowMapping) -> TrailRow:
    return TrailRow(**asdict(_entry(row)), seq=row["id"], chain=row["chain"])
