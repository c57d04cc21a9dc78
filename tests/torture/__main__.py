"""`make torture ROUNDS=1000`: what was called saved survives broken lines and kill -9."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

from tests.torture.page import SCALE
from tests.torture.rounds import Tally, play, spread

ALWAYS = ("rounds", "kills", "edits lost", "deletes lost", "commands lost", "commands done twice",
          "diverged")  # fmt: skip


def report(tally: Tally) -> None:
    """Print the counts and the times."""
    for name in [*ALWAYS, *sorted(set(tally.counts) - {*ALWAYS})]:
        print(f"{tally.counts[name]:>10,}  {name}")
    for code, count in tally.given_back.most_common():
        print(f"{count:>10,}  words given back to copy: {code}")
    print(f"Waiting times of the page are a {1 / SCALE:.0f}th of the browser's.")
    print(f"A page has all saved again once the line is back: {spread(tally.recoveries)}.")
    print(f"The same in rounds with a kill: {spread(tally.after_kills)}.")
    print(f"The server answers again after kill -9: {spread(tally.starts)}.")


def main() -> int:
    """Run as asked; 1 when anything was lost."""
    asked = argparse.ArgumentParser(prog="make torture")
    asked.add_argument("--rounds", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=time.time_ns() % 10**9)
    given = asked.parse_args()
    print(f"Seed {given.seed}.", flush=True)
    tally = Tally()
    try:
        asyncio.run(play(given.seed, given.rounds, tally, lambda said: print(said, flush=True)))
    except KeyboardInterrupt:
        print("Stopped early.")
    report(tally)
    return 0 if tally.good else 1


if __name__ == "__main__":
    sys.exit(main())
