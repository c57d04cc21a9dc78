"""Sealed records in SQL: each is stored once and never changed."""

from __future__ import annotations

import msgspec
from sqlalchemy import insert, select

from server.contract.values import StoredRecord
from server.storage.database import Database, Taken
from server.storage.keyring import Keyring
from server.storage.tables import records


class SqlRecords:
    """The records of ended meetings."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def save_once(self, record: StoredRecord) -> bool:
        """Store the record; False when the meeting has one already (STO-6)."""
        key = await self._keyring.key(record.meeting)
        row = {
            "meeting": record.meeting,
            "version": record.version,
            "sealed_at": record.sealed_at,
            "sealed_by": "",  # a name: it is in what is sealed, and nowhere in the clear (STO-3)
            "sealed": key.seal("records", record.version, msgspec.msgpack.encode(record)),
        }
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(records), row)
        except Taken:
            return False
        return True

    async def load(self, meeting: str) -> StoredRecord | None:
        """The meeting's record, or None."""
        query = select(records).where(records.c.meeting == meeting)
        row = next(iter(await self._database.rows(query)), None)
        if row is None:
            return None
        key = await self._keyring.find(meeting)
        if key is None:
            return None  # destroyed: an old backup was put back
        plain = key.open("records", row["version"], row["sealed"])
        return msgspec.msgpack.decode(plain, type=StoredRecord)
