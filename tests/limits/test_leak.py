"""Meetings that were closed and people who have gone leave nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.limits.leak import MOST, measure

pytestmark = pytest.mark.slow


def test_LIM_6_what_has_gone_is_forgotten(tmp_path: Path) -> None:
    """A part of `make leak`, which takes as many as the promise says."""
    before, after = measure(tmp_path, meetings=120, connections=400)
    assert after <= MOST * before, f"{before} kB before, {after} kB after"
