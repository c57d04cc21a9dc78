"""The chain of the audit trail: each entry is marked with a key over itself and all before it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Protocol

GENESIS = bytes(32)


class Noted(Protocol):
    """An entry of the trail, as far as the chain cares. `at` is milliseconds since 1970, UTC."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> int: ...
    @property
    def meeting(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def detail(self) -> str: ...
    @property
    def chain(self) -> bytes: ...


def mark(key: bytes, previous: bytes, seq: int, at: int, *texts: str) -> bytes:
    """The 32-byte HMAC-SHA-256 that follows `previous` (AUD-1).

    With a key, whoever can write in the database but has not the master key cannot make a chain
    that holds. `texts` are meeting, who, what, about, detail; each field is framed by its length.
    """
    digest = hmac.new(key, b"threefold audit 1", hashlib.sha256)
    for field in (previous, *(text.encode() for text in (str(seq), str(at), *texts))):
        digest.update(len(field).to_bytes(8, "big") + field)
    return digest.digest()


def follow(key: bytes, seq: int, chain: bytes, entries: Iterable[Noted]) -> tuple[int, bytes, bool]:
    """How far the entries follow from number `seq` with value `chain`: (seq, chain, all do)."""
    for one in entries:
        texts = (one.meeting, one.who, one.what, one.about, one.detail)
        expected = mark(key, chain, seq + 1, one.at, *texts)
        if one.seq != seq + 1 or not hmac.compare_digest(expected, one.chain):
            return seq, chain, False
        seq, chain = one.seq, one.chain
    return seq, chain, True
