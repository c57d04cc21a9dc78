"""The record as one audience may read it. What a copy leaves out, it does not hint at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Rendition: TypeAlias = dict[str, Any]

FAMILY_SECTIONS = frozenset(
    (
        "conference", "children", "family", "attendance", "quorum", "reason", "voices",
        "family_views", "map", "sets", "scales", "discussion", "summary", "decisions", "plan",
        "dates", "telling", "sign_off",
    )
)  # fmt: skip
"""What a family copy has. A section that is not named here is not in it (REC-7)."""

PROFESSIONAL_KEYS = frozenset(("struck", "shared_from", "typed_by", "from_card"))
"""What is left out of every item of a family copy (REC-6)."""

SCHOOL_HELD = "Held on the child’s file"

HELD = {"name": "Name held", "role": "", "agency": ""}


def original(content: Mapping[str, Any]) -> Rendition:
    """Give the whole record, for the chair: also what only some of the professionals read."""
    return {**_record(content), "rendition": "original", "copy": "Chair’s copy"}


def professionals(content: Mapping[str, Any]) -> Rendition:
    """Give everything but what not all professionals read (SEE-12)."""
    record = _record(content)
    sections = [
        {**one, "restricted": []} if one["id"] == "annex" else one for one in record["sections"]
    ]
    copy = {"sections": sections, "rendition": "professionals", "copy": "Professionals’ copy"}
    return {**record, **copy}


def rendition(content: Mapping[str, Any], name: str) -> Rendition:
    """Give a copy by its name: "original", "professionals", "family" or "for-<participant>".

    Raises KeyError for a name that this record has no copy of.
    """
    if name in ("original", "professionals"):
        return original(content) if name == "original" else professionals(content)
    return family(_copies(content)[name.removeprefix("for-")])


def names(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the names of all copies of a record that differ, the most complete first."""
    own = (f"for-{one}" for one in _copies(content) if one != "family")
    restricted = any(one.get("restricted") for one in content["sections"])
    whole = ("original",) if restricted else ()
    return (*whole, "professionals", "family", *own)


def _copies(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """What family copies are made from; records of before had one for all, made from the whole."""
    copies: Mapping[str, Any] = content.get("copies") or {"family": _record(content)}
    return copies


def _record(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != "copies"}


def family(record: Mapping[str, Any]) -> Rendition:
    """Give what the whole room saw, with held names held and sections numbered without a gap."""
    kept = [one for one in record["sections"] if one["id"] in FAMILY_SECTIONS]
    renumbered = [{**one, "no": no} for no, one in enumerate(kept, start=1)]
    shown: Rendition = _for_family({**record, "sections": renumbered})
    return {**shown, "rendition": "family", "copy": "Family copy"}


def _for_family(value: Any) -> Any:
    if isinstance(value, list):
        return [_for_family(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    kept = {key: _for_family(one) for key, one in value.items() if key not in PROFESSIONAL_KEYS}
    # REC-14: a school says where a child can be found as well as an address does.
    if kept.get("address") == "Withheld" and kept.get("school"):
        kept["school"] = SCHOOL_HELD
    # REC-8: the source goes, and with it everything that says how it was known.
    if kept.get("name_held"):
        kept["source"] = HELD
        kept.update({key: "" for key in ("source_kind", "source_kind_name") if key in kept})
    return kept
