"""Keeps checkpoints: the boards as they stand, so that a long meeting opens at once."""

from __future__ import annotations

import asyncio

import structlog

from server.contract.values import Checkpoint, Millis
from server.document.live_board import BoardBroken
from server.sync.boards import Boards
from server.sync.ports import Log

EVERY = 5 * 60 * 1000
"""Milliseconds of a meeting from one checkpoint to the next."""

logger = structlog.get_logger("room")


class Keeper:
    """When to keep a checkpoint of one meeting. It only saves time: the log says it all."""

    def __init__(self, log: Log, seq: int, now: Millis) -> None:
        self.every = EVERY
        self._log = log
        self._seq = seq
        self._at = now
        self._keeping: asyncio.Task[None] | None = None

    def look(self, boards: Boards, now: Millis) -> None:
        """After a tick: keep one when it is time."""
        if now - self._at >= self.every and (self._keeping is None or self._keeping.done()):
            self.keep(boards, now)

    def keep(self, boards: Boards, now: Millis) -> None:
        """Keep one, unless nothing was stored since the last; nobody waits for it.

        Called between ticks, when the boards hold what is stored and nothing else: they are read
        here and now.
        """
        if boards.seq == self._seq:
            return
        try:
            kept = boards.kept(now)
        except BoardBroken:
            return
        self._seq, self._at = boards.seq, now
        self._keeping = asyncio.create_task(self._store(kept))

    async def done(self) -> None:
        """Wait for the one that is being stored."""
        if self._keeping is not None:
            await asyncio.wait([self._keeping])

    async def _store(self, kept: Checkpoint) -> None:
        logger.debug("checkpoint_begun", meeting=kept.meeting, seq=kept.seq)
        try:
            await self._log.keep(kept)
        except Exception:
            logger.exception("checkpoint_not_kept", meeting=kept.meeting)
        else:
            logger.debug("checkpoint_kept", meeting=kept.meeting, seq=kept.seq)
