"""What nobody may see before its time, and what everybody must see at once."""

from __future__ import annotations

import re
from typing import Any

TOKEN = re.compile(rb"~([HP])-([A-Za-z0-9_-]+)~")
"""Planted in words: H is hidden until the reveal, P is for professionals."""
ROOM = "room"


class Vault:
    """Knows whose hidden words are whose, and listens to every frame that reaches a page."""

    def __init__(self) -> None:
        self.early: set[str] = set()
        self.in_part: set[str] = set()
        self.heard = 0
        self._hidden: dict[str, tuple[str, str]] = {}  # token: (participant, what it waits for)
        self._shown: set[str] = set()

    def hide(self, token: str, participant: str, until: str) -> str:
        """A token to plant: only `participant` may hear it until `until` is revealed."""
        self._hidden[token] = participant, until
        return f"~H-{token}~"

    def show(self, what: str) -> None:
        """The chair has asked for the reveal of a set or a scale."""
        self._shown.add(what)

    def hear(self, who: str, scope: str, frame: bytes, *, professional: bool) -> None:
        """A frame that came to somebody's page."""
        for kind, found in TOKEN.findall(frame):
            token = found.decode()
            self.heard += 1
            if kind == b"P" and not professional:
                self.early.add(f"{token} reached somebody without clearance")
            if kind == b"H" and not self._may_hear(who, token):
                self.early.add(f"{token} reached {who} on {scope}")

    def _may_hear(self, who: str, token: str) -> bool:
        owner, until = self._hidden.get(token, (who, ""))
        return owner == who or until in self._shown

    def look(self, who: str, items: dict[str, Any]) -> None:
        """A room's items as a page has them now: all of a reveal, or nothing of it."""
        for item in items.values():
            if item["kind"] == "scale":
                self._look_at_scale(who, item, items)
            elif item["kind"] == "set":
                self._look_at_set(who, item, items)

    def _look_at_scale(self, who: str, scale: dict[str, Any], items: dict[str, Any]) -> None:
        shown = [one for one in items.values()
                 if one["kind"] == "score" and one["parent"] == scale["id"]]  # fmt: skip
        due = scale["entered"] if scale["state"] in ("revealed", "locked") else 0
        if len(shown) != due:
            self.in_part.add(f"{who} saw {len(shown)} of {due} numbers of {scale['id']}")

    def _look_at_set(self, who: str, item: dict[str, Any], items: dict[str, Any]) -> None:
        shown = {one["author"] for one in items.values()
                 if one["kind"] == "statement" and one["parent"] == item["id"]}  # fmt: skip
        due = set(item["ready"]) if item["drafts"] == "revealed" else set()
        if shown != due:
            self.in_part.add(f"{who} saw {len(shown)} of {len(due)} statements of {item['id']}")
