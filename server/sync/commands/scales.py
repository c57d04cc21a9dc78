"""Scoring: everyone alone, then all at once; the first number is kept."""

from __future__ import annotations

from typing import Any

from server.contract.commands import LockScale, OpenScale, RevealScores, Score, ScoreToRow
from server.contract.values import Participant
from server.sync.change import ROOM, Change, Done, Item, Outcome, own_scope, root_of
from server.sync.commands.adding import last_in, new_item
from server.sync.commands.cards import make_row
from server.sync.fields import NOT_A_VALUE, tidy

PRESENT = ("whole", "part")


def open_scale(change: Change, command: OpenScale) -> Outcome:
    """Start scoring; both ends must be said first (SCL-2)."""
    found = change.find_kind(command.scale, "scale")
    if isinstance(found, str):
        return found
    if found.item["state"] != "closed":
        return "already_revealed" if found.item["state"] != "open" else Done(item=command.scale)
    ends = (change.text(ROOM, root_of(command.scale, end)).strip() for end in ("ten", "zero"))
    if not all(ends):
        return "ends_missing"
    opened = {**found.item, "state": "open", "opened_at": change.now}
    change.put(ROOM, {**opened, **count(change, command.scale)})
    return Done(item=command.scale)


def score(change: Change, command: Score) -> Outcome:
    """One person's number, kept in the scope of whoever entered it until the reveal (SCL-3)."""
    found = change.find_kind(command.scale, "scale")
    if isinstance(found, str):
        return found
    person = _scored(change, command)
    if isinstance(person, str):
        return person
    match found.item["state"]:
        case "open":
            return _enter(change, command, found.item, person)
        case "revealed":
            return _revise(change, command, person)
        case "locked":
            return "scale_locked"
    return "scale_not_open"


def reveal_scores(change: Change, command: RevealScores) -> Outcome:
    """Every entered number into the room in one step; nobody sees one before (SCL-4)."""
    found = change.find_kind(command.scale, "scale")
    if isinstance(found, str):
        return found
    if found.item["state"] != "open":
        return "already_revealed" if found.item["state"] != "closed" else "scale_not_open"
    scores = _entered(change, command.scale)
    if not scores:
        return "nothing_written"
    for scope, item in scores:
        change.put(ROOM, {**item, "revealed_at": change.now})
        change.put(scope, {**item, "status": "shared"})
    revealed = {"state": "revealed", "revealed_at": change.now, "entered": len(scores)}
    change.put(ROOM, {**found.item, **revealed})
    return Done(item=command.scale, notices=_low(change, command.scale, scores))


def lock_scale(change: Change, command: LockScale) -> Outcome:
    """No number changes after this."""
    found = change.find_kind(command.scale, "scale")
    if isinstance(found, str):
        return found
    if found.item["state"] != "revealed":
        return "scale_locked" if found.item["state"] == "locked" else "not_revealed"
    change.put(ROOM, {**found.item, "state": "locked", "locked_at": change.now})
    return Done(item=command.scale)


def score_to_row(change: Change, command: ScoreToRow) -> Outcome:
    """A plan row from what would make somebody's number one higher."""
    found = change.find_kind(command.score, "score")
    if isinstance(found, str):
        return found
    if found.scope != ROOM:
        return "not_revealed"
    if not found.item["up"]:
        return "nothing_written"
    scale = change.items(ROOM)[found.item["parent"]]
    fields = {"from_score": command.score, "set": scale.get("parent")}
    return make_row(change, command.item, fields, found.item["up"])


def count(change: Change, scale: str) -> Item:
    """How many numbers are in, and how many are expected: never whose (SCL-5)."""
    scored = {item["person"]["id"] for _, item in _entered(change, scale)}
    expected = scored | {person.id for person in _expected(change)}
    return {"entered": len(scored), "expected": len(expected)}


def _expected(change: Change) -> list[Participant]:
    """People here whose role scores, and those somebody here speaks for."""
    here = {p for p in change.facts.people.values() if _is_here(change, p)}
    spoken_for = {person.speaks_for for person in here if person.role == "advocate"}
    return [
        person
        for person in change.facts.people.values()
        if _role(change, person).get("scores") and (person in here or person.id in spoken_for)
    ]


def _is_here(change: Change, person: Participant) -> bool:
    seat = change.items(ROOM).get(f"person-{person.id}", {})
    return seat.get("attendance") in PRESENT


def _role(change: Change, person: Participant) -> dict[str, Any]:
    return change.facts.catalogue.role(change.facts.type["id"], person.role)


def _scored(change: Change, command: Score) -> Participant | str:
    """Whose number this is: one's own, or that of somebody one speaks or types for (PER-7)."""
    person = change.facts.people.get(command.for_ or change.actor.id)
    if person is None:
        return "no_such_person"
    helps = change.actor.role == "minute_taker" or change.actor.speaks_for == person.id
    if not _role(change, person).get("scores"):
        return "not_allowed"
    return person if person.id == change.actor.id or helps else "not_allowed"


def _entered(change: Change, scale: str) -> list[tuple[str, Item]]:
    return [
        (scope, item)
        for scope, items in change.everywhere()
        for item in items.values()
        if scope != ROOM and item["kind"] == "score" and item["parent"] == scale
    ]


def _enter(change: Change, command: Score, scale: Item, person: Participant) -> Outcome:
    """Replace what this person's number was; whoever entered it first keeps it (SCL-3)."""
    mine = own_scope(change.actor.id)
    score_id = f"score-{command.scale}-{person.id}"
    entered = {item["id"]: scope for scope, item in _entered(change, command.scale)}
    if entered.get(score_id, mine) != mine:
        return "not_allowed"
    change.put(mine, {**_new_score(change, command, person, score_id), "first": None})
    change.put(ROOM, {**scale, **count(change, command.scale)})
    return Done(item=score_id)


def _new_score(change: Change, command: Score, person: Participant, score_id: str) -> Item:
    who = {
        "id": person.id, "name": person.name, "role": person.relation,
        "agency": person.agency, "side": person.side,
    }  # fmt: skip
    return new_item(change, "score", score_id, own_scope(change.actor.id), {
        "parent": command.scale, "person": who, "entered_by": change.actor.id,
        "entered_at": change.now, **_words(command),
    })  # fmt: skip


def _revise(change: Change, command: Score, person: Participant) -> Outcome:
    """A number moved after the discussion; the first stays beside it (SCL-6)."""
    score_id = f"score-{command.scale}-{person.id}"
    item = change.items(ROOM).get(score_id)
    if item is None:
        return _late(change, command, person, score_id)
    first = item["first"] or {
        "value": item["value"], "because": item["because"], "up": item["up"],
        "at": item["entered_at"],
    }  # fmt: skip
    revised = {**item, **_words(command), "first": first, "entered_at": change.now}
    change.put(ROOM, revised)
    return Done(item=score_id)


def _late(change: Change, command: Score, person: Participant, score_id: str) -> Outcome:
    """A number given only after the reveal, marked as such."""
    item = _new_score(change, command, person, score_id)
    change.put(ROOM, {**item, "first": None, "late": True})
    scale = change.items(ROOM)[command.scale]
    change.put(ROOM, {**scale, "entered": scale["entered"] + 1})
    return Done(item=score_id)


def _words(command: Score) -> Item:
    because, up = tidy(command.because, 600), tidy(command.up, 600)
    return {
        "value": command.value,
        "because": "" if because is NOT_A_VALUE else because,
        "up": "" if up is NOT_A_VALUE else up,
    }


def _low(
    change: Change, scale: str, scores: list[tuple[str, Item]]
) -> tuple[tuple[str, dict[str, Any]], ...]:
    alert = change.facts.type["scale"]["low_alert"]
    low = any(item["value"] is not None and item["value"] <= alert for _, item in scores)
    return (("chair", {"kind": "low_score", "scale": scale}),) if low else ()


__all__ = ["count", "last_in", "lock_scale", "open_scale", "reveal_scores", "score", "score_to_row"]
