"""Does one kind of harm to a server, until it is stopped; a process of its own, at low priority.

python -m tests.limits.flood KIND PORT MEETING COOKIES
"""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from socket import socket

from tests.e2e.site import Site
from tests.limits.place import handshake, line, masked

BURST = 600
"""Messages at a time: ten seconds' worth."""


def fast(site: Site, cookies: str) -> None:
    """Ten times what is allowed; closed, and at once back again."""
    while True:
        with suppress(OSError):
            raw = line(site.port)
            raw.sendall(handshake(site, cookies=cookies))
            raw.recv(4096)
            raw.sendall(masked(b"\x03") * BURST)
            raw.settimeout(0.5)
            while raw.recv(65536):
                pass
        time.sleep(0.001)


def half(site: Site, cookies: str) -> None:
    """A thousand connections, each with half a handshake."""
    words = handshake(site, cookies=cookies)[:-2]
    held: list[socket] = []
    for _ in range(1000):
        with suppress(OSError):
            held.append(line(site.port, "127.0.0.9"))
            held[-1].sendall(words)
    time.sleep(60)


def silent(site: Site, cookies: str) -> None:
    """Three who ask for the board and never read."""
    held = [line(site.port, takes=4096) for _ in range(3)]
    for raw in held:
        raw.sendall(handshake(site, cookies=cookies))
        raw.recv(12)
        raw.sendall(masked(b"\x00\x00\x01\x00"))
    time.sleep(60)


def noise(site: Site, cookies: str) -> None:
    """Ten megabytes of noise, before and after a handshake, again and again."""
    sent = os.urandom(10 << 20)
    while True:
        for head in (b"", handshake(site, cookies=cookies)):
            with suppress(OSError):
                raw = line(site.port, "127.0.0.8")
                if head:
                    raw.sendall(head)
                    raw.recv(4096)
                raw.sendall(sent)


def strangers(site: Site, cookies: str) -> None:
    """Sockets that pretend to sign in, as many as will go."""
    held: deque[socket] = deque(maxlen=200)
    for number in range(10**9):
        with suppress(OSError):
            raw = line(site.port, "127.0.0.7")
            raw.sendall(handshake(site, cookies=f"threefold_staff=invented-{number}"))
            held.append(raw)


KINDS: dict[str, Callable[[Site, str], None]] = {
    "fast": fast, "half": half, "silent": silent, "noise": noise, "strangers": strangers,
}  # fmt: skip

if __name__ == "__main__":
    os.setpriority(os.PRIO_PROCESS, 0, 0)
    kind, port, meeting, cookies = sys.argv[1:]
    site = Site(Path(), int(port))
    site.links = {"meeting": meeting}
    KINDS[kind](site, cookies)
