"""A copy of an SQLite database while it is in use, with the keys of its meetings apart (KEY-3)."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, select, update

from server.storage.database import Database, database_url
from server.storage.faults import DatabaseUnusable, StorageFault
from server.storage.tables import keys


def back_up(url: str, copy: Path) -> Path:
    """Copy the database to `copy` and its wrapped keys to `copy`.keys; the latter is returned.

    A destroyed key is in no newer file of keys: keep one such file, replaced each time, and no
    older copy can bring a meeting back. Takes the caller's thread. Raises StorageFault.
    """
    keys_file = copy.with_name(f"{copy.name}.keys")
    if copy.exists():
        raise StorageFault(f"{copy} is there already. Give a name that is free.")
    source = _file(url)
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(copy)) as made:
            live.backup(made)
            _write(keys_file, _take_keys(made))
    except sqlite3.Error as error:
        copy.unlink(missing_ok=True)
        raise DatabaseUnusable(f"The database could not be copied: {error}.") from error
    return keys_file


def _file(url: str) -> Path:
    parsed = database_url(url)
    if not parsed.drivername.startswith("sqlite"):
        raise StorageFault("Copy a PostgreSQL database with pg_dump: see SECURITY.md.")
    return Path(parsed.database or "")


def _take_keys(made: sqlite3.Connection) -> dict[str, str]:
    found = {meeting: wrapped.hex() for meeting, wrapped in made.execute("SELECT * FROM keys")}
    made.execute("PRAGMA journal_mode=DELETE")
    made.execute("UPDATE keys SET wrapped = x''")
    made.commit()
    made.execute("VACUUM")  # what was overwritten is not left in free pages either
    return {meeting: wrapped for meeting, wrapped in found.items() if wrapped}


def _write(path: Path, found: dict[str, str]) -> None:
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
        json.dump(found, out, indent=0)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


async def put_keys_back(url: str, keys_file: Path) -> int:
    """Give the meetings of a copy that was put back their keys; how many. Raises StorageFault."""
    found = await asyncio.to_thread(_read, keys_file)
    database = Database(url)
    try:
        await database.write(lambda connection: _put(connection, found))
    finally:
        await database.close()
    return len(found.keys() - {""})


def _read(keys_file: Path) -> dict[str, bytes]:
    try:
        found = json.loads(keys_file.read_text(encoding="utf-8"))
        return {str(meeting): bytes.fromhex(wrapped) for meeting, wrapped in found.items()}
    except (ValueError, TypeError, AttributeError):
        raise StorageFault(f"{keys_file} holds no keys of a copy.") from None


def _put(connection: Connection, found: dict[str, bytes]) -> None:
    for meeting, wrapped in connection.execute(select(keys.c.meeting, keys.c.wrapped)).all():
        if not wrapped and meeting in found:
            change = update(keys).where(keys.c.meeting == meeting)
            connection.execute(change.values(wrapped=found[meeting]))
