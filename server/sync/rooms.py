"""The rooms open on this server: opened from the log when somebody comes, closed when quiet."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import structlog

from server.contract.catalogue import Catalogue
from server.contract.commands import RestoreTo
from server.contract.values import AuditEntry, Meeting, Participant, Withholding
from server.rules.audiences import NAMED, Standing
from server.sync.audiences import label, standing
from server.sync.boards import Boards
from server.sync.change import Done, Facts
from server.sync.commands.handing import new_chair, place_withheld
from server.sync.door import Decision, Door, put_out
from server.sync.history import History
from server.sync.keeper import EVERY
from server.sync.opening import end_board, look, open_board, seat_everyone
from server.sync.ports import Audit, Clock, Elsewhere, Lobby, Log, Meetings
from server.sync.room import Room
from server.sync.session import Session
from server.sync.tick import Errand
from server.sync.witness import Readers, witnessed

logger = structlog.get_logger("rooms")

CHAIR_GONE_FOR = 60.0
"""Seconds without any page of the chair after which the deputy may take the chair (IDN-18)."""


class NotSaved(Exception):
    """The log could not store it; nothing was changed."""


class Rooms:
    """One room a meeting, at most."""

    def __init__(
        self, catalogue: Catalogue, log: Log, meetings: Meetings, lobby: Lobby, clock: Clock,
        build: str, audit: Audit | None = None,
    ) -> None:  # fmt: skip
        self.door = Door(lobby)
        self.history = History(log, catalogue)
        self.quiet_for = float(catalogue.limits.quiet_seconds)
        self.checkpoint_every = EVERY
        self.chair_gone_for = CHAIR_GONE_FOR
        self._catalogue = catalogue
        self._log = log
        self._meetings = meetings
        self._clock = clock
        self._build = build
        self._audit = audit
        self._readers = Readers()
        self._rooms: dict[str, Room] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waits: dict[Room, asyncio.TimerHandle] = {}

    async def room(self, meeting_id: str) -> Room | None:
        """The open room of a meeting, opened from its log if need be; None: no such meeting.

        Raises NotSaved when it cannot be opened.
        """
        room = self._rooms.get(meeting_id)
        if room is not None and not room.closed:
            return room
        async with self._one_at_a_time(meeting_id):
            room = self._rooms.get(meeting_id)
            if room is None or room.closed:
                room = await self._open(meeting_id)
            return room

    async def _open(self, meeting_id: str) -> Room | None:
        meeting = await self._meetings.meeting(meeting_id)
        if meeting is None:
            return None
        logger.debug("room_opening", meeting=meeting_id)
        boards = await Boards.opened(meeting_id, self._catalogue.limits, self._log)
        facts = await self._facts(meeting)
        room = Room(facts, boards, self._log, self._clock, self._build, self._answer)
        room.keeper.every = self.checkpoint_every
        room.witness = self._witness
        self._rooms[meeting_id] = room
        self._start(room.run())
        await room.errand(partial(open_board, meeting=meeting), op="open")
        if room.closed:
            raise NotSaved(meeting_id)
        logger.debug("room_open", meeting=meeting_id, seq=boards.seq)
        self.left(room)
        return room

    def _one_at_a_time(self, meeting_id: str) -> asyncio.Lock:
        return self._locks.setdefault(meeting_id, asyncio.Lock())

    async def _facts(self, meeting: Meeting) -> Facts:
        people = await self._meetings.participants(meeting.id)
        return Facts(
            meeting=meeting.id,
            type=self._catalogue.types[meeting.type],
            sections=self._catalogue.sections(meeting.type),
            people={person.id: person for person in people},
            catalogue=self._catalogue,
        )

    def _answer(self, room: Room, session: Session, command: Elsewhere) -> None:
        if isinstance(command, RestoreTo):
            self._start(self.history.restore(room, session, command))
        else:
            self._start(self._answer_door(room, session, command))

    async def _answer_door(self, room: Room, session: Session, command: Decision) -> None:
        try:
            refused = await self.door.decide(room, session.participant, command, self._clock())
        except Exception:
            logger.exception("door_failed", meeting=room.facts.meeting)
            refused = "not_saved"
        room.reply_to(session, command.id, refused or Done())

    def opened(self, room: Room, person: Participant, scope: str, *, refused: bool) -> None:
        """Somebody opens a scope of a room, or was not let: the trail hears what it has to."""
        entry = self._readers.entry(room, person, scope, self._clock(), refused=refused)
        if entry is not None and self._audit is not None:
            self._start(self._note(self._audit, entry))

    def _witness(self, room: Room, errand: Errand) -> None:
        entry = witnessed(room.facts.meeting, errand, self._clock())
        if entry is not None and self._audit is not None:
            self._start(self._note(self._audit, entry))

    async def _note(self, audit: Audit, entry: AuditEntry) -> None:
        try:
            await audit.append(entry)
        except Exception:  # the log holds the command all the same
            logger.exception("not_in_the_trail", meeting=entry.meeting, what=entry.what)

    # For the pages

    async def snapshot(self, meeting_id: str) -> dict[str, Any]:
        """Every scope as it is stored now, and where the log stands.

        Raises LookupError, NotSaved.
        """
        room = await self._known(meeting_id)
        # What waits is stored first: nothing is shown that could still be lost (SYN-1).
        if not isinstance(await room.errand(look, op="look"), Done):
            raise NotSaved(meeting_id)
        return room.boards.plain()

    async def standing(self, meeting_id: str) -> Standing:
        """What a meeting has decided about who may read what. Raises LookupError, NotSaved."""
        return standing((await self._known(meeting_id)).boards.scopes)

    async def end(
        self, meeting_id: str, by: Participant, as_of: int | None = None
    ) -> dict[str, Any] | None:
        """Freeze the meeting and give its last snapshot. Ending twice gives the same.

        None when the log has moved on since entry `as_of`: what was checked is not what would
        be frozen. Raises LookupError, NotSaved. SYN-14.
        """
        room = await self._known(meeting_id)
        # Asked even when the board looks frozen: another's end may not be stored yet.
        outcome = await room.errand(partial(end_board, as_of=as_of), actor=by, op="end")
        if outcome == "not_now":
            return None
        if isinstance(outcome, Done):
            logger.info("meeting_frozen", meeting=meeting_id, seq=room.boards.seq)
            for session in room.crowd:
                session.notify({"kind": "ended"})
        elif outcome != "meeting_ended":
            raise NotSaved(meeting_id)
        return room.boards.plain()

    async def people_changed(self, meeting_id: str) -> None:
        """Somebody was invited, or what they may see has changed."""
        # One after the other, and not while the room opens: the last to read is the last to tell.
        async with self._one_at_a_time(meeting_id):
            room = self._rooms.get(meeting_id)
            meeting = await self._meetings.meeting(meeting_id)
            if room is None or room.closed or meeting is None:
                return
            room.meet(await self._facts(meeting))
            await room.errand(seat_everyone, op="seats")

    async def chair_changed(
        self, meeting: Meeting, before: Participant, after: Participant
    ) -> None:
        """Another chairs now: every open page is told, and reads what is theirs (IDN-18)."""
        await self.people_changed(meeting.id)
        if meeting.state == "open":
            room = await self._known(meeting.id)
            await room.errand(partial(new_chair, before=before, after=after), op="new_chair")

    async def gone_for(self, meeting_id: str, participant: str) -> float:
        """Seconds since the last page of this person closed; 0 while one is open."""
        return (await self._known(meeting_id)).crowd.gone_for(participant)

    async def place_withheld(
        self, meeting_id: str, chair: Participant, approved: Sequence[Withholding]
    ) -> bool:
        """Put approved requests on the board; whether they are stored."""
        room = await self._known(meeting_id)
        act = partial(place_withheld, approved=approved)
        return isinstance(await room.errand(act, actor=chair, op="withheld"), Done)

    async def readers(
        self, meeting_id: str, reader: Participant
    ) -> tuple[Standing, dict[str, str]]:
        """What the meeting has decided, and how each named scope is called for this reader."""
        room = await self._known(meeting_id)
        boards, people = room.boards.scopes, room.facts.people
        found = standing(boards)
        named = [f"{NAMED}{name}" for name in found.audiences]
        return found, {scope: label(scope, boards, reader, people) for scope in named}

    async def lobby_changed(self, meeting_id: str) -> None:
        """Somebody asked to come in, or gave up."""
        room = self._rooms.get(meeting_id)
        if room is not None and not room.closed:
            await self.door.tell(room)

    async def remove(self, meeting_id: str, participant: str, code: str = "removed") -> None:
        """Close a person's sockets; `code` is not_signed_in when they left or changed device."""
        room = self._rooms.get(meeting_id)
        if room is not None:
            put_out(room, participant, code)

    def look_again(self, staff: str) -> None:
        """An account's session has ended: each of its sockets asks now whether it may stay."""
        for room in self._rooms.values():
            for session in room.crowd:
                if session.participant.staff == staff:
                    session.doubted.set()

    async def shut(self, meeting_id: str) -> None:
        """The meeting is destroyed: its room closes, and leaves no checkpoint behind."""
        async with self._one_at_a_time(meeting_id):
            room = self._rooms.pop(meeting_id, None)
            if room is not None:
                await room.keeper.done()
                room.fail("meeting_ended")

    async def close(self) -> None:
        """Close every room; clients come back by themselves."""
        for room in list(self._waits):
            self._stop_waiting(room)
        for room in self._rooms.values():
            room.keep()
        await asyncio.gather(*(room.keeper.done() for room in self._rooms.values()))
        for room in self._rooms.values():
            room.fail("not_saved")
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def left(self, room: Room) -> None:
        """Nobody may be in the room any more: close it after a while of quiet."""
        if not len(room.crowd):
            self._stop_waiting(room)
            later = asyncio.get_running_loop().call_later
            self._waits[room] = later(self.quiet_for, self._close_if_quiet, room)

    def _stop_waiting(self, room: Room) -> None:
        """One wait a room: else each visit would keep a closed room for as long again."""
        if (wait := self._waits.pop(room, None)) is not None:
            wait.cancel()

    def _close_if_quiet(self, room: Room) -> None:
        self._stop_waiting(room)
        meeting = room.facts.meeting
        if self._rooms.get(meeting) is not room:
            return
        if room.closed or room.quiet:
            del self._rooms[meeting]
            room.keep()
            room.fail("not_saved")
        else:
            self.left(room)

    async def _known(self, meeting_id: str) -> Room:
        room = await self.room(meeting_id)
        if room is None:
            raise LookupError(meeting_id)
        return room

    def _start(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
