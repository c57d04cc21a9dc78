"""Seals a snapshot: canonical JSON of it and of its record, and one hash over both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from server.contract.values import Millis, StoredRecord
from server.rules.record import make_content

VERSION = 1


def seal(
    snapshot: Mapping[str, Any],
    meeting_type: Mapping[str, Any],
    by: str,
    now: Millis,
    *,
    holidays: Collection[str] = (),
    contact: str = "",
) -> StoredRecord:
    """Make the stored record of a meeting that has ended.

    `snapshot` holds every scope and the head of the log's chain; `by` is the name of who ended the
    meeting, `now` the instant (ms UTC). The same values give the same bytes (REC-9).
    """
    content = make_content(
        snapshot, meeting_type, holidays=holidays, by=by, at=now, contact=contact
    )
    unhashed = StoredRecord(
        meeting=str(snapshot["meeting"]["id"]), version=VERSION, sealed_at=now, sealed_by=by,
        sha256="", snapshot=canonical(snapshot), content=canonical(content),
    )  # fmt: skip
    return _with_hash(unhashed)


def verify(record: StoredRecord) -> bool:
    """Whether nothing of a stored record was changed since it was sealed (REC-9)."""
    return _hash(record) == record.sha256


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8; half characters become a question mark."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", errors="replace")


def _with_hash(record: StoredRecord) -> StoredRecord:
    return StoredRecord(
        meeting=record.meeting, version=record.version, sealed_at=record.sealed_at,
        sealed_by=record.sealed_by, sha256=_hash(record), snapshot=record.snapshot,
        content=record.content,
    )  # fmt: skip


def _hash(record: StoredRecord) -> str:
    """SHA-256 over every part, each after its length, so that no two records frame alike."""
    chain = json.loads(record.snapshot).get("log", {}).get("chain", "")
    head = (record.meeting, str(record.version), str(record.sealed_at), record.sealed_by, chain)
    digest = hashlib.sha256()
    for part in (
        *(one.encode("utf-8", "replace") for one in head),
        record.snapshot,
        record.content,
    ):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def fingerprint(record: StoredRecord) -> str:
    """The first groups of the hash, as people read it out: "7c1e 9a40 3fb2"."""
    return " ".join(record.sha256[at : at + 4] for at in (0, 4, 8))
