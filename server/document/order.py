"""The order of one text: every id ever typed into it, deleted ones too, as Yjs puts them.

Yjs gives every reader one order as long as each insert names two neighbours that stood side by
side where it was typed. So an insert is judged by what its writer has shown to have seen, the
least that an honest page must have had before it, and only then put in its place (RULES GAT-17).
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import Final

from server.document.verdicts import Id, Unfit

MOST_STEPS: Final = 300_000
"""Runs that judging one update may look at. Honest pages need few: only what others typed at the
very place meanwhile."""
_MOST_VIEWS: Final = 32  # writers of one text whose view is kept; the others' are gathered anew


class Effort:
    """What judging one update may still cost."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MOST_STEPS

    def spend(self, steps: int) -> None:
        """Raises Unfit(`too_big`) when it is used up."""
        self.left -= steps
        if self.left < 0:
            raise Unfit("too_big", "an update that takes too long to put in order")


class Run:
    """Ids `client:clock` to `client:end - 1` of one text, typed one after the other.

    The first was typed between `left` and `right` (None: where the text starts, or ends), each
    later one between the id before it and `right`. `next` is the run that follows in the text.
    """

    __slots__ = ("client", "clock", "end", "left", "next", "right")

    def __init__(
        self, client: int, clock: int, end: int, left: Id | None, right: Id | None
    ) -> None:
        self.client = client
        self.clock = clock
        self.end = end
        self.left = left
        self.right = right
        self.next: Run | None = None


_clock = attrgetter("clock")


class TextOrder:
    """One text's runs from its start to its end. What was put since `settle` can be undone."""

    __slots__ = ("_done", "_first", "_runs", "_views")

    def __init__(self) -> None:
        self._first: Run | None = None
        self._runs: dict[int, list[Run]] = {}  # of each client id, by clock
        self._views: dict[int, dict[int, int]] | None = None  # most texts never need any
        # (run, its tail that was cut off or None, how much it grew) · (run before, new run, 0)
        self._done: list[tuple[Run | None, Run | None, int]] = []

    def put(
        self, client: int, clock: int, length: int, left: Id | None, right: Id | None,
        effort: Effort | None,
    ) -> None:  # fmt: skip
        """Put the client's next ids between two ids of this text.

        `effort`: judge it first, at this cost; raises Unfit(`out_of_order`). None: it is true.
        """
        before = None
        if left is not None:
            before = self._runs[left[0]][-1]  # where most typing goes on
            if before.end != left[1] + 1:
                before = self._ending(left)
        after = self._first if before is None else before.next
        if after is None:
            beside = right is None
        else:
            beside = right is not None and after.clock == right[1] and after.client == right[0]
        if not beside:
            before = self._among(client, left, right, effort)
        self._put(before, client, clock, length, left, right)

    def _put(
        self, before: Run | None, client: int, clock: int, length: int,
        left: Id | None, right: Id | None,
    ) -> None:  # fmt: skip
        if (
            before is not None
            and before.end == clock
            and before.client == client
            and before.right == right
            and left == (client, clock - 1)
        ):
            before.end += length
            self._done.append((before, None, length))
            return
        run = Run(client, clock, clock + length, left, right)
        self._link(before, run)
        self._runs.setdefault(client, []).append(run)
        self._done.append((before, run, 0))

    def _link(self, before: Run | None, run: Run) -> None:
        if before is None:
            run.next, self._first = self._first, run
        else:
            run.next, before.next = before.next, run

    # Finding ids

    def _holding(self, id_: Id) -> Run:
        runs, clock = self._runs[id_[0]], id_[1]
        last = runs[-1]
        return last if last.clock <= clock else runs[bisect_right(runs, clock, key=_clock) - 1]

    def _ending(self, id_: Id) -> Run:
        """The run that ends with this id, cut there if need be."""
        run = self._holding(id_)
        return self._cut(run, id_[1] + 1) if run.end > id_[1] + 1 else run

    def _starting(self, id_: Id) -> Run:
        """The run that starts with this id, cut there if need be."""
        run = self._holding(id_)
        if run.clock < id_[1]:
            tail = self._cut(run, id_[1]).next
            assert tail is not None  # noqa: S101 - it was just cut off
            return tail
        return run

    def _cut(self, run: Run, clock: int) -> Run:
        tail = Run(run.client, clock, run.end, (run.client, clock - 1), run.right)
        run.end = clock
        self._link(run, tail)
        runs = self._runs[run.client]
        runs.insert(bisect_right(runs, clock, key=_clock), tail)
        self._done.append((run, tail, -1))
        return run

    # Judging

    def _among(
        self, client: int, left: Id | None, right: Id | None, effort: Effort | None
    ) -> Run | None:
        """The run after which Yjs puts an insert whose neighbours no longer stand side by side.

        Other people typed there meanwhile, or the pair is forged.
        """
        stop = None if right is None else self._starting(right)
        before = None if left is None else self._ending(left)  # the cut may have changed it
        at = self._first if before is None else before.next
        if effort is not None:
            self._check_unseen(at, stop, self._view(client, left, right, effort), effort)
        place, passed, rivals = before, set[Run](), set[Run]()
        while at is not None and at is not stop:
            passed.add(at)
            rivals.add(at)
            if at.left == left:
                if at.client < client:
                    place = at
                    rivals.clear()
                elif at.right == right:
                    break
            elif at.left is not None and (origin := self._holding(at.left)) in passed:
                if origin not in rivals:
                    place = at
                    rivals.clear()
            else:
                break
            at = at.next
        return place

    def _check_unseen(
        self, at: Run | None, stop: Run | None, view: dict[int, int], effort: Effort
    ) -> None:
        """GAT-17: nothing between the neighbours that the writer has shown to have seen."""
        steps = 0
        while at is not stop:
            if at is None:
                raise Unfit("out_of_order", "the right neighbour stands before the left one")
            if view.get(at.client, 0) > at.clock:
                raise Unfit("out_of_order", f"{at.client}:{at.clock} stands between the neighbours")
            at = at.next
            steps += 1
        effort.spend(steps)

    def _view(
        self, client: int, left: Id | None, right: Id | None, effort: Effort
    ) -> dict[int, int]:
        """What the writer must have seen of this text: the clocks below which it has each id."""
        views = self._views = {} if self._views is None else self._views
        if client not in views and len(views) >= _MOST_VIEWS:
            del views[next(iter(views))]
        view = views.setdefault(client, {})
        own = self._runs.get(client)
        for id_ in ((client, own[-1].end - 1) if own else None, left, right):
            if id_ is not None:
                self._see(view, id_, effort)
        return view

    def _see(self, view: dict[int, int], id_: Id, effort: Effort) -> None:
        """Who has an id has all of that client id's before it, and the neighbours of each."""
        waiting = [id_]
        while waiting:
            client, clock = waiting.pop()
            seen = view.get(client, 0)
            if clock < seen:
                continue
            view[client] = clock + 1
            runs = self._runs[client]
            first = bisect_left(runs, seen, key=_clock)
            runs = runs[first : bisect_right(runs, clock, key=_clock)]
            effort.spend(len(runs) + 1)
            for run in runs:
                for near in (run.left, run.right):
                    if near is not None and near[1] >= view.get(near[0], 0):
                        waiting.append(near)

    # Taking back

    def settle(self) -> None:
        """What was put stays."""
        self._done.clear()

    def undo(self) -> None:
        """Take back what was put since `settle`, the cuts made for it too."""
        while self._done:
            run, other, grown = self._done.pop()
            if other is None:
                assert run is not None  # noqa: S101 - only a run grows
                run.end -= grown
                continue
            if run is None:
                self._first = other.next
            else:
                run.next = other.next
                if grown:
                    run.end = other.end
            runs = self._runs[other.client]
            del runs[bisect_left(runs, other.clock, key=_clock)]
            if not runs:
                del self._runs[other.client]
        self._views = None

    # Keeping

    def kept(self) -> bytes:
        """As a checkpoint keeps it: seven 32-bit numbers a run, from the start of the text."""
        numbers = array("I")
        run = self._first
        while run is not None:
            numbers.extend((run.client, run.clock, run.end))
            numbers.extend(run.left or (0, 0))
            numbers.extend(run.right or (0, 0))
            run = run.next
        return _little(numbers).tobytes()

    @classmethod
    def recalled(cls, kept: bytes) -> TextOrder:
        """As `kept` says."""
        order, before = cls(), None
        numbers = array("I")
        numbers.frombytes(kept)
        each = iter(_little(numbers))
        for client, clock, end, *near in zip(*[each] * 7, strict=True):
            left, right = (near[0], near[1]), (near[2], near[3])
            run = Run(client, clock, end, left if near[0] else None, right if near[2] else None)
            order._link(before, run)
            order._runs.setdefault(client, []).append(run)
            before = run
        for runs in order._runs.values():
            runs.sort(key=_clock)
        return order

    def ids(self) -> list[tuple[int, int, int]]:
        """Every id in order, as ranges (client id, first clock, end)."""
        ranges: list[tuple[int, int, int]] = []
        run = self._first
        while run is not None:
            if ranges and ranges[-1][0] == run.client and ranges[-1][2] == run.clock:
                ranges[-1] = (run.client, ranges[-1][1], run.end)
            else:
                ranges.append((run.client, run.clock, run.end))
            run = run.next
        return ranges


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
