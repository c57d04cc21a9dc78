"""Somebody at a device of their own; every frame, page, header and file they get is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx2
from pycrdt import Text

from server.contract.lib0 import var_bytes, var_uint
from tests.e2e.device import Device
from tests.leaks.search import typed_in

CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Reader:
    """A browser without a screen: cookies, pages, and a socket for each scope it may open."""

    def __init__(self, base: str, meeting: str, name: str, participant: str = "") -> None:
        self.name, self.base, self.meeting, self.participant = name, base, meeting, participant
        self.client = httpx2.Client(
            base_url=base, trust_env=False, timeout=30.0,
            headers={"Origin": base, "Sec-Fetch-Site": "same-origin", "Connection": "close"},
        )  # fmt: skip
        self.pages: list[bytes] = []
        self.answers: list[httpx2.Response] = []
        self.given: list[bytes] = []
        """What was put in their hand on paper, or sent to them."""
        self.devices: dict[str, Device] = {}
        self.gone: list[Device] = []

    # Pages

    def get(self, path: str) -> httpx2.Response:
        """One page, redirects followed as a browser does."""
        return self._keep(self.client.get(path, follow_redirects=True))

    def post(self, path: str, start: str = "", **fields: str) -> httpx2.Response:
        """A form with the mark of the page it stands on."""
        mark = CSRF.search(self.get(start or path).text)
        data = {"csrf": mark[1] if mark else "", **fields}
        return self._keep(self.client.post(path, data=data, follow_redirects=False))

    def _keep(self, answer: httpx2.Response) -> httpx2.Response:
        for one in (*answer.history, answer):
            head = "\n".join(f"{name}: {value}" for name, value in one.headers.items())
            self.pages += [head.encode(), one.content]
            self.answers.append(one)
        return answer

    # Sockets

    @property
    def cookies(self) -> str:
        """The Cookie header of this browser."""
        return "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())

    @property
    def room(self) -> Device:
        """The device of the room's scope."""
        return self.devices["room"]

    @property
    def rights(self) -> dict[str, Any]:
        """What the server last said that this person may open."""
        read_all(self.room)
        told = [one for one in self.room.notices if one["kind"] == "rights"]
        return told[-1] if told else {"scopes": [], "waits": ""}

    def open(self, scope: str) -> int | None:
        """Open one scope and read all of it; the code of whatever closed it, else None."""
        device = Device(self, self.meeting, self.participant, scope)
        device.send(b"\x00\x00" + var_bytes(device.doc.get_state()))
        # Who waits is told so, and gets nothing of the board.
        device.until(partial(_quiet, device))
        if device.closed is None:
            self.devices[scope] = device
        else:
            self.gone.append(device)
        return device.closed

    def come_in(self) -> None:
        """Open the room, and every other scope that the server says one may, as a page does."""
        for scope, device in list(self.devices.items()):
            read_all(device)
            if device.closed is not None:
                self._put_away(scope)
        if "room" not in self.devices:
            self.open("room")
        for scope in self.rights["scopes"]:
            if scope not in self.devices:
                self.open(scope)

    def keep_only_room(self) -> None:
        """Close every scope but the room's, by whose socket commands go; join it if need be."""
        self.come_in()
        for scope in [one for one in self.devices if one != "room"]:
            self._put_away(scope)

    def _put_away(self, scope: str) -> None:
        device = self.devices.pop(scope)
        device.close()
        self.gone.append(device)

    @property
    def last_seq(self) -> int:
        """The last entry of the log that an answer to this person told of."""
        return max((int(one.get("seq", 0)) for one in self.room.replies.values()), default=0)

    @property
    def last_room(self) -> Device:
        """The device of the room that has read the most, also when it is closed by now."""
        rooms = [one for one in (*self.gone, *self.devices.values()) if one.meta.to_py()]
        return max(rooms, key=lambda one: len(one.items.to_py() or {}))

    def go(self) -> None:
        """Close every socket; what was read is kept."""
        for scope, device in list(self.devices.items()):
            read_all(device)
            self._put_away(scope)

    def show_presence(self, state: bytes, clock: int) -> None:
        """Say on every scope where one is: who types what."""
        for device in self.devices.values():
            entry = var_uint(1) + var_uint(device.doc.client_id) + var_uint(clock)
            device.send(b"\x01" + var_bytes(entry + var_bytes(state)))

    def type_slowly(self, scope: str, root: str, words: str) -> None:
        """One letter at a time, each in a frame of its own."""
        for letter in words:
            self.devices[scope].type(root, letter)
        device = self.devices[scope]
        device.until(lambda: device.saved >= device.sent)

    def cut(self, scope: str, root: str) -> None:
        """Delete all of a text."""
        device = self.devices[scope]
        read_all(device)
        state, text = device.doc.get_state(), device.doc.get(root, type=Text)
        del text[0 : len(text)]
        device.send(b"\x00\x02" + var_bytes(device.doc.get_update(state)))
        device.sent += 1
        device.until(lambda: device.saved >= device.sent)

    def settle(self) -> None:
        """Read everything that was sent so far: an answer to a last question comes behind it."""
        for device in self.devices.values():
            device.synced = False
            device.send(b"\x00\x00" + var_bytes(device.doc.get_state()))
        for device in self.devices.values():
            device.until(partial(_quiet, device))

    # What they have

    @property
    def heaps(self) -> Iterator[bytes]:
        """Everything that ever reached them, in whatever form."""
        yield from self.pages
        yield from self.given
        for device in (*self.devices.values(), *self.gone):
            yield from device.frames
            yield typed_in(device.frames)
            yield str(device.items.to_py()).encode()
            yield str(device.meta.to_py()).encode()


def _quiet(device: Device) -> bool:
    """Whether all that was asked for is here, or will never come: who waits is told no more."""
    waits = any(one.get("waits") for one in device.notices)
    return device.synced or waits or device.closed is not None


def read_all(device: Device) -> None:
    """Every frame that has come already."""
    before = -1
    while device.closed is None and before != len(device.frames):
        before = len(device.frames)
        device.read()
