"""One update on trial: every rule of RULES GAT; what a refused one did to orders is undone."""

from bisect import bisect_right
from collections.abc import Callable

from server.document.known import Known
from server.document.order import Effort, TextOrder
from server.document.updates import (
    Deletes,
    Ranges,
    Section,
    TextStruct,
    encode_text_update,
    low_surrogates,
)
from server.document.verdicts import TEXT_ROOT, Accepted, GateLimits, Id, Unfit


class Draft:
    """What an update would add. Methods raise Unfit at the first rule it breaks."""

    __slots__ = (
        "_allowed",
        "_effort",
        "_known",
        "_limits",
        "_lows",
        "_may_write",
        "_orders",
        "_sizes",
        "_starts",
        "client",
        "deletes",
        "first",
        "next",
        "roots",
        "structs",
    )

    def __init__(self, known: Known, limits: GateLimits, may_write: Callable[[str], bool]) -> None:
        self._known = known
        self._limits = limits
        self._may_write = may_write
        self._allowed: set[str] = set()
        self._sizes: dict[str, int] = {}
        self._lows: set[int] = set()
        self._effort = Effort()
        self._orders: dict[str, TextOrder] = {}
        self._starts: list[int] = []
        self.client = 0
        self.first = self.next = 0
        self.structs: list[TextStruct] = []
        self.roots: list[str] = []  # of each struct
        self.deletes: Deletes = []

    # Structs

    def take_section(self, client: int, structs: list[TextStruct]) -> None:
        """Try the fresh structs of the one client id (GAT-3, GAT-5 to GAT-10, GAT-17)."""
        self.client = client
        self.first = self.next = self._known.next_clock(client)
        for struct in structs:
            self._take(struct)

    def _take(self, struct: TextStruct) -> None:
        root = self._place(struct)
        self._check_writable(root)
        size = self._sizes.get(root)
        if size is None:
            size = self._known.sizes.get(root, 0)
        size += struct.length
        if size > self._limits.ids_per_text:
            raise Unfit("too_long", f"{size} units in one text")
        self._sizes[root] = size
        self._put(root, struct)
        self._starts.append(struct.clock)
        self.structs.append(struct)
        self.roots.append(root)
        words = struct.words
        if words is not None and len(words) != struct.length:
            self._lows.update(low_surrogates(words, struct.clock))
        self.next = struct.clock + struct.length

    def _place(self, struct: TextStruct) -> str:
        """The root the struct goes into; its neighbours are known and whole (GAT-7 to GAT-9)."""
        left, right = struct.left, struct.right
        root = struct.root
        if left is not None:
            root = self._root_of(left)
            self._check_whole(left[0], left[1] + 1)
        if right is not None:
            right_root = self._root_of(right)
            self._check_whole(right[0], right[1])
            if left is not None and root != right_root:
                raise Unfit("crosses_texts", f"between {root} and {right_root}")
            root = right_root
        assert root is not None  # noqa: S101 - the decoder gives a root or a neighbour
        return root

    def _put(self, root: str, struct: TextStruct) -> None:
        order = self._orders.get(root)
        if order is None:
            order = self._orders[root] = self._known.order(root)
        order.put(self.client, struct.clock, struct.length, struct.left, struct.right, self._effort)

    def _root_of(self, id_: Id) -> str:
        client, clock = id_
        root = self._known.root_of(client, clock)
        if root is not None:
            return root
        if client == self.client and self.first <= clock < self.next:
            return self.roots[bisect_right(self._starts, clock) - 1]
        raise Unfit("unknown_origin", f"{client}:{clock}")

    def _check_whole(self, client: int, clock: int) -> None:
        """GAT-9: nothing goes between the halves of a surrogate pair."""
        ids = self._known.clients.get(client)
        if (ids is not None and clock in ids.lows) or (
            client == self.client and clock in self._lows
        ):
            raise Unfit("split_character", f"{client}:{clock}")

    def _check_writable(self, root: str) -> None:
        """GAT-10."""
        if root in self._allowed:
            return
        if not root.startswith(TEXT_ROOT) or not self._may_write(root):
            raise Unfit("not_writable", root)
        self._allowed.add(root)

    # Deletes

    def take_deletes(self, deletes: Deletes) -> None:
        """Try the delete set; what is deleted already is left out (GAT-11, GAT-12)."""
        count = 0
        for client, ranges in deletes:
            fresh = self._fresh(client, ranges)
            if fresh:
                count += len(fresh)
                self.deletes.append((client, fresh))
        if count > self._limits.ranges:
            raise Unfit("too_big", f"{count} deleted ranges")

    def _fresh(self, client: int, ranges: Ranges) -> Ranges:
        end_of_known = self._known.next_clock(client)
        end_of_all = self.next if client == self.client else end_of_known
        ids = self._known.clients.get(client)
        fresh: Ranges = []
        for clock, length in ranges:
            end = clock + length
            if end > end_of_all:
                raise Unfit("unknown_delete", f"{client}:{clock}+{length}")
            if ids is None or clock >= end_of_known:
                parts = [(clock, end)]
            else:
                parts = ids.deleted.missing(clock, end)
            for start, stop in parts:
                self._check_delete(client, start, stop)
                fresh.append((start, stop - start))
        return fresh

    def _check_delete(self, client: int, start: int, end: int) -> None:
        self._check_whole(client, start)
        self._check_whole(client, end)
        for root in self._roots_in(client, start, end):
            self._check_writable(root)

    def _roots_in(self, client: int, start: int, end: int) -> list[str]:
        ids = self._known.clients.get(client)
        roots = ids.roots_in(start, min(end, ids.next)) if ids and start < ids.next else []
        if client == self.client and end > self.first:
            first = bisect_right(self._starts, max(start, self.first)) - 1
            roots = roots + self.roots[first : bisect_right(self._starts, end - 1)]
        return roots

    # Outcome

    def accepted(self, data: bytes, sections: list[Section], deletes: Deletes) -> Accepted:
        """The canonical update: the bytes as they came when every part of them is fresh."""
        whole = deletes == self.deletes and (
            not sections or (len(sections) == 1 and len(sections[0].structs) == len(self.structs))
        )
        if not whole:
            data = encode_text_update(self.client, self.structs, self.deletes)
        return Accepted(data, frozenset(self._allowed), self.client if self.structs else 0)

    def commit(self) -> None:
        """Let the gate know what was accepted."""
        known, client = self._known, self.client
        for struct, root in zip(self.structs, self.roots, strict=True):
            lows = (
                ()
                if not self._lows or struct.words is None
                else low_surrogates(struct.words, struct.clock)
            )
            known.add(client, struct.length, root, lows, struct.words is None)
        for deleted, ranges in self.deletes:
            for clock, length in ranges:
                known.delete(deleted, clock, clock + length)
        for order in self._orders.values():
            order.settle()

    def undo(self) -> None:
        """Take back what a refused update put in order (GAT-14)."""
        for order in self._orders.values():
            order.undo()
