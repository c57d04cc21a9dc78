"""Who comes to the server's door, and how fast: bounds by number, by address and by time."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import ip_address, ip_network

from server.contract.catalogue import Limits
from server.sync.session import Bucket

REMEMBERED = 10_000
"""Addresses, or seats, whose last visits are remembered; the longest silent is forgotten."""

WATCHED_FOR = 2.0
"""Seconds after the last stranger too many."""


class Pace:
    """A token bucket for each of very many, by name."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, name: str) -> bool:
        """Whether one more is not too fast."""
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = Bucket(self._rate, self._burst)
            if len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(name)
        return bucket.take(asyncio.get_running_loop().time())


class Queue:
    """Those who have not said yet what they want, longest first; `drop` turns one away."""

    def __init__(self, most: int, most_each: int) -> None:
        self._most, self._most_each = most, most_each
        self._drops: OrderedDict[object, tuple[str, Callable[[], None]]] = OrderedDict()
        self._by_address: dict[str, OrderedDict[object, None]] = {}

    def __len__(self) -> int:
        return len(self._drops)

    def enter(self, one: object, address: str, drop: Callable[[], None]) -> None:
        """Wait; when too many do, whoever has waited longest makes room.

        Not whoever came last: an honest device is done in milliseconds, a hostile one waits.
        """
        self._drops[one] = (address, drop)
        neighbours = self._by_address.setdefault(address, OrderedDict())
        neighbours[one] = None
        if len(neighbours) > self._most_each:
            self._turn_away(next(iter(neighbours)))
        elif len(self._drops) > self._most:
            self._turn_away(next(iter(self._drops)))

    def leave(self, one: object) -> None:
        """Wait no more, whether one did or not."""
        address, _ = self._drops.pop(one, ("", None))
        neighbours = self._by_address.get(address)
        if neighbours is not None:
            neighbours.pop(one, None)
            if not neighbours:
                del self._by_address[address]

    def _turn_away(self, one: object) -> None:
        drop = self._drops[one][1]
        self.leave(one)
        drop()


class InTurn:
    """Handshakes, so many a second, addresses taking turns: between two the loop is for others.

    Those who type would otherwise wait for as many newcomers as can come in one turn of the loop.
    """

    def __init__(self, rate: float) -> None:
        self._each = 1 / rate
        self._lines: OrderedDict[str, deque[Callable[[], None]]] = OrderedDict()
        self._resting = False

    def enter(self, address: str, step: Callable[[], None]) -> None:
        """Take a step when its turn has come; at once if nobody came just before."""
        if self._resting:
            self._lines.setdefault(address, deque()).append(step)
        else:
            self._rest()
            step()

    def _rest(self) -> None:
        self._resting = True
        asyncio.get_running_loop().call_later(self._each, self._next)

    def _next(self) -> None:
        self._resting = bool(self._lines)
        if self._lines:
            address, line = self._lines.popitem(last=False)
            step = line.popleft()
            if line:
                self._lines[address] = line
            self._rest()
            step()


class Places:
    """How many sockets may be signing in at once, in all and from one address."""

    def __init__(self, most: int, most_each: int) -> None:
        self._most, self._most_each = most, most_each
        self._taken: Counter[str] = Counter()

    @contextmanager
    def taken(self, address: str) -> Iterator[bool]:
        """A place for as long as the block lasts; False when none is free."""
        free = self._taken.total() < self._most and self._taken[address] < self._most_each
        self._taken[address] += 1
        try:
            yield free
        finally:
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]


class Arrivals:
    """All bounds of one server's door. `proxies` speak for others: no bound holds for theirs."""

    def __init__(self, limits: Limits, proxies: tuple[str, ...] = ()) -> None:
        self.limits = limits
        self.waiting = Queue(limits.pending_connections, limits.pending_per_address)
        self.handshakes = InTurn(limits.handshakes_per_second)
        self._strangers = Pace(limits.strangers_per_second, limits.strangers_burst)
        self._watched: OrderedDict[str, float] = OrderedDict()
        self._opens = Pace(limits.opens_per_second, limits.opens_burst)
        self._requests = Pace(limits.requests_per_second, limits.requests_burst)
        self._trusts = lru_cache(maxsize=1000)(lambda address: _is_one_of(address, proxies))

    def may_open(self, address: str) -> bool:
        """Whether this address may open one more connection now."""
        return self._trusts(address) or self._opens.take(address)

    def may_ask(self, address: str) -> bool:
        """Whether this address may ask for one more page now."""
        return self._requests.take(address)

    def note_stranger(self, address: str) -> None:
        """Somebody came whom nobody knows; of an address with many, newcomers take turns then."""
        if self._trusts(address) or self._strangers.take(address):
            return
        self._watched[address] = asyncio.get_running_loop().time() + WATCHED_FOR
        self._watched.move_to_end(address)
        if len(self._watched) > REMEMBERED:
            self._watched.popitem(last=False)

    def open_line(self, address: str, step: Callable[[], None]) -> None:
        """Begin a handshake: at once, or, from where strangers came in numbers, in turn."""
        if self._watched.get(address, 0.0) > asyncio.get_running_loop().time():
            self.handshakes.enter(address, step)
        else:
            step()

    def queue_of(self, address: str, one: object) -> str:
        """Where a waiting connection counts: each of a proxy's is somebody else's."""
        return f"{address} {id(one)}" if self._trusts(address) else address


def _is_one_of(address: str, proxies: tuple[str, ...]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(proxy) for proxy in proxies)
