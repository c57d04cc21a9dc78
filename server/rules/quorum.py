"""Quorum: which agencies are here, and advice on whether that is enough. The chair decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from server.rules.people import together

HERE = ("whole", "part")
NOT_COUNTED = ("chair", "minute_taker", "observer", "interpreter", "advocate", "wall")


class Counted(TypedDict):
    """One agency that counts: its name and whether it is here for the whole or a part."""

    agency: str
    part: bool


class Advice(TypedDict):
    """What the rule says of the people who are here. It never stops anybody (QUO-1)."""

    counted: list[Counted]
    missing: list[str]
    enough: bool
    words: str


def advice(people: Sequence[Mapping[str, Any]], rule: Mapping[str, Any]) -> Advice:
    """Count agencies against `rule` {needs: agency, others: int, say: sentence} (QUO-1 to QUO-4).

    Each person has `agency`, `role`, `side`, `attendance` and `direct_contact`.
    """
    counted = _counted(people, str(rule["needs"]))
    needed = any(_same(one["agency"], rule["needs"]) for one in counted)
    others = sum(not _same(one["agency"], rule["needs"]) for one in counted)
    missing = [] if needed else [str(rule["needs"])]
    short = max(0, int(rule["others"]) - others)
    if short:
        missing.append("one more agency" if short == 1 else f"{short} more agencies")
    enough = not missing
    return {
        "counted": counted,
        "missing": missing,
        "enough": enough,
        "words": _words(counted, missing),
    }


def _counted(people: Sequence[Mapping[str, Any]], needs: str) -> list[Counted]:
    here = [person for person in people if _counts(person)]
    # QUO-3: until anybody's direct contact is recorded, being here is all there is to go by.
    recorded = any(person.get("direct_contact") for person in here)
    stays: dict[str, bool] = {}
    for person in here:
        if recorded and not (person.get("direct_contact") or _same(person["agency"], needs)):
            continue
        name = next((one for one in stays if _same(one, person["agency"])), person["agency"])
        stays[name] = stays.get(name, False) or person["attendance"] == "whole"
    return [{"agency": agency, "part": not whole} for agency, whole in stays.items()]


def _counts(person: Mapping[str, Any]) -> bool:
    return bool(
        person.get("agency")
        and person.get("side") == "professional"
        and person.get("role") not in NOT_COUNTED
        and person.get("attendance") in HERE
    )


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == str(other).strip().casefold()


def _words(counted: Iterable[Counted], missing: Sequence[str]) -> str:
    names = [one["agency"] + (" (for part)" if one["part"] else "") for one in counted]
    here = together(names) if names else "No agency that counts"
    verb = "is" if len(names) < 2 else "are"
    if missing:
        return f"{here} {verb} here. Missing: {together(missing)}."
    return f"{here} {verb} here. That is enough people for a safe decision."
