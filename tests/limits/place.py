"""A server with limits of a test's own, people at its door, and lines that are no browser's."""

from __future__ import annotations

import atexit
import base64
import os
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.e2e.device import Device
from tests.e2e.site import Site, Visitor

LINES: list[socket.socket] = []
"""Every bare line, to be closed when its test is over."""


class Place(Site):
    """A site whose server has some limits made small or short."""

    def __init__(self, data: Path, **limits: object) -> None:
        super().__init__(data)
        self.arguments = tuple(f"{name}={value}" for name, value in limits.items())

    def start(self, module: str = "tests.limits.serve") -> None:
        """Start the server with this place's limits."""
        super().start(module)

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self.process is not None
        return self.process.pid

    def memory(self, *, given_back: bool = False) -> int:
        """Kilobytes of memory the server holds now."""
        if given_back:
            os.kill(self.pid, 10)
            time.sleep(0.5)
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])

    def let_in(self, key: str) -> Visitor:
        """A guest whom the chair has let in."""
        visitor = self.guest(key)
        desk = Device(self.chair, self.links["meeting"], "").open()
        assert desk.ask("admit", person=visitor.participant)["ok"]
        desk.close()
        return visitor

    @property
    def chair(self) -> Visitor:
        """The chair, signed in once."""
        if not hasattr(self, "_chair"):
            self._chair = self.sign_in()
        return self._chair

    def device(self, visitor: Visitor, scope: str = "room") -> Device:
        """A device of somebody, that has caught up."""
        return Device(visitor, self.links["meeting"], visitor.participant, scope).open()


@cache
def _conference() -> Path:
    """The invented conference, made once for all places."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    Site(Path(folder.name)).demo()
    return Path(folder.name)


@contextmanager
def place(data: Path, **limits: object) -> Iterator[Place]:
    """A server with these limits, for as long as the block lasts."""
    shutil.copytree(_conference(), data, dirs_exist_ok=True)
    made = Place(data, **limits)
    made.read_links()
    made.start()
    try:
        yield made
    finally:
        made.stop()


def line(port: int, source: str = "127.0.0.1", takes: int = 0) -> socket.socket:
    """A bare connection; `takes` is the size of what its kernel takes without being read."""
    raw = socket.socket()
    LINES.append(raw)
    if takes:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
    raw.settimeout(15)
    raw.bind((source, 0))
    raw.connect(("127.0.0.1", port))
    return raw


def handshake(site: Site, visitor: Visitor | None = None, cookies: str = "") -> bytes:
    """A websocket's opening request."""
    seat = visitor.participant if visitor else ""
    cookies = visitor.cookies if visitor else cookies
    return (
        f"GET /ws/{site.links['meeting']}/room?as={seat}&v=1 HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{site.port}\r\nOrigin: {site.base}\r\n"
        f"Cookie: {cookies}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {base64.b64encode(secrets.token_bytes(16)).decode()}\r\n\r\n"
    ).encode()


def masked(payload: bytes, opcode: int = 2) -> bytes:
    """A frame as a client sends it, masked with zeros."""
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 65536:
        length = bytes([0x80 | 126]) + size.to_bytes(2, "big")
    else:
        length = bytes([0x80 | 127]) + size.to_bytes(8, "big")
    return bytes([0x80 | opcode]) + length + bytes(4) + payload


def answer(raw: socket.socket) -> str:
    """All that is said until the other side closes."""
    said = b""
    try:
        while part := raw.recv(65536):
            said += part
    except ConnectionResetError:
        pass
    return said.decode("utf-8", "replace")


def frames_of(raw: socket.socket) -> Iterator[bytes]:
    """Binary frames as they come, from after the handshake's first twelve bytes."""
    said = bytearray()
    while b"\r\n\r\n" not in said:
        said += raw.recv(65536)
    del said[: said.index(b"\r\n\r\n") + 4]
    while True:
        whole = _whole(said)
        if whole is None:
            part = raw.recv(65536)
            if not part:
                return
            said += part
            continue
        opcode, payload, size = whole
        del said[:size]
        if opcode == 2:
            yield payload


def close_code(raw: socket.socket) -> tuple[int, str]:
    """Read as far as the closing frame: its code and reason; 1006 for none."""
    said, opened = bytearray(), False
    try:
        while part := raw.recv(1 << 20):
            said += part
            if not opened and b"\r\n\r\n" in said:
                del said[: said.index(b"\r\n\r\n") + 4]
                opened = True
            while opened and (whole := _whole(said)) is not None:
                opcode, payload, size = whole
                del said[:size]
                if opcode == 8:
                    return int.from_bytes(payload[:2], "big"), payload[2:].decode()
    except (ConnectionResetError, TimeoutError):
        pass
    return 1006, ""


def _whole(said: bytearray) -> tuple[int, bytes, int] | None:
    """The first frame: its opcode, its payload and its length on the line; None until it is all."""
    if len(said) < 2:
        return None
    size = said[1] & 0x7F
    start = 2 if size < 126 else 4 if size == 126 else 10
    if size >= 126:
        size = int.from_bytes(said[2:start], "big")
    end = start + size
    return (said[0] & 15, bytes(said[start:end]), end) if len(said) >= end else None
