"""Thirty rounds of what `make torture` does a thousand of."""

from __future__ import annotations

import asyncio

import pytest

from tests.torture.rounds import Tally, play

pytestmark = [pytest.mark.slow, pytest.mark.e2e]


def test_SYN_11_broken_lines_and_kills_lose_nothing_that_was_called_saved() -> None:
    tally, said = Tally(), list[str]()
    asyncio.run(play(2026, 30, tally, said.append))
    assert said == []
    assert tally.good
    counts = tally.counts
    assert counts["rounds"] == 30
    # A storm that no longer blows proves nothing.
    assert min(counts["kills"], counts["cuts of all lines"], counts["frames sent twice"]) >= 3
    assert min(counts["changes told saved"], counts["words typed"]) > 500
    assert counts["commands answered"] > 50
