"""The door of a meeting: who waits, who comes in, who is taken out."""

from __future__ import annotations

from typing import Any

from server.contract.commands import Admit, Refuse, Remove
from server.contract.values import Millis, Participant
from server.rules import permissions
from server.sync.change import ROOM
from server.sync.ports import Lobby
from server.sync.room import Room

Decision = Admit | Refuse | Remove
TOLD = ("chair", "minute_taker")


class Door:
    """Carries out the chair's decisions at once, and keeps the chair's list of who waits."""

    def __init__(self, lobby: Lobby) -> None:
        self._lobby = lobby

    async def decide(
        self, room: Room, actor: Participant, decision: Decision, now: Millis
    ) -> str | None:
        """Let in, turn away or take out; the code of a refusal, or None (IDN-6)."""
        stage = room.boards.board(ROOM).meta()["stage"]
        table = room.facts.catalogue.permissions
        refused = permissions.refusal(table, decision.op, actor.role, stage)
        person = room.facts.people.get(decision.person)
        if refused or person is None or person.gone:
            return refused or "no_such_person"
        if person.id == actor.id or (person.staff and isinstance(decision, Remove)):
            return "not_allowed"
        refused = await self._carry_out(room, decision, now, actor.staff or actor.id)
        await self.tell(room)
        return refused

    async def _carry_out(self, room: Room, decision: Decision, now: Millis, by: str) -> str | None:
        match decision:
            case Admit():
                asked_at = decision.since or 0
                let_in = await self._lobby.admit(decision.person, now, asked_at, by)
                # Another device has asked since the chair looked: that one was not let in.
                if not let_in and await self._waits(room, decision.person):
                    return "asked_again"
            case Refuse():
                await self._lobby.refuse(decision.person, now, by)
            case Remove():
                put_out(room, decision.person)
                await self._lobby.remove(decision.person, now, by)
                put_out(room, decision.person)
        return None

    async def _waits(self, room: Room, person: str) -> bool:
        waiting = await self._lobby.waiting(room.facts.meeting)
        return any(one.participant == person for one in waiting)

    async def tell(self, room: Room) -> None:
        """Who waits, to the chair and the minute taker only."""
        waiting = await self._lobby.waiting(room.facts.meeting)
        people = room.facts.people
        notice = {
            "kind": "lobby",
            "waiting": [
                _shown(people[one.participant], one.asked_at)
                for one in waiting
                if one.participant in people
            ],
        }
        for role in TOLD:
            for session in room.crowd.of_role(role):
                session.notify(notice)


def put_out(room: Room, person: str, code: str = "removed") -> None:
    """Close every socket of a person now; what waited to be sent is not sent."""
    for session in room.crowd.of_person(person):
        session.outbox.abandon(code)
    room.herald.tell()


def _shown(person: Participant, asked_at: Millis) -> dict[str, Any]:
    return {
        "person": person.id, "name": person.name, "role": person.role,
        "relation": person.relation, "since": asked_at,
    }  # fmt: skip
