"""Adding an item: a card, a child's words, a danger set, a plan row…"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from server.contract.commands import Add
from server.rules.audiences import level
from server.rules.order import place
from server.rules.people import together
from server.sync.change import ROOM, Change, Done, Item, Outcome, own_scope, root_of
from server.sync.commands.naming import names_apart, put_card
from server.sync.commands.protecting import alarm, unsafe

SECTIONED = ("card",)
PARENTS = {
    "statement": "set", "dispute": "set", "bottom_line": "set", "view": "decision",
}  # fmt: skip

FIXED = re.compile(
    r"(?:overall|quorum|dates|closed-session)\Z|(?:scale|score|decision|view|person|note|apart|source)-"
)
"""Ids that the server gives out. Were they free to take, a card could stand in the place of
somebody's seat or number, and `taken_id` would tell who has entered a number (SCL-5)."""


def add(change: Change, command: Add) -> Outcome:
    """A new item where the command says, with its first fields and words (BRD-1)."""
    scope = _scope(change, command)
    refused = (
        (None if command.kind in change.facts.catalogue.schema.kinds else "wrong_kind")
        or _bad_id(change, command)
        or _bad_place(change, command, scope)
        or _bad_texts(change, command)
        or unsafe(change, scope, command.texts.values(), sure=command.sure)
    )
    if refused:
        return refused
    fields = change.clean(command.kind, command.fields)
    if isinstance(fields, str):
        return fields
    if names_apart(change, scope, command.kind, fields):
        return "attends_apart"
    more = START.get(command.kind, _nothing)(change, command)
    if isinstance(more, str):
        return more
    _write(change, command, scope, {**fields, **more})
    alarms = alarm(change, scope, command.texts.values(), command.item)
    return Done(item=command.item, notices=alarms)


def new_item(change: Change, kind: str, item: str, scope: str, fields: Mapping[str, Any]) -> Item:
    """A record with everything the server writes: author, typist, place, time (BRD-2)."""
    return {
        "id": item, "kind": kind, "author": change.actor.id, "typed_by": change.actor.id,
        "children": [], "status": "live", "at": change.now, "pos": 1.0, **fields,
    }  # fmt: skip


def last_in(change: Change, scope: str, kind: str, section: str | None) -> float:
    """The position after everything of this kind in this section."""
    return place(neighbours(change, scope, kind, section), "")[0]


def neighbours(
    change: Change, scope: str, kind: str, section: str | None, leave_out: str = ""
) -> list[tuple[str, float]]:
    """(id, position) of the items that share a list, in reading order."""
    found = (
        (item["pos"], key)
        for key, item in change.items(scope).items()
        if item["kind"] == kind and item.get("section") == section and key != leave_out
    )
    return [(key, pos) for pos, key in sorted(found)]


def _scope(change: Change, command: Add) -> str:
    return own_scope(change.actor.id) if command.scope == "own" else command.scope


def _bad_id(change: Change, command: Add) -> str | None:
    if command.kind == "view":  # its id says whose it is: see _start_view
        return "taken_id" if command.item in change.items(ROOM) else None
    return bad_new_id(change, command.item)


def bad_new_id(change: Change, item: str) -> str | None:
    """Why a client may not use this id: it is the server's to give, or in use (BRD-1)."""
    if FIXED.match(item):
        return "bad_id"
    return "taken_id" if any(item in items for _, items in change.everywhere()) else None


def is_full(change: Change, scope: str) -> bool:
    """Whether a board has as many items as one may hold."""
    return len(change.items(scope)) >= change.facts.catalogue.limits.items_per_board


def _bad_place(change: Change, command: Add, scope: str) -> str | None:
    if level(scope) not in change.kind(command.kind).scopes or scope not in change.readable:
        return "not_allowed"
    if change.meets_apart(change.actor.id, scope):
        return "attends_apart"
    if is_full(change, scope):
        return "board_full"
    sections = change.facts.sections if command.kind in SECTIONED else ("",)
    if command.section not in sections:
        return "bad_field"
    return _bad_parent(change, command)


def _bad_parent(change: Change, command: Add) -> str | None:
    needs = PARENTS.get(command.kind)
    if needs is None:
        return "bad_field" if command.parent else None
    found = change.find_kind(command.parent or "", needs)
    if isinstance(found, str):
        return found
    return None if found.item["status"] == "live" else "no_such_item"


def _bad_texts(change: Change, command: Add) -> str | None:
    texts = change.kind(command.kind).texts
    for field, words in command.texts.items():
        if field not in texts:
            return "bad_field"
        if len(words) > texts[field]:
            return "too_long"
    return None


def _write(change: Change, command: Add, scope: str, fields: dict[str, Any]) -> None:
    section = command.section or None
    after = "" if command.after is None and command.last else command.after
    pos, moved = place(neighbours(change, scope, command.kind, section), after)
    for item, place_ in moved.items():
        change.put(scope, {**change.items(scope)[item], "pos": place_})
    record = new_item(change, command.kind, command.item, scope, {"pos": pos, **fields})
    if section:
        record["section"] = section
    if command.parent:
        record["parent"] = command.parent
    put_card(change, scope, record)
    for field, words in command.texts.items():
        change.write(scope, root_of(command.item, field), words)


def _nothing(change: Change, command: Add) -> dict[str, Any]:
    return {}


def _start_words(change: Change, command: Add) -> dict[str, Any] | str:
    return {} if command.fields.get("child") else "no_such_child"


def _start_set(change: Change, command: Add) -> dict[str, Any] | str:
    if has_all_sets(change):
        return "too_many_sets"
    question = change.facts.type["scale"]["set_question"]
    make_scale(change, f"scale-{command.item}", question, command.item)
    return {
        "drafts": "writing", "ready": [], "writing": [],
        "danger_status": "draft", "goal_status": "draft", "responses": {},
    }  # fmt: skip


def has_all_sets(change: Change) -> bool:
    """Whether the meeting has as many danger sets as one may have."""
    items = change.items(ROOM).values()
    live = [one for one in items if one["kind"] == "set" and one["status"] == "live"]
    return len(live) >= change.facts.catalogue.limits.danger_sets


def make_scale(change: Change, scale: str, question: str, parent: str | None) -> None:
    """A scale, closed, with both ends filled in from the meeting type (SCL-1)."""
    words = change.facts.type["scale"]
    record = new_item(change, "scale", scale, ROOM, {
        "state": "closed", "expected": 0, "entered": 0, "direction": words["direction"],
        "parent": parent, "pos": 0.0 if parent is None else last_in(change, ROOM, "scale", None),
    })  # fmt: skip
    change.put(ROOM, record)
    names = together([child["name"] for child in change.meta("children") or ()])
    for field, text in (("question", question), ("ten", words["ten"]), ("zero", words["zero"])):
        change.write(ROOM, root_of(scale, field), text.replace("{children}", names))


def _start_statement(change: Change, command: Add) -> dict[str, Any] | str:
    """One's own danger statement: always private until the reveal (PER-6)."""
    if command.scope != "own":
        return "not_allowed"
    mine = change.items(own_scope(change.actor.id)).values()
    if any(one["kind"] == "statement" and one["parent"] == command.parent for one in mine):
        return "taken_id"
    found = change.find(command.parent or "")
    if found and change.shown_in(change.actor.id) == ROOM:
        writing = [*found.item["writing"], change.actor.id]
        change.put(ROOM, {**found.item, "writing": writing})
    return {"ready": False}


def _start_view(change: Change, command: Add) -> dict[str, Any] | str:
    """An agency's view on one child, by its own member or typed by the minute taker (PER-5)."""
    decision = change.items(ROOM)[command.parent or ""]
    person = change.person(command.item.removeprefix(f"view-{decision['child']}-"))
    if person is None or command.item != f"view-{decision['child']}-{person.id}":
        return "bad_id"
    if not change.facts.catalogue.role(change.facts.type["id"], person.role).get("views"):
        return "not_allowed"
    if person.id != change.actor.id and change.actor.role != "minute_taker":
        return "not_allowed"
    who = {"id": person.id, "name": person.name, "role": person.relation, "agency": person.agency}
    return {"child": decision["child"], "person": who}


def _start_card(change: Change, command: Add) -> dict[str, Any] | str:
    return {"responses": {}, "merged": []}


def _start_protected(change: Change, command: Add) -> dict[str, Any] | str:
    """What is kept from most; the seat of whom it is about says that it is held (SEE-11)."""
    what, about = command.fields.get("what"), command.fields.get("about")
    if not what or not command.texts.get("", "").strip():
        return "nothing_written"
    seat = change.seat((about or {}).get("person") or "")
    if seat is not None:
        held = sorted({*seat.item.get("held", ()), SAID_AS.get(what, what)})
        change.put(seat.scope, {**seat.item, "held": held})
    return {}


SAID_AS = {"refuge": "address", "placement": "address"}
"""That there is a refuge says too much already: what the room is told is held in its place."""


def _start_row(change: Change, command: Add) -> dict[str, Any] | str:
    return {"responses": {}, "read_back": {}, "accepted": None}


START: Mapping[str, Callable[[Change, Add], dict[str, Any] | str]] = {
    "card": _start_card, "words": _start_words, "set": _start_set, "row": _start_row,
    "statement": _start_statement, "view": _start_view, "protected": _start_protected,
}  # fmt: skip
