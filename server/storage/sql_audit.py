"""The audit trail in SQL: only ever added to."""

from __future__ import annotations

from msgspec.structs import asdict
from sqlalchemy import insert, select

from server.contract.values import AuditEntry
from server.storage.database import Database
from server.storage.tables import audit


class SqlAudit:
    """Who did what, when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, entry: AuditEntry) -> None:
        """Store one entry."""
        async with self._database.writing() as connection:
            await connection.execute(insert(audit), asdict(entry))

    async def read(self, meeting: str) -> list[AuditEntry]:
        """Every entry of a meeting, in order; "" gives those that belong to none."""
        columns = [column for column in audit.c if column.name != "id"]
        query = select(*columns).where(audit.c.meeting == meeting).order_by(audit.c.id)
        return [AuditEntry(**row) for row in await self._database.rows(query)]
