"""Who reads which copy of a record: the same scopes as they read in the meeting (SEE-12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.rules.audiences import (
    CHAIR,
    NAMED,
    ROOM,
    Standing,
    is_family,
    scopes,
    standing_of,
)

Snapshot = Mapping[str, Any]


@dataclass(frozen=True)
class CopyReader:
    """Somebody a copy is for, as the snapshot names them."""

    id: str
    role: str
    side: str
    clearance: str = "room"
    speaks_for: str = ""
    gone: bool = False


def scopes_of_copy(snapshot: Snapshot, reader: str | None) -> tuple[str, ...]:
    """The scopes whose items stand in the body of a copy, widest first.

    The whole record (None) has what those said who attended apart beside what the room saw; a
    family's copy has what its reader could read in the meeting, and no more.
    """
    named = tuple(scope for scope in sorted(snapshot["scopes"]) if scope.startswith(NAMED))
    if reader is None:
        return (ROOM, *(scope for scope in named if scope.startswith(f"{NAMED}apart-")))
    person = next((one for one in _readers(snapshot) if one.id == reader), None)
    if person is None:
        return (ROOM,)
    mine = scopes(person, _standing(snapshot))
    return (ROOM, *(scope for scope in named if scope in mine))


def own_copies(snapshot: Snapshot) -> list[str]:
    """Ids of the family's people whose copy differs from what all of the family may read."""
    return [one.id for one in _readers(snapshot) if _differs(snapshot, one)]


def _differs(snapshot: Snapshot, person: CopyReader) -> bool:
    apart = {one["id"] for one in snapshot["people"] if one.get("apart")}
    return is_family(person) and (
        person.id in apart or len(scopes_of_copy(snapshot, person.id)) > 1
    )


def _readers(snapshot: Snapshot) -> list[CopyReader]:
    return [
        CopyReader(
            id=str(one["id"]), role=str(one["role"]), side=str(one.get("side", "")),
            speaks_for=str(one.get("speaks_for", "")),
        )
        for one in snapshot["people"]
    ]  # fmt: skip


def _standing(snapshot: Snapshot) -> Standing:
    boards = snapshot["scopes"]
    meta = {**(boards.get(ROOM) or {}).get("meta", {}), "closed": None, "family_time": None}
    return standing_of(meta, (boards.get(CHAIR) or {}).get("items", {}))
