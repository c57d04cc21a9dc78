"""What the gate knows of a board: which ids exist, in which root and order, which are deleted."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

from server.contract.lib0 import var_uint
from server.contract.values import KeptClient
from server.document.order import TextOrder


class RangeSet:
    """Disjoint ascending ranges [start, end) of clocks."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """Include [start, end), joined with the ranges it touches."""
        first = bisect_left(self._ends, start)
        last = bisect_right(self._starts, end)
        if first < last:
            start = min(start, self._starts[first])
            end = max(end, self._ends[last - 1])
        self._starts[first:last] = (start,)
        self._ends[first:last] = (end,)

    def missing(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of [start, end) that are not included."""
        parts = []
        at = bisect_right(self._ends, start)
        while at < len(self._starts) and self._starts[at] < end:
            if start < self._starts[at]:
                parts.append((start, self._starts[at]))
            start = self._ends[at]
            at += 1
        if start < end:
            parts.append((start, end))
        return parts

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """Every range, ascending."""
        return tuple(zip(self._starts, self._ends, strict=True))

    def covers(self, clock: int) -> bool:
        """Whether `clock` is included."""
        at = bisect_right(self._ends, clock)
        return at < len(self._starts) and self._starts[at] <= clock


class ClientIds:
    """The ids of one client id: 0 to `next` - 1, in runs of one root each."""

    __slots__ = ("deleted", "lows", "next", "roots", "starts")

    def __init__(self) -> None:
        self.next = 0
        self.starts: list[int] = []
        self.roots: list[str] = []
        self.lows: set[int] = set()
        self.deleted = RangeSet()

    def add(self, length: int, root: str, lows: Iterable[int], deleted: bool) -> None:
        """Append the next `length` ids."""
        if not self.roots or self.roots[-1] != root:
            self.starts.append(self.next)
            self.roots.append(root)
        if lows:
            self.lows.update(lows)
        if deleted:
            self.deleted.add(self.next, self.next + length)
        self.next += length

    def kept(self, client: int) -> KeptClient:
        """As a checkpoint keeps them."""
        return KeptClient(
            client=client, next=self.next, starts=tuple(self.starts), roots=tuple(self.roots),
            lows=tuple(sorted(self.lows)), gone=self.deleted.ranges,
        )  # fmt: skip

    def root_at(self, clock: int) -> str:
        """The root of a clock below `next`."""
        return self.roots[bisect_right(self.starts, clock) - 1]

    def roots_in(self, start: int, end: int) -> list[str]:
        """The roots of [start, end), which lies below `next`."""
        return self.roots[bisect_right(self.starts, start) - 1 : bisect_left(self.starts, end)]


class Known:
    """All ids of a board."""

    def __init__(self) -> None:
        self.clients: dict[int, ClientIds] = {}
        self.sizes: dict[str, int] = {}  # ids ever in a root, UTF-16 units
        self._orders: dict[str, TextOrder] = {}
        self._kept: dict[str, bytes] = {}  # orders of a checkpoint, as yet unread

    def next_clock(self, client: int) -> int:
        """The clock the client's next id must have."""
        ids = self.clients.get(client)
        return 0 if ids is None else ids.next

    def add(
        self, client: int, length: int, root: str, lows: Iterable[int] = (), deleted: bool = False
    ) -> None:
        """Learn the client's next `length` ids."""
        ids = self.clients.get(client)
        if ids is None:
            ids = self.clients[client] = ClientIds()
        ids.add(length, root, lows, deleted)
        self.sizes[root] = self.sizes.get(root, 0) + length

    def order(self, root: str) -> TextOrder:
        """The order of a text, empty before anyone has typed there."""
        order = self._orders.get(root)
        if order is None:
            kept = self._kept.pop(root, None)
            order = TextOrder() if kept is None else TextOrder.recalled(kept)
            self._orders[root] = order
        return order

    def kept_orders(self) -> dict[str, bytes]:
        """Every text's order, as a checkpoint keeps it."""
        return self._kept | {root: order.kept() for root, order in self._orders.items()}

    def recall_orders(self, kept: Mapping[str, bytes]) -> None:
        """Learn the orders of texts from a checkpoint; each is read when it is needed."""
        self._kept.update(kept)

    def recall(self, kept: KeptClient) -> None:
        """Learn a client's ids from a checkpoint."""
        ends = (*kept.starts[1:], kept.next)
        for start, end, root in zip(kept.starts, ends, kept.roots, strict=True):
            self.add(kept.client, end - start, root)
        if kept.starts:
            ids = self.clients[kept.client]
            ids.lows.update(kept.lows)
            for start, end in kept.gone:
                ids.deleted.add(start, end)

    def delete(self, client: int, start: int, end: int) -> None:
        """Learn that [start, end) is deleted; parts nobody has are left out."""
        ids = self.clients.get(client)
        if ids is not None and start < min(end, ids.next):
            ids.deleted.add(start, min(end, ids.next))

    def root_of(self, client: int, clock: int) -> str | None:
        """The root of an id; None when no such id is known."""
        ids = self.clients.get(client)
        return None if ids is None or clock >= ids.next else ids.root_at(clock)

    def is_deleted(self, client: int, clock: int) -> bool:
        ids = self.clients.get(client)
        return ids is not None and ids.deleted.covers(clock)

    def clean_state_vector(self, clocks: dict[int, int]) -> bytes:
        """Encode a client's state vector without what only confuses the CRDT library.

        Strange client ids are left out, clocks stop at what exists, and a clock inside a
        surrogate pair goes back by one: yrs would send the pair as one broken character.
        """
        out = []
        for client, clock in clocks.items():
            ids = self.clients.get(client)
            if ids is not None and clock:
                clock = min(clock, ids.next)
                out.append(var_uint(client) + var_uint(clock - (clock in ids.lows)))
        return var_uint(len(out)) + b"".join(out)
