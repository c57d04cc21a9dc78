"""What waits to be sent to one socket: bounded, presence dropped first."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable


class Outbox:
    """Frames for one session. Full of updates means too slow (SYN-6); presence is dropped first."""

    def __init__(self, frames: int, size: int) -> None:
        self._frames: deque[tuple[bytes, bool]] = deque()
        self._most_frames = frames
        self._most_bytes = size
        self._bytes = 0
        self._ready = asyncio.Event()
        self._awaited = False
        self.write: Callable[[bytes], bool] | None = None
        """Sends a frame at once, or says that the device is behind; for whom waits in `take`."""
        self.closing: str | None = None
        self.abandoned = False
        self.shut = asyncio.Event()
        """Set with `closing`."""

    def put(self, frame: bytes, *, droppable: bool = False) -> bool:
        """Queue a frame; False when there is no room for it even without presence."""
        if self.closing is not None:
            return True
        if self._awaited and self.write is not None and self.write(frame):
            return True
        if self._full(frame):
            if droppable:
                return True
            self._drop_presence()
            if self._full(frame):
                return False
        self._frames.append((frame, droppable))
        self._bytes += len(frame)
        self._awaited = False  # what comes now must not overtake this one
        self._ready.set()
        return True

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
        """Everything waiting; empty when the session is to close."""
        self._awaited = not self._ready.is_set()
        await self._ready.wait()
        if self.closing is None:
            self._ready.clear()
        taken = [frame for frame, _ in self._frames]
        self._frames.clear()
        self._bytes = 0
        return taken

    def _full(self, frame: bytes) -> bool:
        return len(self._frames) >= self._most_frames or self._bytes + len(frame) > self._most_bytes

    def _drop_presence(self) -> None:
        kept = [(frame, droppable) for frame, droppable in self._frames if not droppable]
        self._frames = deque(kept)
        self._bytes = sum(len(frame) for frame, _ in kept)
