"""The lobby: who waits, who is let in, who is turned away. Being let in belongs to one device."""

from __future__ import annotations

from typing import Literal, TypeAlias

from server.contract.values import AuditEntry, LobbyState, Millis, Session
from server.identity.ports import Audit, Doors, People
from server.identity.values import HOUR, Asked

Answer: TypeAlias = Literal["admitted", "refused", "removed", "left"]
HERE: tuple[LobbyState, ...] = ("waiting", "admitted", "refused")
MAY_BE_LET_IN: tuple[LobbyState, ...] = ("waiting", "refused")
MAY_BE_TURNED_AWAY: tuple[LobbyState, ...] = ("waiting",)
IN_FOR: Millis = 8 * HOUR
"""Whoever was let in is in for a working day at most (IDN-13)."""


class Lobby:
    """Answers to those who ask to be let in. Answering somebody who is not there does nothing.

    `by` is the id of who decided, for the audit trail.
    """

    def __init__(self, people: People, doors: Doors, audit: Audit) -> None:
        self._people = people
        self._doors = doors
        self._audit = audit

    async def waiting(self, meeting: str) -> list[Asked]:
        """Everyone who asked and has no answer yet, first come first."""
        sessions = await self._doors.guest_sessions(meeting)
        return [
            Asked(participant=session.participant, asked_at=session.asked_at)
            for session in sessions
            if session.lobby == "waiting"
        ]

    async def admit(
        self, participant: str, now: Millis, asked_at: Millis = 0, by: str = ""
    ) -> bool:
        """Let in the device that asked at `asked_at`, or asks now; False when there is none.

        Somebody turned away can still be let in (IDN-6).
        """
        return await self._move(
            participant,
            MAY_BE_LET_IN,
            "admitted",
            now,
            asked_at=asked_at,
            by=by,
            until=now + IN_FOR,
        )

    async def refuse(self, participant: str, now: Millis, by: str = "") -> None:
        """Turn away."""
        await self._move(participant, MAY_BE_TURNED_AWAY, "refused", now, by=by)

    async def remove(self, participant: str, now: Millis, by: str = "") -> None:
        """Take out, and end the session; coming back means asking again."""
        await self._move(participant, HERE, "removed", now, end=now, by=by)

    async def leave(self, participant: str, now: Millis) -> None:
        """The person goes by themselves."""
        await self._move(participant, HERE, "left", now, end=now)

    async def state(self, session: Session) -> LobbyState:
        """How a session stands now. Staff need no lobby; an unknown session has left."""
        if session.staff:
            return "admitted"
        stored = await self._doors.session(session.token_hash)
        if stored is None:
            return "left"
        # A newer device of the same person ended this one without an answer of the chair.
        overtaken = stored.ended_at and stored.lobby not in ("removed", "left")
        return "left" if overtaken else stored.lobby

    async def _move(
        self,
        participant: str,
        before: tuple[LobbyState, ...],
        after: Answer,
        now: Millis,
        end: Millis = 0,
        asked_at: Millis = 0,
        by: str = "",
        until: Millis = 0,
    ) -> bool:
        if not await self._doors.move_guest(participant, before, after, end, asked_at, until):
            return False
        person = await self._people.participant(participant)
        meeting = person.meeting if person is not None else ""
        entry = AuditEntry(
            at=now, meeting=meeting, who=by or participant, what=after, about=participant
        )
        await self._audit.append(entry)
        return True
