"""The log in SQL: encrypted rows, and one commit for everything that waits in any meeting."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select

from server.contract.values import Checkpoint, LogEntry
from server.storage.cipher import DataKey
from server.storage.database import Database, Taken
from server.storage.faults import LogFailed, StorageFault
from server.storage.keyring import Keyring
from server.storage.tables import checkpoints, log

WAITING = 10_000
"""Entries that may wait for a commit; more means that the disk has stopped taking any."""
SECONDS = 20.0
"""How long one commit may take."""
PAUSE = 0.008
"""Seconds from one commit to the next while more comes: each costs the same however much it takes
along."""
ADD = insert(log)


class Sealed(msgspec.Struct, frozen=True, array_like=True):
    """What of an entry is encrypted."""

    data: bytes
    command: bytes
    chain: bytes
    scope: str = ""


class Wait:
    """One caller of append, with the rows it brought."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def meetings(self) -> set[str]:
        """Whose log these rows go to."""
        return {row["meeting"] for row in self.rows}

    def settle(self, fault: Exception | None = None) -> None:
        """Tell the caller, unless it has gone."""
        if self.done.done():
            return
        if fault is None:
            self.done.set_result(None)
        else:
            failed = LogFailed(str(fault))
            failed.__cause__ = fault
            self.done.set_exception(failed)


class SqlLog:
    """The append-only log of every meeting."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self._waiting: list[Wait] = []
        self._rows_waiting = 0
        self._turns: list[asyncio.Future[None]] = []
        self._writer: asyncio.Task[None] | None = None
        self._callers = 0
        self._nobody = asyncio.Event()
        self._nobody.set()

    async def turn(self) -> None:
        """Return when a commit is about to begin: at once when none is under way.

        Meetings that wait for it are carried on one after the other, and share the commit.
        """
        if self._writer is not None and not self._writer.done():
            turn = asyncio.get_running_loop().create_future()
            self._turns.append(turn)
            await turn

    async def append(self, entries: Sequence[LogEntry]) -> None:
        """Store all entries or none; durable on return (STO-2). Raises LogFailed.

        After LogFailed nobody knows whether the entries are stored: read the log again.
        """
        if entries:
            with self._caller():
                await self._append(await self._rows(entries))

    async def _rows(self, entries: Sequence[LogEntry]) -> list[dict[str, Any]]:
        try:
            keys = {one: await self._keyring.key(one) for one in {e.meeting for e in entries}}
            return [row_of(keys[entry.meeting], entry) for entry in entries]
        except StorageFault as fault:
            raise LogFailed(str(fault)) from fault

    async def _append(self, rows: list[dict[str, Any]]) -> None:
        if self._rows_waiting >= WAITING:
            raise LogFailed("Too much is waiting to be stored.")
        wait = Wait(rows)
        self._waiting.append(wait)
        self._rows_waiting += len(rows)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
            self._writer.add_done_callback(lambda _: self._begin_turn())
        await wait.done

    async def read(self, meeting: str) -> list[LogEntry]:
        """Every entry of a meeting, in order. Raises Unreadable when a row was tampered with."""
        return await self.tail(meeting, 1)

    async def tail(self, meeting: str, first: int) -> list[LogEntry]:
        """The entries from number `first` on, in order. Raises Unreadable."""
        return await self._entries(meeting, log.c.seq >= first)

    async def span(self, meeting: str, first: int, last: int) -> list[LogEntry]:
        """The entries from number `first` to number `last`, in order. Raises Unreadable."""
        return await self._entries(meeting, log.c.seq.between(first, last))

    async def _entries(self, meeting: str, these: ColumnElement[bool]) -> list[LogEntry]:
        key = await self._keyring.find(meeting)
        if key is None:
            return []
        query = select(log).where(log.c.meeting == meeting, these).order_by(log.c.seq)
        rows = await self._database.rows(query)
        # A long meeting takes a while to decrypt: the other meetings go on.
        return await asyncio.to_thread(lambda: [_entry(key, row) for row in rows])

    async def keep(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint in the place of the meeting's older one."""
        key = await self._keyring.key(checkpoint.meeting)
        plain = await asyncio.to_thread(msgspec.msgpack.encode, checkpoint)
        row = {
            "meeting": checkpoint.meeting,
            "seq": checkpoint.seq,
            "at": checkpoint.at,
            "sealed": key.seal("checkpoints", checkpoint.seq, plain),
        }

        def replace(connection: Connection) -> None:
            mine = checkpoints.c.meeting == checkpoint.meeting
            connection.execute(delete(checkpoints).where(mine))
            connection.execute(insert(checkpoints), row)

        await self._database.write(replace)

    async def checkpoint(self, meeting: str) -> Checkpoint | None:
        """The last checkpoint; None for one this version cannot read: the log says it all.

        Raises Unreadable when it was tampered with.
        """
        key = await self._keyring.find(meeting)
        query = select(checkpoints).where(checkpoints.c.meeting == meeting)
        row = next(iter(await self._database.rows(query)), None)
        if key is None or row is None:
            return None
        plain = key.open("checkpoints", row["seq"], row["sealed"])
        try:
            return await asyncio.to_thread(_decode_checkpoint, plain)
        except msgspec.ValidationError:
            return None

    async def close(self) -> None:
        """Wait until everything that was brought is stored, or its caller was told why not."""
        await self._nobody.wait()
        if self._writer is not None:
            await asyncio.wait([self._writer])

    @contextmanager
    def _caller(self) -> Iterator[None]:
        """Keeps the log open from the moment append was called, the making of a key included."""
        self._callers += 1
        self._nobody.clear()
        try:
            yield
        finally:
            self._callers -= 1
            if not self._callers:
                self._nobody.set()

    async def _write(self) -> None:
        # Idle, an entry commits at once; busy, all that came meanwhile go together.
        loop = asyncio.get_running_loop()
        while await self._somebody_brings():
            batch = self._take_waiting()
            next_at = loop.time() + PAUSE
            try:
                await self._commit(batch)
                await asyncio.sleep(max(0.0, next_at - loop.time()))
            except BaseException as fault:
                for wait in (*batch, *self._take_waiting()):
                    wait.settle(StorageFault(f"Storing stopped: {type(fault).__name__}."))
                raise

    async def _somebody_brings(self) -> bool:
        """Give those who waited their turn: what they bring goes along."""
        self._begin_turn()
        await asyncio.sleep(0)
        return bool(self._waiting)

    def _begin_turn(self) -> None:
        turns, self._turns = self._turns, []
        for turn in turns:
            if not turn.done():
                turn.set_result(None)

    def _take_waiting(self) -> list[Wait]:
        taken, self._waiting, self._rows_waiting = self._waiting, [], 0
        return taken

    async def _commit(self, batch: list[Wait]) -> None:
        fault = await self._insert([row for wait in batch for row in wait.rows])
        if isinstance(fault, Taken) and len(batch) > 1:
            await self._commit_each(batch)
            return
        for wait in batch:
            wait.settle(fault)

    async def _commit_each(self, batch: list[Wait]) -> None:
        """One meeting has two writers; the other meetings must not suffer for it."""
        failed: set[str] = set()
        for wait in batch:
            # What follows a failed entry would leave a hole behind it.
            follows = wait.meetings & failed
            fault = Taken("An earlier entry failed.") if follows else await self._insert(wait.rows)
            if fault is not None:
                failed |= wait.meetings
            wait.settle(fault)

    async def _insert(self, rows: list[dict[str, Any]]) -> StorageFault | None:
        try:
            async with asyncio.timeout(SECONDS):
                await self._database.write(lambda connection: connection.execute(ADD, rows))
        except Taken as fault:
            return fault
        except TimeoutError:
            return StorageFault("The database took too long to store.")
        except StorageFault as fault:
            return fault
        return None


def row_of(key: DataKey, entry: LogEntry) -> dict[str, Any]:
    """The row that stores an entry."""
    level = entry.scope.partition(":")[0]
    # What a named scope is called was chosen by a browser: it stands with the words.
    scope = entry.scope if level == "named" else ""
    sealed = Sealed(data=entry.data, command=entry.command, chain=entry.chain, scope=scope)
    return {
        "meeting": entry.meeting,
        "seq": entry.seq,
        "scope": level if scope else entry.scope,
        "kind": entry.kind,
        "who": entry.who,
        "at": entry.at,
        "sealed": key.seal("log", entry.seq, msgspec.msgpack.encode(sealed)),
    }


def _decode_checkpoint(plain: bytes) -> Checkpoint:
    return msgspec.msgpack.decode(plain, type=Checkpoint)


def _entry(key: DataKey, row: RowMapping) -> LogEntry:
    plain = key.open("log", row["seq"], row["sealed"])
    sealed = msgspec.msgpack.decode(plain, type=Sealed)
    return LogEntry(
        meeting=row["meeting"],
        seq=row["seq"],
        scope=sealed.scope or row["scope"],
        kind=row["kind"],
        who=row["who"],
        at=row["at"],
        data=sealed.data,
        command=sealed.command,
        chain=sealed.chain,
    )
