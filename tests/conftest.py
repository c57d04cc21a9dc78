"""What every test stands on: one event loop, no outside network, patient hypothesis."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

import pytest
from hypothesis import settings

from tests.chromium import find_chromium

settings.register_profile("threefold", deadline=None, print_blob=True, database=None)
settings.load_profile("threefold")


class OutsideNetwork(RuntimeError):
    """A test tried to leave this machine."""


def is_this_machine(host: object) -> bool:
    """True for loopback addresses and for unix sockets, whose address is a path."""
    if not isinstance(host, str) or host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return host.startswith("/")


def refuse_outside(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook, so that every library is caught whichever way it opens its sockets."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not is_this_machine(host):
        raise OutsideNetwork(f"{event} to {host!r}: tests stay on this machine")


sys.addaudithook(refuse_outside)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """asyncio only; `make test` turns its debug mode on, at twice the time."""
    return "asyncio"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive. A machine without one fails: it never skips."""
    path = find_chromium()
    assert path, "No Chromium here: `make browser` installs one or says how."
    return path
