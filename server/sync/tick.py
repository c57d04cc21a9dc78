"""What arrives at a room, and what one tick makes of it; sent only after the commit."""

from __future__ import annotations

from asyncio import Future
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from server.contract import wire
from server.contract.values import LogEntry, Millis, Participant
from server.document.live_board import LiveBoard, merged
from server.rules.chain import link
from server.sync.change import Change, Outcome
from server.sync.session import Session


class Typed(msgspec.Struct, frozen=True, eq=False):
    """CRDT bytes from a person's device, not yet judged."""

    session: Session
    update: bytes
    answers_sync: bool


class Asked(msgspec.Struct, frozen=True, eq=False):
    """A device asks for what it lacks."""

    session: Session
    state_vector: bytes = b""

    def answers(self, board: LiveBoard) -> Iterator[bytes]:
        """The frames to send, what was dropped first. Raises Malformed: a wrong state vector."""
        if (had := self.session.caught_up()) is not None:
            yield wire.update(board.missing(had))
        yield from self._answer(board)

    def _answer(self, board: LiveBoard) -> Iterable[bytes]:
        return [wire.sync_step2(board.missing(self.state_vector))]


class Compared(Asked, frozen=True, eq=False):
    """A device asks what its board should be like (SYN-18)."""

    def _answer(self, board: LiveBoard) -> Iterable[bytes]:
        """It goes behind all that was told, so it speaks of just that."""
        return [wire.like(board.likeness())]


class Missed(Asked, frozen=True, eq=False):
    """A device that fell behind takes more again (SYN-6)."""

    def _answer(self, board: LiveBoard) -> Iterable[bytes]:
        return []


class Errand(msgspec.Struct, frozen=True, eq=False):
    """A command, or something the server itself has to write."""

    actor: Participant
    act: Callable[[Change], Outcome]
    command: dict[str, Any]
    session: Session | None = None
    done: Future[Outcome] | None = None

    def give(self, outcome: Outcome) -> None:
        """Tell whoever waits for it how it went."""
        if self.done is not None and not self.done.done():
            self.done.set_result(outcome)


Arrival = Typed | Asked | Errand


def give_up(arrivals: Iterable[Arrival]) -> None:
    """Nobody waits for an answer that will not come: whoever has none yet is told not_saved."""
    for arrival in arrivals:
        if isinstance(arrival, Errand):
            arrival.give("not_saved")


class Told(NamedTuple):
    """What a scope's sessions are sent, but for the one that wrote all of it."""

    update: bytes
    but: Session | None = None


def as_one(told: Sequence[Told]) -> Told:
    """One frame of all that a tick tells a scope."""
    if len(told) == 1:
        return told[0]
    writers = {one.but for one in told}
    return Told(merged([one.update for one in told]), writers.pop() if len(writers) == 1 else None)


class Tick:
    """Everything one tick will store, send and say, in order."""

    def __init__(self, meeting: str, seq: int, chain: bytes, now: Millis) -> None:
        self.now = now
        self.seq = seq
        self.chain = chain
        self.entries: list[LogEntry] = []
        self.frames: defaultdict[str, list[Told]] = defaultdict(list)
        self.decided: Counter[Session] = Counter()
        self.refused: dict[Session, str] = {}
        self.asked: list[Asked] = []
        self.replies: list[tuple[Errand, Outcome]] = []
        self.refusals: dict[str, dict[str, bytes]] = {}
        """By person and command: answers of those who asked, still to be logged after it."""
        self.logged: list[tuple[str, str, bytes]] = []
        """Person, command, answer: refusals that the log keeps from now on."""
        self._meeting = meeting

    def log(
        self, scope: str, kind: Literal["update", "command"], who: str, data: bytes,
        command: bytes = b"",
    ) -> None:  # fmt: skip
        """Add an entry after the last one."""
        self.seq += 1
        self.chain = link(
            self.chain, meeting=self._meeting, seq=self.seq, scope=scope, kind=kind, who=who,
            at=self.now, data=data, command=command,
        )  # fmt: skip
        self.entries.append(
            LogEntry(
                meeting=self._meeting, seq=self.seq, scope=scope, kind=kind, who=who,
                at=self.now, data=data, command=command, chain=self.chain,
            )
        )  # fmt: skip
