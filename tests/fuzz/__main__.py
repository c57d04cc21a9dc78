"""`make fuzz SECONDS=600`: meetings by chance against the gate and real Yjs, with counts.

A failing meeting is made as small as it gets and kept in tests/fuzz/cases/, where a fast test
replays it from then on. `SEED=` plays one seed.
"""

from __future__ import annotations

import argparse
import json
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.fuzz.meeting import Tally

CASES = Path(__file__).with_name("cases")
ROOT = Path(__file__).resolve().parents[2]
SILENCE = 240.0
"""Seconds of silence after which a meeting counts as hung: a long one needs ten of a processor's,
and a busy machine shares them out slowly."""
ALWAYS = (
    "inputs",
    "passed",
    "refused",
    "panics",
    "hangs",
    "differing texts",
    "differing orders",
    "yjs threw",
)


class Run:
    """Plays seeds in a worker until the time is up."""

    def __init__(self, seed: int, seconds: float) -> None:
        self.tally = Tally()
        self.failed: list[int] = []
        self.meetings = 0
        self._next = seed
        self._until = time.monotonic() + seconds

    def all(self) -> None:
        """Until the time is up; a worker that dies is followed by another."""
        while time.monotonic() < self._until:
            self._one_worker(self._next + 10**6)

    def only(self) -> None:
        """One seed."""
        self._until = time.monotonic() + 600
        self._one_worker(self._next + 1)

    def _one_worker(self, last: int) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.worker", str(self._next), str(last)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_read, args=(process, lines), daemon=True).start()
        try:
            while time.monotonic() < self._until and self._take(process, lines):
                pass
        finally:
            process.kill()
            process.wait()

    def _take(self, process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> bool:
        try:
            line = lines.get(timeout=SILENCE)
        except queue.Empty:
            self._fail("hangs", "hung")
            return False
        if line is None:
            if process.wait():
                self._fail("panics", f"ended with {process.returncode}")
            return False
        said = json.loads(line)
        if "end" in said:
            self._count(said)
        return True

    def _fail(self, count: str, how: str) -> None:
        self.tally.counts[count] += 1
        self.failed.append(self._next)
        print(f"seed {self._next}: {how}")
        self._next += 1

    def _count(self, said: dict[str, object]) -> None:
        self.meetings += 1
        self._next += 1
        self.tally.add(said["tally"])  # type: ignore[arg-type]
        if said["found"]:
            seed = said["end"]
            self.failed.append(int(str(seed)))
            case = CASES / f"seed_{seed}.json"
            kept = {"found": said["found"], "steps": said["steps"]}
            case.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
            print(f"seed {seed}: {said['found']}\n  kept as {case.relative_to(ROOT)}")

    def report(self) -> None:
        """Print the counts."""
        counts = self.tally.counts
        print(f"{self.meetings:>10,}  meetings")
        for name in [*ALWAYS, *sorted(set(counts) - {*ALWAYS})]:
            print(f"{counts[name]:>10,}  {name}")
        print(f"{self.tally.slowest * 1000:>10.1f}  slowest update, ms")
        for code, count in self.tally.refused.most_common():
            print(f"{count:>10,}  refused as {code}")


def _read(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert process.stdout
    for line in process.stdout:
        lines.put(line)
    lines.put(None)


def main() -> int:
    """Run as asked; 1 when anything was found."""
    asked = argparse.ArgumentParser(prog="make fuzz")
    asked.add_argument("--seconds", type=float, default=600)
    asked.add_argument("--seed", type=int)
    given = asked.parse_args()
    seed = time.time_ns() % 10**9 * 1000 if given.seed is None else given.seed
    print(f"First seed {seed}.", flush=True)
    run = Run(seed, given.seconds)
    run.all() if given.seed is None else run.only()
    run.report()
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
