"""The data keys of meetings: made once, kept wrapped in the database, remembered for a while."""

from __future__ import annotations

from collections import OrderedDict

from sqlalchemy import insert, select

from server.storage.cipher import DataKey, MasterKey
from server.storage.database import Database, Taken
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
        row = {"meeting": meeting, "wrapped": self._master.new()}
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(keys), row)
        except Taken:  # another process was quicker: its key counts
            pass
        return await self._stored(meeting) or self._missing(meeting)

    async def find(self, meeting: str) -> DataKey | None:
        """The key of a meeting, or None when it has none."""
        known = self._known.get(meeting)
        return known if known is not None else await self._stored(meeting)

    async def _stored(self, meeting: str) -> DataKey | None:
        query = select(keys.c.wrapped).where(keys.c.meeting == meeting)
        row = next(iter(await self._database.rows(query)), None)
        if row is None:
            return None
        key = self._master.unwrap(meeting, row["wrapped"])
        self._known[meeting] = key
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return key

    @staticmethod
    def _missing(meeting: str) -> DataKey:
        raise LookupError(f"The key of meeting {meeting} was destroyed as it was made.")
