"""The record's sections on the meeting, the children, the family, who came, and quorum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.rules import clocks, quorum
from server.rules.record_board import Frozen, Item, Part
from server.rules.record_cards import cards_of

ATTENDANCE = {
    "invited": "Invited", "whole": "Whole", "part": "Part", "apologies": "Sent apologies",
    "no_reply": "Asked, no reply", "excluded": "Kept apart",
}  # fmt: skip
MODES = {
    "in_person": "In person",
    "video": "Video",
    "phone": "Phone",
    "hybrid": "In person and by video",
}
REPORTS = {"none": "", "received": "Received", "spoken": "Spoken"}
CHOICES = {
    "yes": "Yes, there were enough people to make a safe decision.",
    "no_go_on": "No. The chair decided to go on.",
    "adjourn": "No. The conference was adjourned.",
    "": "The chair did not record a decision about this.",
}
CHILD_FACTS = (
    "id", "name", "first_name", "born", "due", "sex", "ethnicity", "language", "disability",
    "school", "legal_status", "reference", "plan_before",
)  # fmt: skip


def conference(frozen: Frozen) -> Part:
    """Section 1: what kind of meeting, when, where, run by whom, due by when."""
    meeting, clock = frozen.meeting, _clock(frozen)
    return {
        "type": frozen.type["id"],
        "type_name": frozen.type["name"],
        "reference": meeting.get("reference", ""),
        "council": meeting.get("council", ""),
        "on": meeting.get("on", ""),
        "starts": meeting.get("starts", ""),
        "started_at": clocks.london_time(meeting.get("started_at")),
        "ended_at": clocks.london_time(meeting.get("ended_at") or frozen.at),
        "venue": meeting.get("venue", ""),
        "mode": meeting.get("mode", ""),
        "mode_name": MODES.get(meeting.get("mode", ""), ""),
        "chair": _names_in_role(frozen, "chair"),
        "minute_taker": _names_in_role(frozen, "minute_taker"),
        "strategy_on": meeting.get("strategy_on", ""),
        "due_on": clock["due"] if clock else "",
        "in_time": clock["in_time"] if clock else None,
        "due_words": clock["words"] if clock else "",
        "closed_sessions": [_session(one) for one in frozen.room_meta.get("closed_sessions") or ()],
        "late_reason": frozen.room.get("dates").get("late_reason") or "",
    }


def _session(one: Mapping[str, Any]) -> Part:
    """That some talked without the others, when, and why in general terms (domain 6.3)."""
    return {
        "from": clocks.london_time(one["since"]),
        "to": clocks.london_time(one["until"]),
        "say": str(one["say"]),
    }


def _clock(frozen: Frozen) -> clocks.ConferenceClock | None:
    strategy_on, on = frozen.meeting.get("strategy_on"), frozen.meeting.get("on")
    if not strategy_on or not on:
        return None
    days = frozen.type["clocks"]["conference_days"]
    return clocks.conference_clock(strategy_on, on, frozen.holidays, days)


def _names_in_role(frozen: Frozen, role: str) -> list[str]:
    return [str(one["name"]) for one in frozen.people.values() if one["role"] == role]


def children(frozen: Frozen) -> Part:
    """Section 2: each child's own details. No address is ever part of the record."""
    return {"children": [_child(frozen, one) for one in frozen.children]}


def _child(frozen: Frozen, child: Mapping[str, Any]) -> Part:
    facts = {key: str(child.get(key) or "") for key in CHILD_FACTS}
    address = "Withheld" if child.get("address_withheld", True) else "Held on the child's file"
    age = clocks.age_on(facts["born"], frozen.meeting.get("on", ""))
    return {**facts, "age": age, "address": address}


def family(frozen: Frozen) -> Part:
    """Section 3: who is in the family, and what was said about the family and its network."""
    people = [one for one in frozen.people.values() if one.get("side") == "family"]
    return {
        "people": [
            {"name": one["name"], "role": frozen.person(one["id"])["role"]} for one in people
        ],
        "items": cards_of(frozen, frozen.room, "family"),
    }


def attendance(frozen: Frozen) -> Part:
    """Section 4: everybody invited, in what way they took part, and reports."""
    seats = [_seat(frozen, item) for item in frozen.room.live("person")]
    seats.sort(key=lambda seat: str(seat["name"]))
    here = [seat for seat in seats if seat["attendance"] in quorum.HERE]
    return {
        "family": [seat for seat in here if seat["side"] != "professional"],
        "professionals": [seat for seat in here if seat["side"] == "professional"],
        "absent": [seat for seat in seats if seat["attendance"] not in quorum.HERE],
    }


def _seat(frozen: Frozen, item: Item) -> Part:
    person_id = str(item["id"]).removeprefix("person-")
    known, person = frozen.person(person_id), frozen.people.get(person_id, {})
    role_name = frozen.named("roles", item.get("role"))
    return {
        "name": item.get("name") or known["name"],
        "role": item.get("relation") or known["role"] or role_name,
        "role_name": role_name,
        "agency": item.get("agency") or known["agency"],
        "side": item.get("side") or person.get("side", ""),
        "speaks_for": frozen.person(person.get("speaks_for"))["name"],
        **_stay(item),
        "report": item.get("report") or "none",
        "report_name": REPORTS.get(item.get("report") or "none", ""),
        "report_shared_on": item.get("report_shared_on") or "",
        "alone": bool(item.get("alone")),
        "exclusion": item.get("exclusion") or "",
    }


def _stay(item: Item) -> Part:
    attended = item.get("attendance") or "invited"
    return {
        "attendance": attended,
        "attendance_name": ATTENDANCE[attended],
        "part": item.get("part") or "",
        "mode": item.get("mode") or "",
        "mode_name": MODES.get(item.get("mode") or "", ""),
    }


def quorum_statement(frozen: Frozen) -> Part:
    """Section 5: which agencies counted, what the chair decided, and why (QUO-4)."""
    item = frozen.room.get("quorum")
    advice = quorum.advice(frozen.room.live("person"), frozen.type["quorum"])
    choice = item.get("enough") or ""
    return {
        "counted": advice["counted"],
        "advice_enough": advice["enough"],
        "advice": advice["words"],
        "rule": frozen.type["quorum"]["say"],
        "choice": choice,
        "choice_name": CHOICES[choice],
        "ground": item.get("ground") or "",
        "ground_name": frozen.named("grounds", item.get("ground")),
        "reason": frozen.room.words("quorum", "reason"),
    }


def reason(frozen: Frozen) -> Part:
    """Section 6: why the meeting was held."""
    return {"words": frozen.room.words("note-reason")}
