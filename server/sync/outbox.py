"""What waits to be sent to one socket: bounded, presence dropped first, then updates merged."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from enum import IntEnum

from server.contract.catalogue import Limits


class Kind(IntEnum):
    """What may happen to a frame that waits too long. Each may be dropped before the next."""

    PRESENCE = 0
    """Told again as it is by then."""
    SAVED = 1
    """The last one says what those before it said."""
    UPDATE = 2
    """Merged with all that follow into one, when the socket takes more again."""
    OWED = 3
    """Replies, notices, steps of the sync protocol: never dropped."""


class Outbox:
    """Frames for one session, in two bounds (SYN-6).

    `behind` of them: presence is dropped, and no update is taken any more (the room sends what
    is missing as one). All it may hold: the session is too slow.
    """

    def __init__(self, limits: Limits) -> None:
        self._frames: deque[tuple[bytes, Kind]] = deque()
        self._limits = limits
        self._bytes = 0
        self._under_way = 0
        self._ready = asyncio.Event()
        self._awaited = False
        self.write: Callable[[bytes], bool] | None = None
        """Sends a frame at once, or says that the device is behind; for whom waits in `take`."""
        self.dropped = False
        """Whether presence was dropped since somebody last looked."""
        self.closing: str | None = None
        self.abandoned = False
        self.shut = asyncio.Event()
        """Set with `closing`."""

    def put(self, frame: bytes, kind: Kind = Kind.OWED) -> bool:
        """Queue a frame; False when there is no room for it, even without what may be dropped."""
        if self.closing is not None:
            return True
        if self._awaited and self.write is not None and self.write(frame):
            return True
        if self._is_behind(frame):
            self._thin()
            if kind is Kind.PRESENCE and self._is_behind(frame):
                self.dropped = True
                return True
            if self._has_no_room(frame, kind):
                return False
        self._frames.append((frame, kind))
        self._bytes += len(frame)
        self._awaited = False  # what comes now must not overtake this one
        self._ready.set()
        return True

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return not self._frames

    def close(self, code: str) -> None:
        """Send what waits, then close with this refusal code."""
        if self.closing is None:
            self.closing = code
            self._ready.set()
            self.shut.set()

    def abandon(self, code: str) -> None:
        """Close with this refusal code at once; what waits is not sent."""
        self._frames.clear()
        self._bytes = 0
        self.abandoned = True
        self.close(code)

    async def take(self) -> list[bytes]:
        """Everything waiting; empty when the session is to close. Those taken before are sent."""
        self._awaited = not self._ready.is_set()
        self._under_way = 0
        await self._ready.wait()
        if self.closing is None:
            self._ready.clear()
        taken = [frame for frame, _ in self._frames]
        self._frames.clear()
        self._under_way, self._bytes = self._bytes, 0
        return taken

    def _is_behind(self, frame: bytes) -> bool:
        return self._over(frame, self._limits.behind_frames, self._limits.behind_bytes)

    def _has_no_room(self, frame: bytes, kind: Kind) -> bool:
        if kind is Kind.UPDATE:
            return self._is_behind(frame)
        return self._over(frame, self._limits.outbox_frames, self._limits.outbox_bytes)

    def _over(self, frame: bytes, frames: int, size: int) -> bool:
        # What is under way counts: the line has not taken it yet.
        return len(self._frames) >= frames or self._under_way + self._bytes + len(frame) > size

    def _thin(self) -> None:
        """Drop presence, and every "saved" but the last."""
        last = next((one for one in reversed(self._frames) if one[1] is Kind.SAVED), None)
        kept = [one for one in self._frames if one[1] > Kind.SAVED or one is last]
        self.dropped = self.dropped or any(kind is Kind.PRESENCE for _, kind in self._frames)
        self._frames = deque(kept)
        self._bytes = sum(len(frame) for frame, _ in kept)
