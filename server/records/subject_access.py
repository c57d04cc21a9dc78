"""The file that answers somebody who asks what is held about them: what was chosen, no more."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Literal, TypeAlias

from server.contract.values import StoredRecord
from server.records.html import plain_page
from server.rules import subject_access
from server.rules.clocks import date_words
from server.rules.subject_access import Passage, Subject

Kind: TypeAlias = Literal["html", "json"]


def subjects(record: StoredRecord) -> list[Subject]:
    """Everybody of the family that a request can be about."""
    return subject_access.subjects(json.loads(record.snapshot))


def passages(record: StoredRecord, subject: Subject) -> list[Passage]:
    """What the record holds by and about them, with others covered."""
    return subject_access.passages(json.loads(record.snapshot), subject)


def answer(record: StoredRecord, subject: Subject, chosen: Collection[str], kind: Kind) -> bytes:
    """The file with the chosen passages; nothing in it says that there are others (SAR-3)."""
    shown: list[dict[str, Any]] = [
        {name: one[name] for name in ("why", "kind", "said_by", "words")}
        for one in map(dict, passages(record, subject))
        if one["id"] in chosen
    ]
    meeting = json.loads(record.snapshot)["meeting"]
    content = {
        "about": subject["name"],
        "meeting_on": date_words(meeting["on"]),
        "council": meeting["council"],
        "by": [one for one in shown if one["why"] == "by"],
        "about_them": [one for one in shown if one["why"] == "about"],
    }
    if kind == "json":
        text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
        return text.encode("utf-8", errors="replace") + b"\n"
    return plain_page("subject_access.html", content)
