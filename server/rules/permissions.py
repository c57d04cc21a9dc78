"""Who may do what, by role, action and stage. Default deny."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EDITORS = ("chair", "minute_taker")
SILENT = ("wall", "interpreter", "observer")

FIELD_ROLES: Mapping[str, tuple[str, ...]] = {
    "set": ("chair", "minute_taker", "social_worker"),
    "row": ("chair", "minute_taker", "social_worker", "agency"),
    "decision": EDITORS,
    "person": EDITORS,
    "quorum": EDITORS,
    "dates": ("chair", "minute_taker", "social_worker"),
    "card": EDITORS,
    "protected": ("chair", "social_worker"),
    "words": EDITORS,
    "dispute": EDITORS,
    "bottom_line": EDITORS,
    "view": ("minute_taker",),
}


def refusal(table: Mapping[str, Any], action: str, role: str, stage: str) -> str | None:
    """The code that says why `role` may not do `action` at `stage`; None when it may. PER-1."""
    rule = table.get(action)
    if rule is None or role not in rule["roles"]:
        return "not_allowed"
    if rule["stages"] != "any" and stage not in rule["stages"]:
        return "not_now"
    return None


def is_own(who: str, item: Mapping[str, Any]) -> bool:
    """Whether the item is this person's: they added it, typed it, or it is what they said."""
    return who in (item.get("author"), item.get("typed_by"), _speaker(item))


def may_change(who: str, role: str, item: Mapping[str, Any]) -> bool:
    """Whether a person may set the fields of an item, move, strike or restore it. PER-2."""
    kind = item["kind"]
    if kind not in FIELD_ROLES or role in SILENT:
        return False
    if role in FIELD_ROLES[kind]:
        return True
    return _owned_kind(kind) and is_own(who, item)


def _owned_kind(kind: str) -> bool:
    return kind in ("card", "words", "dispute", "bottom_line", "view", "row")


def _speaker(item: Mapping[str, Any]) -> str:
    """Whose words these are: a card's speaker, or the member whose view it is (PER-5)."""
    if item.get("kind") == "view":
        return str(item["person"]["id"])
    said_by = item.get("said_by") or {}
    return str(said_by.get("person") or "")
