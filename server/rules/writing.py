"""Whose fingers may be in which text: the right to type, field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from server.rules.permissions import EDITORS, SILENT, is_own

Item: TypeAlias = Mapping[str, Any]

TOGETHER = ("chair", "minute_taker", "social_worker", "agency")
AGREED = {"danger": "danger_status", "goal": "goal_status"}


def may_write(*, who: str, role: str, item: Mapping[str, Any], field: str, ended: bool) -> bool:
    """Whether `who` may type into text `field` ("" is the item's own words) of `item` now. PER-3.

    Nobody types after the end, nor into what was struck, merged or shared onwards, nor into
    words that are agreed: the chair reopens those first.
    """
    if ended or role in SILENT or item.get("status", "live") != "live":
        return False
    if field in AGREED and item.get(AGREED[field]) == "agreed":
        return False
    rule = BY_KIND.get(item["kind"])
    return rule is not None and rule(who, role, item)


def _card(who: str, role: str, item: Item) -> bool:
    return role in EDITORS or is_own(who, item)


def _words(who: str, role: str, item: Item) -> bool:
    """A child's own words: only whoever wrote them down (domain: nobody may edit the text)."""
    return bool(item.get("typed_by") == who)


def _statement(who: str, role: str, item: Item) -> bool:
    return bool(item.get("author") == who and not item.get("said_by"))


def _decision(who: str, role: str, item: Item) -> bool:
    return role in EDITORS


def _view(who: str, role: str, item: Item) -> bool:
    return bool(role == "minute_taker" or item["person"]["id"] == who)


def _row(who: str, role: str, item: Item) -> bool:
    owner = item.get("owner") or {}
    return role in TOGETHER or owner.get("person") == who or is_own(who, item)


def _scale(who: str, role: str, item: Item) -> bool:
    """The ends are fixed once scoring has started (SCL-1)."""
    return role in TOGETHER and item.get("state") == "closed"


def _protected(who: str, role: str, item: Item) -> bool:
    return role in ("chair", "social_worker") or is_own(who, item)


def _together(who: str, role: str, item: Item) -> bool:
    return role in TOGETHER


BY_KIND: Mapping[str, Callable[[str, str, Item], bool]] = {
    "card": _card, "dispute": _card, "words": _words, "statement": _statement,
    "decision": _decision, "view": _view, "row": _row, "scale": _scale, "set": _together,
    "bottom_line": _together, "note": _together, "quorum": _together, "dates": _together,
    "protected": _protected,
}  # fmt: skip
