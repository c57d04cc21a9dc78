"""What arrived at a room and waits for its next tick."""

from __future__ import annotations

from collections import Counter

from server.sync.tick import Arrival


class Inbox(list[Arrival]):
    """What waits for the next tick, and how much of it is whose."""

    def __init__(self) -> None:
        super().__init__()
        self.whose: Counter[str] = Counter()

    def add(self, arrival: Arrival) -> None:
        """One more."""
        self.append(arrival)
        if arrival.session is not None:
            self.whose[arrival.session.who] += 1
