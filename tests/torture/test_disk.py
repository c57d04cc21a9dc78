"""The disk fills up, is read-only, or another program holds the database: nothing is called saved
that is not, everybody is told, and all goes on when the disk does."""

from __future__ import annotations

import json
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

import anyio
import pytest

from server.contract.lib0 import var_bytes, var_string, var_uint
from server.storage.memory import MemoryLog
from server.storage.migrate import migrate
from server.storage.store import SqlStore
from tests.e2e.device import Device
from tests.e2e.site import Site, Visitor
from tests.sync.world import Device as InMemory
from tests.sync.world import World

pytestmark = pytest.mark.slow
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
NOT_SAVED = 4500
ROOT = "t:card-of-mark"
CARD = {"id": "command-1", "op": "add", "kind": "card", "item": "card-of-mark",
        "section": "past_harm"}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    made.demo()
    made.start()
    yield made
    made.stop()


@contextmanager
def full_disk(site: Site) -> Iterator[None]:
    """No file of the server, its own log included, takes one byte more."""
    assert site.process is not None
    resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, UNLIMITED)


@contextmanager
def locked_database(site: Site) -> Iterator[None]:
    """Another program has begun to write and does not end."""
    other = sqlite3.connect(site.data / "threefold.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


TROUBLES = {"full": full_disk, "locked": locked_database}


class Meeting:
    """Mark types; the chair reads."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.chair = site.sign_in()
        self.mark = site.guest("mark")
        desk = self.open(self.chair)
        assert desk.ask("admit", person=self.mark.participant)["ok"]
        desk.close()

    def open(self, visitor: Visitor) -> Device:
        return Device(visitor, self.site.links["meeting"], visitor.participant).open()

    def bring(self, old: Device) -> Device:
        """Mark's page comes back and brings what was not saved, as after every lost line."""
        again = self.open(self.mark)
        again.send(b"\x00\x01" + var_bytes(old.doc.get_update(again.doc.get_state())))
        return again


@pytest.mark.e2e
@pytest.mark.parametrize("trouble", TROUBLES)
def test_SYN_10_nothing_is_called_saved_and_all_goes_on_when_the_disk_does(
    site: Site, trouble: str
) -> None:
    meeting = Meeting(site)
    desk, mark = meeting.open(meeting.chair), meeting.open(meeting.mark)
    root = f"t:{mark.add('card', section='past_harm')}"
    mark.type(root, "Before. ")
    mark.until(lambda: mark.saved == 1)
    desk.until(lambda: desk.words(root) == "Before. ")
    with TROUBLES[trouble](site):
        mark.type(root, "Meanwhile. ")
        mark.until(lambda: mark.closed is not None, 30)
        desk.until(lambda: desk.closed is not None, 30)
        assert (mark.closed, desk.closed) == (NOT_SAVED, NOT_SAVED)
        assert (mark.saved, desk.heard("Meanwhile")) == (1, False)
        again = meeting.bring(mark)
        again.until(lambda: again.closed is not None, 30)
        assert (again.closed, again.saved) == (NOT_SAVED, 0)
    late = meeting.bring(mark)
    late.until(lambda: late.saved == 1)
    reader = meeting.open(meeting.chair)
    assert reader.words(root) == "Before. Meanwhile. "
    assert reader.ask("timer", minutes=1)["ok"]
    site.kill()
    site.start()
    assert meeting.open(meeting.chair).words(root) == "Before. Meanwhile. "


async def until(done: Callable[[], bool], *devices: InMemory) -> None:
    """Read what comes until something is so; the log is in a thread of its own."""
    with anyio.fail_after(10):
        while not done():
            await anyio.sleep(0.005)
            for device in devices:
                device.read()


async def make_read_only(store: SqlStore, *, on: bool) -> None:
    """The one connection that writes is refused every write, by SQLite itself."""
    assert store._database._visits is not None
    with closing(store._database._visits[1]._engine.raw_connection()) as connection:
        connection.cursor().execute(f"PRAGMA query_only={on}")


@pytest.mark.anyio
async def test_SYN_10_a_read_only_disk_is_no_different(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'threefold.db'}"
    await migrate(url)
    store = await SqlStore.open(url, bytes(range(32)))
    world = World(cast(MemoryLog, store.log))  # both are a Log
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    await mark.send(var_uint(100) + var_string(json.dumps(CARD)))
    await until(lambda: "card-of-mark" in mark.items, mark)
    await mark.type(ROOT, "Before. ")
    await until(lambda: mark.saved == 1, mark)
    await make_read_only(store, on=True)
    await mark.type(ROOT, "Meanwhile. ")
    await until(lambda: mark.closed is not None, mark, ruth)
    assert (mark.closed, ruth.closed, mark.saved) == ("not_saved", "not_saved", 1)
    assert not ruth.heard("Meanwhile")
    await make_read_only(store, on=False)
    again = await world.device("Mark")
    await again.send(b"\x00\x01" + var_bytes(mark.doc.get_update(again.doc.get_state())))
    await until(lambda: again.saved == 1, again)
    late = await world.device("Ruth")
    await until(lambda: late.words("card-of-mark") == "Before. Meanwhile. ", late)
    await world.close()
    await store.close()
