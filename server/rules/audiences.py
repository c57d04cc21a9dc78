"""Who reads which scope of a meeting, now: clearance, closed session, family time, named people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from server.rules.permissions import SILENT

ROOM, PROFESSIONALS, CLOSED, FAMILY, CHAIR = "room", "professionals", "closed", "family", "chair"
NAMED = "named:"
WIDE = (ROOM, PROFESSIONALS)
"""What those read who are not admitted to a closed session, once they are back."""

BREADTH: Mapping[str, int] = {
    "own": 0, "named": 1, CLOSED: 2, FAMILY: 2, PROFESSIONALS: 3, ROOM: 4,
}  # fmt: skip
"""What is shared goes from a narrower scope to a wider one. The chair's own is not shared from."""


class Reader(Protocol):
    """What a right to read follows from."""

    @property
    def id(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def clearance(self) -> str: ...
    @property
    def speaks_for(self) -> str: ...
    @property
    def gone(self) -> bool: ...


@dataclass(frozen=True)
class Audience:
    """The readers of a named scope: the people listed or, without a list, all but some."""

    people: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Standing:
    """What a meeting has decided about who may read what."""

    closed: bool = False
    admitted: frozenset[str] = frozenset()
    family_time: bool = False
    family_began: bool = False
    """Whether there has been private family time, so that there may be something of it."""
    audiences: Mapping[str, Audience] = field(default_factory=dict)


OPEN = Standing()
"""A meeting that has restricted nothing."""


CLOSED_SESSION = "closed-session"
"""The item of the chair's own scope that says who is admitted."""


def everybody_back(standing: Standing) -> Standing:
    """The same once nobody waits any more, and the family has had time of its own."""
    return replace(standing, closed=False, family_time=False, family_began=True)


def standing_of(meta: Mapping[str, Any], kept: Mapping[str, Mapping[str, Any]]) -> Standing:
    """Read who may read what (SEE-1) from the room's `meta` and the items of the chair's scope."""
    if not kept and not meta.get("family_time"):
        return OPEN
    family_time = meta.get("family_time") or {}
    return Standing(
        closed=bool(meta.get("closed")),
        admitted=frozenset(kept.get(CLOSED_SESSION, {}).get("admitted", ())),
        family_time=bool(family_time.get("on")),
        family_began=bool(family_time),
        audiences={
            name: Audience(frozenset(item["people"]), frozenset(item["but"]))
            for name, item in kept.items()
            if item["kind"] == "audience" and item["status"] == "live"
        },
    )


def scopes(person: Reader, standing: Standing = OPEN) -> tuple[str, ...]:
    """Name the scopes a person may read, widest first; none for who was taken out. PER-4.

    Whoever waits keeps what is theirs alone, so that no draft is lost by it.

    A named scope is read by its people whatever their clearance; one that leaves somebody out is
    read by everybody else who takes part, and by nobody who speaks for the one left out (SEE-2).
    """
    if person.gone:
        return ()
    silent, held = person.role in SILENT, waits(person, standing)
    shared = () if held else (ROOM,) if silent else tuple(_shared(person, standing))
    return shared if silent else (*shared, *_alone(person))


def _shared(person: Reader, standing: Standing) -> Iterator[str]:
    yield ROOM
    if person.clearance == PROFESSIONALS:
        yield PROFESSIONALS
    if _in_closed(person, standing):
        yield CLOSED
    if standing.family_began and is_family(person):
        yield FAMILY
    for name, audience in standing.audiences.items():
        if in_audience(person, audience):
            yield f"{NAMED}{name}"


def _alone(person: Reader) -> Iterator[str]:
    if person.role == "chair":
        yield CHAIR
    yield f"own:{person.id}"


def waits(person: Reader, standing: Standing) -> str:
    """Why a person sees nothing of the meeting just now: closed_session, family_time or ""."""
    if standing.closed and not _admitted(person, standing):
        return "closed_session"
    if standing.family_time and not _stays_with_family(person):
        return "family_time"
    return ""


def in_audience(person: Reader, audience: Audience) -> bool:
    """Whether somebody who takes part reads what is for this audience (SEE-2)."""
    if audience.people:
        return person.id in audience.people
    return not {person.id, person.speaks_for} & audience.but


def is_family(person: Reader) -> bool:
    """Whether this is one of the family, or somebody who speaks for one of them."""
    return person.side == "family" or bool(person.speaks_for)


def apart_audience(person: str) -> str:
    """Name the audience of what somebody says who attends apart from others (SEE-8)."""
    return f"apart-{person}"


def is_read_later(scope: str, people: Iterable[Reader], now: Standing) -> bool:
    """Whether those who wait read in this scope, once they are back, what is written now (SEE-4).

    Not what is theirs alone.
    """
    if scope in WIDE or level(scope) == "own":
        return scope in WIDE
    return any(waits(one, now) and scope in scopes(one, everybody_back(now)) for one in people)


def level(scope: str) -> str:
    """The level of visibility: "room", "professionals", "closed", "family", "named", "own"…"""
    return scope.partition(":")[0]


def widens(narrow: str, wide: str) -> bool:
    """Whether something may go from one scope to the other: only ever to more people (SEE-3)."""
    ranks = BREADTH.get(level(narrow)), BREADTH.get(level(wide))
    if None in ranks or (level(narrow), level(wide)) == (FAMILY, PROFESSIONALS):
        return False
    return BREADTH[level(narrow)] < BREADTH[level(wide)]


def _in_closed(person: Reader, standing: Standing) -> bool:
    """The chair, and those professionals the chair has admitted, also after it (SEE-4)."""
    return person.role == "chair" or (
        person.clearance == PROFESSIONALS and person.id in standing.admitted
    )


def _admitted(person: Reader, standing: Standing) -> bool:
    return person.role in ("chair", "system") or person.id in standing.admitted


def _stays_with_family(person: Reader) -> bool:
    return is_family(person) or person.role == "system"
