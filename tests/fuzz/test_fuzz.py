"""What fuzzing found once stays found; and a short run of fixed seeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.document.yjs import YjsPeer
from tests.fuzz.drive import play, replay
from tests.fuzz.meeting import Tally

CASES = sorted(Path(__file__).with_name("cases").glob("*.json"))
NEVER = ("panics", "hangs", "differing texts", "differing orders", "yjs threw")


@pytest.fixture(scope="module")
def yjs() -> Iterator[YjsPeer]:
    with YjsPeer() as peer:
        yield peer


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_what_fuzzing_found_stays_mended(yjs: YjsPeer, case: Path) -> None:
    steps = json.loads(case.read_text(encoding="utf-8"))["steps"]
    assert replay(yjs, steps, Tally(), case.stem) == ""


@pytest.mark.slow
def test_hostile_and_honest_updates_of_fixed_seeds(yjs: YjsPeer) -> None:
    tally = Tally()
    for seed in range(7000, 7012):
        _, found = play(yjs, seed, tally)
        assert found == "", f"seed {seed}"
    assert {name: tally.counts[name] for name in NEVER} == dict.fromkeys(NEVER, 0)
    assert tally.counts["attacks"] > 3000
    assert 0.02 < tally.counts["attacks passed"] / tally.counts["attacks"] < 0.5
    # A grammar that no longer reaches some rule proves nothing of it.
    assert {"malformed", "wrong_content", "overlap", "not_yours", "unknown_origin"} <= set(
        tally.refused
    )
