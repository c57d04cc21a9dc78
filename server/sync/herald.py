"""Tells the people of a room who is here, at most ten times a second; the wall is not told."""

from __future__ import annotations

import asyncio
from time import monotonic

import msgspec

from server.contract import wire
from server.contract.values import Participant
from server.sync.change import ROOM
from server.sync.crowd import Crowd
from server.sync.outbox import Kind

EVERY = 0.1
"""Seconds between two lists at the soonest."""


class Herald:
    """Gathers what changes about who is here into one list for all."""

    def __init__(self, crowd: Crowd) -> None:
        self.due = False
        self._crowd = crowd

    def tell(self) -> None:
        """Something about who is here has changed."""
        if not self.due:
            self.due = True
            asyncio.get_running_loop().call_later(EVERY, self._tell)

    def _tell(self) -> None:
        self.due = False
        now = monotonic()
        notices: dict[str, bytes] = {}
        for session in self._crowd.of_scope(ROOM):
            if session.ours and session.participant.role != "wall":
                session.send(self._list(session.participant, now, notices), Kind.PRESENCE)

    def _list(self, reader: Participant, now: float, made: dict[str, bytes]) -> bytes:
        """The list as this person may see it; one for all of whom that is the same."""
        key = reader.id if reader.apart else reader.side
        if key not in made:
            made[key] = wire.notice(msgspec.json.encode(self._crowd.list(now, reader)))
        return made[key]
