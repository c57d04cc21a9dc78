"""What an attacker sends: forged, damaged, borrowed and outlandish updates, by chance alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from pycrdt import merge_updates

from server.contract.lib0 import var_bytes, var_string, var_uint
from server.document.gate import Gate
from server.document.updates import Deletes, TextStruct, encode_text_update
from server.document.verdicts import Id

WORDS = [
    *("a", "bc", "é", "😀", "👩‍👧", "the words of a child", "x😀y"),
    *("\n", "\u202e", "\ufeff", "\0"),
]
ROOTS = ["t:a", "t:b", "t:c/why"]
FOREIGN = ["t:locked", "t:", "t:nobody", "items", "meta", "", "t:a\0", "t:a/why"]
STRANGE_CLIENTS = [0, 1, 2, 2**31, 2**32 - 1, 2**32, 2**53 - 1]
STRANGE_NUMBERS = [0, 1, 127, 128, 2**16, 2**31 - 1, 2**31, 2**32 - 3, 2**32 - 1, 2**32, 2**53 - 1]
NOT_TEXT: dict[str, tuple[int, Callable[[Random], bytes]]] = {
    "gc": (0, lambda chance: var_uint(chance.randrange(1, 9))),
    "json": (2, lambda _: b"\x01\x011"),
    "binary": (3, lambda chance: var_bytes(chance.randbytes(3))),
    "embed": (5, lambda _: var_string('{"image":"x"}')),
    "format": (6, lambda _: var_string("bold") + var_string("true")),
    "type": (7, lambda chance: bytes([chance.randrange(7)])),
    "any": (8, lambda chance: b"\x01" + b"\x75\x01" * chance.choice([1, 60, 3000]) + b"\x7e"),
    "doc": (9, lambda _: var_string("guid") + b"\x76\x00"),
    "skip": (10, lambda chance: var_uint(chance.randrange(1, 9))),
    "no such": (11, lambda _: b"\x00"),
}  # fmt: skip


class Forger:
    """Draws updates from what a gate knows; `client` is the attacker's own client id of the moment.

    An attacker has several: one that has shown nothing may still name what another may not.
    """

    def __init__(self, chance: Random, client: int, heard: Sequence[bytes]) -> None:
        self.client = client
        self.own = [client]
        self.sly = False  # writes nothing but words between ids that stand in a text
        self._chance = chance
        self._lines: dict[str, tuple[int, list[Id | None]]] = {}
        self._heard = heard  # what the others sent so far

    def draw(self, gate: Gate) -> bytes:
        """One update, most of them nearly right."""
        kinds: list[Callable[[Gate], bytes]] = [
            self.forged, self.between, self.ordered, self.damaged, self.spliced, self.outlandish,
            self.borrowed, self.again, self.merged, self.wiped, self.huge, self.soup,
        ]  # fmt: skip
        weights = [30, 12, 40, 20, 5, 6, 6, 6, 4, 4, 0.3, 3]
        self.client = self._chance.choice(self.own)
        if self.sly:
            return self.ordered(gate)
        return self._chance.choices(kinds, weights)[0](gate)

    # Well-formed

    def forged(self, gate: Gate) -> bytes:
        """Neighbours and deletes drawn from what exists, or nearly."""
        clock = first = gate.known.next_clock(self.client)
        if self._chance.random() < 0.04:
            clock = max(0, clock + self._chance.choice([-3, -1, 1, 5, 2**31, 2**32 - 2]))
        structs = []
        for _ in range(self._chance.randrange(1, 4)):
            struct = self._struct(gate, clock, own_from=first)
            structs.append(struct)
            clock += struct.length
        return encode_text_update(self.client, structs, self._some_deletes(gate))

    def between(self, gate: Gate) -> bytes:
        """An insert that names two neighbours as a real one does: they often stand together."""
        left = self._some_id(gate)
        step = self._chance.choice([1, 1, 1, 2, 5])
        right = (left[0], left[1] + step)
        if self._chance.random() < 0.2:
            left, right = right, left
        words = self._chance.choice(WORDS)
        clock = gate.known.next_clock(self.client)
        struct = TextStruct(clock, _units(words), left, right, None, words)
        return encode_text_update(self.client, [struct], [])

    def ordered(self, gate: Gate) -> bytes:
        """Neighbours as they stand in a text, deleted ones too: side by side, apart, or crossed."""
        chance, clock = self._chance, gate.known.next_clock(self.client)
        line = [*self._line(gate, chance.choice(ROOTS[::2] if self.sly else ROOTS))]
        structs = []
        for _ in range(chance.choice([1, 1, 1, 2, 5])):
            at = chance.randrange(len(line) - 1)
            to = min(len(line) - 1, at + chance.choice([1, 1, 1, 2, 2, 3, 8, len(line)]))
            left, right = line[at], line[to]
            if chance.random() < 0.05:
                left, right = right, left
            words = chance.choice(WORDS)
            root = chance.choice(ROOTS) if left is right is None else None
            structs.append(TextStruct(clock, _units(words), left, right, root, words))
            line[at + 1 : at + 1] = [(self.client, clock + n) for n in range(_units(words))]
            clock += _units(words)
        return encode_text_update(self.client, structs, self._some_deletes(gate))

    def _line(self, gate: Gate, root: str) -> list[Id | None]:
        """Every id of a text between its two ends; drawn anew when the text has grown."""
        size = gate.known.sizes.get(root, 0)
        if self._lines.get(root, (-1, []))[0] != size:
            ranges = gate.known.order(root).ids()
            ids = ((client, n) for client, start, end in ranges for n in range(start, end))
            self._lines[root] = size, [None, *ids, None]
        return self._lines[root][1]

    def wiped(self, gate: Gate) -> bytes:
        """Deletes only, in many ranges or wide ones."""
        deletes: Deletes = []
        for client in self._chance.sample(sorted(gate.known.clients), k=1):
            top = gate.known.next_clock(client)
            cuts = sorted(self._chance.sample(range(top + 1), k=min(top + 1, 6)))
            ranges = [(a, b - a) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
            if ranges:
                deletes.append((client, ranges))
        return encode_text_update(0, [], deletes or self._some_deletes(gate, always=True))

    def huge(self, gate: Gate) -> bytes:
        """At the limits: many structs, many ranges, many letters."""
        clock = gate.known.next_clock(self.client)
        if self._chance.random() < 0.4:
            words = self._chance.choice("a😀") * self._chance.choice([20_000, 60_000])
            struct = TextStruct(clock, _units(words), None, None, "t:a", words)
            return encode_text_update(self.client, [struct], [])
        count = self._chance.choice([500, 1000, 1001])
        places = [self._some_id(gate) for _ in range(8)]
        structs = [
            TextStruct(clock + n, 1, self._chance.choice(places), None, None, "x")
            for n in range(count)
        ]
        return encode_text_update(self.client, structs, [])

    def _struct(self, gate: Gate, clock: int, own_from: int) -> TextStruct:
        chance = self._chance
        words: str | None = chance.choice(WORDS)
        length = _units(words or "")
        if chance.random() < 0.1:
            words, length = None, chance.choice([length, length, 40, 2**31])
        own = (self.client, max(own_from, clock - 1))
        places: list[tuple[Id | None, Id | None]] = [
            (None, None), (self._some_id(gate), None), (None, self._some_id(gate)),
            (self._some_id(gate), self._some_id(gate)), (own, None),
        ]  # fmt: skip
        left, right = chance.choices(places, [2, 4, 4, 1, 3])[0]
        root = None
        if left is right is None:
            root = chance.choice(ROOTS if chance.random() < 0.9 else FOREIGN)
        return TextStruct(clock, length, left, right, root, words)

    def _some_id(self, gate: Gate) -> Id:
        clients = [*sorted(gate.known.clients), self.client]
        client = self._chance.choice(clients)
        return client, self._chance.randrange(gate.known.next_clock(client) + 1)

    def _some_deletes(self, gate: Gate, always: bool = False) -> Deletes:
        if not always and self._chance.random() < 0.6:
            return []
        client, clock = self._some_id(gate)
        return [(client, [(clock, self._chance.choice([1, 2, 3, 9, 2**32]))])]

    # Taken from others

    def borrowed(self, gate: Gate) -> bytes:
        """A good update under another client id: a neighbour's, the server's, an impossible one."""
        mine, self.client = self.client, self._chance.choice(
            [*sorted(gate.known.clients), *STRANGE_CLIENTS, self._chance.randrange(2**32)]
        )  # fmt: skip
        try:
            return self.forged(gate)
        finally:
            self.client = mine

    def again(self, gate: Gate) -> bytes:
        """What somebody sent before, whole."""
        return self._chance.choice(self._heard) if self._heard else self.forged(gate)

    def merged(self, gate: Gate) -> bytes:
        """Several earlier updates in one, known or not."""
        if len(self._heard) < 3:
            return self.forged(gate)
        return merge_updates(*self._chance.sample(self._heard, k=3))

    # Broken

    def damaged(self, gate: Gate) -> bytes:
        """Some bytes of a good update changed, cut off, or put in."""
        data = bytearray(self.again(gate) if self._chance.random() < 0.2 else self.forged(gate))
        for _ in range(self._chance.randrange(1, 4)):
            at = self._chance.randrange(len(data))
            match self._chance.randrange(5):
                case 0 | 1:
                    data[at] = self._chance.choice([0, 1, 4, 0x44, 0x84, 0xC4, 127, 128, 255])
                case 2:
                    data[at] ^= 1 << self._chance.randrange(8)
                case 3:
                    data[at : at + 1] = var_uint(self._chance.choice(STRANGE_NUMBERS))
                case _:
                    data = data[: at + 1]
        return bytes(data)

    def spliced(self, gate: Gate) -> bytes:
        """The head of one update and the tail of another."""
        one, other = self.forged(gate), self.again(gate)
        return one[: self._chance.randrange(len(one))] + other[self._chance.randrange(len(other)) :]

    def outlandish(self, gate: Gate) -> bytes:
        """Well-formed, but not text: keys, nested parents, values, types, gaps."""
        kind, content = self._chance.choice(list(NOT_TEXT.values()))
        if self._chance.random() < 0.2:
            kind, content = 4, lambda _: var_string("text under a key")
        place = self._chance.choice(["root", "nested", "left", "right", "key"])
        id_ = self._some_id(gate)
        near = var_uint(id_[0]) + var_uint(id_[1])
        parent = {
            "root": b"\x01" + var_string(self._chance.choice([*ROOTS, *FOREIGN])),
            "key": b"\x01" + var_string("meta") + var_string("ended_at"),
            "nested": b"\x00" + near, "left": near, "right": near,
        }[place]  # fmt: skip
        info = kind | {"left": 0x80, "right": 0x40, "key": 0x20}.get(place, 0)
        if kind in (0, 10):
            info, parent = kind, b""
        clock = gate.known.next_clock(self.client)
        head = b"\x01\x01" + var_uint(self.client) + var_uint(clock)
        return head + bytes([info]) + parent + content(self._chance) + b"\x00"

    def soup(self, gate: Gate) -> bytes:
        """Bytes of no kind."""
        return self._chance.randbytes(self._chance.choice([0, 1, 2, 8, 30, 300]))


def _units(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2
