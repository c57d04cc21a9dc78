"""Runs of text with a style, and the small sentences that records are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from server.rules.clocks import date_words
from server.rules.people import together, who

Run: TypeAlias = list[str]
"""[style, text]: style is "" (plain), "strong", "soft" or "words" (somebody's own, in quotes)."""
Runs: TypeAlias = list[Run]
Block: TypeAlias = dict[str, Any]
Part: TypeAlias = Mapping[str, Any]

NOTHING = "Nothing was recorded."
NO_VALUE = "–"


def plain(text: str) -> Runs:
    """Plain text as runs."""
    return [["", text]]


def strong(text: str) -> Runs:
    """Text that stands out."""
    return [["strong", text]]


def soft(text: str) -> Runs:
    """Text that stands back."""
    return [["soft", text]]


def quoted(text: str) -> Runs:
    """Somebody's own words, set in quotation marks."""
    return [["words", text]]


def spaced(*parts: Runs) -> Runs:
    """Runs with a space between the parts that are not empty."""
    runs: Runs = []
    for part in (part for part in parts if any(text for _, text in part)):
        runs += [["", " "], *part] if runs else part
    return runs


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?”" else ".")


def curly(text: str) -> str:
    """Our own words with a printer's apostrophe; people's words are never touched."""
    return text.replace("'", "’")


def lower_first(text: str) -> str:
    """The text with a small first letter, unless it begins with a short form such as GP."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def person(part: Part) -> str:
    """Somebody in one line: "Mark Ellison, police"."""
    return who(str(part["name"]), str(part["role"]))


def day(on: str) -> str:
    """A date without its weekday: "4 June 2025"."""
    return date_words(on, weekday=False)


def paragraphs(text: str) -> list[str]:
    """The paragraphs somebody typed."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def said_paragraphs(text: str) -> list[Block]:
    """Paragraph blocks of a text, or the sentence that nothing was recorded."""
    return [para(plain(line)) for line in paragraphs(text) or [NOTHING]]


def para(runs: Runs) -> Block:
    """One paragraph."""
    return {"kind": "para", "runs": runs}


def heading(text: str, level: int = 3, no: int | None = None) -> Block:
    """A heading, with its number when it is a section's."""
    return {"kind": "heading", "level": level, "text": text, "no": no}


def facts(rows: Iterable[tuple[str, Runs]], *, narrow: bool = False) -> Block:
    """Labels with values; a row without a value is left out."""
    kept = [[label, runs] for label, runs in rows if any(text.strip() for _, text in runs)]
    return {"kind": "facts", "rows": kept, "narrow": narrow}


Rows: TypeAlias = list[list[Runs]]
"""The rows of a table: each cell is runs."""


def table(columns: list[float], heads: list[str], groups: list[tuple[str, Rows]]) -> Block:
    """Make a table: widths in shares, head row, and groups of rows with a title each."""
    filled = [(title, rows) for title, rows in groups if rows]
    cells = [cell for _, rows in filled for row in rows for cell in row]
    return {
        "kind": "table",
        "columns": columns,
        "heads": heads,
        "groups": [{"title": title, "rows": rows} for title, rows in filled],
        "long": any(length(cell) > 700 for cell in cells),
    }


def items(entries: list[Runs]) -> Block:
    """A bulleted list."""
    return {"kind": "list", "items": entries}


def length(runs: Runs) -> int:
    """How many characters the runs have."""
    return sum(len(text) for _, text in runs)


def answers(responses: Iterable[Part]) -> Runs:
    """The family's answers in one line: Kerry agrees. Dean sees it differently: “…”."""
    return spaced(*(answer(one) for one in responses))


def answer(one: Part) -> Runs:
    """One person's answer to something, with their words."""
    view = lower_first(str(one["view_name"])) or "said"
    name = str(one["name"])
    if not one["words"]:
        return soft(f"{name} {view}.")
    return [["soft", f"{name} {view}:"], ["", " "], ["words", str(one["words"])]]


def about(children: list[str]) -> str:
    """Whom something is for: "For Ellie and Tom."."""
    return f"For {together(children)}." if children else ""
