"""What many rounds came to: counts, waiting times, and everything that was wrong."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass, field

NEVER = (
    "edits lost", "deletes lost", "words twice", "commands lost or done twice",
    "commands done out of order", "commands refused unduly", "words refused unduly",
    "pages unlike the log", "shown early", "shown in part", "stored entries lost",
    "logs that do not hold", "ended twice", "saved words missing in a record", "people lost",
)  # fmt: skip
"""What must not happen once; anything else that is wrong is only in `wrong`."""

HITS = (
    "kills", "kills that left a half-written commit", "kills between a commit and its telling",
    "kills in a checkpoint", "kills while a room opened", "kills between freezing and sealing",
    "cuts of all lines", "lines cut", "lines left half-open", "frames cut within",
    "frames held back", "frames sent twice", "frames shortened", "meetings ended",
    "people let in", "reveals of statements", "reveals of scores",
)  # fmt: skip
"""What must really have happened: a storm that does not blow proves nothing."""


@dataclass
class Tally:
    """What all rounds came to. Times are in seconds."""

    counts: Counter[str] = field(default_factory=Counter)
    recoveries: list[float] = field(default_factory=list)
    after_kills: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    given_back: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Nothing that must not be."""
        return not self.wrong and not any(self.counts[name] for name in NEVER)

    def note(self, name: str, found: set[str] | list[str], where: str) -> None:
        """Count what must not be, and keep the first few of it."""
        if found:
            self.counts[name] += len(found)
            self.wrong.append(f"{where}: {name}: {sorted(found)[:5]}")

    def add(self, other: Tally) -> None:
        """Take in what another process counted."""
        self.counts.update(other.counts)
        self.given_back.update(other.given_back)
        self.recoveries += other.recoveries
        self.after_kills += other.after_kills
        self.starts += other.starts
        self.wrong += other.wrong


def lines(tally: Tally) -> list[str]:
    """The report: what must be 0, what happened, the times."""
    first = ["rounds", *NEVER, *HITS]
    names = [*first, *sorted(set(tally.counts) - {*first})]
    told = [f"{tally.counts[name]:>10,}  {name}" for name in names]
    for code, count in tally.given_back.most_common():
        told.append(f"{count:>10,}  words given back to copy: {code}")
    return [
        *told,
        f"A page has all saved again once the line is back: {spread(tally.recoveries)}.",
        f"The same in rounds with a kill: {spread(tally.after_kills)}.",
        f"The server answers again after kill -9: {spread(tally.starts)}.",
    ]


def spread(times: list[float]) -> str:
    """Median, 95th of a hundred, and longest."""
    if len(times) < 2:
        return "none"
    p95 = statistics.quantiles(times, n=20, method="inclusive")[-1]
    ms = [f"{1000 * one:,.0f}" for one in (statistics.median(times), p95, max(times))]
    return f"median {ms[0]} ms, p95 {ms[1]} ms, worst {ms[2]} ms"
