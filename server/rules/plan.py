"""Plan rows: the soft chips that name what is missing or vague. A chip never blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# PLN-3: each word with the forms people type; a chip names the first form of the line.
VAGUE = (
    ("support", "supports", "supporting", "supported"),
    ("monitor", "monitors", "monitoring", "monitored"),
    ("engage", "engages", "engaging", "engaged"),
    ("encourage", "encourages", "encouraging", "encouraged"),
    ("ensure", "ensures", "ensuring", "ensured"),
    ("ongoing",),
    ("asap",),
    ("as required",),
    ("address", "addresses", "addressing", "addressed"),
    ("work with", "works with", "working with", "worked with"),
)
# PLN-1: a plan row has one named owner, so these are nobody.
NOBODY = ("", "all", "everyone", "everybody", "core group", "professionals", "family", "parents")
CHECKED = ("what", "repeats", "know", "how_much")

_VAGUE_PATTERNS = tuple(
    (forms[0], re.compile(r"(?<![a-z0-9])(" + "|".join(forms) + r")(?![a-z0-9])"))
    for forms in VAGUE
)


def chips(row: Mapping[str, Any]) -> list[str]:
    """Name what a plan row lacks: `no_owner`, `no_date`, ... and `vague:<word>` (PLN-1, PLN-3).

    `row` has `owner` (a speaker {person, name, role} or None), `by_when` (YYYY-MM-DD or "") and the
    texts `what`, `so_that`, `know`, `how_much`, `if_not`, `repeats`; any may be missing.
    """
    return _missing(row) + [f"vague:{word}" for word in vague_words(row)]


def _missing(row: Mapping[str, Any]) -> list[str]:
    lacks = {
        "no_owner": owner_name(row).lower() in NOBODY,
        "no_date": not _words(row, "by_when"),
        "no_measure": not (_words(row, "know") or _words(row, "how_much")),
        "no_so_that": not _words(row, "so_that"),
        "no_if_not": not _words(row, "if_not"),
    }
    return [code for code, missing in lacks.items() if missing]


def owner_name(row: Mapping[str, Any]) -> str:
    """Give the name of the row's owner, or "" when nobody is named."""
    owner = row.get("owner") or {}
    return str(owner.get("name") or "").strip()


def vague_words(row: Mapping[str, Any]) -> list[str]:
    """Find the vague words of a row, each once, in the order of the list (PLN-3)."""
    text = " / ".join(_words(row, name) for name in CHECKED).lower()
    return [word for word, pattern in _VAGUE_PATTERNS if pattern.search(text)]


def _words(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()
