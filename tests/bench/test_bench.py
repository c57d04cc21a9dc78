"""The benchmark still measures the server as it is: its doors, its limits, its own functions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.bench import path
from tests.bench.crowd import Shape
from tests.bench.run import Bench
from tests.bench.servers import OURS
from tests.bench.targets import target_table


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("cc") is None, reason="the generator needs a C compiler")
def test_a_small_run_delivers_everything(tmp_path: Path) -> None:
    bench = Bench(tmp_path, 1.0)
    found = bench.play(OURS, Shape(1, 5), "type", 5.0, "--warm", 1)
    assert found
    assert found["delivered"] == found["expected"] > 0
    assert "yes" in target_table({"rooms": {OURS.name: {**found, "p50": 1.0}}})[9]


def test_a_keystroke_reaches_every_wire() -> None:
    assert path.measure(60)["median"] > 0
