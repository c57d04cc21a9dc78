"""The figures of a run as the tables people read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Figures = dict[str, dict[str, dict[str, float]]]
"""By workload, then by server."""

TITLES = {
    "room200": "200 people type 5/s in one room",
    "room50": "50 people type 5/s in one room",
    "rooms": "100 rooms of 5 people, 2/s each",
    "presence": "50 people, presence 10/s",
    "saturation": "50 people, as fast as p99 stays under 100 ms",
    "joins": "200 open a board of 100,000 edits at once",
    "storm": "200 come back at once, 20 offline edits each",
    "memory": "memory",
    "keystroke": "a keystroke on its way through the server",
    "ending": "End meeting until sealed, then the PDF and the Word file",
}


def print_tables(figures: Figures, names: Sequence[str]) -> None:
    """Each workload with a line a server; ratios are to Threefold, over 1 is in its favour."""
    for work, found in figures.items():
        columns = COLUMNS.get(work, TYPED)
        print(f"\n{TITLES[work]}\n")
        print("| server |" + "|".join(f" {title} " for title in columns) + "|")
        print("|---|" + "---|" * len(columns))
        for name in names:
            if name in found:
                cells = (_cell(make, found[name], found) for make in columns.values())
                print(f"| {name} |" + "|".join(f" {cell} " for cell in cells) + "|")


Row = dict[str, float]
Cell = Callable[[Row, dict[str, Row]], str]


def _cell(make: Cell, row: Row, rows: dict[str, Row]) -> str:
    if not row:
        return "failed"
    try:
        return make(row, rows)
    except (KeyError, ZeroDivisionError):
        return "-"


def cost(row: Row) -> float:
    """CPU seconds of the server for a million delivered."""
    return row["cpu"] / row["delivered"] * 1e6


def _ratio(value: Callable[[Row], float], down: bool = True) -> Cell:
    def make(row: Row, rows: dict[str, Row]) -> str:
        ours, theirs = value(rows["threefold"]), value(row)
        return f"{theirs / ours if down else ours / theirs:.1f}"

    return make


def _share(row: Row, rows: dict[str, Row]) -> str:
    missing = 1 - row["delivered"] / row["expected"]
    return "0" if missing == 0 else f"{missing:.1%}"


def _saved(row: Row, rows: dict[str, Row]) -> str:
    times: Sequence[float] = row["saved"]  # type: ignore[assignment]
    return f"{times[1]:.0f} / {times[2]:.0f}"


def _join(which: int) -> Cell:
    def make(row: Row, rows: dict[str, Row]) -> str:
        times: Sequence[float] = row["join"]  # type: ignore[assignment]
        return f"{times[which]:.0f}"

    return make


def _number(key: str, form: str = ".0f", scale: float = 1.0) -> Cell:
    return lambda row, rows: format(row[key] * scale, form)


TYPED: dict[str, Cell] = {
    "CPU-s/M": lambda row, rows: f"{cost(row):.2f}",
    "ratio": _ratio(cost),
    "p50 ms": _number("p50", ".1f"),
    "p99 ms": _number("p99", ".1f"),
    "not delivered": _share,
    "saved p95 / p99 ms": _saved,
    "generator busy": _number("generator", ".0%"),
}
COLUMNS: dict[str, dict[str, Cell]] = {
    "saturation": {
        "delivered/s": _number("rate", ",.0f"),
        "ratio": _ratio(lambda row: row["rate"], down=False),
        "CPU-s/M": lambda row, rows: f"{cost(row):.2f}",
        "p50 ms": _number("p50", ".1f"),
        "p99 ms": _number("p99", ".1f"),
        "generator busy": _number("generator", ".0%"),
    },
    "joins": {"median ms": _join(0), "last ms": _join(1)},
    "storm": {"all have all, ms": _number("converged"), "not delivered": _share},
    "memory": {
        "empty MiB": _number("base", ".0f", 1 / 1024),
        "a connection KiB": _number("person"),
        "a room of 60 cards KiB": _number("room"),
    },
    "keystroke": {"median us": _number("median", ".1f"), "p99 us": _number("p99", ".1f")},
    "ending": {
        f"{what} ms, {cards} cards": _number(key)
        for cards, suffix in (("60", ""), ("300", " 300"))
        for what, key in (
            ("sealed", f"sealed{suffix}"),
            ("PDF", f"pdf{suffix}"),
            ("Word", f"docx{suffix}"),
            ("all", f"all{suffix}"),
        )
    },
}
