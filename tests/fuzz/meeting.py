"""One fuzzed meeting: a board behind its gate, real Yjs clients, and every step kept for replay."""

from __future__ import annotations

import gc
import time
from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, cast

from server.document.live_board import BoardBroken, LiveBoard
from server.document.verdicts import Accepted, Refused, Verdict
from tests.document.worlds import knowledge, only
from tests.document.yjs import YjsPeer
from tests.fuzz.grammar import ROOTS

PEOPLE = {"sam": 4_000_000_001, "tab": 5_000, "alex": 17, "kim": 2_000_000_000}
"""Pages and their client ids; "tab" is Sam's second one, in the same browser."""
PERSON = {"tab": "sam"}
SOME = ["t:a", "t:c/why"]
MAY_WRITE = {"sam": ROOTS, "tab": ROOTS, "alex": ROOTS, "kim": SOME, "mallory": SOME}
LOCKED = "t:locked"
LONGEST = 0.1
"""Seconds of this thread's own time that one update may take to judge and to apply, without garbage
collection: another program's turn, or the litter of the tests, is no hang."""
STALE = ("unknown_origin", "unknown_delete", "clock_gap")

Step = list[Any]
"""["hear", who, count] · ["server", root, words] · ["check"] · ["join", who] ·
["share", who, whom] ·
["frames", [[who, update, "live" | "kept" | "step2" | "attack", synced], …]]"""


class Found(Exception):
    """Something that must never happen."""


@dataclass
class Tally:
    """What a run has seen."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def add(self, other: dict[str, Any]) -> None:
        """Take in a tally that another process sent."""
        self.counts.update(other["counts"])
        self.refused.update(other["refused"])
        self.slowest = max(self.slowest, other["slowest"])

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"counts": self.counts, "refused": self.refused, "slowest": self.slowest}


@dataclass(eq=False)
class Frame:
    """One update on its way to the server."""

    who: str
    update: bytes
    kind: str
    synced: bool


class Meeting:
    """Carries out steps; raises Found. Does with the board what `server/sync/room.py` does."""

    def __init__(self, yjs: YjsPeer, name: str, tally: Tally, *, again: bool = False) -> None:
        """`again`: steps that were kept are replayed; the pages only read what they once typed."""
        self.yjs, self.name, self.tally, self.again = yjs, name, tally, again
        self.steps: list[Step] = []
        self.board = LiveBoard("room")
        self.log: list[tuple[bytes, str | None]] = []
        self.heard: list[bytes] = []  # by everybody, for those who listen late
        self.behind = dict.fromkeys([*PEOPLE, "witness"], 0)
        self.clients = dict(PEOPLE)
        self.away: set[str] = set()  # pages with words that the server has not been sent
        self.forged = False  # whether anything of the attacker is on the board
        for who in self.behind:
            self._open(who)
        self._server_writes(LOCKED, "Agreed words 😀 that nobody may touch")
        for root in ROOTS:
            self._server_writes(root, "first 👩‍👧 words")

    def doc(self, who: str) -> str:
        """The name of somebody's Yjs document."""
        return f"{self.name}:{who}"

    def _open(self, who: str) -> None:
        # A page that hears its own client id from others would take another.
        client = None if self.again else self.clients.get(who)
        self.yjs.open(self.doc(who), client, undo=who == "kim")

    # Steps

    def do(self, step: Step) -> None:
        """Carry out one step and keep it."""
        self.steps.append(step)
        match step:
            case ["frames", []]:
                self.steps.pop()
            case ["frames", frames]:
                self._receive([Frame(who, b64decode(data), kind, synced)
                               for who, data, kind, synced in frames])  # fmt: skip
            case ["hear", who, count]:
                self.hear(who, count)
            case ["join", who]:
                self._join(who)
            case ["share", who, whom]:
                self._share(who, whom)
            case ["server", root, words]:
                self._server_writes(root, words)
            case ["check"]:
                self.check()

    def frame(self, who: str, update: bytes, kind: str, *, synced: bool = True) -> list[Any]:
        """A frame, as a step holds it."""
        return [who, b64encode(update).decode(), kind, synced]

    def hear(self, who: str, count: int = 10**9) -> None:
        """Somebody's page gets the next updates that wait for it."""
        start = self.behind[who]
        waiting = self.heard[start : start + count]
        if waiting:
            self.yjs.apply(self.doc(who), *waiting)
        self.behind[who] = start + len(waiting)

    def _join(self, who: str) -> None:
        """A new connection: the server sends what the page lacks."""
        vector = self.yjs.vector(self.doc(who))
        self.yjs.apply(self.doc(who), self.board.missing(vector))
        self.behind[who] = len(self.heard)

    def _share(self, who: str, whom: str) -> None:
        """One tab tells the other all it has, past the server."""
        missing = self.yjs.missing(self.doc(who), self.yjs.vector(self.doc(whom)))
        self.yjs.apply(self.doc(whom), missing)

    def _receive(self, frames: list[Frame]) -> None:
        """A run of updates in one transaction."""
        for frame in frames:
            if frame.kind == "kept":
                self.away.add(frame.who)
            elif frame.kind == "step2":
                self.away.discard(frame.who)
            if self.again and frame.who in PEOPLE:
                self.yjs.apply(self.doc(frame.who), frame.update)
        arrived = [frame for frame in frames if frame.kind != "kept"]
        if arrived:
            self._play(arrived)

    def _play(self, frames: list[Frame]) -> None:
        """Judge and apply; nothing is told before the end."""
        accepted: list[tuple[bytes, str]] = []
        refused: list[tuple[Frame, Refused]] = []
        try:
            with self.board.change() as change:
                for frame in frames:
                    if any(_same_session(frame, gone) for gone, _ in refused):
                        continue
                    verdict = self._judge_and_apply(frame)
                    if isinstance(verdict, Accepted):
                        accepted.append((verdict.update, _person(frame)))
                    elif isinstance(verdict, Refused):
                        refused.append((frame, verdict))
        except BoardBroken as broken:
            self.tally.counts["panics"] += 1
            raise Found(f"panic: {broken}") from broken
        self._note(frames, accepted, refused)
        self.log += accepted
        self._tell(change.update)
        for frame, verdict in refused:
            self._put_out(frame, verdict.code)

    def _judge_and_apply(self, frame: Frame) -> Verdict:
        may = only(*MAY_WRITE.get(frame.who, ()))
        gc.disable()
        started = time.thread_time()
        try:
            verdict = self.board.gate.judge(frame.update, _person(frame), may, synced=frame.synced)
            if isinstance(verdict, Accepted):
                self.board.apply(verdict)
            took = time.thread_time() - started
        finally:
            gc.enable()
        self.tally.slowest = max(self.tally.slowest, took)
        if took > LONGEST:
            self.tally.counts["hangs"] += 1
            raise Found(f"hang: {took:.2f} s for {len(frame.update)} bytes")
        return verdict

    def _note(
        self, frames: list[Frame], accepted: list[tuple[bytes, str]],
        refused: list[tuple[Frame, Refused]],
    ) -> None:  # fmt: skip
        counts = self.tally.counts
        counts["inputs"] += len(frames)
        counts["attacks"] += sum(frame.kind == "attack" for frame in frames)
        counts["passed"] += len(accepted)
        forged = sum(who == "mallory" for _, who in accepted)
        counts["attacks passed"] += forged
        self.forged = self.forged or forged > 0
        counts["refused"] += len(refused)
        counts["nothing new"] += len(frames) - len(accepted) - len(refused)
        self.tally.refused.update(no.code for _, no in refused)

    def _put_out(self, frame: Frame, code: str) -> None:
        """Whoever was refused comes back with a new document, as every page does."""
        if frame.kind == "attack":
            return
        # A forger can fill a text. In a kept case pages go on from forgeries that once passed.
        if not (code == "too_long" and self.forged) and not (self.again and code in STALE):
            raise Found(f"refused honest words: {code} for {frame.who}")
        self.tally.counts["honest words refused"] += 1
        self.clients[frame.who] += 1
        self.away.discard(frame.who)
        self._open(frame.who)
        self._join(frame.who)

    def replayed(self) -> LiveBoard:
        """The board that the log gives."""
        board = LiveBoard("room")
        for update, who in self.log:
            board.replay(update, who)
        return board

    # The server's own writing

    def _server_writes(self, root: str, words: str) -> None:
        with self.board.change() as change:
            self.board.write_text(root, words)
            self.board.put_record(root[2:].partition("/")[0], {"length": len(words)})
        self._keep(change.update)

    def _keep(self, update: bytes) -> None:
        if update:
            self.log.append((update, None))
            self._tell(update)

    def _tell(self, update: bytes) -> None:
        if update:
            self.heard.append(update)

    # Checks

    def check(self) -> None:
        """Everybody reads the same: pages, a witness, who joins now, a restart, a checkpoint."""
        self.tally.counts["checks"] += 1
        roots = [*ROOTS, LOCKED]
        words = {root: self.board.text(root) for root in roots}
        self.yjs.open(self.doc("late"))
        self.yjs.apply(self.doc("late"), self.board.state())
        for who in self.behind:
            self.hear(who)
        for who in [*(one for one in self.behind if one not in self.away), "late"]:
            self._compare(who, words, self.yjs.look(self.doc(who), roots))
            self._check_order(who, self.yjs.orders(self.doc(who), roots), self.board, roots)
        self._check_restart(words)

    def _check_order(self, whose: str, seen: object, board: LiveBoard, roots: list[str]) -> None:
        """Deleted ids too, or the next insert between them is judged by another order."""
        if seen != _orders(board, roots):
            self.tally.counts["differing orders"] += 1
            raise Found(f"{whose} has the ids of a text in another order than the gate")

    def _compare(self, who: str, words: dict[str, str], seen: dict[str, Any]) -> None:
        strange = set(seen["roots"]) - {*words, "items", "meta", "sections"}
        if seen["texts"] != words:
            self.tally.counts["differing texts"] += 1
            raise Found(f"{who} reads {seen['texts']}, the board {words}")
        if seen["pending"] or strange:
            raise Found(f"{who} waits for more: {seen['pending']}, foreign roots {strange}")

    def _check_restart(self, words: dict[str, str]) -> None:
        replayed, from_state, recalled = self.replayed(), LiveBoard("room"), LiveBoard("room")
        from_state.replay(self.board.state(), None)
        recalled.recall(self.board.kept())
        boards = {"a restart": replayed, "its state": from_state, "a checkpoint": recalled}
        for name, board in boards.items():
            self._check_order(name, _orders(self.board, [*words]), board, [*words])
            read = {root: board.text(root) for root in words}
            if read != words:
                self.tally.counts["differing texts"] += 1
                raise Found(f"after {name} the board reads {read}, not {words}")
        mine, theirs = _known(self.board), _known(replayed)
        if mine != theirs:
            raise Found("after a restart the gate knows something else")


def _person(frame: Frame) -> str:
    return PERSON.get(frame.who, frame.who)


def _same_session(one: Frame, other: Frame) -> bool:
    """A page sends on one socket; an attacker may have many."""
    return one is other or (one.who == other.who and one.who in PEOPLE)


def _orders(board: LiveBoard, roots: list[str]) -> list[list[list[int]]]:
    known = board.gate.known
    return [[[*each] for each in known.order(root).ids()] for root in roots]


def _known(board: LiveBoard) -> Any:
    """All that a restart has to give back; client ids that wrote nothing are no part of it."""
    clients, sizes, _, orders = cast(tuple[Any, dict[str, int], Any, Any], knowledge(board.gate))
    return clients, {root: size for root, size in sizes.items() if size}, orders
