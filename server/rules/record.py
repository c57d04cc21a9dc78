"""The record: minutes and outline plan as plain data, made from a frozen board and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from server.rules import record_map, record_people, record_plan
from server.rules.clocks import age_on, date_words
from server.rules.people import together
from server.rules.readers import own_copies
from server.rules.record_board import Frozen, Part

SCHEMA = "threefold.record/1"

SECTIONS: tuple[tuple[str, str, Callable[[Frozen], Part]], ...] = (
    ("conference", "About this conference", record_people.conference),
    ("children", "The children", record_people.children),
    ("family", "The family", record_people.family),
    ("attendance", "Who was there", record_people.attendance),
    ("quorum", "Enough people for a safe decision (quorum)", record_people.quorum_statement),
    ("reason", "Why we met", record_people.reason),
    ("voices", "What the children told us", record_map.voices),
    ("family_views", "What the family said", record_map.family_views),
    ("map", "What we know: the map", record_map.the_map),
    ("sets", "Danger, goal and bottom line", record_map.sets),
    ("scales", "How safe is it now: the scale", record_map.scales),
    ("discussion", "Other information", lambda frozen: _note(frozen, "discussion")),
    ("summary", "Chair’s summary", lambda frozen: _note(frozen, "summary")),
    ("decisions", "Decision for each child", record_plan.decisions),
    ("plan", "Outline child protection plan", record_plan.plan),
    ("dates", "Core group, dates and what if", record_plan.dates),
    ("telling", "Telling people, corrections and complaints", record_plan.telling),
    ("annex", "Restricted annex", record_map.annex),
    ("sign_off", "Sign-off", record_plan.sign_off),
)
"""The nineteen sections of conference minutes, in their order (REC-2)."""

ONE_CHILD = {"children": "The child", "voices": "What the child told us", "decisions": "Decision"}


def make_record(
    snapshot: Mapping[str, Any],
    meeting_type: Mapping[str, Any],
    *,
    holidays: Collection[str] = (),
    by: str = "",
    at: int = 0,
    contact: str = "",
    reader: str | None = None,
) -> Part:
    """Make the whole record of a meeting as JSON data (shared/record.schema.json).

    `snapshot` is every scope as it stood at the end, `meeting_type` the data of its type,
    `holidays` the bank holidays (YYYY-MM-DD), `by` who ended the meeting, `at` when (ms UTC).
    `reader`: only what this person of the family could read, or "" for what all of them could
    (SEE-12). What was only in somebody's own scope is not in it (REC-4). Words are never changed
    (REC-3).
    """
    frozen = Frozen(snapshot, meeting_type, holidays, by, at, contact, reader)
    on = str(frozen.meeting.get("on", ""))
    return {
        "schema": SCHEMA,
        "language": "en-GB",
        "title": f"Minutes of the {frozen.type['name'][:1].lower()}{frozen.type['name'][1:]}",
        "about": together([one["name"] for one in frozen.children]),
        "on": on,
        "on_words": date_words(on),
        "council": str(frozen.meeting.get("council", "")),
        "reference": str(frozen.meeting.get("reference", "")),
        "childs_line": _line(frozen),
        "sections": [
            {"no": no, "id": section, "title": _title(frozen, section, title), **make(frozen)}
            for no, (section, title, make) in enumerate(SECTIONS, start=1)
        ],
    }


def make_content(snapshot: Mapping[str, Any], meeting_type: Mapping[str, Any], **told: Any) -> Part:
    """Make the record, and beside it under `copies` what the family's copies are made from.

    "family" is what all of the family may read; each person whose copy differs has their own,
    under their id. `told` is as `make_record` takes it.
    """
    readers = {"family": "", **{one: one for one in own_copies(snapshot)}}
    return {
        **make_record(snapshot, meeting_type, **told),
        "copies": {
            name: make_record(snapshot, meeting_type, reader=reader, **told)
            for name, reader in readers.items()
        },
    }


def _title(frozen: Frozen, section: str, title: str) -> str:
    if section == "plan" and not record_plan.plan(frozen)["protection"]:
        return "The plan"
    return ONE_CHILD.get(section, title) if len(frozen.children) == 1 else title


def _note(frozen: Frozen, name: str) -> Part:
    return {"words": frozen.room.words(f"note-{name}")}


def _line(frozen: Frozen) -> Part | None:
    line = record_map.childs_line(frozen)
    if line is None:
        return None
    born = {one["first_name"]: one.get("born") or "" for one in frozen.children}
    return {**line, "age": age_on(born.get(line["child"], ""), frozen.meeting.get("on", ""))}


def section(record: Mapping[str, Any], name: str) -> Part:
    """Give one section of a record or rendition by its id; empty when this copy has none."""
    found: Part = next((one for one in record["sections"] if one["id"] == name), {})
    return found
