"""Builds a snapshot the way the live board leaves one, item by item."""

from __future__ import annotations

from typing import Any

OPENED = 1749027600000  # Wednesday 4 June 2025, 10:00 in London
ENDED = 1749036000000  # 12:20


class BoardBuilder:
    """One scope being filled: items get places and times in the order they are added."""

    def __init__(self) -> None:
        self.items: dict[str, dict[str, Any]] = {}
        self.texts: dict[str, str] = {}

    def add(self, kind: str, key: str, author: str = "", text: str = "", **fields: Any) -> str:
        count = len(self.items) + 1
        self.items[key] = {
            "id": key, "kind": kind, "author": author, "typed_by": author, "children": [],
            "status": "live", "pos": float(count), "at": OPENED + count * 1000,
            "changed": OPENED + count * 1000, **fields,
        }  # fmt: skip
        if text:
            self.texts[f"t:{key}"] = text
        return key

    def write(self, key: str, **texts: str) -> None:
        self.texts.update({f"t:{key}/{field}": words for field, words in texts.items()})

    def card(self, section: str, key: str, author: str, text: str, **fields: Any) -> str:
        start: dict[str, Any] = {"nature": "fact", "responses": {}, "merged": [], "said_by": None}
        return self.add("card", key, author, text, **{"section": section, **start, **fields})

    def plain(self, meta: dict[str, Any] | None = None) -> dict[str, Any]:
        return {
            "meta": meta or {}, "sections": {}, "items": self.items, "texts": self.texts,
        }  # fmt: skip


def speaker(person: str | None, name: str, role: str) -> dict[str, Any]:
    return {"person": person, "name": name, "role": role}


def answer(view: str, words: str, name: str, by: str, at: int = OPENED) -> dict[str, Any]:
    return {"view": view, "words": words, "name": name, "by": by, "at": at}
