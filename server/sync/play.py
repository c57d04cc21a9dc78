"""One tick's arrivals, judged by the gate and applied to the boards; nothing is told yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

import msgspec
import structlog

from server.contract.values import Participant
from server.document.live_board import BoardBroken, LiveBoard
from server.document.verdicts import Accepted, Refused, Verdict
from server.rules.audiences import is_read_later
from server.rules.writing import may_write
from server.sync.audiences import standing
from server.sync.boards import Boards
from server.sync.change import ROOM, Change, Done, Facts, Outcome, own_scope
from server.sync.crowd import WAITING
from server.sync.replies import reply_to_command
from server.sync.tick import Arrival, Asked, Errand, Tick, Told, Typed

logger = structlog.get_logger("room")


class Spoilt(Exception):
    """An arrival broke a board; the tick is played again without it."""

    def __init__(self, arrival: Arrival, code: str) -> None:
        super().__init__(code)
        self.arrival = arrival
        self.code = code


class Play:
    """Plays arrivals, in order, on the boards of one meeting."""

    def __init__(self, facts: Facts, boards: Boards) -> None:
        self._facts = facts
        self._boards = boards

    def all(self, batch: Sequence[Arrival], tick: Tick) -> None:
        """Every arrival, in order. Raises Spoilt for the one that broke a board."""
        for scope, run in groupby(batch, key=_text_scope):
            if scope == WAITING:
                continue  # sent before its writer was to wait: it comes again with them (SEE-4)
            if scope is not None:
                self._apply_texts(scope, [one for one in run if isinstance(one, Typed)], tick)
                continue
            for arrival in run:
                if isinstance(arrival, Errand):
                    self._carry_out(arrival, tick)
                elif isinstance(arrival, Asked):
                    tick.asked.append(arrival)

    def _apply_texts(self, scope: str, run: list[Typed], tick: Tick) -> None:
        """One transaction for a run of updates to one board."""
        board = self._boards.board(scope)
        arrival = run[0]
        try:
            with board.change() as change:
                for arrival in run:
                    self._apply_text(board, arrival, tick)
        except BoardBroken as broken:
            raise Spoilt(arrival, "malformed") from broken
        if change.update:
            typists = {one.session for one in run}
            only = run[0].session if len(typists) == 1 else None
            tick.frames[scope].append(Told(change.update, only))

    def _apply_text(self, board: LiveBoard, arrival: Typed, tick: Tick) -> None:
        session = arrival.session
        if session in tick.refused:
            return
        verdict = self._judge(board, arrival)
        if arrival.answers_sync:
            session.synced = True
        if isinstance(verdict, Refused):
            tick.refused[session] = verdict.code
            return
        if isinstance(verdict, Accepted):
            board.apply(verdict)
            tick.log(board.scope, "update", session.who, verdict.update)
        tick.decided[session] += 1

    def _carry_out(self, errand: Errand, tick: Tick) -> None:
        """One command: authorise, change, and keep the answer with the log."""
        boards = self._boards
        if self._is_repeat(errand, tick):
            tick.replies.append((errand, Done()))
            return
        change = Change(self._facts, boards.board, boards.scopes, errand.actor, tick.now, tick.seq)
        try:
            with change:
                outcome = errand.act(change)
        except Exception as fault:
            logger.exception("command_failed", op=errand.command.get("op"))
            raise Spoilt(errand, "bad_command") from fault
        self._log(errand, outcome, change, tick)
        tick.replies.append((errand, outcome))

    def _log(self, errand: Errand, outcome: Outcome, change: Change, tick: Tick) -> None:
        """What a command changed, and its answer with the first of it."""
        who, seq = errand.actor.id, tick.seq
        refused = tick.refusals.setdefault(who, dict(self._boards.refusals.get(who, {})))
        told = _told(errand, outcome, tick, refused)
        for scope, data in change.updates():
            tick.log(scope, "command", who, data, b"" if tick.seq > seq else told)
            tick.frames[scope].append(Told(data))
        # It changed nothing; sent again after a restart it might (SYN-7). But who asked for a
        # pause or for plainer words stands nowhere (STG-4).
        if told and tick.seq == seq and errand.command["op"] != "signal":
            tick.log(own_scope(who), "command", who, b"", told)
        if told and tick.seq > seq:
            tick.logged += [(who, command, reply) for command, reply in refused.items()]
            refused.clear()
        elif errand.session is not None and isinstance(outcome, str):
            command = str(errand.command["id"])
            refused[command] = reply_to_command(command, outcome, seq, self._facts)

    def _is_repeat(self, errand: Errand, tick: Tick) -> bool:
        """Sent again before its first answer was stored: the room answers as it did (SYN-7)."""
        if errand.session is None:
            return False
        asked = (errand.actor.id, errand.command["id"])
        return self._boards.known(*asked) is not None or any(
            asked == (one.actor.id, one.command["id"])
            for one, _ in tick.replies
            if one.session is not None
        )

    def _judge(self, board: LiveBoard, arrival: Typed) -> Verdict:
        session = arrival.session
        if self._boards.board(ROOM).meta().get("ended_at"):
            return Refused("meeting_ended", "")
        may = partial(self._may_write, board, session.participant)
        return board.gate.judge(arrival.update, session.who, may, synced=session.synced)

    def _may_write(self, board: LiveBoard, person: Participant, root: str) -> bool:
        item_id, _, field = root.removeprefix("t:").partition("/")
        item = board.record(item_id)
        if item is None or not root.startswith("t:"):
            return False
        if field not in self._facts.catalogue.schema.kinds[item["kind"]].texts:
            return False
        if self._is_held_back(board.scope):
            return False
        return may_write(who=person.id, role=person.role, item=item, field=field, ended=False)

    def _is_held_back(self, scope: str) -> bool:
        """Whether those who wait would read it when they are back (SEE-4)."""
        if not self._boards.board(ROOM).meta().get("closed"):
            return False
        people = self._facts.people.values()
        return is_read_later(scope, people, standing(self._boards.scopes))


def _text_scope(arrival: Arrival) -> str | None:
    return arrival.session.scope if isinstance(arrival, Typed) else None


def _told(
    errand: Errand, outcome: Outcome, tick: Tick, refused: Mapping[str, bytes]
) -> bytes:  # fmt: skip
    """What the log keeps of a command: the request and its answer (SYN-7).

    With it go the answers to what its person asked for in vain before it: done when it is sent
    again, it would undo this one.
    """
    if errand.session is None or not isinstance(outcome, Done):
        return b""
    reply = {"id": errand.command["id"], "ok": True, "seq": tick.seq + 1, "item": outcome.item}
    told: dict[str, Any] = {"command": errand.command, "reply": reply}
    if refused:
        told["refused"] = [msgspec.Raw(one) for one in refused.values()]
    return msgspec.json.encode(told)
