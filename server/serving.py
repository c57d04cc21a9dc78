"""How uvicorn serves the app: its protocols with our bounds, and sockets that forget nobody."""

from __future__ import annotations

import gc
import socket
from contextlib import suppress
from typing import Any

import uvicorn

from server.contract.catalogue import Limits, load_limits
from server.routes.arrivals import Arrivals
from server.routes.front import Front, Turnstile
from server.routes.line import Line
from server.settings import Settings

GRACE_SECONDS = 3
WAITING_TO_BE_ACCEPTED = 2048
COLLECT_AFTER = 20_000, 20, 20
"""Objects made before the garbage collector looks for cycles; Python's own 700 is for scripts."""


def serving(app: Any, settings: Settings, limits: Limits | None = None) -> uvicorn.Config:
    """How uvicorn serves the app."""
    bounds = limits or load_limits()
    ours = Arrivals(bounds, settings.proxies)

    class OurFront(Front):
        arrivals = ours

    class OurLine(Line):
        close_seconds = bounds.close_seconds
        note_stranger = ours.note_stranger

    return uvicorn.Config(
        Turnstile(app, ours),
        http=OurFront,
        ws=OurLine,
        ws_per_message_deflate=False,
        ws_max_size=2 * bounds.frame_bytes,
        ws_ping_interval=bounds.ping_seconds,
        ws_ping_timeout=bounds.pong_seconds,
        h11_max_incomplete_event_size=bounds.header_bytes,
        timeout_graceful_shutdown=GRACE_SECONDS,
        access_log=False,
        # uvicorn would believe any proxy on this machine, and FORWARDED_ALLOW_IPS: IDN-3 counts
        # by address, so only proxies that were named may say whose request they pass on.
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        server_header=False,
        log_config=None,
    )


def listen(host: str, port: int, limits: Limits | None = None) -> socket.socket:
    """A socket that listens; what is accepted from it inherits its bounds. Raises OSError."""
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _bound(door, limits or load_limits())
        door.bind(address)
        door.listen(WAITING_TO_BE_ACCEPTED)
        door.set_inheritable(True)
    except BaseException:
        door.close()
        raise
    return door


def _bound(door: socket.socket, limits: Limits) -> None:
    """The kernel keeps little for a device that takes nothing, and not for ever."""
    door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, limits.socket_bytes)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, limits.socket_bytes)
    with suppress(AttributeError, OSError):  # Linux alone has it
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * limits.unread_seconds)


def make_room(limits: Limits | None = None) -> None:
    """Let this process hold as many connections as the limits allow, if the system lets it."""
    with suppress(ImportError, ValueError, OSError):  # Windows has no such bound
        import resource

        wanted = 2 * (limits or load_limits()).connections
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def collect_less() -> None:
    """The modules are there for good: looking through them again and again takes a tenth of a
    busy server's time, a tenth of a second at once.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
