"""What a meeting's own boards say about who may read what: sessions closed, people named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.contract.values import Participant
from server.document.live_board import LiveBoard
from server.rules.audiences import CHAIR, NAMED, OPEN, ROOM, Audience, Standing, in_audience
from server.rules.people import together

Boards = Mapping[str, LiveBoard]
CLOSED_SESSION = "closed-session"
"""The item of the chair's own scope that says who is admitted."""


def standing(boards: Boards) -> Standing:
    """Who may read what now (SEE-1): from the room's meta and the chair's own scope."""
    meta = boards[ROOM].meta()
    kept = boards[CHAIR].records() if CHAIR in boards else {}
    if not kept and not meta.get("family_time"):
        return OPEN
    return Standing(
        closed=bool(meta.get("closed")),
        admitted=frozenset(kept.get(CLOSED_SESSION, {}).get("admitted", ())),
        family_time=bool((meta.get("family_time") or {}).get("on")),
        family_began=bool(meta.get("family_time")),
        audiences={
            name: Audience(frozenset(item["people"]), frozenset(item["but"]))
            for name, item in kept.items()
            if item["kind"] == "audience" and item["status"] == "live"
        },
    )


def label(
    scope: str, boards: Boards, reader: Participant, people: Mapping[str, Participant]
) -> str:
    """How a named scope is called on this person's own screen; names nobody to the family."""
    item: Mapping[str, Any] = boards[CHAIR].records()[scope.removeprefix(NAMED)]
    if reader.side != "professional":
        return "Not for everyone"
    whose = [people[one].name for one in (item["people"] or item["but"]) if one in people]
    return f"Only {together(whose)}" if item["people"] else f"Not for {together(whose)}"


def listed(audience: Audience, people: Mapping[str, Participant]) -> list[str]:
    """Ids of everybody who reads what is for this audience."""
    return [one.id for one in people.values() if not one.gone and in_audience(one, audience)]
