"""Nothing that says where somebody lives goes to the room by accident (SEE-10, SEE-11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from server.rules.audiences import ROOM
from server.rules.detector import find_protected
from server.sync.change import Change, Notices, root_of


def unsafe(change: Change, to: str, words: Iterable[str], *, sure: bool) -> str | None:
    """The code looks_protected when words on their way to the room should be looked at first.

    Only by terms that the actor may read: a warning about others would tell what they are.
    """
    if to != ROOM or sure:
        return None
    terms = [words for scope, words in protected_terms(change) if scope in change.readable]
    found = any(find_protected(text, terms) for text in words)
    return "looks_protected" if found else None


def alarm(change: Change, to: str, words: Iterable[str], item: str) -> Notices:
    """What the chair is told when words that went to the room hold a protected term."""
    if to != ROOM:
        return ()
    terms = [words for _, words in protected_terms(change)]
    found = (one for text in words for one in find_protected(text, terms))
    told = any(one["code"] == "term" for one in found)
    return (("chair", {"kind": "protected_term", "item": item}),) if told else ()


def protected_terms(change: Change) -> Iterator[tuple[str, str]]:
    """Scope and words of every protected field."""
    for scope, items in change.everywhere():
        for name, item in items.items():
            if item["kind"] == "protected" and item["status"] == "live":
                yield scope, change.text(scope, root_of(name))
