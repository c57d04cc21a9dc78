"""Waits for a moment of a server and kills it: a process of its own, as quick as one can be.

python aim.py PID SECONDS DELAY FILE [WORDS]: kill -9 when FILE says WORDS anew or, without words,
when it changes; after SECONDS in any case.
"""

from __future__ import annotations

import os
import signal
import sys
import time


def main(pid: int, seconds: float, delay: float, path: str, words: bytes) -> None:
    """Wait, then kill."""
    first, deadline = _mark(path), time.monotonic() + seconds
    while time.monotonic() < deadline:
        if _mark(path) != first and (not words or _says(path, first[0], words)):
            time.sleep(delay)
            break
        time.sleep(0.0001 if words else 0)
    os.kill(pid, signal.SIGKILL)


def _mark(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _says(path: str, start: int, words: bytes) -> bool:
    with open(path, "rb") as file:
        file.seek(start)
        return words in file.read()


if __name__ == "__main__":
    told = sys.argv[5] if len(sys.argv) > 5 else ""
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), sys.argv[4], told.encode())
