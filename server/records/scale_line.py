"""The dot line of a scale: which mark stands over which number, and what it says in words."""

from __future__ import annotations

from server.records.words import Block, Part

PITCH, LEFT, STEP, BELOW = 70, 35, 44, 60
"""Units of the drawing: between numbers, to the first, between stacked marks, under the line."""


def scale_line(one: Part) -> Block:
    """Give the marks of a scale for drawing, and the same in words for those who do not see it.

    10 stands on the left. A mark is {value, initials, kind, under, x, y}; `first` holds the marks
    of numbers that were changed after talking. `base` is the line's y in a drawing `height` high.
    """
    placed = [score for score in one["scores"] if score["value"] is not None]
    first = [score for score in one["scores"] if score["first"] and _moved(score)]
    marks = [_mark(score, score["value"]) for score in placed]
    before = [_mark(score, score["first"]["value"]) for score in first]
    base = 10 + STEP * _tallest(marks)
    _stack(marks, base - STEP // 2 - 4, -STEP)
    _stack(before, base + BELOW, STEP)
    height = base + BELOW - 20 + STEP * _tallest(before)
    return {
        "marks": marks, "first": before, "alt": _in_words(one), "base": base, "height": height,
    }  # fmt: skip


def _tallest(marks: list[Block]) -> int:
    return max((sum(m["value"] == value for m in marks) for value in range(11)), default=0)


def _stack(marks: list[Block], start: int, step: int) -> None:
    """Place marks of one number over (or under) one another."""
    for at, mark in enumerate(marks):
        below = sum(other["value"] == mark["value"] for other in marks[:at])
        mark["x"] = LEFT + (10 - mark["value"]) * PITCH
        mark["y"] = start + below * step


def _moved(score: Part) -> bool:
    before = score["first"]["value"]
    return before is not None and before != score["value"]


def _mark(score: Part, value: int) -> Block:
    under = score["name"].split(" ")[0] if score["kind"] == "child" else score["role"]
    return {
        "value": value,
        "initials": score["initials"],
        "kind": score["kind"],
        "under": under if len(under) <= 24 else f"{under[:22]}…",
    }


def _in_words(one: Part) -> str:
    said = "; ".join(_who(score) for score in one["scores"])
    ends = f"10 means: {one['ten']} 0 means: {one['zero']}"
    return f"A line from 10 on the left to 0 on the right. {ends} {said}. {one['spread']['words']}"


def _who(score: Part) -> str:
    value = "can’t say" if score["value"] is None else str(score["value"])
    first = score["first"]
    before = f" (first {first['value']})" if first and _moved(score) else ""
    return f"{score['name']}, {score['role']}, {value}{before}"
