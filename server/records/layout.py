"""Lays a rendition out as blocks in reading order; each kind of file draws the same blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from server.records import layout_map, layout_people, layout_plan
from server.records.words import Block, Part, said_paragraphs
from server.rules.clocks import date_words, time_words
from server.rules.people import together
from server.rules.record import section

SECTIONS: Mapping[str, Callable[[Part, Part], list[Block]]] = {
    "conference": layout_people.conference,
    "children": layout_people.children,
    "family": layout_people.family,
    "attendance": layout_people.attendance,
    "quorum": layout_people.quorum,
    "reason": lambda part, _: said_paragraphs(part["words"]),
    "voices": layout_map.voices,
    "family_views": layout_map.family_views,
    "map": layout_map.the_map,
    "sets": layout_map.sets,
    "scales": layout_map.scales,
    "discussion": lambda part, _: said_paragraphs(part["words"]),
    "summary": lambda part, _: said_paragraphs(part["words"]),
    "decisions": layout_plan.decisions,
    "plan": layout_plan.plan,
    "dates": layout_plan.dates,
    "telling": layout_plan.telling,
    "annex": layout_map.annex,
    "sign_off": layout_plan.sign_off,
}


def lay_out(rendition: Part) -> Block:
    """Make the whole document: front {..}, and sections [{id, no, title, blocks}]."""
    return {
        "front": _front(rendition),
        "sections": [
            {
                "id": part["id"],
                "no": part["no"],
                "title": part["title"],
                "blocks": SECTIONS[part["id"]](part, rendition),
            }
            for part in rendition["sections"]
        ],
    }


def _front(rendition: Part) -> Block:
    line = rendition["childs_line"]
    said_by = "" if line is None else _said_by(line)
    return {
        "council": rendition["council"],
        "about": rendition["about"],
        "title": f"{rendition['title']}, {rendition['on_words']}",
        "document_title": f"{rendition['title']}, {rendition['on_words']} ({rendition['copy']})",
        "running": f"{_briefly(rendition)} · {rendition['on_words']} · {rendition['copy']}",
        "copy": rendition["copy"],
        "line": [line["words"], said_by] if line else None,
        "decided": _decided(rendition),
        "dates": _dates(section(rendition, "dates")),
    }


def _briefly(rendition: Part) -> str:
    """The children's names for the top of each page: first names when all would be too long."""
    about = str(rendition["about"])
    first = [one["first_name"] for one in section(rendition, "children")["children"]]
    return about if len(about) <= 60 else together(first)


def _said_by(line: Part) -> str:
    age = line["age"]
    return str(line["child"]) if age is None else f"{line['child']}, {age}"


def _decided(rendition: Part) -> list[Block]:
    ages = {one["first_name"]: one["age"] for one in section(rendition, "children")["children"]}
    decisions = section(rendition, "decisions")
    return [_box(one, ages.get(one["child"]), decisions["no"]) for one in decisions["children"]]


def _box(one: Part, age: int | None, no: int) -> Block:
    return {
        "name": one["child"] if age is None else f"{one['child']}, {age}",
        "outcome": one["outcome_name"] or "Not decided",
        "category": f"Category: {together(one['category_names'])}" if one["category_names"] else "",
        "note": _agreement(one, no),
    }


def _agreement(one: Part, no: int) -> str:
    """What the agencies' views add up to, never more than they said."""
    dissents = sum(view["dissents"] for view in one["views"])
    if dissents:
        views = "One different view" if dissents == 1 else f"{dissents} different views"
        return f"{views} (section {no})."
    given = [view for view in one["views"] if view["outcome"]]
    same = all(
        (view["outcome"], view["categories"]) == (one["outcome"], one["categories"])
        for view in given
    )
    return "Every agency that gave a view agreed." if given and same else ""


def _dates(part: Part) -> list[list[str]]:
    rows = (
        ("First core group", part["core_group_on"], part["core_group_at"]),
        ("Review conference", part["review_on"], part["review_at"]),
    )
    return [[label, _when(on, at)] for label, on, at in rows if on]


def _when(on: str, at: str) -> str:
    return f"{date_words(on)}, {time_words(at)}" if at else date_words(on)
