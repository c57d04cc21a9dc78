"""Lays out the sections on the meeting, the children, the family, who came, and quorum."""

from __future__ import annotations

from server.records.words import (
    NO_VALUE,
    Block,
    Part,
    Runs,
    curly,
    day,
    facts,
    heading,
    items,
    lower_first,
    para,
    person,
    plain,
    sentence,
    soft,
    spaced,
    strong,
)
from server.rules.clocks import time_words
from server.rules.people import together


def conference(part: Part, rendition: Part) -> list[Block]:
    """Section 1."""
    meeting = ", ".join(filter(None, (part["type_name"], part["reference"])))
    rows = [
        ("Meeting", plain(meeting)),
        ("Where", plain(". ".join(filter(None, (part["venue"], part["mode_name"]))))),
        ("When", plain(_hours(part, rendition))),
        ("Chair", plain(together(part["chair"]))),
        ("Minute taker", plain(together(part["minute_taker"]))),
        ("Due by", plain(_due(part))),
        ("Late because", plain(part["late_reason"])),
        ("Closed session", plain(" ".join(map(_session, part["closed_sessions"])))),
    ]
    return [facts(rows)]


def _session(one: Part) -> str:
    hours = f"{time_words(one['from'])} to {time_words(one['to'])}"
    return f"{hours}, some people only: {sentence(one['say'])}"


def _hours(part: Part, rendition: Part) -> str:
    starts = time_words(part["started_at"] or part["starts"])
    hours = f"{starts} to {time_words(part['ended_at'])}" if part["ended_at"] else starts
    return f"{rendition['on_words']}, {hours}"


def _due(part: Part) -> str:
    if not part["due_on"]:
        return ""
    held = "Held in time." if part["in_time"] else "Not held in time."
    return f"{day(part['due_on'])}. {part['due_words']} {held}"


def children(part: Part, rendition: Part) -> list[Block]:
    """Section 2: one column for each child."""
    return [{"kind": "columns", "columns": [_child(one) for one in part["children"]]}]


def _child(one: Part) -> list[Block]:
    rows = [
        ("Born", plain(day(one["born"]))),
        ("Due", plain(day(one["due"]))),
        ("Sex", plain(one["sex"])),
        ("Background", plain(". ".join(filter(None, (one["ethnicity"], one["language"]))))),
        ("Disability", plain(one["disability"])),
        ("School", plain(one["school"])),
        ("Legal status", plain(one["legal_status"])),
        ("Plan before", plain(one["plan_before"])),
        ("Address", plain(one["address"])),
        ("Record", plain(one["reference"])),
    ]
    return [heading(one["name"]), facts(rows, narrow=True)]


def family(part: Part, rendition: Part) -> list[Block]:
    """Section 3."""
    rows = [(one["name"], plain(sentence(one["role"]).rstrip("."))) for one in part["people"]]
    said = [spaced(plain(one["words"]), soft(f"{person(one['source'])}.")) for one in part["items"]]
    return [facts(rows), *([items(said)] if said else [])]


def attendance(part: Part, rendition: Part) -> list[Block]:
    """Section 4: a table of who was there, then who was not."""
    groups = [
        {"title": "Family, and people who speak for them", "rows": _seats(part["family"])},
        {"title": "Professionals", "rows": _seats(part["professionals"])},
    ]
    present: Block = {
        "kind": "attendance",
        "heads": ["Name", "Role and agency", "How", "Whole or part", "Parents saw report"],
        "groups": [group for group in groups if group["rows"]],
    }
    return [present, facts([*_absent(part["absent"]), _alone(part)])]


def _seats(seats: list[Part]) -> list[list[str]]:
    return [_seat(seat) for seat in seats]


def _seat(seat: Part) -> list[str]:
    role = sentence(seat["role"]).rstrip(".")
    agency = "" if seat["agency"].casefold() == role.casefold() else curly(seat["agency"])
    stay = "Whole" if seat["attendance"] == "whole" else seat["part"] or "Part"
    where = seat["mode_name"] or NO_VALUE
    return [
        seat["name"], ", ".join(filter(None, (role, agency))), where, seat["attendance"], stay,
        _report(seat),
    ]  # fmt: skip


def _report(seat: Part) -> str:
    match seat["report"]:
        case "received":
            shared = seat["report_shared_on"]
            return f"Yes, {day(shared)}" if shared else "Report, not shared"
        case "spoken":
            return "Spoken in the meeting"
        case _:
            return NO_VALUE


def _absent(absent: list[Part]) -> list[tuple[str, Runs]]:
    rows: dict[str, list[str]] = {}
    for seat in absent:
        why = f" {seat['exclusion']}" if seat["exclusion"] else ""
        rows.setdefault(seat["attendance_name"], []).append(f"{sentence(person(seat))}{why}")
    return [(label, plain(" ".join(names))) for label, names in rows.items()]


def _alone(part: Part) -> tuple[str, Runs]:
    here = [*part["family"], *part["professionals"]]
    names = [seat["name"] for seat in here if seat["alone"]]
    who_was = f"{together(names)} joined from elsewhere and said that nobody else was with them."
    return ("Also checked", plain(who_was if names else ""))


def quorum(part: Part, rendition: Part) -> list[Block]:
    """Section 5."""
    counted = [
        curly(one["agency"]) + (" (for part)" if one["part"] else "") for one in part["counted"]
    ]
    here = f"Here: {together(counted)}." if counted else "No agency that counts was here."
    rule = f"The rule is: {lower_first(curly(part['rule']))}"
    rows = [
        strong(part["choice_name"]),
        plain(here),
        plain(rule),
        plain(sentence(part["ground_name"])),
    ]
    return [para(spaced(*rows)), *([para(plain(part["reason"]))] if part["reason"].strip() else [])]
