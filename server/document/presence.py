"""Presence: who is where, checked and stamped; the awareness protocol of Yjs (RULES GAT-19 on).

An awareness payload is a list of (client id, clock, JSON state); "null" means gone.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from server.contract.catalogue import load_limits
from server.contract.lib0 import Malformed, Reader, var_string, var_uint
from server.document.verdicts import MAX_CLIENT, SERVER_CLIENT, Nothing, Refused

PRESENCE_BYTES: Final = load_limits().presence_bytes  # of one JSON state
_MOST_ENTRIES: Final = 512  # a stock client echoes the people it knows, 60 a meeting
_GONE: Final = "null"


@dataclass(frozen=True, slots=True)
class Stamped:
    """A checked state of one client; `words` is its JSON, with the server's word on who it is."""

    client: int
    clock: int
    words: str

    @property
    def gone(self) -> bool:
        """The client says goodbye."""
        return self.words == _GONE

    @property
    def payload(self) -> bytes:
        """As an awareness payload."""
        return _encode([(self.client, self.clock, self.words)])


def stamp(
    payload: bytes, *, client_id: int | None, identity: dict[str, Any]
) -> Stamped | Refused | Nothing:
    """Check one awareness payload and overwrite its identity fields.

    `client_id` is the one this connection is pinned to; None before its first frame, which must
    then hold exactly one client id (the caller claims it at the gate). Entries of other clients
    are passed over: a stock y-websocket provider echoes what it hears.
    """
    try:
        entries = _read(payload)
        if client_id is None:
            return _stamp_first(entries, identity)
        for client, clock, words in entries:
            if client == client_id:
                return Stamped(client, clock, _identified(words, identity))
    except Malformed as fault:
        return Refused("malformed", str(fault))
    except _TooBig as fault:
        return Refused("too_big", str(fault))
    return Nothing()


def _stamp_first(
    entries: list[tuple[int, int, str]], identity: dict[str, Any]
) -> Stamped | Refused | Nothing:
    if not entries:
        return Nothing()
    if len(entries) > 1:
        return Refused("not_yours", "a first presence of several client ids")
    client, clock, words = entries[0]
    if not SERVER_CLIENT < client <= MAX_CLIENT:
        return Refused("not_yours", f"client id {client}")
    return Stamped(client, clock, _identified(words, identity))


class _TooBig(Exception):
    pass


def _read(payload: bytes) -> list[tuple[int, int, str]]:
    reader = Reader(payload)
    count = reader.var_uint()
    if count > _MOST_ENTRIES:
        raise Malformed("too many presences")
    entries = []
    for _ in range(count):
        client, clock = reader.var_uint(), reader.var_uint()
        if clock > MAX_CLIENT:
            raise Malformed("a presence clock out of range")
        entries.append((client, clock, reader.var_string()))
    reader.end()
    return entries


def _identified(words: str, identity: dict[str, Any]) -> str:
    if len(words.encode()) > PRESENCE_BYTES:
        raise _TooBig(f"presence over {PRESENCE_BYTES} bytes")
    try:
        state = json.loads(words)
        if state is None:
            return _GONE
        if not isinstance(state, dict):
            raise Malformed("presence is not an object")
        # No NaN or Infinity: browsers cannot parse them, so one person could break all others.
        return json.dumps(state | identity, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError) as fault:
        raise Malformed(f"presence is not JSON: {fault}") from None


def _encode(entries: list[tuple[int, int, str]]) -> bytes:
    parts = [var_uint(len(entries))]
    for client, clock, words in entries:
        parts.append(var_uint(client) + var_uint(clock) + var_string(words))
    return b"".join(parts)


def together(payloads: Collection[bytes]) -> bytes:
    """Payloads of one client each, as one."""
    return var_uint(len(payloads)) + b"".join(payload[1:] for payload in payloads)


class PresenceBook:
    """Who is on one board now: client id -> state, with the clocks the server gave out.

    The server gives its own clocks: a client that comes back keeps its old clock, and others
    would take its state for stale after they were told it had gone.
    """

    def __init__(self) -> None:
        self._states: dict[int, str] = {}
        self._heard: dict[int, int] = {}
        self._told: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._states)

    def __contains__(self, client: int) -> bool:
        return client in self._states

    def clock(self, client: int) -> int:
        """The last clock given out for a client; 0 before the first."""
        return self._told.get(client, 0)

    def state(self, client: int) -> str | None:
        """The JSON of a client's state, None when it is not here."""
        return self._states.get(client)

    def put(self, stamped: Stamped) -> bytes | None:
        """Keep a state: the payload for the others, or None when it is old news."""
        if stamped.gone:
            return self.remove(stamped.client)
        client = stamped.client
        if client in self._states and stamped.clock <= self._heard[client]:
            return None
        self._heard[client] = stamped.clock
        self._states[client] = stamped.words
        return _encode([(client, self._tick(client, stamped.clock), stamped.words)])

    def remove(self, client: int) -> bytes | None:
        """Forget a client: the payload that tells the others, None when it was not here."""
        if self._states.pop(client, None) is None:
            return None
        del self._heard[client]
        return _encode([(client, self._tick(client, 0), _GONE)])

    def everyone(self, *, but: int | None = None) -> bytes | None:
        """The payload for a joiner: all states except their own; None when there are none."""
        entries = [
            (client, self._told[client], words)
            for client, words in self._states.items()
            if client != but
        ]
        return _encode(entries) if entries else None

    def _tick(self, client: int, at_least: int) -> int:
        clock = max(self._told.get(client, 0) + 1, at_least)
        self._told[client] = clock
        return clock
