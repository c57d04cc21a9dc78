"""One person's connection to one scope of a meeting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from server.contract import wire
from server.contract.catalogue import Catalogue, Limits
from server.contract.values import Participant
from server.rules.audiences import level
from server.sync.outbox import Kind, Outbox


class Bucket:
    """A token bucket: `burst` at once, `rate` a second after that."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = 0.0

    def take(self, now: float, cost: float = 1.0) -> bool:
        """So many tokens, if they are there. `now` in seconds, never going back."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < cost:
            return False
        self._tokens -= cost
        return True


class Allowance:
    """What one person may send on one scope; kept while the room is open, so that whoever was
    closed for flooding does not get a new one by coming back (LIM-2).
    """

    __slots__ = ("_bytes", "_commands", "_frames", "_presences")

    def __init__(self, limits: Limits) -> None:
        self._frames = Bucket(limits.frames_per_second, limits.frames_burst)
        self._bytes = Bucket(limits.bytes_per_second, limits.bytes_burst)
        self._commands = Bucket(limits.commands_per_second, limits.commands_burst)
        self._presences = Bucket(limits.presences_per_second, limits.presences_burst)

    def frame(self, now: float, size: int) -> bool:
        """Whether a frame of so many bytes is within it."""
        return self._frames.take(now) and self._bytes.take(now, size)

    def command(self, now: float) -> bool:
        """Whether a command is within it."""
        return self._commands.take(now)

    def presence(self, now: float) -> bool:
        """Whether a presence is within it."""
        return self._presences.take(now)


class Session:
    """A socket in a room: who, which scope, what waits to be sent, what was decided."""

    def __init__(
        self, participant: Participant, scope: str, limits: Limits, allowance: Allowance, *,
        ours: bool = True,
    ) -> None:  # fmt: skip
        """`ours`: the device knows message types above 100; a stock provider does not (WIR-6)."""
        self.participant = participant
        self.ours = ours
        self.scope = scope
        self.outbox = Outbox(limits)
        self.allowance = allowance
        self.lacks: bytes | None = None
        """What the device has, as a state vector, when updates were dropped since."""
        self._patience = float(limits.behind_seconds)
        self._given_up: asyncio.TimerHandle | None = None
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
    def level(self) -> str:
        """The scope's level, for logs: what a named one is called, a browser chose."""
        return level(self.scope)

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

    def send(self, frame: bytes, kind: Kind = Kind.OWED) -> None:
        """Queue a frame; a session that cannot keep up is closed as too slow (SYN-6)."""
        if not self.outbox.put(frame, kind):
            self.outbox.abandon("too_slow")

    def tell(self, update: bytes, vector: Callable[[], bytes]) -> None:
        """Queue what one tick changed; `vector` is what whoever has it all has.

        A device that falls behind gets this, and what comes after it later as one (SYN-6).
        """
        if self.lacks is not None or self.outbox.put(update, Kind.UPDATE):
            return
        self.send(update)
        if self.open:
            self.lacks = vector()
            later = asyncio.get_running_loop().call_later
            self._given_up = later(self._patience, self.outbox.abandon, "too_slow")

    @property
    def behind(self) -> bool:
        """Whether something was dropped that the device has to be told anew."""
        return self.lacks is not None or self.outbox.dropped

    def caught_up(self) -> bytes | None:
        """What the device had when it fell behind, if it did: all it missed is told now."""
        had, self.lacks = self.lacks, None
        self.rest()
        return had

    def rest(self) -> None:
        """Wait for nothing any more."""
        if self._given_up is not None:
            self._given_up.cancel()
            self._given_up = None

    def notify(self, notice: dict[str, Any]) -> None:
        """Queue a notice."""
        if self.ours:
            self.send(wire.notice(msgspec.json.encode(notice)))

    def tell_saved(self, seq: int) -> None:
        """Say that everything decided so far is stored (SYN-2)."""
        if self.ours:
            self.send(wire.saved(seq, self.decided), Kind.SAVED)

    def refuse(self, code: str, catalogue: Catalogue) -> None:
        """Say why in words (type 2), then close with the code's close code."""
        if self.open:
            reason = msgspec.json.encode({"code": code, "say": catalogue.say(code)})
            self.send(wire.denied(reason.decode()))
            self.outbox.close(code)
