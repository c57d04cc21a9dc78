"""Keys that change, copies made in use, and what neither gives away."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.storage.backup import back_up, put_keys_back
from server.storage.cipher import MasterKey
from server.storage.faults import LogFailed, StorageFault, WrongMasterKey
from server.storage.memory import MemoryStore
from server.storage.migrate import migrate
from server.storage.store import SqlStore
from tests.storage.conftest import MASTER, Store
from tests.storage.test_sql import WORD, an_entry, everything_in, fill

pytestmark = pytest.mark.anyio
NEW = bytes(range(32, 64))


async def reads(store: Store) -> tuple[bool, ...]:
    """Whether the meeting, its log and its record can be read."""
    meeting, record = await store.people.meeting("m_1"), await store.records.load("m_1")
    return meeting is not None, bool(await store.log.read("m_1")), record is not None


async def test_KEY_1_after_a_change_only_the_new_master_key_opens(
    store: Store, store_url: str
) -> None:
    if isinstance(store, MemoryStore):
        return  # nothing in memory is wrapped
    await fill(store)
    for _ in range(2):  # the second time finds nothing left to do
        assert await store.keyring.rotate(MasterKey(NEW)) == 1
    with pytest.raises(WrongMasterKey):
        await SqlStore.open(store_url, MASTER)
    opened = await SqlStore.open(store_url, NEW)
    assert await reads(opened) == (True, True, True)
    assert await opened.audit.verify() == (0, "")
    await opened.close()


async def test_KEY_1_a_third_master_key_changes_nothing(sqlite_url: str) -> None:
    await migrate(sqlite_url)
    store = await SqlStore.open(sqlite_url, MASTER)
    await fill(store)
    await store.keyring.rotate(MasterKey(NEW))
    with pytest.raises(WrongMasterKey):
        await store.keyring.rotate(MasterKey(bytes(32)))
    await store.close()
    opened = await SqlStore.open(sqlite_url, NEW)
    assert await reads(opened) == (True, True, True)
    await opened.close()


async def test_KEY_2_a_process_with_the_old_master_key_makes_no_new_meeting(
    sqlite_url: str,
) -> None:
    await migrate(sqlite_url)
    running = await SqlStore.open(sqlite_url, MASTER)
    await fill(running)
    await running.keyring.rotate(MasterKey(NEW))
    with pytest.raises(LogFailed, match="another master key"):
        await running.log.append([an_entry(1, "m_2")])
    await running.close()
    opened = await SqlStore.open(sqlite_url, NEW)
    assert await opened.meetings() == ["m_1"]
    await opened.close()


async def test_KEY_3_a_copy_and_its_keys_hold_no_word_and_open_only_together(
    tmp_path: Path,
) -> None:
    (tmp_path / "live").mkdir()
    url, copy = f"sqlite:///{tmp_path / 'live' / 'threefold.db'}", tmp_path / "copy" / "spare.db"
    copy.parent.mkdir()
    await migrate(url)
    store = await SqlStore.open(url, MASTER)
    await fill(store)
    keys = back_up(url, copy)  # while the store is open
    await store.close()
    for word in (WORD.encode(), WORD[1:].encode("utf-16-le")):
        assert word not in everything_in(copy.parent)
    with pytest.raises(StorageFault, match="no keys"):
        await SqlStore.open(f"sqlite:///{copy}", MASTER)
    assert await put_keys_back(f"sqlite:///{copy}", keys) == 1
    with pytest.raises(WrongMasterKey):
        await SqlStore.open(f"sqlite:///{copy}", NEW)
    restored = await SqlStore.open(f"sqlite:///{copy}", MASTER)
    assert await reads(restored) == (True, True, True)
    await restored.close()


def test_a_postgres_database_is_copied_with_its_own_tools(tmp_path: Path) -> None:
    with pytest.raises(StorageFault, match="pg_dump"):
        back_up("postgresql://somebody@127.0.0.1/board", tmp_path / "copy.db")
