"""The 0 to 10 scale: its spread in words, and when a number needs the chair at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

WIDE = 4
"""Points between the lowest and the highest number that call for a question (SCL-13)."""


class Spread(TypedDict):
    """What a scale says as a whole. There is never a mean: the difference is the point (SCL-11)."""

    low: int | None
    high: int | None
    given: int
    cannot_say: int
    words: str
    ask: str


def spread(scores: Sequence[int | None], wide: int = WIDE) -> Spread:
    """Give the lowest and highest of `scores` (None is "can't say") and both in words (SCL-11)."""
    numbers = [score for score in scores if score is not None]
    low, high = (min(numbers), max(numbers)) if numbers else (None, None)
    return {
        "low": low,
        "high": high,
        "given": len(numbers),
        "cannot_say": len(scores) - len(numbers),
        "words": spread_words(numbers),
        "ask": wide_question(low, high, wide),
    }


def spread_words(numbers: Sequence[int]) -> str:
    """Say the spread of the numbers given, as people would say it (SCL-12)."""
    if not numbers:
        return "No numbers were given."
    low, high = min(numbers), max(numbers)
    if len(numbers) == 1:
        return f"One number: {low}."
    return f"Everyone said {low}." if low == high else f"From {low} to {high}."


def wide_question(low: int | None, high: int | None, wide: int = WIDE) -> str:
    """Give the question to ask when the numbers lie `wide` or more apart, else "" (SCL-13)."""
    if low is None or high is None or high - low < wide:
        return ""
    return f"What do people who said {low} know that people who said {high} do not?"


def low_alert(scores: Sequence[int | None], at: int) -> bool:
    """Say whether any number is `at` or lower, so the chair is asked about tonight (SCL-14)."""
    return any(score is not None and score <= at for score in scores)
