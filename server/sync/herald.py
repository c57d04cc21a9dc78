"""Tells the people of a room who is here, at most ten times a second; the wall is not told."""

from __future__ import annotations

import asyncio

import msgspec

from server.contract import wire
from server.sync.change import ROOM
from server.sync.crowd import Crowd

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
        now = asyncio.get_running_loop().time()
        notice = wire.notice(msgspec.json.encode(self._crowd.list(now)))
        for session in self._crowd.of_scope(ROOM):
            if session.ours and session.participant.role != "wall":
                session.send(notice, droppable=True)
