"""Who is kept apart from whom, and whether they would meet at the door all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple, Protocol

MINUTES_BETWEEN = 20
"""Fewer minutes between two arrivals and the two could meet at the door."""


class Arriving(Protocol):
    """Somebody who comes to a meeting. `arrives` is HH:MM, or "" for the meeting's own time."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def apart(self) -> tuple[str, ...]: ...
    @property
    def arrives(self) -> str: ...


class Close(NamedTuple):
    """Two people kept apart who come at about the same time, and when each does (HH:MM or "")."""

    one: str
    other: str
    at: str
    other_at: str


def may_be_apart(side: str) -> bool:
    """Whether somebody of this side can be kept apart: professionals know of everybody (SEE-8)."""
    return side in ("family", "support")


def pairs_apart(people: Iterable[Arriving]) -> Iterator[tuple[Arriving, Arriving]]:
    """Give each two who are kept apart, once."""
    for one, other in combinations(people, 2):
        if other.id in one.apart or one.id in other.apart:
            yield one, other


def too_close(people: Iterable[Arriving], starts: str) -> list[Close]:
    """Name those kept apart whose times overlap; `starts` is the meeting's HH:MM or "" (SEE-14)."""
    found = []
    for one, other in pairs_apart(people):
        at, other_at = one.arrives or starts, other.arrives or starts
        if at == other_at or (
            at and other_at and abs(_minutes(at) - _minutes(other_at)) < MINUTES_BETWEEN
        ):
            found.append(Close(one.name, other.name, at, other_at))
    return found


def _minutes(at: str) -> int:
    hours, _, minutes = at.partition(":")
    return 60 * int(hours) + int(minutes)
