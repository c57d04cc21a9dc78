"""`python -m tests.torture.read_only serve`: the server, on a disk that a signal makes read-only.

A file that is open already is written whatever its folder's rights say, so SQLite itself is told
to refuse every write (PRAGMA query_only), as it does where it finds the disk read-only.
"""

from __future__ import annotations

import signal
import sys
from typing import Any

from sqlalchemy import Pool, event

from server.__main__ import main

SIGNAL = signal.SIGUSR1


class Disk:
    """Read-only or not; each signal turns it round."""

    def __init__(self) -> None:
        self._read_only = False

    def turn(self, *_: object) -> None:
        """The signal has come."""
        self._read_only = not self._read_only

    def taken(self, connection: Any, *_: object) -> None:
        """A connection is taken for a transaction."""
        connection.cursor().execute(f"PRAGMA query_only={int(self._read_only)}")


if __name__ == "__main__":
    disk = Disk()
    signal.signal(SIGNAL, disk.turn)
    event.listen(Pool, "checkout", disk.taken)
    sys.exit(main())
