"""The spread over all that people can choose."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.rules.scales import low_alert, spread

SCORES = st.lists(st.none() | st.integers(0, 10), max_size=20)


@given(SCORES)
def test_SCL_11_a_spread_counts_everyone_and_never_says_a_mean(scores: list[int | None]) -> None:
    found = spread(scores)
    assert found["given"] + found["cannot_say"] == len(scores)
    given_scores = [score for score in scores if score is not None]
    assert {found["low"], found["high"]} <= {*given_scores, None}
    assert set(found) == {"low", "high", "given", "cannot_say", "words", "ask"}


@given(SCORES)
def test_SCL_13_the_question_comes_with_a_wide_spread_only(scores: list[int | None]) -> None:
    found = spread(scores)
    wide = found["high"] is not None and found["low"] is not None
    wide = wide and (found["high"] or 0) - (found["low"] or 0) >= 4
    assert bool(found["ask"]) == wide


@given(SCORES, st.integers(0, 3))
def test_SCL_14_one_low_number_is_enough(scores: list[int | None], at: int) -> None:
    assert low_alert([*scores, at], at)
    assert not low_alert([None, at + 1], at)
