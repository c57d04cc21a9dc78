"""What a meeting's own boards say about who may read what: sessions closed, people named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.contract.values import Participant
from server.document.live_board import LiveBoard
from server.rules.audiences import (
    CHAIR,
    NAMED,
    ROOM,
    Audience,
    Standing,
    in_audience,
    standing_of,
)
from server.rules.people import together

Boards = Mapping[str, LiveBoard]


def standing(boards: Boards) -> Standing:
    """Who may read what now (SEE-1)."""
    kept = boards[CHAIR].records() if CHAIR in boards else {}
    return standing_of(boards[ROOM].meta(), kept)


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
