"""The record's sections on the children's and family's words, the map, danger sets and scales."""

from __future__ import annotations

from typing import Any

from server.rules.audiences import CHAIR, CLOSED, NAMED
from server.rules.people import initials, together
from server.rules.record_board import Board, Frozen, Item, Part
from server.rules.record_cards import cards_of, responses, said, struck
from server.rules.scales import spread

TOOLS = {
    "spoken": "by talking", "written": "in writing", "three_houses": "using Three Houses",
    "wizard_fairy": "using the wizard or fairy", "drawing": "by drawing",
    "observed": "by being watched",
}  # fmt: skip
HOUSES = {"worries": "What worries me", "good": "What is good", "dreams": "What I want", "": ""}
NEVER_SHOWN = ("closed", "open")


def voices(frozen: Frozen) -> Part:
    """Section 7: each child's own words, unchanged, how they were given, and took part how."""
    return {"children": [_voice(frozen, str(child["id"])) for child in frozen.children]}


def _voice(frozen: Frozen, child: str) -> Part:
    said_by_child = frozen.room.live("words", child=child)
    code = frozen.room.get(f"decision-{child}").get("participation") or ""
    return {
        "child": frozen.child(child),
        "participation": code,
        "participation_name": frozen.named("participation", code),
        "words": [_words(frozen, item) for item in said_by_child if frozen.room.has_words(item)],
    }


def _words(frozen: Frozen, item: Item) -> Part:
    tool, house = item.get("tool") or "", item.get("house") or ""
    return {
        "id": item["id"],
        "words": frozen.room.words(str(item["id"])),
        "tool": tool,
        "tool_name": TOOLS.get(tool, ""),
        "house": house,
        "house_name": HOUSES.get(house, ""),
        "told_to": item.get("told_to") or "",
        "told_on": item.get("told_on") or "",
        "headline": bool(item.get("headline")),
        "brought_by": frozen.person(item.get("author")),
    }


def childs_line(frozen: Frozen) -> Part | None:
    """The words that stood above the columns: the headline, else the first words of a child."""
    every = [item for item in frozen.room.live("words") if frozen.room.has_words(item)]
    every.sort(key=lambda item: not item.get("headline"))
    if not every:
        return None
    return {
        "words": frozen.room.words(str(every[0]["id"])),
        "child": frozen.child(str(every[0].get("child"))),
    }


def family_views(frozen: Frozen) -> Part:
    """Section 8: what the family said, and which statements each agrees with or disputes."""
    answers = [
        {**answer, "set": number, "about": "Danger statement and goal"}
        for number, item in enumerate(frozen.room.live("set"), start=1)
        for answer in responses(frozen, item)
    ]
    return {"items": cards_of(frozen, frozen.room, "parents_view"), "responses": answers}


def the_map(frozen: Frozen) -> Part:
    """Section 9: the columns with their cards, what is not known, and what was struck."""
    return {
        "columns": [_column(frozen, column) for column in frozen.type["columns"]],
        "grey_area": {
            "title": frozen.named("sides", "grey_area"),
            "cards": cards_of(frozen, frozen.room, "grey_area"),
        },
        "struck": struck(frozen, frozen.room),
    }


def _column(frozen: Frozen, column: Item) -> Part:
    return {
        "id": column["id"],
        "title": column["name"],
        "voice": column["voice"],
        "sections": [
            {
                "id": section["id"],
                "title": section["record"],
                "cards": cards_of(frozen, frozen.room, section["id"]),
            }
            for section in column["sections"]
        ],
    }


def sets(frozen: Frozen) -> Part:
    """Section 10: danger statements, disputes, each person's own statement, goals, bottom lines."""
    live = enumerate(frozen.room.live("set"), start=1)
    return {"sets": [_set(frozen, number, item) for number, item in live]}


def _set(frozen: Frozen, number: int, item: Item) -> Part:
    room, key = frozen.room, str(item["id"])
    return {
        "no": number,
        "id": key,
        "title": room.words(key, "title"),
        "children": frozen.child_names(item),
        "danger": room.words(key, "danger"),
        "danger_agreed": item.get("danger_status") == "agreed",
        "goal": room.words(key, "goal"),
        "goal_agreed": item.get("goal_status") == "agreed",
        "disputes": _written(frozen, room, "dispute", key),
        "statements": _written(frozen, room, "statement", key),
        "bottom_lines": [
            {
                "id": line["id"],
                "words": room.words(str(line["id"])),
                "why": room.words(str(line["id"]), "why"),
                "set_by": line.get("set_by") or "",
            }
            for line in room.live("bottom_line", parent=key)
            if room.has_words(line)
        ],
        "responses": responses(frozen, item),
    }


def _written(frozen: Frozen, room: Board, kind: str, parent: str) -> list[Part]:
    items = room.live(kind, parent=parent)
    return [said(frozen, room, item) for item in items if room.has_words(item)]


def scales(frozen: Frozen) -> Part:
    """Section 11: each scale with both ends and, once shown, every number with its reasons."""
    numbers = {item["id"]: no for no, item in enumerate(frozen.room.live("set"), start=1)}
    items = frozen.room.live("scale")
    return {
        "scales": [
            _scale(frozen, item, numbers.get(item.get("parent")))
            for item in items
            if not item.get("parent") or item["parent"] in numbers
        ]
    }


def _scale(frozen: Frozen, item: Item, set_no: int | None) -> Part:
    room, key = frozen.room, str(item["id"])
    shown = item.get("state") not in NEVER_SHOWN
    scores = room.live("score", parent=key) if shown else []
    values = [score.get("value") for score in scores]
    rows = [_score(frozen, score) for score in scores]
    return {
        "id": key,
        "set": set_no,
        "question": room.words(key, "question"),
        "ten": room.words(key, "ten"),
        "zero": room.words(key, "zero"),
        "direction": item.get("direction") or frozen.type["scale"]["direction"],
        "state": item.get("state") or "closed",
        "shown": shown,
        "spread": spread(values, frozen.type["scale"]["wide_spread"]),
        "scores": sorted(rows, key=_from_ten),
        "no_number": _silent(frozen, scores) if shown else [],
    }


def _from_ten(score: Part) -> tuple[int, str]:
    return (-1 if score["value"] is None else score["value"]) * -1, score["name"]


def _score(frozen: Frozen, item: Item) -> Part:
    given = item["person"]
    known, invited = frozen.person(given["id"]), frozen.people.get(given["id"], {})
    names = {key: str(one["name"]) for key, one in frozen.people.items()}
    typist = frozen.person(item.get("entered_by"))["name"]
    first = item.get("first")
    name = known["name"] or str(given.get("name") or "")
    return {
        "id": item["id"],
        "name": name,
        "role": known["role"] or str(given.get("role") or given.get("agency") or ""),
        "agency": known["agency"] or str(given.get("agency") or ""),
        "kind": _kind(invited.get("role", ""), invited.get("side") or given.get("side") or ""),
        "initials": initials(names).get(given["id"]) or initials({"one": name})["one"],
        **_answers(item),
        "entered_by": typist if item.get("entered_by") != given["id"] else "",
        "first": _answers(first) if first else None,
    }


def _answers(score: Item) -> dict[str, Any]:
    return {
        "value": score.get("value"),
        "because": score.get("because") or "",
        "up": score.get("up") or "",
    }


def _kind(role: str, side: str) -> str:
    if role == "child":
        return "child"
    return "professional" if side == "professional" else "family"


def _silent(frozen: Frozen, scores: list[Item]) -> list[str]:
    """People who were there, whose role scores, and who gave no number on this scale."""
    scored = {score["person"]["id"] for score in scores}
    may_score = {role["id"] for role in frozen.type["roles"] if role.get("scores")}
    seats = {item["id"]: item.get("attendance") for item in frozen.room.live("person")}
    return [
        str(person["name"])
        for key, person in frozen.people.items()
        if person["role"] in may_score
        and key not in scored
        and seats.get(f"person-{key}") in ("whole", "part")
    ]


def annex(frozen: Frozen) -> Part:
    """Section 18: what only professionals saw, kept apart from every family copy (REC-7).

    `restricted` is what not even they all read: of the closed session, and of named people. It is
    in the whole record alone.
    """
    board = frozen.board("professionals")
    scopes = [one for one in sorted(frozen.snapshot["scopes"]) if _is_restricted(one)]
    found = [_restricted(frozen, scope) for scope in scopes]
    return {
        "groups": _groups(frozen, board),
        "struck": struck(frozen, board),
        "restricted": [one for one in found if one["groups"] or one["struck"]],
    }


def _is_restricted(scope: str) -> bool:
    return scope == CLOSED or (scope.startswith(NAMED) and not scope.startswith(f"{NAMED}apart-"))


def _restricted(frozen: Frozen, scope: str) -> Part:
    kept = frozen.board(CHAIR).get(scope.removeprefix(NAMED))
    names = [frozen.person(one)["name"] for one in kept.get("people") or kept.get("but") or ()]
    who = f"Only {together(names)}" if kept.get("people") else f"All but {together(names)}"
    board = frozen.board(scope)
    return {
        "readers": "Those in the closed session" if scope == CLOSED else who,
        "why": str(kept.get("why") or ""),
        "groups": _groups(frozen, board),
        "struck": struck(frozen, board),
    }


def _groups(frozen: Frozen, board: Board) -> list[Part]:
    every = [*frozen.type["sides"], *(s for c in frozen.type["columns"] for s in c["sections"])]
    found = [
        {"section": section["record"], "cards": cards_of(frozen, board, section["id"])}
        for section in every
    ]
    return [one for one in found if one["cards"]]
