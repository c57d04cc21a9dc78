"""Cards in the record: words as they were, source, children, responses, merged and struck ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.rules.record_board import Board, Frozen, Item, Part, name_held

SOURCES = {"first_hand": "saw it", "told_by": "was told", "record": "from a record", "unknown": ""}
STRUCK_KINDS = ("card", "words", "set", "dispute", "bottom_line", "row")
STRUCK_TEXT = {"set": "danger", "row": "what"}


def cards_of(frozen: Frozen, board: Board, section: str) -> list[Part]:
    """The live cards of a section that have words, in board order."""
    return [
        card(frozen, board, item)
        for item in board.live("card", section=section)
        if board.has_words(item)
    ]


def card(frozen: Frozen, board: Board, item: Item) -> Part:
    """One card with everything the record keeps of it; merged cards keep their authors (REC-5)."""
    folded = (board.get(each) for each in item.get("merged") or ())
    return {
        **said(frozen, board, item),
        "source_kind": item.get("source") or "",
        "source_kind_name": SOURCES.get(item.get("source") or "", ""),
        "event_date": item.get("event_date") or "",
        "responses": responses(frozen, item),
        "merged": [said(frozen, board, each) for each in folded if each and board.has_words(each)],
        "shared_from": _shared_from(item),
    }


def said(frozen: Frozen, board: Board, item: Item) -> Part:
    """The words of an item with who said them, about which children (REC-3)."""
    source, typist = frozen.source(item), frozen.person(frozen.whole(item).get("typed_by"))
    return {
        "id": item["id"],
        "words": board.words(str(item["id"])),
        "nature": item.get("nature") or "",
        "nature_name": frozen.named("natures", item.get("nature")),
        "source": source,
        "name_held": name_held(item),
        "typed_by": typist["name"] if typist["name"] != source["name"] else "",
        "children": frozen.child_names(item),
    }


def _shared_from(item: Item) -> str:
    return "professionals" if item.get("shared_from") == "professionals" else ""


def responses(frozen: Frozen, item: Item) -> list[Part]:
    """The family's answers to an item, oldest first."""
    answers = (item.get("responses") or {}).items()
    return [
        _response(frozen, key, answer)
        for key, answer in sorted(answers, key=lambda pair: pair[1].get("at") or 0)
        if answer.get("view") or answer.get("words")
    ]


def _response(frozen: Frozen, key: str, answer: Mapping[str, Any]) -> Part:
    person = frozen.person(key)
    helper = frozen.person(answer.get("by"))["name"] if answer.get("by") != key else ""
    return {
        "name": person["name"] or str(answer.get("name") or ""),
        "role": person["role"],
        "view": answer.get("view") or "",
        "view_name": frozen.named("responses", answer.get("view")),
        "words": str(answer.get("words") or ""),
        "typed_by": helper,
    }


def struck(frozen: Frozen, board: Board) -> list[Part]:
    """Everything that was struck through, with the reason: for professionals only (REC-6)."""
    items = [item for kind in STRUCK_KINDS for item in board.all(kind, status="struck")]
    found = [_struck(frozen, board, item) for item in items]
    return [one for one in found if one["words"].strip()]


def _struck(frozen: Frozen, board: Board, item: Item) -> Part:
    mark = item.get("struck") or {}
    words = board.words(str(item["id"]), STRUCK_TEXT.get(item["kind"], ""))
    return {
        **said(frozen, board, item),
        "words": words,
        "kind": item["kind"],
        "section": item.get("section") or "",
        "reason": str(mark.get("reason") or ""),
        "struck_by": frozen.person(mark.get("by"))["name"],
        "struck_at": mark.get("at") or 0,
    }
