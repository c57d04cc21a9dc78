"""Has texts typed anew that people who join now would read in another order (SYN-13)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from server.document.live_board import BoardBroken, LiveBoard
from server.sync.opening import mend

EVERY = 5.0
"""Seconds between two looks for texts whose order is in doubt."""


class Mender:
    """Looks some seconds after a tick. `boards` are none when the room is closed."""

    def __init__(
        self, boards: Callable[[], Mapping[str, LiveBoard]], errand: Callable[..., Any]
    ) -> None:
        self._boards = boards
        self._errand = errand
        self._due = False

    def later(self) -> None:
        """Something has changed: look in a while."""
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_later(EVERY, self._look)

    def _look(self) -> None:
        self._due = False
        for scope, board in self._boards().items():
            with contextlib.suppress(BoardBroken):
                if roots := board.parted():
                    self._errand(partial(mend, scope=scope, roots=roots), op="mend")
