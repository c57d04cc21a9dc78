"""Serves as `python -m server serve` does, with some limits made small or short for a test.

    python -m tests.limits.serve serve behind_seconds=2 connections=40

On SIGUSR1 the process collects its garbage and gives the allocator's free pages back, so that
what it still holds can be read from outside.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import signal
import sys

import uvicorn
from msgspec.structs import replace

from server.app import create_app
from server.contract.catalogue import load_limits
from server.serving import listen, make_room, serving
from server.settings import read_settings


def main() -> None:
    given = (pair.partition("=") for pair in sys.argv[2:])
    limits = replace(load_limits(), **{name: int(value) for name, _, value in given})
    settings = read_settings(os.environ)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    signal.signal(signal.SIGUSR1, lambda *_: give_back())
    make_room(limits)
    with listen(settings.host, settings.port, limits) as door:
        app = create_app(settings, limits=limits)
        uvicorn.Server(serving(app, settings, limits)).run(sockets=[door])


def give_back() -> None:
    """Collect, and give free memory back to the system."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)


if __name__ == "__main__":
    main()
