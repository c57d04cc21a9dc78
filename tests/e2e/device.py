"""A device on a real socket: speaks the wire, keeps every byte it was sent."""

from __future__ import annotations

import itertools
import json
import random
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any, Protocol

from pycrdt import Doc, Map, Text
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from server.contract.lib0 import Reader, var_bytes, var_string, var_uint

ids = itertools.count(1)


class Caller(Protocol):
    """A browser that has cookies: a `Visitor`, or another."""

    base: str

    @property
    def cookies(self) -> str: ...


class Device:
    """One scope of a meeting, opened with a visitor's cookies."""

    def __init__(
        self, visitor: Caller, meeting: str, participant: str, scope: str = "room",
        origin: str | None = None,
    ) -> None:  # fmt: skip
        self.doc: Doc[Any] = Doc(client_id=random.randrange(2, 2**32))
        self.items: Map[Any] = self.doc.get("items", type=Map)
        self.meta: Map[Any] = self.doc.get("meta", type=Map)
        self.frames: list[bytes] = []
        self.replies: dict[str, dict[str, Any]] = {}
        self.notices: list[dict[str, Any]] = []
        self.sent = self.saved = 0
        self.synced = False
        self.denied: dict[str, Any] | None = None
        self.closed: int | None = None
        address = visitor.base.replace("http", "ws")
        self._stack = ExitStack()
        self.socket: ClientConnection = self._stack.enter_context(connect(
            f"{address}/ws/{meeting}/{scope}?as={participant}&v=1",
            additional_headers={"Cookie": visitor.cookies},
            origin=Origin(origin or visitor.base),
            compression=None, max_size=None, max_queue=None, proxy=None,
        ))  # fmt: skip

    def open(self) -> Device:
        """Ask for everything, and wait until it is here."""
        self.send(b"\x00\x00" + var_bytes(self.doc.get_state()))
        self.until(lambda: self.synced)
        return self

    def send(self, frame: bytes) -> None:
        """One frame; what a closed socket says is read later."""
        with suppress(ConnectionClosed):
            self.socket.send(frame)

    def until(self, done: Callable[[], bool], seconds: float = 10.0) -> None:
        """Read what comes until something is so."""
        deadline = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < deadline, "it did not happen in time"
            if not self.read(deadline - time.monotonic()):
                assert done(), f"closed with {self.closed}: {self.denied}"
                return

    def read(self, seconds: float = 0.0) -> bool:
        """One frame, if one comes in time; False when the socket is closed."""
        try:
            frame = self.socket.recv(timeout=max(0.0, seconds))
        except TimeoutError:
            return True
        except ConnectionClosed as closed:
            self.closed = closed.rcvd.code if closed.rcvd else 1006
            return False
        assert isinstance(frame, bytes)
        self._hear(frame)
        return True

    def drain(self, seconds: float = 0.3) -> None:
        """Whatever comes in this time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.read(deadline - time.monotonic()):
            pass

    def _hear(self, frame: bytes) -> None:
        self.frames.append(frame)
        reader = Reader(frame)
        match reader.var_uint():
            case 0:
                self._sync(reader)
            case 2:
                reader.var_uint()
                self.denied = json.loads(reader.var_string())
            case 100:
                reply = json.loads(reader.var_string())
                self.replies[reply["id"]] = reply
            case 101:
                reader.var_uint()
                self.saved = reader.var_uint()
            case 102:
                self.notices.append(json.loads(reader.var_string()))

    def _sync(self, reader: Reader) -> None:
        kind, payload = reader.var_uint(), reader.var_bytes()
        if kind == 0:
            return
        self.synced = self.synced or kind == 1
        if payload != b"\x00\x00":
            self.doc.apply_update(payload)

    def ask(self, op: str, **arguments: Any) -> dict[str, Any]:
        """A command and its answer."""
        command = f"command-{random.randrange(10**9)}-{next(ids)}"
        words = json.dumps({"id": command, "op": op, **arguments})
        self.send(var_uint(100) + var_string(words))
        self.until(lambda: command in self.replies)
        return self.replies[command]

    def add(self, kind: str, **arguments: Any) -> str:
        """A new item's id."""
        item = str(arguments.pop("item", f"item-{random.randrange(10**9)}-{next(ids)}"))
        reply = self.ask("add", kind=kind, item=item, **arguments)
        assert reply["ok"], reply
        return item

    def type(self, root: str, words: str) -> None:
        """Type at the end of a text; not waited for."""
        state = self.doc.get_state()
        text: Text = self.doc.get(root, type=Text)
        text.insert(len(text), words)
        self.send(b"\x00\x02" + var_bytes(self.doc.get_update(state)))
        self.sent += 1

    def words(self, root: str) -> str:
        """What a text says on this device."""
        return str(self.doc.get(root, type=Text))

    def heard(self, words: str) -> bool:
        """Whether any byte of these words ever came."""
        return any(words.encode() in frame for frame in self.frames)

    def close(self) -> None:
        """Go."""
        self._stack.close()
