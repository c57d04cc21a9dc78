"""Who said a card, and who may know it: a held name stands with the professionals alone (SEE-9)."""

from __future__ import annotations

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
