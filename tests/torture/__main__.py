"""`make torture ROUNDS=1000`: what was called saved survives broken lines and kill -9."""

from __future__ import annotations

import argparse
import sys
import time

from tests.torture.sittings import play
from tests.torture.tally import Tally, lines


def main() -> int:
    """Run as asked; 1 when anything was lost."""
    asked = argparse.ArgumentParser(prog="make torture")
    asked.add_argument("--rounds", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=time.time_ns() % 10**9)
    asked.add_argument("--jobs", type=int, default=2, help="meetings side by side")
    asked.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    given = asked.parse_args()
    print(f"Seed {given.seed}.", flush=True)
    tally = Tally()
    try:
        play(given.seed, given.rounds, given.jobs, given.store, tally, _say)
    except KeyboardInterrupt:
        print("Stopped early.")
    for line in lines(tally):
        print(line)
    return 0 if tally.good else 1


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
