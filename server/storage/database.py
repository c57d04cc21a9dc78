"""Opens the database, and turns what goes wrong there into plain sentences."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, RowMapping, Select, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.storage.faults import DatabaseUnusable, StorageFault

T = TypeVar("T")

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
CONNECTIONS = 20
"""To PostgreSQL, at most; each is opened when it is first needed."""
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
        self._file = parsed.database or ""
        self._reader = _engine(parsed)
        self._writer = self._reader.execution_options(**WRITES)
        self._visits = (Visits(parsed, 4), Visits(parsed, 1, WRITES)) if self.is_sqlite else None
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

    async def rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        """Everything a query finds. Raises StorageFault."""
        return await self.read(lambda connection: connection.execute(query).mappings().all())

    async def few(self, query: Select[Any]) -> Sequence[RowMapping]:
        """What a query finds that is soon done; those asked at once share one visit.

        Raises StorageFault.
        """
        if self._visits is None:
            return await self.rows(query)
        with faults_as_sentences():
            return await self._visits[0].share(query)

    async def read(self, step: Callable[[Connection], T]) -> T:
        """One transaction that only reads. Raises StorageFault."""
        if self._visits is not None:
            with faults_as_sentences():
                return await self._visits[0].carry_out(step)
        async with self.reading() as connection:
            return await connection.run_sync(step)

    async def write(self, step: Callable[[Connection], object]) -> None:
        """One transaction, durable on return. Raises Taken or another StorageFault."""
        if self._visits is not None:
            with faults_as_sentences():
                async with self._lock:
                    await self._visits[1].carry_out(step)
        else:
            async with self.writing() as connection:
                await connection.run_sync(step)

    async def tidy(self) -> None:
        """Empty SQLite's write-ahead log: what was written over in the file stands there still."""
        if self.is_sqlite and self._file:
            await asyncio.to_thread(_empty_log, self._file)

    async def close(self) -> None:
        """Let go of every connection."""
        for visits in self._visits or ():
            await asyncio.to_thread(visits.close)
        await self._reader.dispose()


class Visits:
    """Transactions on an SQLite file, each one visit to a thread.

    Through the asynchronous driver every statement, begin and commit would be a visit of its own,
    at five times the cost.
    """

    def __init__(self, url: URL, threads: int, options: Mapping[str, bool] | None = None) -> None:
        plain = url.set(drivername="sqlite+pysqlite")
        self._engine = create_engine(plain, hide_parameters=True, pool_size=threads)
        self._engine.update_execution_options(**(options or {}))
        _listen(self._engine)
        self._threads = ThreadPoolExecutor(threads, "sqlite")
        self._asked: list[Select[Any]] = []
        self._answers: asyncio.Future[list[Sequence[RowMapping]]]

    async def share(self, query: Select[Any]) -> Sequence[RowMapping]:
        """What a query finds, in one transaction with all that are asked in this turn."""
        if not self._asked:
            self._answers = asyncio.ensure_future(self._next_turn())
        self._asked.append(query)
        place = len(self._asked) - 1
        return (await asyncio.shield(self._answers))[place]

    async def _next_turn(self) -> list[Sequence[RowMapping]]:
        asked, self._asked = self._asked, []
        return await self.carry_out(
            lambda connection: [connection.execute(one).mappings().all() for one in asked]
        )

    async def carry_out(self, step: Callable[[Connection], T]) -> T:
        """One transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._visit, step)

    def _visit(self, step: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return step(connection)

    def close(self) -> None:
        """Finish what was begun, and let go of the file."""
        self._threads.shutdown()
        self._engine.dispose()


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
        # Kept, not opened anew: sixty devices that come back at once ask for hundreds of rows.
        return create_async_engine(
            url, hide_parameters=True, pool_pre_ping=True, pool_size=CONNECTIONS, max_overflow=0
        )
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


def _empty_log(file: str) -> None:
    with closing(sqlite3.connect(file, timeout=10)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sentence(error: SQLAlchemyError) -> str:
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    for words, sentence in SENTENCES.items():
        if words in said.lower():
            return sentence
    return f"The database cannot be used: {said.splitlines()[0] if said else 'no reason given'}."
