"""Prints what one keystroke costs: gate, apply, and both, in microseconds.

Run from the root of the checkout: `.venv/bin/python tests/bench/gate.py`.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter_ns
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[2]))

from server.document.live_board import LiveBoard
from server.document.updates import TextStruct, encode_text_update
from server.document.verdicts import Accepted

T = TypeVar("T")
CLIENT = 3_141_592_653


def a_board(cards: int) -> LiveBoard:
    """A board whose cards carry a record and 40 characters each, written by the server."""
    board = LiveBoard("room")
    for number in range(cards):
        with board.change():
            board.put_record(f"card{number}", {"kind": "card", "pos": number, "status": "open"})
            board.write_text(f"t:card{number}", "What we are worried about, in our words.")
    return board


def keystrokes(count: int, cards: int) -> Iterator[bytes]:
    """Single characters: runs of typing at the end of one card after the other."""
    ends = {card: (1, server_clock(card)) for card in range(cards)}
    for clock in range(count):
        card = clock // 50 % cards
        left = ends[card]
        yield encode_text_update(CLIENT, [TextStruct(clock, 1, left, None, None, "e")], [])
        ends[card] = (CLIENT, clock)


def server_clock(card: int) -> int:
    """The id of the last character the server wrote into a card: a record, then 40 units."""
    return card * 41 + 40


def timed(step: Callable[[T], object], values: Iterable[T]) -> list[float]:
    """Microseconds of each call."""
    times = []
    for value in values:
        start = perf_counter_ns()
        step(value)
        times.append((perf_counter_ns() - start) / 1000)
    return times


def report(name: str, times: list[float]) -> None:
    """One line: median and 99th percentile."""
    tail = sorted(times)[-len(times) // 100]
    print(f"  {name:<12} median {median(times):6.1f} us   p99 {tail:6.1f} us")


def judge(board: LiveBoard, update: bytes) -> Accepted:
    """The gate, which must accept."""
    verdict = board.gate.judge(update, "p1", lambda root: True, synced=True)
    if not isinstance(verdict, Accepted):
        raise SystemExit(f"refused: {verdict}")
    return verdict


def apply(board: LiveBoard, accepted: Accepted) -> bytes:
    """One change with one update."""
    with board.change() as change:
        board.apply(accepted)
    return change.update


def both(board: LiveBoard, update: bytes) -> bytes:
    """The way of one keystroke up to the bytes for the others."""
    return apply(board, judge(board, update))


def measure(cards: int, keys: int) -> None:
    """Print the three figures for a board of this size."""
    print(f"{cards} cards, {keys} keystrokes")
    report("gate", timed(partial(judge, a_board(cards)), keystrokes(keys, cards)))
    board = a_board(cards)
    verdicts = [judge(board, update) for update in keystrokes(keys, cards)]
    report("apply", timed(partial(apply, board), verdicts))
    report("gate+apply", timed(partial(both, a_board(cards)), keystrokes(keys, cards)))


def main() -> None:
    """Measure 60 and 500 cards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=20000, help="keystrokes a figure")
    keys = parser.parse_args().keys
    for cards in (60, 500):
        measure(cards, keys)


if __name__ == "__main__":
    main()
