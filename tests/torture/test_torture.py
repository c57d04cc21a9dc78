"""Thirty rounds of what `make torture` does a thousand of."""

from __future__ import annotations

import pytest

from tests.torture.sittings import play
from tests.torture.tally import Tally

pytestmark = [pytest.mark.slow, pytest.mark.e2e]

MISHAPS = (
    "cuts of all lines", "lines cut", "lines left half-open", "frames cut within",
    "frames held back", "frames sent twice", "frames shortened", "people let in",
    "reveals of statements", "reveals of scores",
)  # fmt: skip


def test_SYN_11_broken_lines_and_kills_lose_nothing_that_was_called_saved() -> None:
    tally, said = Tally(), list[str]()
    play(2026, 30, 2, "sqlite", tally, said.append, most=15)
    assert tally.wrong == []
    assert tally.good, said
    counts = tally.counts
    assert (counts["rounds"], counts["meetings ended"]) == (30, 2)
    # A storm that no longer blows proves nothing.
    assert min(counts[mishap] for mishap in MISHAPS) > 0
    assert counts["kills"] >= 5
    assert min(counts["changes told saved"], counts["words typed"]) > 500
    assert min(counts["commands answered"], counts["planted words listened for"]) > 100
