"""Serves as `python -m server serve` does, with some limits made small or short for a test.

    python -m tests.limits.serve serve behind_seconds=2 connections=40

With `lateness=FILE` it writes there how late its event loop is. On SIGUSR1 the process collects its
garbage and gives the allocator's free pages back, so that what it still holds can be read from
outside.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import os
import signal
import sys
import time
from pathlib import Path
from socket import socket

import uvicorn
from msgspec.structs import replace

from server.app import create_app
from server.contract.catalogue import load_limits
from server.serving import collect_less, listen, make_room, serving
from server.settings import read_settings

TURNS = 6
"""Of the event loop, through which a keystroke passes from one line to another: it is heard, its
room wakes, gets the log's turn, is back from the commit's thread, fans out, the line takes it."""


class Timed(uvicorn.Server):
    """A server that writes down how long its loop would have kept a keystroke waiting."""

    def __init__(self, config: uvicorn.Config, file: Path) -> None:
        super().__init__(config)
        self._file = file

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, and measure from then on."""
        await super().startup(sockets=sockets)
        self._measuring = asyncio.create_task(self._measure())

    async def _measure(self) -> None:
        """A line for each reading: when, and the seconds of computing in so many turns.

        Computing by this process alone, of all its threads: what the machine does for others
        while the loop waits for a processor is not counted.
        """
        with self._file.open("w", buffering=1) as written:
            while True:
                await asyncio.sleep(0.005)
                begun = time.process_time()
                for _ in range(TURNS):
                    await asyncio.sleep(0)
                written.write(f"{time.perf_counter()} {time.process_time() - begun}\n")


def main() -> None:
    given = dict(pair.split("=") for pair in sys.argv[2:])
    file = given.pop("lateness", "")
    limits = replace(load_limits(), **{name: int(value) for name, value in given.items()})
    settings = read_settings(os.environ)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    signal.signal(signal.SIGUSR1, lambda *_: give_back())
    make_room(limits)
    with listen(settings.host, settings.port, limits) as door:
        app = create_app(settings, limits=limits)
        config = serving(app, settings, limits)
        collect_less()
        server = Timed(config, Path(file)) if file else uvicorn.Server(config)
        server.run(sockets=[door])


def give_back() -> None:
    """Collect, and give free memory back to the system."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)


if __name__ == "__main__":
    main()
