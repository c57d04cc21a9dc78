"""The rooms open on this server: opened from the log when somebody comes, closed when quiet."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from functools import partial
from typing import Any

import structlog

from server.contract.catalogue import Catalogue
from server.contract.values import Meeting, Participant
from server.sync.boards import Boards
from server.sync.change import Facts
from server.sync.door import Decision, Door, put_out
from server.sync.opening import end_board, open_board, seat_everyone
from server.sync.ports import Clock, Lobby, Log, Meetings
from server.sync.room import Room
from server.sync.session import Session

logger = structlog.get_logger("rooms")

QUIET_FOR = 300.0
"""Seconds after which a room with nobody in it is closed."""


class NotSaved(Exception):
    """The log could not store it; nothing was changed."""


class Rooms:
    """One room a meeting, at most."""

    def __init__(
        self, catalogue: Catalogue, log: Log, meetings: Meetings, lobby: Lobby, clock: Clock,
        build: str,
    ) -> None:  # fmt: skip
        self.door = Door(lobby)
        self._catalogue = catalogue
        self._log = log
        self._meetings = meetings
        self._clock = clock
        self._build = build
        self._rooms: dict[str, Room] = {}
        self._opening: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()

    async def room(self, meeting_id: str) -> Room | None:
        """The open room of a meeting, opened from its log if need be; None: no such meeting."""
        room = self._rooms.get(meeting_id)
        if room is not None and not room.closed:
            return room
        async with self._opening[meeting_id]:
            room = self._rooms.get(meeting_id)
            if room is None or room.closed:
                room = await self._open(meeting_id)
            return room

    async def _open(self, meeting_id: str) -> Room | None:
        meeting = await self._meetings.meeting(meeting_id)
        if meeting is None:
            return None
        entries = await self._log.read(meeting_id)
        boards = Boards.replayed(meeting_id, self._catalogue.limits, entries)
        facts = await self._facts(meeting)
        room = Room(facts, boards, self._log, self._clock, self._build, self._decide)
        self._rooms[meeting_id] = room
        self._start(room.run())
        if not room.ended:
            await room.errand(partial(open_board, meeting=meeting), op="open")
        return room

    async def _facts(self, meeting: Meeting) -> Facts:
        people = await self._meetings.participants(meeting.id)
        return Facts(
            meeting=meeting.id,
            type=self._catalogue.types[meeting.type],
            sections=self._catalogue.sections(meeting.type),
            people={person.id: person for person in people},
            catalogue=self._catalogue,
        )

    def _decide(self, room: Room, session: Session, command: Decision) -> None:
        self._start(self._answer_door(room, session, command))

    async def _answer_door(self, room: Room, session: Session, command: Decision) -> None:
        try:
            refused = await self.door.decide(room, session.participant, command, self._clock())
        except Exception:
            logger.exception("door_failed", meeting=room.facts.meeting)
            refused = "not_saved"
        room.reply_to(session, command.id, refused)

    # For the pages

    async def snapshot(self, meeting_id: str) -> dict[str, Any]:
        """Every scope as it is now, and where the log stands. Raises LookupError."""
        room = await self._known(meeting_id)
        return room.boards.plain()

    async def end(
        self, meeting_id: str, by: Participant, as_of: int | None = None
    ) -> dict[str, Any] | None:
        """Freeze the meeting and give its last snapshot. Ending twice gives the same.

        None when the log has moved on since entry `as_of`: what was checked is not what would
        be frozen. Raises LookupError, NotSaved. SYN-14.
        """
        room = await self._known(meeting_id)
        if not room.ended:
            outcome = await room.errand(partial(end_board, as_of=as_of), actor=by, op="end")
            if outcome == "not_saved":
                raise NotSaved(meeting_id)
            if outcome == "not_now":
                return None
            for session in room.crowd:
                session.notify({"kind": "ended"})
        return room.boards.plain()

    async def people_changed(self, meeting_id: str) -> None:
        """Somebody was invited, or what they may see has changed."""
        room = self._rooms.get(meeting_id)
        meeting = await self._meetings.meeting(meeting_id)
        if room is None or room.closed or meeting is None:
            return
        room.meet(await self._facts(meeting))
        if not room.ended:
            await room.errand(seat_everyone, op="seats")

    async def lobby_changed(self, meeting_id: str) -> None:
        """Somebody asked to come in, or gave up."""
        room = self._rooms.get(meeting_id)
        if room is not None and not room.closed:
            await self.door.tell(room)

    async def remove(self, meeting_id: str, participant: str) -> None:
        """Close a person's sockets: their link was stopped or they left."""
        room = self._rooms.get(meeting_id)
        if room is not None:
            put_out(room, participant)

    async def close(self) -> None:
        """Close every room; clients come back by themselves."""
        for room in self._rooms.values():
            room.fail("not_saved")
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def left(self, room: Room) -> None:
        """Nobody may be in the room any more: close it after a while of quiet."""
        if not len(room.crowd):
            asyncio.get_running_loop().call_later(QUIET_FOR, self._close_if_quiet, room)

    def _close_if_quiet(self, room: Room) -> None:
        meeting = room.facts.meeting
        if not len(room.crowd) and self._rooms.get(meeting) is room:
            del self._rooms[meeting]
            room.fail("not_saved")

    async def _known(self, meeting_id: str) -> Room:
        room = await self.room(meeting_id)
        if room is None:
            raise LookupError(meeting_id)
        return room

    def _start(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
