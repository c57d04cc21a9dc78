"""Devices that take too little of what they are sent, over real sockets."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Text

from server.contract.lib0 import Reader, var_string, var_uint
from tests.e2e.site import Visitor
from tests.limits.place import Place, close_code, frames_of, handshake, line, masked, place

pytestmark = pytest.mark.slow
WORDS = "What we are worried about, said at length. " * 200
EACH = 5  # so often in one card, which holds 50,000 characters
FAST = {"bytes_per_second": 8_000_000, "bytes_burst": 8_000_000, "frames_per_second": 500}
SHORT = {"behind_seconds": 4, "close_seconds": 4, "unread_seconds": 12, "socket_bytes": 32_768}


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place where little is kept for whoever takes nothing."""
    with place(tmp_path_factory.mktemp("narrow"), **FAST, **SHORT) as made:
        yield made


@pytest.fixture(scope="module")
def talk(narrow: Place) -> Talk:
    return Talk(narrow)


def silent(here: Place, visitor: Visitor) -> socket.socket:
    """A line of somebody who asks for the board and takes nothing of it."""
    raw = line(here.port, takes=4096)
    raw.sendall(handshake(here, visitor))
    assert raw.recv(12) == b"HTTP/1.1 101"
    raw.sendall(masked(b"\x00\x00\x01\x00"))
    return raw


class Talk:
    """Mark says much, and the chair reads it."""

    def __init__(self, here: Place) -> None:
        self.mark = here.device(here.let_in("mark"))
        self.chair = here.device(here.chair)
        self.roots: list[str] = []

    def say(self, times: int) -> list[float]:
        """So many long pieces; how many seconds each took to reach the chair."""
        return [self._say(f"{n:04}.") for n in range(times)]

    def _say(self, mark: str) -> float:
        if int(mark[:4]) % EACH == 0:
            self.roots.append(f"t:{self.mark.add('card', section='past_harm')}")
        started = time.monotonic()
        self.mark.type(self.roots[-1], mark + WORDS)
        self.chair.until(lambda: mark in self.chair.words(self.roots[-1]))
        return time.monotonic() - started


def test_SYN_6_a_slow_device_that_reads_again_has_everything(narrow: Place, talk: Talk) -> None:
    raw = silent(narrow, narrow.let_in("beth"))
    asked = [f"asked-while-slow-{n}" for n in range(3)]
    for command in asked:
        words = json.dumps({"id": command, "op": "signal", "signal": "hand"})
        raw.sendall(masked(var_uint(100) + var_string(words)))
        talk.say(25)
    doc: Doc[Any] = Doc()
    wanted = {root: talk.mark.words(root) for root in talk.roots}
    updates, replies = 0, []
    for frame in frames_of(raw):
        reader = Reader(frame)
        kind = reader.var_uint()
        if kind == 0 and reader.var_uint() and (update := reader.var_bytes()) != b"\x00\x00":
            updates += 1
            doc.apply_update(update)
        elif kind == 100:
            replies.append(json.loads(reader.var_string())["id"])
        if all(str(doc.get(root, type=Text)) == said for root, said in wanted.items()):
            break
    assert replies == asked
    assert updates < 75, "nothing was merged"


def test_SYN_6_who_never_reads_is_closed_memory_is_flat_and_nobody_waits(
    narrow: Place, talk: Talk
) -> None:
    visitor, open_files = narrow.let_in("hannah"), len(files(narrow))
    lines = [silent(narrow, visitor) for _ in range(8)]
    before = narrow.memory(given_back=True)
    took = sorted(talk.say(150))
    grown = narrow.memory(given_back=True) - before
    # 150 frames of 9 kB to eight who take nothing would be 10 MB; the board's own are 1.3.
    assert grown < 6_500, f"{grown} kB more"
    assert took[-5] < 0.3, took[-5:]
    wait_until(lambda: closed_as_too_slow(narrow) == 8)
    time.sleep(2.5)  # for their last words
    assert [close_code(raw) for raw in lines[:4]] == [(4408, "too_slow")] * 4
    wait_until(lambda: len(files(narrow)) <= open_files)  # also those who still read nothing
    assert talk.mark.closed is talk.chair.closed is None


def closed_as_too_slow(here: Place) -> int:
    """How many the server's log says it closed."""
    return (here.data / "server.log").read_text().count("too_slow")


def files(here: Place) -> list[str]:
    """The server's open connections."""
    found = []
    for path in Path(f"/proc/{here.pid}/fd").iterdir():
        with suppress(OSError):  # gone meanwhile
            found.append(str(path.readlink()))
    return [one for one in found if one.startswith("socket:")]


def wait_until(done: Any, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def test_SYN_6_who_answers_no_ping_is_dropped(here: Place, mark: Visitor) -> None:
    before = len(files(here))
    raw = line(here.port)
    raw.sendall(handshake(here, mark))
    assert close_code(raw)[0] == 1011
    raw.close()
    wait_until(lambda: len(files(here)) <= before)


def test_LIM_3_a_page_that_nobody_takes_is_given_up(narrow: Place) -> None:
    before = len(files(narrow))
    page = narrow.browser().get("/sign-in")
    name = page.partition('href="/static/')[2].partition('"')[0]
    raw = line(narrow.port, takes=2048)
    raw.sendall(f"GET /static/{name} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() * 20)
    time.sleep(0.5)
    assert len(files(narrow)) > before
    wait_until(lambda: len(files(narrow)) <= before, 30)
