"""All of storage behind one address and one master key."""

from __future__ import annotations

from server.storage.cipher import MasterKey
from server.storage.database import Database
from server.storage.keyring import Keyring
from server.storage.migrate import check_migrated
from server.storage.sql_audit import SqlAudit
from server.storage.sql_doors import SqlDoors
from server.storage.sql_entry import SqlPins, SqlSecondSteps, SqlTries
from server.storage.sql_log import SqlLog
from server.storage.sql_people import SqlPeople
from server.storage.sql_records import SqlRecords
from server.storage.sql_retention import SqlRetention


class SqlStore:
    """Every port, on SQLite or PostgreSQL. Made by `SqlStore.open`."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self.keyring = keyring
        self.log = SqlLog(database, keyring)
        self.people = SqlPeople(database, keyring)
        self.doors = SqlDoors(database)
        self.records = SqlRecords(database, keyring)
        self.audit = SqlAudit(database, keyring)
        self.second_steps = SqlSecondSteps(database, keyring)
        self.pins = SqlPins(database, keyring)
        self.tries = SqlTries(database)
        self.retention = SqlRetention(database, keyring)

    @classmethod
    async def open(cls, url: str, master_key: bytes) -> SqlStore:
        """Open a migrated database. Raises WrongMasterKey or DatabaseUnusable."""
        database = Database(url)
        keyring = Keyring(database, MasterKey(master_key))
        try:
            await check_migrated(database)
            await keyring.check()
        except BaseException:
            await database.close()
            raise
        return cls(database, keyring)

    async def meetings(self) -> list[str]:
        """The id of every meeting that is kept here."""
        return await self.keyring.meetings()

    async def close(self) -> None:
        """Store what still waits, then let go of the database."""
        await self.log.close()
        await self._database.close()
