"""Argon2 in threads, a few at a time; and how often somebody may try."""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from secrets import token_bytes

from anyio import CapacityLimiter, to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.identity.answers import normal_email
from server.identity.values import Code

SHORTEST = 12
LONGEST = 200
AT_ONCE = 2
"""Each hash takes 64 MiB and two or three tenths of a second of one core."""
WAITING = 50


def check_password(password: str, email: str = "") -> Code | None:
    """Why this password cannot be used, or None (IDN-7)."""
    password = normal_password(password)
    if len(password) < SHORTEST:
        return "password_short"
    if len(password) > LONGEST:
        return "password_long"
    name = normal_email(email).partition("@")[0]
    if len(set(password)) < 5 or (len(name) > 5 and name in password.casefold()):
        return "password_weak"
    return None


def normal_password(password: str) -> str:
    """The same password from every keyboard."""
    return unicodedata.normalize("NFC", password)


class Passwords:
    """Hashes and compares passwords away from the event loop, two at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._limiter = CapacityLimiter(AT_ONCE)
        # Nobody's password: comparing with it costs as much as comparing with a real one.
        self._nobody = (
            f"$argon2id$v=19$m={self._hasher.memory_cost},t={self._hasher.time_cost}"
            f",p={self._hasher.parallelism}${_unpadded(16)}${_unpadded(self._hasher.hash_len)}"
        )

    @property
    def is_busy(self) -> bool:
        """True when so many wait already that one more should come back later."""
        return self._limiter.statistics().tasks_waiting >= WAITING

    async def hash(self, password: str) -> str:
        """The hash to store."""
        password = normal_password(password)
        return await to_thread.run_sync(self._hasher.hash, password, limiter=self._limiter)

    async def fits(self, stored: str | None, password: str) -> bool:
        """True when the password is the stored one. None takes the same time and is never so."""
        password = normal_password(password[: LONGEST + 1])
        return await to_thread.run_sync(
            self._compare, stored or self._nobody, password, limiter=self._limiter
        )

    def _compare(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False


def _unpadded(length: int) -> str:
    return b64encode(token_bytes(length)).decode().rstrip("=")
