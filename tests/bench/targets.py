"""What was promised, what was measured, and whether it was kept: one table of a whole run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.table import Figures, Row, cost

OURS = "threefold"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


class Promise(NamedTuple):
    """A figure of one workload and its bound; of its `peers`, how many times better we must be."""

    what: str
    work: str
    figure: Callable[[Row], float]
    bound: float
    unit: str
    at_least: bool = False
    peers: tuple[tuple[str, float], ...] = ()


def _at(key: str, place: int) -> Callable[[Row], float]:
    return lambda row: row[key][place]  # type: ignore[index]


def _key(key: str, scale: float = 1.0) -> Callable[[Row], float]:
    return lambda row: row[key] * scale


def _lost(row: Row) -> float:
    return row["expected"] - row["delivered"]


DEFAULTS, SLOWED, NODE = "hocuspocus 4", "hocuspocus 4, flush 20", "y-websocket"
PROMISES = (
    Promise("200 people in one room, 5/s each", "room200", cost, 1.2, "CPU-s/M",
            peers=((DEFAULTS, 4.0), (SLOWED, 1.5))),
    Promise("the same, p99", "room200", _key("p99"), 50, "ms"),
    Promise("the same, lost", "room200", _lost, 0, "edits"),
    Promise("the same, saved p95", "room200", _at("saved", 1), 25, "ms"),
    Promise("the same, saved p99", "room200", _at("saved", 2), 50, "ms"),
    Promise("50 people in one room, 5/s each", "room50", cost, 8, "CPU-s/M",
            peers=((DEFAULTS, 3.0), (NODE, 3.0))),
    Promise("100 rooms of 5, 2/s each", "rooms", cost, 50, "CPU-s/M"),
    Promise("the same, p50", "rooms", _key("p50"), 10, "ms"),
    Promise("50 people, as fast as p99 < 100 ms allows", "saturation", _key("rate", 1e-6), 1.0,
            "million delivered/s", at_least=True),
    Promise("50 people, presence 10/s", "presence", cost, 4, "CPU-s/M"),
    Promise("200 join a board of 100,000 edits at once, the last", "joins", _at("join", 1), 350,
            "ms"),
    Promise("200 come back with 20 offline edits each, all have all", "storm", _key("converged"),
            250, "ms"),
    Promise("a keystroke in the server, without disk and network", "keystroke", _key("median"), 15,
            "us"),
    Promise("End meeting: sealed, PDF and Word ready, 60 cards", "ending", _key("all"), 1000, "ms"),
    Promise("memory, nobody there", "memory", _key("base", 1024e-6), 90, "MB"),
    Promise("memory, one connection more", "memory", _key("person"), 25, "KiB"),
    Promise("memory, one room of 60 cards more", "memory", _key("room"), 95, "KiB"),
)  # fmt: skip


def target_table(figures: Figures) -> list[str]:
    """Lines of the table: promise, bound, figure, met or not, peers with their ratio to us."""
    head = "| What | Target | Measured | Met | Peers: figure (times ours) | Generator busy |"
    return [head, "|---|---|---|---|---|---|", *(_line(one, figures) for one in PROMISES)]


def _line(promise: Promise, figures: Figures) -> str:
    rows = figures.get(promise.work, {})
    ours = _figure(promise, rows.get(OURS, {}))
    sign = "≥" if promise.at_least else "≤"
    target = f"{sign} {promise.bound:g} {promise.unit}"
    target += "".join(f"; {times:g} x {name}" for name, times in promise.peers)
    if ours is None:
        return f"| {promise.what} | {target} | not measured | - | | |"
    busy = rows[OURS].get("generator")
    met = "yes" if _met(promise, ours, rows) else "**no**"
    peers = "; ".join(_peers(promise, ours, rows))
    share = "" if busy is None else f"{busy:.0%}"
    return (
        f"| {promise.what} | {target} | {_say(ours)} {promise.unit} | {met} | {peers} | {share} |"
    )


def _figure(promise: Promise, row: Row) -> float | None:
    if row.get("delivered") == 0:
        return None  # what never came was not late
    try:
        return promise.figure(row)
    except (KeyError, ZeroDivisionError):
        return None


def _met(promise: Promise, ours: float, rows: dict[str, Row]) -> bool:
    kept = ours >= promise.bound if promise.at_least else ours <= promise.bound
    theirs = {name: _figure(promise, rows.get(name, {})) for name, _ in promise.peers}
    return kept and all(
        (found := theirs[name]) is None or found / ours >= times for name, times in promise.peers
    )


def _peers(promise: Promise, ours: float, rows: dict[str, Row]) -> Iterator[str]:
    for name, row in rows.items():
        theirs = _figure(promise, row)
        if name != OURS and theirs is not None:
            ratio = f" ({theirs / ours:.1f})" if ours else ""
            lost = f", {_lost(row) / row['expected']:.0%} lost" if row.get("expected") else ""
            yield f"{name} {_say(theirs)}{ratio}{'' if lost == ', 0% lost' else lost}"


def _say(value: float) -> str:
    return f"{value:.0f}" if value >= 20 or value == 0 else f"{value:.2g}"


def write_readme(readme: Path, about: str, lines: Sequence[str]) -> None:
    """Put the table between its two marks. Raises SystemExit when they are not there."""
    text = readme.read_text()
    between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    if not between.search(text):
        raise SystemExit(f"{readme.name} has no {BEGIN} and {END}.")
    table = "\n".join((BEGIN, "", about, "", *lines, "", END))
    readme.write_text(between.sub(lambda _: table, text))
