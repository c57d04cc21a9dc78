"""The Marlow family's record, made and sealed: what most tests of the record start from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from server.contract.values import StoredRecord
from server.records.close import seal
from server.rules.record import make_record
from tests.records import annex_b

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared_json(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SHARED / name).read_text(encoding="utf-8"))
    return loaded


ICPC = shared_json("meetings/icpc.json")
HOLIDAYS = frozenset(one["on"] for one in shared_json("nations/england.json")["bank_holidays"])

Change = Callable[[dict[str, Any]], None]


def changed(*changes: Change) -> dict[str, Any]:
    """The snapshot after some changes to it."""
    snapshot = annex_b.snapshot()
    for change in changes:
        change(snapshot)
    return snapshot


def record_of(snapshot: dict[str, Any]) -> dict[str, Any]:
    return make_record(
        snapshot, ICPC, holidays=HOLIDAYS, by="Ruth Adeyemi", at=annex_b.SEALED
    )  # fmt: skip


def the_record(*changes: Change) -> dict[str, Any]:
    return record_of(changed(*changes))


def sealed(*changes: Change) -> StoredRecord:
    return seal(
        changed(*changes), ICPC, "Ruth Adeyemi", annex_b.SEALED, holidays=HOLIDAYS
    )  # fmt: skip


def item(snapshot: dict[str, Any], key: str, scope: str = "room") -> dict[str, Any]:
    found: dict[str, Any] = snapshot["scopes"][scope]["items"][key]
    return found


def texts(snapshot: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = snapshot["scopes"]["room"]["texts"]
    return found


def with_item(key: str, **fields: Any) -> Change:
    """Change fields of a room item."""
    return lambda snapshot: item(snapshot, key).update(fields)


def with_text(root: str, words: str) -> Change:
    return lambda snapshot: texts(snapshot).update({f"t:{root}": words})


def without(*keys: str) -> Change:
    """Take items off the room's board."""

    def take(snapshot: dict[str, Any]) -> None:
        for key in keys:
            del snapshot["scopes"]["room"]["items"][key]

    return take


def strings(value: Any) -> list[str]:
    """Every string in a JSON value."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in strings(one)]
