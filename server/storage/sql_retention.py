"""How long meetings are kept, in SQL; and the one way in which a meeting is destroyed."""

from __future__ import annotations

from msgspec.structs import asdict, replace
from sqlalchemy import Connection, Table, delete, func, insert, select, update

from server.contract.values import Disposal, Keeping
from server.storage.database import Database, Taken
from server.storage.keyring import Keyring
from server.storage.tables import (
    checkpoints,
    disposals,
    keys,
    links,
    log,
    meetings,
    participants,
    pins,
    records,
    retention,
    sessions,
)

HOLDERS: tuple[Table, ...] = (
    log, checkpoints, records, participants, links, pins, sessions, retention, meetings,
)  # fmt: skip
"""Every table with rows of a meeting, children first; the trail and the certificate stay."""


class SqlRetention:
    """What was decided about how long meetings are kept, and what was destroyed."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def keepings(self) -> list[Keeping]:
        """Every meeting that something was decided about."""
        return [Keeping(**row) for row in await self._database.rows(select(retention))]

    async def keep(self, keeping: Keeping) -> None:
        """Store what was decided about a meeting, in the place of what was decided before."""

        def replace_row(connection: Connection) -> None:
            connection.execute(delete(retention).where(retention.c.meeting == keeping.meeting))
            connection.execute(insert(retention), asdict(keeping))

        await self._database.write(replace_row)

    async def disposals(self) -> list[Disposal]:
        """Everything that was asked or destroyed, newest first."""
        query = select(disposals).order_by(disposals.c.asked_at.desc(), disposals.c.meeting)
        return [Disposal(**row) for row in await self._database.rows(query)]

    async def ask(self, disposal: Disposal) -> bool:
        """Store that somebody asks; False when somebody has asked already."""
        try:
            await self._database.write(
                lambda connection: connection.execute(insert(disposals), asdict(disposal))
            )
        except Taken:
            return False
        return True

    async def withdraw(self, meeting: str) -> None:
        """Nobody asks any more; a certificate stays."""
        mine = (disposals.c.meeting == meeting) & (disposals.c.destroyed_at == 0)
        await self._database.write(
            lambda connection: connection.execute(delete(disposals).where(mine))
        )

    async def destroy(self, disposal: Disposal) -> Disposal:
        """Destroy a meeting's key and all its rows, and leave the certificate (KEY-4).

        All or nothing. A second time destroys nothing and gives the first certificate.
        """
        left: list[Disposal] = []
        await self._database.write(
            lambda connection: left.append(self._destroy(connection, disposal))
        )
        self._keyring.forget(disposal.meeting)
        await self._database.tidy()
        return left[0]

    def _destroy(self, connection: Connection, disposal: Disposal) -> Disposal:
        meeting = disposal.meeting
        mine = disposals.c.meeting == meeting
        before = connection.execute(select(disposals).where(mine)).mappings().one_or_none()
        if before is not None and before["destroyed_at"]:
            return Disposal(**before)
        if self._database.is_sqlite:  # written over, not only freed: not every build does so itself
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        certificate = replace(
            disposal,
            entries=_count(connection, log, meeting),
            people=_count(connection, participants, meeting),
        )
        # The row stays, empty: nobody may make a new key for this meeting.
        connection.execute(update(keys).where(keys.c.meeting == meeting).values(wrapped=b""))
        for table in HOLDERS:
            column = table.c.id if table is meetings else table.c.meeting
            connection.execute(delete(table).where(column == meeting))
        connection.execute(delete(disposals).where(mine))
        connection.execute(insert(disposals), asdict(certificate))
        return certificate


def _count(connection: Connection, table: Table, meeting: str) -> int:
    query = select(func.count()).select_from(table).where(table.c.meeting == meeting)
    return connection.execute(query).scalar_one()
