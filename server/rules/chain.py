"""The hash chain of a meeting's log: each entry holds down all that went before (STO-1)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Protocol

GENESIS = bytes(32)


class Linked(Protocol):
    """An entry of a log, as far as the chain cares. `at` is milliseconds since 1970, UTC."""

    @property
    def meeting(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def scope(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def at(self) -> int: ...
    @property
    def data(self) -> bytes: ...
    @property
    def command(self) -> bytes: ...
    @property
    def chain(self) -> bytes: ...


def link(
    previous: bytes,
    *,
    meeting: str,
    seq: int,
    scope: str,
    kind: str,
    who: str,
    at: int,
    data: bytes,
    command: bytes = b"",
) -> bytes:
    """The 32-byte SHA-256 that follows `previous` (STO-1).

    Every field is framed by its length, so no two different entries give the same bytes to hash.
    """
    texts = (meeting, str(seq), scope, kind, who, str(at))
    fields = (previous, *(text.encode() for text in texts), data, command)
    framed = [part for field in fields for part in (len(field).to_bytes(8, "big"), field)]
    return hashlib.sha256(b"".join([b"threefold log 1", *framed])).digest()


def verify(entries: Iterable[Linked]) -> int | None:
    """The place (from 1) of the first entry that does not follow from those before, or None.

    Takes a meeting's whole log from its beginning, in order.
    """
    chain, meeting = GENESIS, None
    for place, entry in enumerate(entries, start=1):
        meeting = meeting or entry.meeting
        if entry.seq != place or entry.meeting != meeting or _next(chain, entry) != entry.chain:
            return place
        chain = entry.chain
    return None


def _next(previous: bytes, entry: Linked) -> bytes:
    return link(
        previous,
        meeting=entry.meeting,
        seq=entry.seq,
        scope=entry.scope,
        kind=entry.kind,
        who=entry.who,
        at=entry.at,
        data=entry.data,
        command=entry.command,
    )
