"""How many numbers are in and how many are expected; never whose (SCL-5)."""

from __future__ import annotations

from typing import Any

from server.contract.values import Participant
from server.sync.change import ROOM, Change, Item

PRESENT = ("whole", "part")


def count(change: Change, scale: str) -> Item:
    """The scale's `entered` and `expected`. A number given stays in, whoever leaves after it."""
    given = {item["person"]["id"] for _, item in entered(change, scale)}
    scored = {one for one in given if change.shown_in(one) == ROOM}
    awaited = scored | {person.id for person in expected(change)}
    return {"entered": len(scored), "expected": len(awaited)}


def recount(change: Change) -> None:
    """Count anew on every open scale: somebody came in, left, or was marked as here."""
    scales = [item for item in change.items(ROOM).values() if item["kind"] == "scale"]
    for scale in scales:
        counted = {**scale, **count(change, scale["id"])}
        if scale["state"] == "open" and counted != scale:
            change.put(ROOM, counted)


def entered(change: Change, scale: str) -> list[tuple[str, Item]]:
    """Scope and record of every number of a scale that is not yet shown."""
    return [
        (scope, item)
        for scope, items in change.everywhere()
        for item in items.values()
        if scope != ROOM and item["kind"] == "score" and item["parent"] == scale
    ]


def expected(change: Change) -> list[Participant]:
    """People here whose role scores, and those somebody here speaks for."""
    present = [p for p in change.facts.people.values() if not p.gone]
    here = [person for person in present if _is_here(change, person)]
    spoken_for = {person.speaks_for for person in here if person.role == "advocate"}
    return [
        person
        for person in present
        if role_of(change, person).get("scores")
        and (person in here or person.id in spoken_for)
        and not person.apart  # whether they are here is not the room's to know (SEE-8)
    ]


def role_of(change: Change, person: Participant) -> dict[str, Any]:
    """The role's entry in the meeting type."""
    return change.facts.catalogue.role(change.facts.type["id"], person.role)


def _is_here(change: Change, person: Participant) -> bool:
    seat = change.seat(person.id)
    return seat is not None and seat.item["attendance"] in PRESENT
