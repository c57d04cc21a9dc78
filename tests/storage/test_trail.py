"""The audit trail under the hands of somebody who can write in the database."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from server.contract.values import AuditEntry
from server.storage.store import SqlStore
from tests.storage.conftest import MASTER, empty

pytestmark = pytest.mark.anyio

FREE = "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete;"
COPIED = "INSERT INTO audit SELECT 5, at, meeting, who, what, about, detail, chain FROM audit"
SECOND = "CREATE TEMP TABLE one AS SELECT * FROM audit WHERE id = 2; DELETE FROM audit WHERE id = 2"
CLOSE_UP = "UPDATE audit SET id = id - 1 WHERE id > 2"
SWAP = "UPDATE audit SET id = -id WHERE id IN (2, 3); UPDATE audit SET id = 5 + id WHERE id < 0"


async def written(url: str, entries: int = 4) -> SqlStore:
    """A trail of some entries."""
    store = await SqlStore.open(url, MASTER)
    for at in range(1, entries + 1):
        await store.audit.append(AuditEntry(at=at, meeting="m_1", who=f"s_{at}", what="left"))
    return store


@pytest.fixture
def file(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """A database file with every table."""
    file = tmp_path / "trail.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    return file


async def after(file: Path, script: str) -> str:
    """What `verify` says of a trail that somebody did this to."""
    store = await written(f"sqlite:///{file}")
    assert await store.audit.verify() == (4, "")
    with closing(sqlite3.connect(file)) as database:
        database.executescript(FREE + script)
    _, said = await store.audit.verify()
    await store.close()
    return said


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("UPDATE audit SET who = 's_9' WHERE id = 2", "entry 2 is not the one"),
        ("UPDATE audit SET at = 9 WHERE id = 3", "entry 3 is not the one"),
        ("UPDATE audit SET about = 'p_1' WHERE id = 1", "entry 1 is not the one"),
        ("DELETE FROM audit WHERE id = 2", "entry 2 is not the one"),
        (f"{SECOND};{CLOSE_UP}", "entry 2 is not the one"),
        (SWAP, "entry 2 is not the one"),
        ("DELETE FROM audit WHERE id = 4", "it ends at entry 3, not at 4"),
        ("DELETE FROM audit", "it ends at entry 0, not at 4"),
        ("DELETE FROM audit; UPDATE audit_head SET sealed = x'01'", "does not open"),
        ("DELETE FROM audit_head", "does not open"),
        (f"{COPIED} WHERE id = 4", "entry 5 is not the one"),
    ],
)
async def test_AUD_1_a_changed_dropped_or_swapped_entry_is_found(
    file: Path, script: str, said: str
) -> None:
    assert said in await after(file, script)


FORGED = "DELETE FROM audit; INSERT INTO audit SELECT * FROM other.audit;"
HEAD_TOO = "DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM other.audit_head"


@pytest.mark.parametrize(
    ("script", "said"), [(FORGED, "entry 1 is not the one"), (FORGED + HEAD_TOO, "does not open")]
)
async def test_AUD_1_a_chain_cannot_be_made_without_the_master_key(
    file: Path, script: str, said: str
) -> None:
    # Whoever has another installation knows how the chain is made, but not with what key.
    other = Path(shutil.copy(file, file.with_name("other.db")))
    await (await written(f"sqlite:///{other}")).close()
    assert said in await after(file, f"ATTACH '{other}' AS other; {script}")


async def test_AUD_4_sqlite_refuses_to_change_the_trail(file: Path) -> None:
    await (await written(f"sqlite:///{file}")).close()
    with closing(sqlite3.connect(file)) as database:
        for deed in ("UPDATE audit SET who = ''", "DELETE FROM audit WHERE id = 1"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
                database.execute(deed)


@pytest.mark.postgres
async def test_AUD_4_postgres_refuses_to_change_the_trail(migrated_postgres: str) -> None:
    await empty(migrated_postgres)
    await (await written(migrated_postgres)).close()
    connection = await asyncpg.connect(migrated_postgres)
    for deed in ("UPDATE audit SET who = ''", "DELETE FROM audit", "TRUNCATE audit"):
        with pytest.raises(asyncpg.RaiseError, match="only ever added to"):
            await connection.execute(deed)
    await connection.close()
