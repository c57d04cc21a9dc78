"""What the closing path asks of storage."""

from __future__ import annotations

from typing import Protocol

from server.contract.values import StoredRecord


class RecordStore(Protocol):
    """Where sealed records are kept: written once, never changed."""

    async def save_once(self, record: StoredRecord) -> bool:
        """Keep the record; False, and nothing is changed, when this meeting has one (REC-1)."""
        ...

    async def load(self, meeting: str) -> StoredRecord | None:
        """The record of a meeting, or None before its end."""
        ...
