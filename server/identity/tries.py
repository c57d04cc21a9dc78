"""How often somebody may try: so many times in fifteen minutes (IDN-3)."""

from __future__ import annotations

from server.contract.values import Millis
from server.identity.ports import Tries
from server.identity.values import MINUTE, hash_of

WINDOW: Millis = 15 * MINUTE
ACCOUNT_TRIES = 5
ADDRESS_TRIES = 50
"""A whole council may share one address: it must not be shut out by five of its people."""
CODE_TRIES = 5
LINK_TRIES = 60
"""Links that are none, from one address: nobody types sixty by mistake."""
ASKING_TRIES = 20
"""Times one link asks to come in: each puts the person's earlier device out."""


class Counter:
    """Tries of one kind, each under a name that is only kept as a hash."""

    def __init__(self, tries: Tries, kind: str, most: int) -> None:
        self._tries = tries
        self._kind = kind
        self._most = most

    async def take(self, name: str, now: Millis) -> bool:
        """Count a try; False when there were too many, and then it is not counted."""
        return await self._tries.take(self._hash(name), self._most, now - WINDOW, now)

    async def give_back(self, name: str) -> None:
        """A try turned out well: it does not count."""
        await self._tries.give_back(self._hash(name))

    async def forget(self, name: str) -> None:
        """All tries of this name turned out well."""
        await self._tries.forget(self._hash(name))

    def _hash(self, name: str) -> bytes:
        return hash_of(f"{self._kind}:{name}")
