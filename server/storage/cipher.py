"""Envelope encryption: one data key a meeting, wrapped by the master key (STO-3)."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from server.storage.faults import Unreadable, WrongMasterKey

KEY_BYTES = 32
NONCE_BYTES = 12
FORMAT = b"\x01"


class DataKey:
    """Seals and opens the rows of one meeting with AES-256-GCM."""

    def __init__(self, meeting: str, key: bytes) -> None:
        self._meeting = meeting
        self._key = key
        self._aead = AESGCM(key)

    def seal(self, table: str, row: str | int, plain: bytes) -> bytes:
        """Encrypt for one place: the result opens in no other meeting, table or row."""
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + nonce + self._aead.encrypt(nonce, plain, self._place(table, row))

    def open(self, table: str, row: str | int, sealed: bytes) -> bytes:
        """Decrypt. Raises Unreadable when the row was changed, or moved from another place."""
        nonce, text = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            if sealed[:1] != FORMAT:
                raise InvalidTag
            return self._aead.decrypt(nonce, text, self._place(table, row))
        except (InvalidTag, ValueError):
            raise Unreadable(f"A row of {table} was changed outside Threefold.") from None

    def derived(self, purpose: str) -> bytes:
        """A key of its own for another purpose: 32 bytes that tell nothing of this one."""
        return hmac.digest(self._key, f"threefold {purpose}".encode(), hashlib.sha256)

    def _place(self, table: str, row: str | int) -> bytes:
        return f"{self._meeting}|{table}|{row}".encode()


class MasterKey:
    """Wraps data keys with AES key wrap (RFC 3394). `key` is 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise WrongMasterKey(f"The master key must be {KEY_BYTES} bytes long.")
        self._key = key

    def new(self) -> bytes:
        """A fresh data key, wrapped."""
        return aes_key_wrap(self._key, os.urandom(KEY_BYTES))

    def unwrap(self, meeting: str, wrapped: bytes) -> DataKey:
        """The data key. Raises WrongMasterKey."""
        return DataKey(meeting, self._open(wrapped))

    def opens(self, wrapped: bytes) -> bool:
        """Whether this is the master key that a data key is wrapped with."""
        try:
            self._open(wrapped)
        except WrongMasterKey:
            return False
        return True

    def rewrap(self, wrapped: bytes, new: MasterKey) -> bytes:
        """The same data key, wrapped with a new master key. Raises WrongMasterKey."""
        return aes_key_wrap(new._key, self._open(wrapped))

    def _open(self, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap(self._key, wrapped)
        except (InvalidUnwrap, ValueError):
            raise WrongMasterKey(
                "The database was made with another master key. Put back the key it was made"
                " with: without that key its meetings cannot be read."
            ) from None
