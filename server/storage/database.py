"""Opens the database, and turns what goes wrong there into plain sentences."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.storage.faults import DatabaseUnusable, StorageFault

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL may lose the last commits when the power goes
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
)
WRITES = {"writes": True}
SENTENCES = {
    "disk is full": "The disk is full. Make room and start again.",
    "no space left": "The disk is full. Make room and start again.",
    "unable to open database file": "The database file cannot be opened. Check that its folder"
    " exists and that you may write there.",
    "readonly database": "The database file cannot be written. Check who owns it and its folder.",
    "file is not a database": "The database file is not a database that Threefold can read.",
    "malformed": "The database file is damaged. Put back the last good copy.",
    "database is locked": "The database is in use by another program that does not let go.",
    "password authentication failed": "The database server refused the name or the password.",
    "does not exist": "The database server has no such database, table or user.",
    "disk i/o error": "The disk did not take what was written. Check that it has room.",
}


class Taken(StorageFault):
    """What was to be stored is there already."""


class Database:
    """One database: transactions to read in, and transactions to write in."""

    def __init__(self, url: str) -> None:
        parsed = database_url(url)
        self.is_sqlite = parsed.drivername == DRIVERS["sqlite"]
        self._reader = _engine(parsed)
        self._writer = self._reader.execution_options(**WRITES)
        self._log_writer = LogWriter(parsed) if self.is_sqlite else None
        # SQLite lets one write at a time; waiting here is kinder than polling its lock.
        self._lock: AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if self.is_sqlite else nullcontext()
        )

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads. Raises StorageFault."""
        with faults_as_sentences():
            async with self._reader.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction, durable when left. Raises Taken or another StorageFault."""
        with faults_as_sentences():
            async with self._lock, self._writer.begin() as connection:
                yield connection

    async def write(self, step: Callable[[Connection], object]) -> None:
        """One short writing transaction of the live path, durable on return.

        On SQLite it is a single visit to a thread of its own; through the asynchronous driver
        each of its statements would be one. Raises Taken or another StorageFault.
        """
        with faults_as_sentences():
            if self._log_writer is None:
                async with self._writer.begin() as connection:
                    await connection.run_sync(step)
            else:
                async with self._lock:
                    await self._log_writer.write(step)

    async def close(self) -> None:
        """Let go of every connection."""
        if self._log_writer is not None:
            await asyncio.to_thread(self._log_writer.close)
        await self._reader.dispose()


class LogWriter:
    """A thread with a connection of its own to an SQLite file."""

    def __init__(self, url: URL) -> None:
        plain = url.set(drivername="sqlite+pysqlite")
        self._engine = create_engine(plain, hide_parameters=True, execution_options=WRITES)
        _listen(self._engine)
        self._thread = ThreadPoolExecutor(1, "log")

    async def write(self, step: Callable[[Connection], object]) -> None:
        """Carry out one transaction."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._write, step)

    def _write(self, step: Callable[[Connection], object]) -> None:
        with self._engine.begin() as connection:
            step(connection)

    def close(self) -> None:
        """Finish what was begun, and let go of the file."""
        self._thread.submit(self._engine.dispose)
        self._thread.shutdown()


class faults_as_sentences:  # noqa: N801 - reads as a clause: with faults_as_sentences()
    """Turns the drivers' errors into faults that say plainly what to do."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, IntegrityError):
            raise Taken("This is stored already, or belongs to nothing.") from error
        if isinstance(error, SQLAlchemyError):
            raise DatabaseUnusable(_sentence(error)) from error
        if isinstance(error, OSError):
            raise DatabaseUnusable(
                f"The database cannot be reached: {error.strerror or error}."
            ) from error


def database_url(url: str) -> URL:
    """The address with our drivers. Raises DatabaseUnusable for one we cannot use."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseUnusable("The database address cannot be read.") from None
    backend = parsed.drivername.partition("+")[0]
    if backend not in DRIVERS:
        raise DatabaseUnusable("The database must be SQLite or PostgreSQL.")
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise DatabaseUnusable("The database must be a file: nothing else survives a restart.")
    parsed = parsed.set(drivername=DRIVERS[backend])
    if "sslmode" in parsed.query:  # libpq's word for what asyncpg calls ssl
        mode = parsed.query["sslmode"]
        parsed = parsed.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return parsed


def _engine(url: URL) -> AsyncEngine:
    # Words of families must not reach a log through an error's parameters.
    if url.drivername != DRIVERS["sqlite"]:
        return create_async_engine(url, hide_parameters=True, pool_pre_ping=True)
    _make_file(Path(url.database or ""))
    engine = create_async_engine(url, hide_parameters=True)
    _listen(engine.sync_engine)
    return engine


def _listen(engine: Engine) -> None:
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _make_file(path: Path) -> None:
    """Make the file before SQLite does, for its owner's eyes only."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise DatabaseUnusable(
            f"The database file {path} cannot be opened: {error.strerror}."
        ) from error


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where Python guesses
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer can find itself shut out; a writer says so from the start.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _sentence(error: SQLAlchemyError) -> str:
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    for words, sentence in SENTENCES.items():
        if words in said.lower():
            return sentence
    return f"The database cannot be used: {said.splitlines()[0] if said else 'no reason given'}."
