"""Reads a meeting's log and record from the database itself, and replays it entry by entry."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from server.contract.catalogue import load_catalogue
from server.contract.values import LogEntry, StoredRecord
from server.records.check import what_is_wrong
from server.settings import read_settings
from server.storage.store import SqlStore
from server.sync.boards import Boards, LogTampered

LIMITS = load_catalogue().limits
WAL_HEAD, FRAME_HEAD = 32, 24


class Witness:
    """Follows the log as it grows: an entry that was there once must be there for good."""

    def __init__(self, data: Path, meeting: str, environment: dict[str, str]) -> None:
        self.boards = Boards(meeting, LIMITS)
        self.wrong: set[str] = set()
        self.record: StoredRecord | None = None
        self.ends = 0
        self._data, self._meeting, self._environment = data, meeting, environment
        self.commands: dict[tuple[str, str], int] = {}
        """The entry in which each command stands, by person and id."""
        self._entries: list[LogEntry] = []

    async def look(self, data: Path | None = None) -> dict[str, Any]:
        """Take in what is new, in the server's folder or a copy of it; every scope as it stands."""
        async with self._opened(data or self._data) as store:
            entries = await store.log.tail(self._meeting, max(1, self.boards.seq))
            self._follow(entries)
            record = await store.records.load(self._meeting)
        if self.record is not None and record != self.record:
            self.wrong.add("the record is another than it was")
        self.record = record or self.record
        return self.boards.plain()["scopes"]  # type: ignore[no-any-return]

    async def look_at_checkpoint(self, data: Path) -> None:
        """A room opened from the checkpoint and the tail stands as the whole log does (SYN-17)."""
        async with self._opened(data) as store:
            try:
                opened = await Boards.opened(self._meeting, LIMITS, store.log)
            except LogTampered as found:
                self.wrong.add(f"the checkpoint does not fit: {found}")
                return
        if _written(opened) != _written(self.boards):
            self.wrong.add("the checkpoint and its tail stand otherwise than the log")

    @property
    def frozen(self) -> bool:
        """Whether the log says that the meeting has ended."""
        return bool(self.boards.board("room").meta().get("ended_at"))

    def verify(self) -> str:
        """As `python -m server verify` says it; "" when all holds."""
        return what_is_wrong(self._entries, self.record)

    def snapshot(self) -> dict[str, Any]:
        """The sealed record's snapshot."""
        assert self.record is not None
        sealed: dict[str, Any] = json.loads(self.record.snapshot)
        return sealed

    def _follow(self, entries: list[LogEntry]) -> None:
        if self._entries:
            if not entries or entries[0] != self._entries[-1]:
                self.wrong.add(f"entry {self.boards.seq} was stored and is gone")
                return
            entries = entries[1:]
        for entry in entries:
            self._take(entry)

    def _take(self, entry: LogEntry) -> None:
        was_frozen = self.frozen
        if was_frozen:
            self.wrong.add(f"entry {entry.seq} was written after the end")
        try:
            self.boards.replay(entry)
        except LogTampered as found:
            self.wrong.add(f"the chain does not hold: {found}")
        self._entries.append(entry)
        self.ends += self.frozen and not was_frozen
        if entry.command:
            told = json.loads(entry.command)
            command = entry.who, told["command"]["id"]
            if command in self.commands:
                self.wrong.add(f"command {command} was carried out twice")
            self.commands[command] = entry.seq

    @asynccontextmanager
    async def _opened(self, data: Path) -> AsyncIterator[SqlStore]:
        settings = read_settings(self._environment, data=data, port=1)
        store = await SqlStore.open(settings.database_url, settings.master_key)
        try:
            yield store
        finally:
            await store.close()


def _written(boards: Boards) -> dict[str, Any]:
    """Where the log stands, and every scope that holds anything."""
    plain = boards.plain()
    scopes = {name: board for name, board in plain["scopes"].items() if any(board.values())}
    return {**plain, "scopes": scopes}


def copy_of(data: Path, to: Path) -> Path:
    """The folder as a killed server left it; reading it there leaves the mending to the server."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(mode=0o700)
    for name in ("threefold.db", "threefold.db-wal", "master.key", "secret"):
        if (data / name).exists():
            shutil.copy(data / name, to / name)
    return to


def is_half_written(wal: Path) -> bool:
    """Whether SQLite's write-ahead log ends in the middle of a transaction.

    Frames of an older round of the file have other salts; the last frame of a commit names the
    size of the database (sqlite.org/fileformat.html, "The Write-Ahead Log").
    """
    data = wal.read_bytes() if wal.exists() else b""
    if len(data) < WAL_HEAD:
        return False
    (page,), salts = struct.unpack_from("!I", data, 8), data[16:24]
    at, whole = WAL_HEAD, True
    while len(data) - at >= FRAME_HEAD and data[at + 8 : at + 16] == salts:
        (size,) = struct.unpack_from("!I", data, at + 4)
        whole = size > 0 and len(data) - at >= FRAME_HEAD + page
        at += FRAME_HEAD + page
    return not whole
