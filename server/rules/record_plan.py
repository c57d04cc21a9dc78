"""The record's sections on decisions, the plan, dates, telling people, and sign-off."""

from __future__ import annotations

from server.rules import clocks
from server.rules.record_board import Frozen, Item, Part
from server.rules.record_cards import responses

TEST = (
    "The test for each child: the child has been harmed and more harm is likely, or harm is likely "
    "if nothing changes. Each child is thought about separately, and one person speaks for each "
    "agency."
)
COPIES = (
    "This record is confidential. Do not copy it or pass it on unless the chair agrees. It is kept "
    "in the children’s council files. Corrections are added at the end; nothing is rubbed out."
)


def decisions(frozen: Frozen) -> Part:
    """Section 14: for each child the decision, every agency's view, the family's, and dissent."""
    return {
        "test": TEST,
        "children": [_decision(frozen, str(child["id"])) for child in frozen.children],
    }


def _decision(frozen: Frozen, child: str) -> Part:
    item = frozen.room.get(f"decision-{child}")
    return {
        "child": frozen.child(child),
        "child_id": child,
        **_choice(frozen, item),
        "is_plan": is_plan(frozen, item),
        "reason": frozen.room.words(f"decision-{child}", "reason"),
        "views": [_view(frozen, view) for view in frozen.room.live("view", child=child)],
        "responses": responses(frozen, item),
    }


def _choice(frozen: Frozen, item: Item) -> Part:
    categories = item.get("categories") or []
    return {
        "outcome": item.get("outcome") or "",
        "outcome_name": frozen.named("outcomes", item.get("outcome")),
        "categories": list(categories),
        "category_names": [frozen.named("categories", one) for one in categories],
    }


def is_plan(frozen: Frozen, item: Item) -> bool:
    """Whether a decision's outcome is a child protection plan."""
    plans = {one["id"] for one in frozen.type["outcomes"] if one.get("plan")}
    return item.get("outcome") in plans


def _view(frozen: Frozen, item: Item) -> Part:
    given = item["person"]
    known, key = frozen.person(given["id"]), str(item["id"])
    return {
        "id": key,
        "name": known["name"] or given["name"],
        "role": known["role"] or given.get("role") or "",
        "agency": known["agency"] or given.get("agency") or "",
        **_choice(frozen, item),
        "reason": frozen.room.words(key, "reason"),
        "dissents": bool(item.get("dissents")),
        "dissent": frozen.room.words(key, "dissent"),
        "escalate": bool(item.get("escalate")),
    }


def plan(frozen: Frozen) -> Part:
    """Section 15: who the plan is for, and every row of it."""
    decided = decisions(frozen)["children"]
    dates = frozen.room.get("dates")
    rows = enumerate(frozen.room.live("row"), start=1)
    return {
        "protection": any(one["is_plan"] for one in decided),
        "children": [one["child"] for one in decided if one["is_plan"]],
        "from": frozen.meeting.get("on", ""),
        "lead_worker": frozen.speaker(dates.get("lead_worker")),
        "visits": frozen.room.words("dates", "visits"),
        "rows": [_row(frozen, number, item) for number, item in rows],
    }


def _row(frozen: Frozen, number: int, item: Item) -> Part:
    key, sets = str(item["id"]), [one["id"] for one in frozen.room.live("set")]
    texts = ("what", "so_that", "know", "how_much", "if_not")
    accepted = item.get("accepted")
    return {
        "no": number,
        "id": key,
        "set": sets.index(item["set"]) + 1 if item.get("set") in sets else None,
        "children": frozen.child_names(item),
        "owner": frozen.speaker(item.get("owner")),
        "by_when": item.get("by_when") or "",
        "repeats": item.get("repeats") or "",
        **{text: frozen.room.words(key, text) for text in texts},
        "bottom_line": bool(item.get("bottom_line")),
        "accepted_by": frozen.person(accepted.get("by"))["name"] if accepted else "",
        "read_back": [
            {"name": frozen.person(who)["name"], "answer": answer}
            for who, answer in (item.get("read_back") or {}).items()
        ],
        "responses": responses(frozen, item),
        "from_score": _from_score(frozen, item),
        "from_card": item.get("from_card") or "",
    }


def _from_score(frozen: Frozen, item: Item) -> Part | None:
    score = frozen.room.get(item.get("from_score") or "")
    if not score:
        return None
    person = frozen.person(score["person"]["id"])
    return {"name": person["name"] or score["person"]["name"], "up": score.get("up") or ""}


def dates(frozen: Frozen) -> Part:
    """Section 16: core group, review, and what happens if the plan does not hold."""
    item = frozen.room.get("dates")
    members = [frozen.person(key) for key in item.get("core_group_members") or ()]
    keys = ("core_group_on", "core_group_at", "core_group_place", "review_on", "review_at")
    return {
        **{key: item.get(key) or "" for key in keys},
        "core_group_members": [one for one in members if one["name"]],
        "lead_worker": frozen.speaker(item.get("lead_worker")),
        "contingency": frozen.room.words("note-contingency"),
    }


def telling(frozen: Frozen) -> Part:
    """Section 17: who tells people who were not there, corrections and complaints."""
    on = frozen.meeting.get("on", "")
    days = frozen.type["clocks"]["corrections_days"]
    by = clocks.working_days_after(on, days, frozen.holidays) if on else ""
    return {
        "words": frozen.room.words("note-telling"),
        "copies": COPIES,
        "corrections_by": by,
        "contact": frozen.contact or str(frozen.meeting.get("contact") or ""),
    }


def sign_off(frozen: Frozen) -> Part:
    """Section 19: who ended the meeting, when, and as which version."""
    return {
        "by": frozen.by,
        "role": "Chair",
        "at": frozen.at,
        "at_words": clocks.moment_words(frozen.at) if frozen.at else "",
        "version": 1,
        "addenda": [],
    }
