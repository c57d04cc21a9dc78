"""Which texts each update of a scope's log touched, learned from the ids alone: no CRDT at work."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from server.contract.lib0 import Malformed
from server.document.ids import IdRun, decode_ids


class Trail:
    """Takes in the log's entries of one scope, in order, and says where each one wrote."""

    def __init__(self) -> None:
        self._starts: dict[int, list[int]] = {}  # by client: the first clock of each run of a root
        self._roots: dict[int, list[str]] = {}

    def take(self, update: bytes) -> set[str]:
        """The roots it typed into or deleted from. Raises Malformed."""
        decoded = decode_ids(update)
        touched = {self._add(client, run) for client, runs in decoded.sections for run in runs}
        for client, ranges in decoded.deletes:
            for clock, length in ranges:
                touched.update(self._between(client, clock, clock + length))
        return touched

    def _add(self, client: int, run: IdRun) -> str:
        root = run.root or ""
        if run.near is not None:
            root = self._root_of(*run.near)
        starts, roots = self._starts.setdefault(client, []), self._roots.setdefault(client, [])
        if not roots or roots[-1] != root:
            starts.append(run.clock)
            roots.append(root)
        return root

    def _root_of(self, client: int, clock: int) -> str:
        at = bisect_right(self._starts.get(client, []), clock) - 1
        if at < 0:
            raise Malformed("an update that names ids nobody has")
        return self._roots[client][at]

    def _between(self, client: int, start: int, end: int) -> list[str]:
        starts = self._starts.get(client, [])
        first = max(0, bisect_right(starts, start) - 1)
        return self._roots.get(client, [])[first : bisect_left(starts, end)]
