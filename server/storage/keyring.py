"""The data keys of meetings: made once, kept wrapped in the database, remembered for a while."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress

from sqlalchemy import Connection, insert, select, update

from server.storage.cipher import DataKey, MasterKey
from server.storage.database import Database, Taken
from server.storage.faults import KeyDestroyed
from server.storage.tables import keys

REMEMBERED = 1000
PROOF = ""
"""The row whose key belongs to no meeting: it tells a wrong master key before anyone writes."""


class Keyring:
    """Finds and makes data keys."""

    def __init__(self, database: Database, master: MasterKey) -> None:
        self._database = database
        self._master = master
        self._known: OrderedDict[str, DataKey] = OrderedDict()

    async def check(self) -> None:
        """Raise WrongMasterKey unless the database was made with this master key."""
        await self.key(PROOF)

    async def key(self, meeting: str) -> DataKey:
        """The key of a meeting, made when there is none yet."""
        found = await self.find(meeting)
        if found is not None:
            return found
        with suppress(Taken):  # another process was quicker: its key counts
            await self._database.write(lambda connection: self._make(connection, meeting))
        return await self._stored(meeting) or self._missing(meeting)

    def _make(self, connection: Connection, meeting: str) -> None:
        # While this process ran, the master key may have been changed: a key wrapped with the old
        # one would never open again.
        proof = connection.execute(select(keys.c.wrapped).where(keys.c.meeting == PROOF)).scalar()
        if proof:
            self._master.unwrap(PROOF, proof)
        connection.execute(insert(keys), {"meeting": meeting, "wrapped": self._master.new()})

    async def meetings(self) -> list[str]:
        """The id of every meeting that has a key."""
        query = select(keys.c.meeting, keys.c.wrapped).order_by(keys.c.meeting)
        rows = await self._database.few(query)
        return [row["meeting"] for row in rows if row["wrapped"] and row["meeting"] != PROOF]

    def forget(self, meeting: str) -> None:
        """Remember the key of a meeting no longer: it was destroyed."""
        self._known.pop(meeting, None)

    async def rotate(self, new: MasterKey) -> int:
        """Wrap every key with a new master key, all or none; how many there are (KEY-1).

        What is wrapped with the new one already stays. Raises WrongMasterKey.
        """
        await self._database.write(lambda connection: self._rewrap(connection, new))
        return len(await self.meetings())

    def _rewrap(self, connection: Connection, new: MasterKey) -> None:
        for meeting, wrapped in connection.execute(select(keys.c.meeting, keys.c.wrapped)).all():
            if wrapped and not new.opens(wrapped):
                change = update(keys).where(keys.c.meeting == meeting)
                connection.execute(change.values(wrapped=self._master.rewrap(wrapped, new)))

    async def find(self, meeting: str) -> DataKey | None:
        """The key of a meeting, or None when it has none."""
        known = self._known.get(meeting)
        return known if known is not None else await self._stored(meeting)

    async def _stored(self, meeting: str) -> DataKey | None:
        query = select(keys.c.wrapped).where(keys.c.meeting == meeting)
        row = next(iter(await self._database.few(query)), None)
        if row is None or not row["wrapped"]:
            return None
        key = self._master.unwrap(meeting, row["wrapped"])
        self._known[meeting] = key
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return key

    @staticmethod
    def _missing(meeting: str) -> DataKey:
        if meeting == PROOF:
            raise KeyDestroyed(
                "This copy of a database has no keys. Put them back with:"
                " python -m server keys restore FILE.keys"
            )
        raise KeyDestroyed(f"The key of meeting {meeting} was destroyed.")
