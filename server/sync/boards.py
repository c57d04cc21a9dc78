"""The live boards of one meeting, one a scope, and the head of its log."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import msgspec

from server.contract.catalogue import Limits
from server.contract.values import Checkpoint, LogEntry, Millis
from server.document.gate import Gate
from server.document.live_board import BoardBroken, LiveBoard
from server.document.verdicts import GateLimits
from server.rules.chain import GENESIS, link
from server.sync.ports import Log

REMEMBERED = 5000
REFUSALS = 100
"""Of one person, that wait for their next command in the log; more than a burst of them."""
AT_ONCE = 100
"""Entries of a log that are replayed before the other meetings have their turn."""


class LogTampered(Exception):
    """The hash chain of a meeting's log does not hold (SYN-5)."""


class Boards:
    """Every scope's live board, as the log says; thrown away and loaded again when one breaks."""

    def __init__(self, meeting: str, limits: Limits) -> None:
        self.meeting = meeting
        self.seq = 0
        self.chain = GENESIS
        self.answers: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self.refusals: dict[str, dict[str, bytes]] = {}
        """By person and command, since the last command of theirs that the log keeps."""
        self._limits = GateLimits(
            update_bytes=limits.update_bytes, structs=limits.update_structs,
            ranges=limits.update_ranges, ids_per_text=limits.text_ids,
        )  # fmt: skip
        self._boards: dict[str, LiveBoard] = {}
        self.board("room")

    @classmethod
    async def replayed(cls, meeting: str, limits: Limits, entries: Iterable[LogEntry]) -> Boards:
        """The boards as the log left them. Raises LogTampered."""
        return await cls(meeting, limits)._follow(entries)

    async def _follow(self, entries: Iterable[LogEntry]) -> Boards:
        for number, entry in enumerate(entries, start=1):
            self.replay(entry)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        return self

    @classmethod
    async def opened(cls, meeting: str, limits: Limits, log: Log) -> Boards:
        """The boards from the last checkpoint and what the log holds from there on (SYN-5).

        Raises LogTampered, also when the log does not lead on from the checkpoint's entry.
        """
        kept = await log.checkpoint(meeting)
        if kept is None:
            return await cls.replayed(meeting, limits, await log.read(meeting))
        entries = await log.tail(meeting, kept.seq)
        if [(entry.seq, entry.chain) for entry in entries[:1]] != [(kept.seq, kept.chain)]:
            raise LogTampered(f"meeting {meeting}, entry {kept.seq} of the checkpoint")
        boards = cls(meeting, limits)
        boards.recall(kept)
        return await boards._follow(entries[1:])

    def kept(self, now: Millis) -> Checkpoint:
        """As they stand, for a checkpoint. Raises BoardBroken."""
        return Checkpoint(
            meeting=self.meeting, seq=self.seq, at=now, chain=self.chain,
            boards=tuple(board.kept() for board in self._boards.values()),
            answers=tuple((*asked, reply) for asked, reply in self.answers.items()),
        )  # fmt: skip

    def recall(self, kept: Checkpoint) -> None:
        """Stand as a checkpoint says; on new boards only."""
        for board in kept.boards:
            self.board(board.scope).recall(board)
        for who, command, reply in kept.answers:
            self.answer(who, command, reply)
        self.seq, self.chain = kept.seq, kept.chain

    @property
    def scopes(self) -> Mapping[str, LiveBoard]:
        """Boards by scope, as far as any exist."""
        return self._boards

    def board(self, scope: str) -> LiveBoard:
        """The board of a scope, made empty when nobody has opened it yet."""
        if scope not in self._boards:
            self._boards[scope] = LiveBoard(scope, self._limits)
        return self._boards[scope]

    def ears(self, scope: str) -> tuple[Gate, Callable[[str], bool]]:
        """What presence on a scope is judged by: its client ids, and its texts."""
        return self.board(scope).gate, partial(self._has_text, scope)

    def _has_text(self, scope: str, root: str) -> bool:
        """Whether a text of this scope; a board that waits to be loaded again has none."""
        item = root.removeprefix("t:").partition("/")[0]
        try:
            return root.startswith("t:") and self.board(scope).record(item) is not None
        except BoardBroken:
            return False

    def replay(self, entry: LogEntry) -> None:
        """Take in one entry of the log, checking its place in the chain."""
        if entry.seq != self.seq + 1 or linked(self.chain, entry) != entry.chain:
            raise LogTampered(f"meeting {self.meeting}, entry {entry.seq}")
        if entry.data:
            who = entry.who if entry.kind == "update" else None
            self.board(entry.scope).replay(entry.data, who)
        if entry.command:
            self.remember(entry)
        self.seq, self.chain = entry.seq, entry.chain

    def remember(self, entry: LogEntry) -> None:
        """Keep the answers to a command and to those refused before it, so that a repeat changes
        nothing (SYN-7)."""
        told = msgspec.json.decode(entry.command)
        for reply in (*told.get("refused", ()), told["reply"]):
            self.answer(entry.who, reply["id"], msgspec.json.encode(reply))

    def answer(self, who: str, command: str, reply: bytes) -> None:
        """Keep one answer; the oldest of very many is forgotten."""
        self.answers[(who, command)] = reply
        if len(self.answers) > REMEMBERED:
            self.answers.popitem(last=False)

    def known(self, who: str, command: str) -> bytes | None:
        """The answer that a command of somebody's had, if it had one."""
        return self.answers.get((who, command)) or self.refusals.get(who, {}).get(command)

    def take_refusals(
        self, waiting: Mapping[str, dict[str, bytes]], logged: Iterable[tuple[str, str, bytes]]
    ) -> None:
        """As a tick that is stored has left them."""
        for who, some in waiting.items():
            self.refusals[who] = dict(list(some.items())[-REFUSALS:])
        for who, command, reply in logged:
            self.answer(who, command, reply)

    def adopt(self, others: Boards) -> None:
        """What the log does not say: client ids stay with the person they had, also those that
        wrote nothing yet, and refused commands are refused."""
        self.refusals = others.refusals
        for scope, board in others.scopes.items():
            self.board(scope).gate.adopt(board.gate.owners())

    def plain(self) -> dict[str, Any]:
        """Every scope as plain JSON, and where the log stands: the snapshot's heart."""
        scopes = {scope: board.plain() for scope, board in sorted(self._boards.items())}
        return {"scopes": scopes, "log": {"seq": self.seq, "chain": self.chain.hex()}}


def linked(previous: bytes, entry: LogEntry) -> bytes:
    """The chain value of an entry that follows `previous`."""
    return link(
        previous, meeting=entry.meeting, seq=entry.seq, scope=entry.scope, kind=entry.kind,
        who=entry.who, at=entry.at, data=entry.data, command=entry.command,
    )  # fmt: skip
