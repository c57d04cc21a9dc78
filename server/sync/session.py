"""One person's connection to one scope of a meeting."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from server.contract import wire
from server.contract.catalogue import Catalogue, Limits
from server.contract.values import Participant
from server.sync.outbox import Outbox


class Bucket:
    """A token bucket: `burst` at once, `rate` a second after that."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = 0.0

    def take(self, now: float) -> bool:
        """One token, if there is one. `now` in seconds, never going back."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Session:
    """A socket in a room: who, which scope, what waits to be sent, what was decided."""

    def __init__(
        self, participant: Participant, scope: str, limits: Limits, *, ours: bool = True
    ) -> None:
        """`ours`: the device knows message types above 100; a stock provider does not (WIR-6)."""
        self.participant = participant
        self.ours = ours
        self.scope = scope
        self.outbox = Outbox(limits.outbox_frames, limits.outbox_bytes)
        self.frames = Bucket(limits.frames_per_second, limits.frames_burst)
        self.commands = Bucket(limits.commands_per_second, limits.commands_burst)
        self.client: int | None = None
        self.synced = False
        self.decided = 0
        self.rights: dict[str, Any] = {}
        """What this session was last told of what it may read."""
        self._last_text: wire.Update | wire.SyncStep2 | None = None
        self.away = False
        self.typing: str | None = None
        self.doubted = asyncio.Event()
        """Set when somebody should look at once whether this session still holds."""

    @property
    def who(self) -> str:
        """The participant's id."""
        return self.participant.id

    @property
    def open(self) -> bool:
        """Whether frames still reach the socket."""
        return self.outbox.closing is None

    def repeats(self, frame: wire.Update | wire.SyncStep2) -> bool:
        """Whether the line brought one frame twice: counted twice, it would call saved the frame
        behind it, which is not (SYN-16). No page sends the same text frame twice running.
        """
        last, self._last_text = self._last_text, frame
        return frame == last

    def send(self, frame: bytes, *, droppable: bool = False) -> None:
        """Queue a frame; a session that cannot keep up is closed as too slow (SYN-6)."""
        if not self.outbox.put(frame, droppable=droppable):
            self.outbox.abandon("too_slow")

    def notify(self, notice: dict[str, Any]) -> None:
        """Queue a notice."""
        if self.ours:
            self.send(wire.notice(msgspec.json.encode(notice)))

    def tell_saved(self, seq: int) -> None:
        """Say that everything decided so far is stored (SYN-2)."""
        if self.ours:
            self.send(wire.saved(seq, self.decided))

    def refuse(self, code: str, catalogue: Catalogue) -> None:
        """Say why in words (type 2), then close with the code's close code."""
        if self.open:
            reason = msgspec.json.encode({"code": code, "say": catalogue.say(code)})
            self.send(wire.denied(reason.decode()))
            self.outbox.close(code)
