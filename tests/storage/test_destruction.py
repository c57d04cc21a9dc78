"""A meeting that is destroyed: gone from every table, every file, and from older copies."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from server.contract.values import Disposal, Keeping, Link
from server.storage.backup import back_up, put_keys_back
from server.storage.faults import LogFailed
from server.storage.migrate import migrate
from server.storage.sql_retention import HOLDERS
from server.storage.store import SqlStore
from server.storage.tables import metadata
from tests.storage.conftest import MASTER, Store
from tests.storage.test_contract import a_checkpoint, a_meeting, a_session
from tests.storage.test_keys import reads
from tests.storage.test_sql import an_entry, everything_in, fill

pytestmark = pytest.mark.anyio
ASKED = Disposal(
    meeting="m_1", class_id="conference", trigger_on="2025-06-04", due_on="2060-06-04",
    asked_by="s_ian", asked_at=5,
)  # fmt: skip
DONE = replace(ASKED, approved_by="s_ann", destroyed_at=9)


async def test_what_was_decided_is_kept_and_changed(store: Store) -> None:
    first = Keeping(meeting="m_1", hold="court")
    await store.retention.keep(first)
    await store.retention.keep(replace(first, meeting="m_2"))
    changed = replace(first, hold="", class_id="looked_after", trigger_on="2030-01-01")
    await store.retention.keep(changed)
    kept = {one.meeting: one for one in await store.retention.keepings()}
    assert kept == {"m_1": changed, "m_2": replace(first, meeting="m_2")}


async def test_one_request_at_a_time_and_it_can_be_withdrawn(store: Store) -> None:
    assert await store.retention.ask(ASKED)
    assert not await store.retention.ask(replace(ASKED, asked_by="s_ann"))
    assert list(await store.retention.disposals()) == [ASKED]
    await store.retention.withdraw("m_1")
    assert list(await store.retention.disposals()) == []


async def filled(store: Store) -> None:
    await fill(store)
    await store.log.keep(a_checkpoint(1))
    await store.doors.start_session(a_session("one"))
    link = Link(token_hash=b"link", participant="p_1", meeting="m_1", made_at=1, expires_at=9)
    await store.doors.replace_link(link)
    await store.retention.keep(Keeping(meeting="m_1", class_id="conference"))
    assert await store.retention.ask(ASKED)


async def test_KEY_4_everything_of_a_meeting_goes_and_a_certificate_stays(store: Store) -> None:
    await filled(store)
    await store.people.save_meeting(a_meeting("m_2"))
    certificate = await store.retention.destroy(DONE)
    assert certificate == replace(DONE, entries=1, people=1)
    assert list(await store.retention.disposals()) == [certificate]
    assert await store.retention.destroy(replace(DONE, destroyed_at=99)) == certificate
    await store.retention.withdraw("m_1")
    assert list(await store.retention.disposals()) == [certificate]
    assert await reads(store) == (False, False, False)
    assert await store.people.participant("p_1") is None
    assert await store.doors.session(b"one") is None
    assert await store.doors.link(b"link") is None
    assert await store.log.checkpoint("m_1") is None
    assert list(await store.retention.keepings()) == []
    assert [one.id for one in await store.people.all_meetings()] == ["m_2"]


async def test_KEY_4_a_destroyed_meeting_gets_no_new_key(sqlite_url: str) -> None:
    await migrate(sqlite_url)
    store = await SqlStore.open(sqlite_url, MASTER)
    await filled(store)
    await store.retention.destroy(DONE)
    with pytest.raises(LogFailed, match="destroyed"):
        await store.log.append([an_entry(1)])
    assert await store.meetings() == []
    await store.close()


async def test_KEY_4_the_key_is_in_no_file_of_the_database_any_more(
    sqlite_url: str, tmp_path: Path
) -> None:
    await migrate(sqlite_url)
    store = await SqlStore.open(sqlite_url, MASTER)
    await filled(store)
    wrapped, sealed = found(tmp_path)
    for bytes_ in (wrapped, sealed):
        assert bytes_ in everything_in(tmp_path)
    await store.retention.destroy(DONE)
    for bytes_ in (wrapped, sealed):
        assert bytes_ not in everything_in(tmp_path), "while the server runs on"
    await store.close()
    for bytes_ in (wrapped, sealed):
        assert bytes_ not in everything_in(tmp_path)


def found(folder: Path) -> tuple[bytes, bytes]:
    """The wrapped key of the meeting, and its sealed record."""
    with closing(sqlite3.connect(folder / "threefold.db")) as database:
        ((wrapped,),) = database.execute("SELECT wrapped FROM keys WHERE meeting = 'm_1'")
        ((sealed,),) = database.execute("SELECT sealed FROM records WHERE meeting = 'm_1'")
    return wrapped, sealed


async def test_KEY_4_an_older_copy_with_the_newest_keys_does_not_bring_it_back(
    tmp_path: Path,
) -> None:
    url, copy = f"sqlite:///{tmp_path / 'threefold.db'}", tmp_path / "monday.db"
    await migrate(url)
    store = await SqlStore.open(url, MASTER)
    await filled(store)
    await store.log.append([an_entry(1, "m_2")])
    old_keys = back_up(url, copy)
    await store.retention.destroy(DONE)
    new_keys = back_up(url, tmp_path / "tuesday.db")
    await store.close()

    async def put_back(keys: Path) -> tuple[tuple[bool, ...], int]:
        shutil.copy(copy, tmp_path / "restored.db")
        restored = f"sqlite:///{tmp_path / 'restored.db'}"
        await put_keys_back(restored, keys)
        opened = await SqlStore.open(restored, MASTER)
        seen = await reads(opened), len(await opened.log.read("m_2"))
        await opened.close()
        return seen

    assert await put_back(old_keys) == ((True, True, True), 1), "the copy itself is whole"
    assert await put_back(new_keys) == ((False, False, False), 1)


def test_KEY_4_no_table_with_rows_of_a_meeting_is_forgotten() -> None:
    stay = {"keys", "audit", "disposals"}
    of_meetings = {
        table.name
        for table in metadata.sorted_tables
        if "meeting" in table.c or "meetings" in table.name
    }
    assert {table.name for table in HOLDERS} == of_meetings - stay
