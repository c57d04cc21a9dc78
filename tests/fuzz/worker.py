"""Plays seeds one after the other and says on stdout, a JSON line each, what came of it.

A process of its own: the CRDT library can take the process down, and then the seed is known.
"""

from __future__ import annotations

import json
import sys

from tests.document.yjs import YjsPeer
from tests.fuzz.drive import play, replay, smallest
from tests.fuzz.meeting import Tally

FRESH = 50
"""Meetings after which the Yjs process starts anew, for its memory's sake."""


def main(first: int, last: int) -> None:
    """Play the seeds from `first` up to `last`."""
    for start in range(first, last, FRESH):
        with YjsPeer() as yjs:
            for seed in range(start, min(start + FRESH, last)):
                _say({"begin": seed})
                tally = Tally()
                meeting, found = play(yjs, seed, tally)
                said = {"end": seed, "tally": tally.plain(), "found": found}
                if found and replay(yjs, meeting.steps, Tally()):
                    said["steps"] = smallest(yjs, meeting.steps, found)
                elif found.startswith("hang"):  # this machine was busy: it does not happen again
                    tally.counts["hangs"] -= 1
                    said |= {"found": "", "tally": tally.plain()}
                elif found:
                    said["steps"] = meeting.steps
                _say(said)


def _say(words: dict[str, object]) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
