"""What the closing path asks of storage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from server.contract.values import AuditEntry, Disposal, Keeping, Meeting, StoredRecord


class RecordStore(Protocol):
    """Where sealed records are kept: written once, never changed."""

    async def save_once(self, record: StoredRecord) -> bool:
        """Keep the record; False, and nothing is changed, when this meeting has one (REC-1)."""
        ...

    async def load(self, meeting: str) -> StoredRecord | None:
        """The record of a meeting, or None before its end."""
        ...


class Audit(Protocol):
    """Who did what, when. Only ever added to."""

    async def append(self, entry: AuditEntry) -> None:
        """Store one entry."""


class Files(Protocol):
    """Every meeting that is kept."""

    async def all_meetings(self) -> Sequence[Meeting]:
        """Every meeting, however it stands."""


class RetentionStore(Protocol):
    """What was decided about how long meetings are kept, and what was destroyed."""

    async def keepings(self) -> Sequence[Keeping]:
        """Every meeting that something was decided about."""

    async def keep(self, keeping: Keeping) -> None:
        """Store what was decided about a meeting, in the place of what was decided before."""

    async def disposals(self) -> Sequence[Disposal]:
        """Everything that was asked or destroyed, newest first."""

    async def ask(self, disposal: Disposal) -> bool:
        """Store that somebody asks; False when somebody has asked already."""

    async def withdraw(self, meeting: str) -> None:
        """Nobody asks any more; a certificate stays."""

    async def destroy(self, disposal: Disposal) -> Disposal:
        """Destroy a meeting's key and all there is of it, and leave the certificate (KEY-4)."""
