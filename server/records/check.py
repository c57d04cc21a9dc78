"""Says whether a meeting's log and its sealed record are as they were stored."""

from __future__ import annotations

import json
from collections.abc import Sequence

from server.contract.values import LogEntry, StoredRecord
from server.records.close import verify
from server.rules import chain


def what_is_wrong(log: Sequence[LogEntry], record: StoredRecord | None) -> str:
    """A plain sentence about the first thing that does not hold, or "" (REC-15).

    `log` is the meeting's whole log from its beginning; `record` is None before the end.
    """
    broken = chain.verify(log)
    if broken is not None:
        return f"The log was changed: entry {broken} does not follow from those before it."
    if record is None:
        return ""
    if not verify(record):
        return "The sealed record was changed: its hash does not fit what it holds."
    if not _ends_as_sealed(log, record):
        return "The log was changed: it does not lead to what was sealed."
    return ""


def _ends_as_sealed(log: Sequence[LogEntry], record: StoredRecord) -> bool:
    """Whether the log still has the entry that the record was sealed on."""
    head = json.loads(record.snapshot)["log"]
    at = int(head["seq"])
    return 0 < at <= len(log) and log[at - 1].chain.hex() == head["chain"]
