"""The disk fills up, is read-only, or another program holds the database: nothing is called saved
that is not, everybody is told, and all goes on when the disk does."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.contract.lib0 import var_bytes
from tests.e2e.device import Device
from tests.e2e.site import Site, Visitor
from tests.torture.read_only import SIGNAL

pytestmark = pytest.mark.slow
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
NOT_SAVED = 4500


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    made.demo()
    made.start("tests.torture.read_only")
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


@contextmanager
def read_only_disk(site: Site) -> Iterator[None]:
    """SQLite refuses every write of the server."""
    assert site.process is not None
    site.process.send_signal(SIGNAL)
    try:
        yield
    finally:
        site.process.send_signal(SIGNAL)


TROUBLES = {"full": full_disk, "read-only": read_only_disk, "locked": locked_database}


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
