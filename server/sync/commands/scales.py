"""Scoring: everyone alone, then all at once; the first number is kept."""

from __future__ import annotations

from server.contract.commands import LockScale, OpenScale, RevealScores, Score, ScoreToRow
from server.contract.values import Participant
from server.sync.change import ROOM, Change, Done, Item, Notices, Outcome, own_scope, root_of
from server.sync.commands.adding import new_item
from server.sync.commands.cards import make_row
from server.sync.commands.counting import count, entered, role_of
from server.sync.fields import NOT_A_VALUE, tidy


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
    scores = entered(change, command.scale)
    if not scores:
        return "nothing_written"
    for scope, item in scores:
        change.put(change.shown_in(item["person"]["id"]), {**item, "revealed_at": change.now})
        change.put(scope, {**item, "status": "shared"})
    given = count(change, command.scale)["entered"]
    revealed = {"state": "revealed", "revealed_at": change.now, "entered": given}
    change.put(ROOM, {**found.item, **revealed})
    alert = _low(change, command.scale, [item for _, item in scores])
    return Done(item=command.scale, notices=alert)


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


def _scored(change: Change, command: Score) -> Participant | str:
    """Whose number this is: one's own, or that of somebody one speaks or types for (PER-7)."""
    person = change.person(command.for_ or change.actor.id)
    if person is None:
        return "no_such_person"
    helps = change.actor.role == "minute_taker" or change.actor.speaks_for == person.id
    if not role_of(change, person).get("scores"):
        return "not_allowed"
    return person if person.id == change.actor.id or helps else "not_allowed"


def _enter(change: Change, command: Score, scale: Item, person: Participant) -> Outcome:
    """Replace what this person's number was (SCL-3).

    A person's own number replaces the one typed for them. Nobody replaces a number that the
    person, or another helper, has entered.
    """
    mine = own_scope(change.actor.id)
    score_id = f"score-{command.scale}-{person.id}"
    before = {item["id"]: scope for scope, item in entered(change, command.scale)}
    held = before.get(score_id, mine)
    if held != mine and person.id != change.actor.id:
        return "not_allowed"
    if held != mine:
        change.drop(held, score_id)
    change.put(mine, {**_new_score(change, command, person, score_id), "first": None})
    if (counted := {**scale, **count(change, command.scale)}) != scale:
        change.put(ROOM, counted)  # else it would say that a number came which is not counted
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
    """A number moved after the discussion; the first stays beside it (SCL-6).

    `entered_by` says whose hand moved it: a helper's change never reads as the person's own.
    """
    score_id = f"score-{command.scale}-{person.id}"
    shown = change.shown_in(person.id)
    item = change.items(shown).get(score_id)
    if item is None:
        return _late(change, command, person, score_id)
    words = _words(command)
    if words == {key: item[key] for key in words}:
        return Done(item=score_id)
    first = item["first"] or {
        "value": item["value"], "because": item["because"], "up": item["up"],
        "at": item["entered_at"],
    }  # fmt: skip
    revised = {
        **item, **words, "first": first, "entered_at": change.now,
        "entered_by": change.actor.id, "typed_by": change.actor.id,
    }  # fmt: skip
    change.put(shown, revised)
    return Done(item=score_id, notices=_low(change, command.scale, [revised]))


def _late(change: Change, command: Score, person: Participant, score_id: str) -> Outcome:
    """A number given only after the reveal, marked as such."""
    item = _new_score(change, command, person, score_id)
    shown = change.shown_in(person.id)
    change.put(shown, {**item, "first": None, "late": True})
    if shown != ROOM:
        return Done(item=score_id, notices=_low(change, command.scale, [item]))
    scale = change.items(ROOM)[command.scale]
    given = scale["entered"] + 1
    counted = {"entered": given, "expected": max(given, scale["expected"])}
    change.put(ROOM, {**scale, **counted})
    return Done(item=score_id, notices=_low(change, command.scale, [item]))


def _words(command: Score) -> Item:
    because, up = tidy(command.because, 600), tidy(command.up, 600)
    return {
        "value": command.value,
        "because": "" if because is NOT_A_VALUE else because,
        "up": "" if up is NOT_A_VALUE else up,
    }


def _low(change: Change, scale: str, scores: list[Item]) -> Notices:
    """The chair is asked what keeps the children safe tonight (SCL-14)."""
    alert = change.facts.type["scale"]["low_alert"]
    low = any(item["value"] is not None and item["value"] <= alert for item in scores)
    return (("chair", {"kind": "low_score", "scale": scale}),) if low else ()
