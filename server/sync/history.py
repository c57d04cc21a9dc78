"""The board as it was at any moment of a meeting, read from its log; and the way back to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import msgspec
import structlog

from server.contract.catalogue import BoardSchema, Catalogue
from server.contract.commands import RestoreTo
from server.contract.values import LogEntry, Meeting, Participant
from server.document.past import PastBoard, Span, joined
from server.rules import permissions
from server.rules.audiences import PROFESSIONALS, ROOM, Standing, scopes, waits
from server.sync.audiences import standing
from server.sync.change import root_of
from server.sync.commands.naming import source_of
from server.sync.commands.restoring import Past, PastScope, Typing
from server.sync.handle import go_back
from server.sync.moments import Moment, Moments, is_one_command, names_of
from server.sync.ports import Log
from server.sync.room import Room
from server.sync.session import Session

logger = structlog.get_logger("history")

SHOWN = frozenset((ROOM, PROFESSIONALS))
"""Scopes that history shows at all: nobody's own drafts, not even one's own (HIS-5)."""
COPIES = ("share", "reveal_statements", "ready")
"""Commands that copy words from a narrower scope: they stay their author's."""
AUTHOR = "="
PAGE = 2000
"""Entries that are read from the log at once."""
AT_ONCE = 50
"""Entries that are taken in before the meetings have their turn."""


class Asker(NamedTuple):
    """Somebody who looks back, and what the meeting has decided about who may read what now."""

    person: Participant
    standing: Standing

    @property
    def shown(self) -> frozenset[str]:
        """The scopes they see; nothing, without what tells whose the held names are (SEE-9)."""
        shown = SHOWN.intersection(scopes(self.person, self.standing))
        return shown if PROFESSIONALS in shown else frozenset()

    def waited(self, meta: Mapping[str, Any]) -> bool:
        """Whether the board was not theirs to see at a moment: history does not make up for it."""
        family_time = bool((meta.get("family_time") or {}).get("on"))
        then = Standing(closed=bool(meta.get("closed")), family_time=family_time)
        return bool(waits(self.person, then))


class History:
    """Reads logs for whoever may look back; one log at a time, so that no live meeting waits."""

    def __init__(self, log: Log, catalogue: Catalogue) -> None:
        self._log = log
        self._catalogue = catalogue
        self._turn = asyncio.Lock()

    async def moments(
        self, meeting: Meeting, people: Mapping[str, Participant], asker: Asker
    ) -> list[Moment]:
        """What happened, in order, as far as the asker may know it (HIS-2, HIS-5)."""
        kind = self._catalogue.types[meeting.type]
        names = names_of(
            kind,
            {person.id: person.name for person in people.values()},
            {child.id: child.first_name for child in meeting.children},
        )
        moments, last = Moments(names, kind["stages"][0]["id"]), None
        async with self._turn:
            async for entry in self._entries(meeting.id):
                moments.take(entry)
                last = entry
        if meeting.state == "ended" and last is not None:
            moments.add(last, "The meeting ended.", "stage", last.who)
        return moments.shown(asker.shown, asker.waited)

    async def board(self, meeting: str, seq: int, asker: Asker) -> dict[str, Any] | None:
        """The board as entry `seq` left it, with who wrote which words (HIS-1, HIS-3).

        {seq, at, scopes: {scope: {meta, items, texts: {root: [[who, words]]}}}}; None when the
        log has no such entry, or the asker may not see that moment.
        """
        async with self._turn:
            boards, last = await self._replayed(meeting, seq, asker)
            if last is None:
                return None
            sources = boards[PROFESSIONALS].records()
            told = {scope: await self._told(board, sources) for scope, board in boards.items()}
        return {"seq": seq, "at": last.at, "scopes": told}

    async def past(self, meeting: str, seq: int, asker: Asker) -> Past | None:
        """What a restore goes back to; None when there is no such moment for the asker."""
        async with self._turn:
            boards, last = await self._replayed(meeting, seq, asker)
        if last is None:
            return None
        schema = self._catalogue.schema
        found = {scope: _past_scope(board, schema) for scope, board in boards.items()}
        return Past(seq=seq, at=last.at, scopes=found)

    async def restore(self, room: Room, session: Session, command: RestoreTo) -> None:
        """Answer a command that goes back: what it goes back to is read first, then it waits
        for its turn in the room like any other."""
        try:
            asker = Asker(session.participant, standing(room.boards.scopes))
            stage = str(room.boards.board(ROOM).meta().get("stage"))
            # Reading a log costs more than most commands: whoever may not is told at once.
            table, role = self._catalogue.permissions, asker.person.role
            if refused := permissions.refusal(table, command.op, role, stage):
                return room.reply_to(session, command.id, refused)
            past = await self.past(room.facts.meeting, command.seq, asker)
        except Exception:
            logger.exception("history_failed", meeting=room.facts.meeting)
            return room.reply_to(session, command.id, "not_saved")
        if past is None:
            return room.reply_to(session, command.id, "no_such_moment")
        act = partial(go_back, command=command, past=past, typing=_typing(room, session))
        return room.ask(session, act, msgspec.to_builtins(command))

    async def _entries(self, meeting: str, last: int | None = None) -> AsyncIterator[LogEntry]:
        """The log to entry `last`, or all of it, in slices between which others have a turn."""
        first = 1
        while last is None or first <= last:
            end = first + PAGE - 1 if last is None else min(last, first + PAGE - 1)
            page = await self._log.span(meeting, first, end)
            for number, entry in enumerate(page, start=1):
                yield entry
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)
            if len(page) < end - first + 1:
                return
            first = end + 1

    async def _replayed(
        self, meeting: str, seq: int, asker: Asker
    ) -> tuple[dict[str, PastBoard], LogEntry | None]:
        """The boards as entry `seq` left them, and that entry if there is one for the asker."""
        boards = {scope: PastBoard() for scope in sorted(asker.shown)}
        last, copies = None, False
        async for entry in self._entries(meeting, seq):
            copies = _copies(entry) if entry.command else copies and is_one_command(last, entry)
            if entry.data and entry.scope in boards:
                boards[entry.scope].take(entry.data, AUTHOR if copies else entry.who)
            last = entry
        there = last is not None and last.seq == seq and ROOM in boards
        return boards, last if there and not asker.waited(boards[ROOM].meta()) else None

    async def _told(self, board: PastBoard, sources: Mapping[str, Any]) -> dict[str, Any]:
        """One scope for the page; letters are looked up one by one, so others have their turn."""
        items, texts = board.records(), {}
        for root in _roots(items, self._catalogue.schema):
            item = items[root.removeprefix("t:").partition("/")[0]]
            source = sources.get(source_of(item["id"]), {})
            author = item["typed_by"] or source.get("typed_by", "")
            spans: list[Span] = []
            for some in board.some_spans(root):
                spans += [(author if who == AUTHOR else who, said) for who, said in some]
                await asyncio.sleep(0)
            if spans:
                texts[root] = joined(spans)
        return {"meta": board.meta(), "items": items, "texts": texts}


def _copies(entry: LogEntry) -> bool:
    return msgspec.json.decode(entry.command)["command"]["op"] in COPIES


def _past_scope(board: PastBoard, schema: BoardSchema) -> PastScope:
    items = board.records()
    words = {root: board.text(root) for root in _roots(items, schema)}
    return PastScope(items=items, texts={root: text for root, text in words.items() if text})


def _roots(items: Mapping[str, Mapping[str, Any]], schema: BoardSchema) -> list[str]:
    return [
        root_of(item, field)
        for item, record in items.items()
        for field in schema.kinds[record["kind"]].texts
    ]


def _typing(room: Room, session: Session) -> Typing:
    """What others type in at the moment of the restore, as (scope, text)."""
    return lambda: {
        (other.scope, other.typing)
        for other in room.crowd
        if other.typing and other.who != session.who
    }
