"""Who said a card, and who may know it: a held name stands with the professionals alone (SEE-9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from server.rules.audiences import PROFESSIONALS, ROOM
from server.sync.change import Change, Item

HELD: dict[str, Any] = {"person": None, "name": "Name held", "role": ""}
KEPT = ("said_by", "author", "typed_by")


def put_card(change: Change, scope: str, item: Item) -> None:
    """Write a card; in the room, one whose name is held goes without whoever said or wrote it."""
    if scope != ROOM or item["kind"] != "card":
        return change.put(scope, item)
    source = change.items(PROFESSIONALS).get(source_of(item["id"]))
    if _must_be_held(change, item, source):
        item = {**item, "hide_name": True}
    if item.get("hide_name"):
        change.put(PROFESSIONALS, _source(item, source))
        item = {**item, "said_by": HELD, "author": "", "typed_by": ""}
    elif source is not None:
        item = {**item, **_named(item, source)}
        change.drop(PROFESSIONALS, source["id"])
    return change.put(ROOM, item)


def source_of(card: str) -> str:
    """The id of the professionals' item that says who a card is from."""
    return f"source-{card}"


def names_apart(change: Change, scope: str, kind: str, fields: Mapping[str, Any]) -> bool:
    """Whether fields name somebody to readers who must not know of them (SEE-8).

    Who says a card in the room can be held instead: `put_card` does it.
    """
    people = chain.from_iterable(
        _people_in(value)
        for name, value in fields.items()
        if not (kind == "card" and scope == ROOM and name == "said_by")
    )
    return any(change.meets_apart(one, scope) for one in people)


def _people_in(value: Any) -> Iterable[str]:
    """Ids of people in the value of a field: a speaker, or a list of people."""
    if isinstance(value, Mapping):
        return (str(value.get("person") or ""),)
    return map(str, value) if isinstance(value, list) else ()


def _must_be_held(change: Change, item: Item, source: Item | None) -> bool:
    """Whether a card of the room is from somebody who attends apart, whatever was asked for."""
    whole = _named(item, source) if source else item
    speaker = (whole.get("said_by") or {}).get("person")
    people = (speaker, whole.get("author"), whole.get("typed_by"))
    return any(change.meets_apart(str(one or ""), ROOM) for one in people)


def _source(item: Item, before: Item | None) -> Item:
    kept = _named(item, before) if before else {key: item.get(key) for key in KEPT}
    start = {key: item[key] for key in ("children", "status", "at", "pos")}
    return {**start, **kept, "id": source_of(item["id"]), "kind": "source", "parent": item["id"]}


def _named(item: Item, source: Item) -> Item:
    """The names that were held; a speaker named since then in their place."""
    said_by = item.get("said_by")
    return {
        **{key: source.get(key) for key in KEPT},
        "said_by": source.get("said_by") if said_by == HELD else said_by,
    }
