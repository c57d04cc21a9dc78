"""What only a store with a disk can get wrong: crashes, keys, curious eyes, migrations."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from msgspec.structs import replace
from sqlalchemy import Connection, inspect, text

from server.contract.values import (
    Checkpoint,
    Child,
    KeptBoard,
    LogEntry,
    Meeting,
    Participant,
    StoredRecord,
)
from server.rules.chain import GENESIS, link, verify
from server.storage.database import Database, database_url
from server.storage.faults import DatabaseUnusable, LogFailed, Unreadable, WrongMasterKey
from server.storage.migrate import check_migrated, config, migrate, newest
from server.storage.store import SqlStore
from server.storage.tables import metadata
from tests.storage.conftest import Store

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).resolve().parents[2]
MASTER = bytes(range(32))
WORD = "Larkfield"


def an_entry(seq: int, meeting: str = "m_1", chain: bytes = GENESIS) -> LogEntry:
    data = f"{WORD} {seq}".encode()
    made = LogEntry(
        meeting=meeting, seq=seq, scope="room", kind="update", who="p_1", at=seq, data=data,
        command=f'{{"words":"{WORD}"}}'.encode(),
    )  # fmt: skip
    chain = link(
        chain, meeting=meeting, seq=seq, scope="room", kind="update", who="p_1", at=seq,
        data=made.data, command=made.command,
    )  # fmt: skip
    return replace(made, chain=chain)


async def opened(url: str) -> SqlStore:
    await migrate(url)
    return await SqlStore.open(url, MASTER)


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


# A writer for a child process: says each number once append has returned.
WRITER = """
import asyncio, sys
from server.storage.store import SqlStore
from tests.storage.test_sql import an_entry, MASTER
async def main(url):
    store = await SqlStore.open(url, MASTER)
    async def meeting(name):
        chain = bytes(32)
        for seq in range(1, 100_000):
            entry = an_entry(seq, name, chain)
            await store.log.append([entry])
            chain = entry.chain
            print(name, seq, flush=True)
    await asyncio.gather(*(meeting(f"m_{n}") for n in range(5)))
asyncio.run(main(sys.argv[1]))
"""


def run_and_kill(url: str) -> list[str]:
    """What a writer in a process of its own said until it was killed, some way in."""
    command = [sys.executable, "-c", WRITER, url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(300)]
        writer.kill()
        return said + writer.stdout.readlines()


async def test_STO_2_what_append_returned_for_survives_a_killed_process(sqlite_url: str) -> None:
    await migrate(sqlite_url)
    said = run_and_kill(sqlite_url)
    told: dict[str, int] = {}
    for line in said:
        name, seq = line.split()
        told[name] = int(seq)
    assert len(told) == 5
    store = await SqlStore.open(sqlite_url, MASTER)
    try:
        for name, last in told.items():
            kept = await store.log.read(name)
            assert verify(kept) is None
            assert len(kept) >= last
    finally:
        await store.close()


async def test_STO_2_a_failed_commit_is_told_to_everyone_who_waits(sqlite_url: str) -> None:
    store = await opened(sqlite_url)
    await store.log.append([an_entry(1, name) for name in ("m_1", "m_2")])
    with sqlite3.connect(file_of(sqlite_url)) as spoiler:
        spoiler.execute("ALTER TABLE log RENAME TO elsewhere")
    spoiler.close()
    appends = [store.log.append([an_entry(2, name)]) for name in ("m_1", "m_2")]
    results = await asyncio.gather(*appends, return_exceptions=True)
    await store.close()
    assert [type(result) for result in results] == [LogFailed, LogFailed]


async def test_STO_2_all_entries_of_one_append_are_stored_or_none(sqlite_url: str) -> None:
    store = await opened(sqlite_url)
    await store.log.append([an_entry(3)])
    with pytest.raises(LogFailed):
        await store.log.append([an_entry(1), an_entry(2), an_entry(3)])
    assert [entry.seq for entry in await store.log.read("m_1")] == [3]
    await store.close()


async def test_STO_8_appends_of_many_meetings_share_commits(sqlite_url: str) -> None:
    store = await opened(sqlite_url)
    names = [f"m_{n}" for n in range(50)]
    await store.log.append([an_entry(1, name) for name in names])
    before = commits(sqlite_url)
    await asyncio.gather(*(store.log.append([an_entry(2, name)]) for name in names))
    together = commits(sqlite_url) - before
    for name in names:
        await store.log.append([an_entry(3, name)])
    apart = commits(sqlite_url) - before - together
    await store.close()
    assert (together, apart) == (1, 50)


async def test_STO_8_what_is_made_in_a_turn_goes_with_its_commit(sqlite_url: str) -> None:
    store = await opened(sqlite_url)
    names = [f"m_{n}" for n in range(50)]
    await store.log.append([an_entry(1, name) for name in names])
    before = commits(sqlite_url)

    async def meeting(name: str) -> None:
        await store.log.turn()
        await store.log.append([an_entry(2, name)])

    await asyncio.sleep(0.05)  # until the log is quiet
    first = asyncio.create_task(store.log.append([an_entry(2, "m_0")]))
    for _ in range(4):  # until the commit is under way
        await asyncio.sleep(0)
    waiting = [asyncio.create_task(store.log.turn())]
    await asyncio.sleep(0)
    assert not waiting[0].done()
    await asyncio.gather(*waiting, *(meeting(name) for name in names[1:]))
    await first
    assert commits(sqlite_url) - before == 2

    async def twice() -> None:
        await store.log.turn()
        await store.log.turn()  # by now nobody stores any more

    await asyncio.wait_for(twice(), 1)
    await store.close()


async def test_STO_8_nobody_waits_for_a_turn_that_does_not_come(sqlite_url: str) -> None:
    store = await opened(sqlite_url)
    await store.log.append([an_entry(1)])
    with sqlite3.connect(file_of(sqlite_url)) as spoiler:
        spoiler.execute("ALTER TABLE log RENAME TO elsewhere")
    spoiler.close()
    failing = asyncio.create_task(store.log.append([an_entry(2)]))
    await asyncio.sleep(0)
    await asyncio.wait_for(store.log.turn(), 5)
    with pytest.raises(LogFailed):
        await failing
    await store.close()


def commits(url: str) -> int:
    """How many commits the write-ahead log holds: each ends with a page that says so."""
    found = Path(f"{file_of(url)}-wal").read_bytes()
    page, salt = int.from_bytes(found[8:12], "big"), found[16:24]
    heads = (found[at : at + 24] for at in range(32, len(found), page + 24))
    return sum(head[8:16] == salt and head[4:8] != bytes(4) for head in heads)


async def test_a_caller_that_goes_away_spoils_nothing(sqlite_url: str) -> None:
    store = await opened(sqlite_url)
    await store.log.append([an_entry(1, name) for name in ("m_1", "m_2")])
    leaving = asyncio.create_task(store.log.append([an_entry(2, "m_1")]))
    await asyncio.sleep(0)
    leaving.cancel()
    await store.log.append([an_entry(2, "m_2")])
    await store.close()
    assert leaving.cancelled()
    store = await SqlStore.open(sqlite_url, MASTER)
    assert [entry.seq for entry in await store.log.read("m_2")] == [1, 2]
    await store.close()


@pytest.mark.parametrize("turns", [1, 5, 20, 100])  # from making the key to the commit
async def test_closing_waits_for_what_is_being_stored(sqlite_url: str, turns: int) -> None:
    store = await opened(sqlite_url)
    last = asyncio.create_task(store.log.append([an_entry(1)]))
    for _ in range(turns):
        await asyncio.sleep(0)
    await store.close()
    assert last.done()
    await last
    store = await SqlStore.open(sqlite_url, MASTER)
    assert len(await store.log.read("m_1")) == 1
    await store.close()


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def fill(store: Store) -> None:
    child = Child(id="c_1", first_name=WORD, name=WORD, school=WORD)
    meeting = Meeting(id="m_1", type="icpc", chair="s_1", children=(child,), venue=WORD)
    person = Participant(id="p_1", meeting="m_1", name=WORD, role="parent", relation=WORD)
    record = StoredRecord(
        meeting="m_1", version=1, sealed_at=1, sealed_by=WORD, sha256=WORD,
        snapshot=WORD.encode(), content=WORD.encode(),
    )  # fmt: skip
    await store.people.save_meeting(meeting)
    await store.people.save_participant(person)
    await store.log.append([an_entry(1)])
    await store.records.save_once(record)
    state = KeptBoard(scope="room", state=WORD.encode(), clients=(), orders={}, owners={})
    await store.log.keep(
        Checkpoint(meeting="m_1", seq=1, at=1, chain=bytes(32), boards=(state,),
                   answers=(("p_1", "command-1", WORD.encode()),))
    )  # fmt: skip


async def test_STO_3_a_planted_word_is_nowhere_in_the_files(
    sqlite_url: str, tmp_path: Path
) -> None:
    store = await opened(sqlite_url)
    await fill(store)
    open_files = everything_in(tmp_path)
    assert b"p_1" in open_files, "the write-ahead log is among the files"
    await store.close()
    closed_files = everything_in(tmp_path)
    chain = an_entry(1).chain
    for word in (WORD.encode(), WORD[1:].encode("utf-16-le"), chain, chain.hex().encode()):
        assert word not in open_files + closed_files


@pytest.mark.postgres
async def test_STO_3_a_planted_word_is_nowhere_in_postgres(postgres_url: str) -> None:
    store = await opened(postgres_url)
    await fill(store)
    await store.close()
    database = Database(postgres_url)
    async with database.reading() as connection:
        cells = [
            bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
            for table in metadata.sorted_tables
            for row in await connection.execute(table.select())
            for cell in row
        ]
    await database.close()
    assert len(cells) > 20
    assert [cell for cell in cells if WORD.encode() in cell] == []


async def test_STO_4_a_row_put_in_another_place_does_not_open(sqlite_url: str) -> None:
    store = await opened(sqlite_url)
    await store.log.append([an_entry(1), an_entry(2), an_entry(1, "m_2")])
    with sqlite3.connect(file_of(sqlite_url)) as meddler:
        swap = "UPDATE log SET sealed = (SELECT sealed FROM log WHERE meeting = ? AND seq = ?)"
        meddler.execute(f"{swap} WHERE meeting = 'm_1' AND seq = 1", ("m_1", 2))
        meddler.execute(f"{swap} WHERE meeting = 'm_2' AND seq = 1", ("m_1", 2))
    meddler.close()
    for meeting in ("m_1", "m_2"):
        with pytest.raises(Unreadable, match="changed outside"):
            await store.log.read(meeting)
    await store.close()


async def test_STO_4_a_row_with_one_bit_changed_does_not_open(sqlite_url: str) -> None:
    store = await opened(sqlite_url)
    await fill(store)
    with sqlite3.connect(file_of(sqlite_url)) as meddler:
        for table in ("meetings", "participants", "records"):
            ((sealed,),) = meddler.execute(f"SELECT sealed FROM {table}").fetchall()  # noqa: S608
            spoilt = sealed[:-1] + bytes([sealed[-1] ^ 1])
            meddler.execute(f"UPDATE {table} SET sealed = ?", (spoilt,))  # noqa: S608
    meddler.close()
    for reading in (
        store.people.meeting("m_1"),
        store.people.participant("p_1"),
        store.records.load("m_1"),
    ):
        with pytest.raises(Unreadable):
            await reading
    await store.close()


async def test_STO_5_another_master_key_is_refused_in_plain_words(sqlite_url: str) -> None:
    await (await opened(sqlite_url)).close()
    with pytest.raises(WrongMasterKey, match="made with another master key"):
        await SqlStore.open(sqlite_url, bytes(32))
    with pytest.raises(WrongMasterKey, match="32 bytes"):
        await SqlStore.open(sqlite_url, b"short")
    await (await SqlStore.open(sqlite_url, MASTER)).close()


async def test_STO_10_an_old_database_is_not_opened(sqlite_url: str) -> None:
    with pytest.raises(DatabaseUnusable, match="python -m server migrate"):
        await SqlStore.open(sqlite_url, MASTER)


async def test_STO_10_migrating_twice_changes_nothing(sqlite_url: str) -> None:
    store = await opened(sqlite_url)
    await fill(store)
    await store.close()
    store = await opened(sqlite_url)
    assert await store.people.meeting("m_1") is not None
    await store.close()


async def check_tables(url: str) -> None:
    await migrate(url)
    database = Database(url)
    await check_migrated(database)
    async with database.reading() as connection:
        found = await connection.run_sync(columns_of)
    await database.close()
    found.pop("alembic_version")
    assert found == {
        table.name: {(column.name, bool(column.nullable)) for column in table.columns}
        for table in metadata.sorted_tables
    }


def columns_of(connection: Connection) -> dict[str, set[tuple[str, bool]]]:
    looked = inspect(connection)
    return {
        table: {(column["name"], column["nullable"]) for column in looked.get_columns(table)}
        for table in looked.get_table_names()
    }


async def test_STO_10_the_steps_lead_to_the_tables_of_the_code_on_sqlite(sqlite_url: str) -> None:
    await check_tables(sqlite_url)


@pytest.mark.postgres
async def test_STO_10_the_steps_lead_to_the_tables_of_the_code_on_postgres(
    postgres_url: str,
) -> None:
    await check_tables(postgres_url)


async def test_sqlite_is_set_up_for_keeps(sqlite_url: str) -> None:
    await migrate(sqlite_url)
    database = Database(sqlite_url)
    async with database.reading() as connection:
        found = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    await database.close()
    assert found == ["wal", 2, 1, 10000]
    assert stat.S_IMODE(file_of(sqlite_url).stat().st_mode) == 0o600


async def fill_up(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(text("PRAGMA max_page_count = 1"))
        await connection.execute(text("CREATE TABLE big AS SELECT zeroblob(1000000) AS x"))


async def test_a_full_disk_is_said_in_plain_words(sqlite_url: str) -> None:
    store = await opened(sqlite_url)
    database = Database(sqlite_url)
    with pytest.raises(DatabaseUnusable, match="disk is full"):
        await fill_up(database)
    await database.close()
    await store.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "cannot be read"),
        ("mysql://localhost/x", "must be SQLite or PostgreSQL"),
        ("sqlite://", "must be a file"),
        ("sqlite:////nonexistent/folder/x.db", "cannot be opened"),
        ("postgresql://nobody@127.0.0.1:1/x", "cannot be reached"),
    ],
)
async def test_a_bad_address_is_said_in_plain_words(url: str, words: str) -> None:
    with pytest.raises(DatabaseUnusable, match=words):
        await SqlStore.open(url, MASTER)


async def test_a_file_that_is_no_database_is_said_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("This is a letter, not a database. " * 100)
    with pytest.raises(DatabaseUnusable, match="not a database"):
        await SqlStore.open(f"sqlite:///{tmp_path / 'x.db'}", MASTER)


def test_addresses_get_our_drivers() -> None:
    assert database_url("sqlite:///x.db").drivername == "sqlite+aiosqlite"
    url = database_url("postgres://ruth@db/board?sslmode=require")
    assert url.drivername == "postgresql+asyncpg"
    assert dict(url.query) == {"ssl": "require"}


async def test_STO_10_the_newest_step_is_the_one_alembic_leads_to() -> None:
    assert newest() == ScriptDirectory.from_config(config()).get_current_head()
