"""Quiet hints on the words people type: jargon, long sentences, goals that say what to stop."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict

LONG = 60
"""Words in one sentence above which it is worth splitting (HIN-2)."""


class Hint(TypedDict):
    """One hint: a code, the words it is about as typed, and what to say instead."""

    code: str
    quote: str
    say: str


def hints(text: str, where: str, plain: Mapping[str, Any]) -> list[Hint]:
    """Give the hints for `text`, in reading order; none for a child's own words (HIN-1).

    `where` is "card", "danger", "goal", "row" or "childs_words"; `plain` is the list of
    shared/words/plain.json: `jargon` and `services` [{find: [...], say}], `stop`, `known`, `say`.
    """
    if where == "childs_words":
        return []
    found = [*_phrases("jargon", text, plain["jargon"]), *_acronyms(text, plain)]
    found += _long_sentences(text, plain["say"]["long_sentence"])
    if where == "goal":
        found += _goal(text, plain)
    return [hint for _, hint in sorted(found, key=lambda pair: pair[0])]


def _goal(text: str, plain: Mapping[str, Any]) -> list[tuple[int, Hint]]:
    stop = [{"find": plain["stop"], "say": plain["say"]["goal_stop"]}]
    return [*_phrases("goal_stop", text, stop), *_phrases("service", text, plain["services"])]


def _phrases(
    code: str, text: str, entries: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[int, Hint]]:
    """Find the first phrase of each entry: one offer for each, however often it is typed."""
    straight = text.replace("’", "'")
    for entry in entries:
        either = "|".join(re.escape(phrase) for phrase in entry["find"])
        match = re.search(f"(?<![A-Za-z0-9])(?:{either})(?![A-Za-z0-9])", straight, re.IGNORECASE)
        if match:
            quote = text[match.start() : match.end()]
            yield match.start(), {"code": code, "quote": quote, "say": entry["say"]}


def _acronyms(text: str, plain: Mapping[str, Any]) -> Iterator[tuple[int, Hint]]:
    known = set(plain["known"])
    known.update(phrase for entry in plain["jargon"] for phrase in entry["find"])
    for match in re.finditer(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]+(?![A-Za-z0-9])", text):
        if match[0] not in known:
            known.add(match[0])
            say = plain["say"]["acronym"].replace("{quote}", match[0])
            yield match.start(), {"code": "acronym", "quote": match[0], "say": say}


def _long_sentences(text: str, say: str) -> Iterator[tuple[int, Hint]]:
    for match in re.finditer(r"[^.!?\n]+", text):
        words = match[0].split()
        if len(words) > LONG:
            yield match.start(), {"code": "long_sentence", "quote": " ".join(words[:6]), "say": say}
