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


def professionals(record: Mapping[str, Any]) -> Rendition:
    """Give everything, the restricted annex with it."""
    return {**record, "rendition": "professionals", "copy": "Professionals’ copy"}


def family(record: Mapping[str, Any]) -> Rendition:
    """Give what the whole room saw, with held names held and sections numbered without a gap."""
    kept = [one for one in record["sections"] if one["id"] in FAMILY_SECTIONS]
    renumbered = [{**one, "no": no} for no, one in enumerate(kept, start=1)]
    shown: Rendition = _for_family({**record, "sections": renumbered})
    return {**shown, "rendition": "family", "copy": "Family copy"}


RENDITIONS = {"professionals": professionals, "family": family}
"""Every rendition by its name in addresses and file names."""


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
