"""Lays out the children's and family's words, the map, danger sets, scales and the annex."""

from __future__ import annotations

from typing import Any

from server.records.scale_line import scale_line
from server.records.words import (
    NO_VALUE,
    NOTHING,
    Block,
    Part,
    Runs,
    answers,
    curly,
    day,
    facts,
    heading,
    items,
    length,
    lower_first,
    para,
    paragraphs,
    person,
    plain,
    quoted,
    sentence,
    soft,
    spaced,
    strong,
    table,
)
from server.rules.people import together

EDGES = {"worry": "worry", "working": "well", "next": "next"}
LONG = 1600
"""Characters above which a framed block may break across pages."""


def voices(part: Part, rendition: Part) -> list[Block]:
    """Section 7: a box for each child."""
    return [_voice(one) for one in part["children"]]


def _voice(one: Part) -> Block:
    own = [words for words in one["words"] if words["tool"] != "observed"]
    said = _under_houses(one["words"])
    code = one["participation"]
    took_part = f"{one['child']}: {lower_first(one['participation_name'])} (code {code})."
    notes = [_told(words) for words in one["words"]] + ([took_part] if code else [])
    return {
        "kind": "voice",
        "title": f"In {one['child']}’s words" if own else one["child"],
        "items": said,
        "note": " ".join(dict.fromkeys(filter(None, notes))) or NOTHING,
        "long": sum(len(words["words"]) for words in one["words"]) > LONG,
    }


def _under_houses(every: list[Part]) -> list[list[str]]:
    """[house, style, words] in house order; the house's name only above its first words."""
    order = {"worries": 0, "good": 1, "dreams": 2}
    last, rows = "", []
    for one in sorted(every, key=lambda words: order.get(words["house"], 3)):
        house = one["house_name"]
        style = "soft" if one["tool"] == "observed" else "words"
        rows.append([house if house != last else "", style, one["words"]])
        last = house
    return rows


def _told(words: Part) -> str:
    when = f"on {day(words['told_on'])}" if words["told_on"] else ""
    if words["tool"] == "observed":
        seen = f"Seen by {words['told_to']}" if words["told_to"] else "Seen"
        return sentence(" ".join(filter(None, (seen, when))))
    told = f"Told to {words['told_to']}" if words["told_to"] else "Told"
    said = ", ".join(filter(None, (" ".join(filter(None, (told, when))), words["tool_name"])))
    return sentence(said) if said != "Told" else ""


def family_views(part: Part, rendition: Part) -> list[Block]:
    """Section 8: for each person, which statements they agree with and what they said."""
    rows: dict[str, Runs] = {}
    for one in part["responses"]:
        label = person(one)
        view = sentence(f"{one['about']} {one['set']}: {lower_first(one['view_name'])}")
        said = spaced(plain(view), quoted(one["words"]) if one["words"] else [])
        rows[label] = spaced(rows.get(label, []), said)
    for card in part["items"]:
        label = person(card["source"])
        rows[label] = spaced(rows.get(label, []), quoted(card["words"]), answers(card["responses"]))
    return [facts(rows.items())] if rows else [para(plain(NOTHING))]


def the_map(part: Part, rendition: Part) -> list[Block]:
    """Section 9: worries and the unknown on the left, the rest on the right."""
    columns = [_column(column) for column in part["columns"]]
    grey = {
        "title": f"Grey area: {lower_first(part['grey_area']['title'])}",
        "edge": "grey",
        "groups": [["", _cards(part["grey_area"]["cards"])]],
    }
    left, right = [*columns[:1], grey], columns[1:]
    struck = _struck(part["struck"]) if part.get("struck") else []
    return [{"kind": "map", "columns": [left, right]}, *struck]


def _column(column: Part) -> Block:
    groups = [
        [curly(one["title"]), _cards(one["cards"])] for one in column["sections"] if one["cards"]
    ]
    return {
        "title": curly(column["title"]),
        "edge": EDGES.get(column["voice"], "grey"),
        "groups": groups or [["", [plain(NOTHING)]]],
    }


def _cards(cards: list[Part]) -> list[Runs]:
    return [_card(card) for card in cards] or [plain(NOTHING)]


def _card(card: Part) -> Runs:
    words = quoted(card["words"]) if card["nature"] == "childs_words" else plain(card["words"])
    merged = [_joined(one) for one in card["merged"]]
    return spaced(words, soft(_source(card)), *merged, answers(card["responses"]))


def _joined(one: Part) -> Runs:
    return spaced(soft("Joined with:"), quoted(one["words"]), soft(f"{person(one['source'])}."))


def _source(card: Part) -> str:
    held = "name held in the family’s copy" if _is_held(card) else ""
    typed = f"typed by {card['typed_by']}" if card.get("typed_by") else ""
    named = ", ".join(filter(None, (person(card["source"]), card["source_kind_name"], held, typed)))
    nature = card["nature_name"] if card["nature"] in ("opinion", "reported") else ""
    shared = "Shared from the professionals’ part" if card.get("shared_from") else ""
    return " ".join(map(sentence, filter(None, (named, nature, card["event_date"], shared))))


def _is_held(card: Part) -> bool:
    return bool(card["name_held"]) and card["source"]["name"] != "Name held"


def _struck(struck: list[Part]) -> list[Block]:
    rows = [
        [plain(one["words"]), plain(person(one["source"])), plain(_struck_by(one))]
        for one in struck
    ]
    heads = ["Words", "Said by", "Struck by, and why"]
    return [heading("Struck from the board"), table([5, 3, 4], heads, [("", rows)])]


def _struck_by(one: Part) -> str:
    return f"{one['struck_by']}. {sentence(one['reason']) or 'No reason was given.'}"


def sets(part: Part, rendition: Part) -> list[Block]:
    """Section 10: each danger statement with its goal and bottom lines, framed."""
    return [_set(one) for one in part["sets"]] or [para(plain(NOTHING))]


def _set(one: Part) -> Block:
    note = f"Set {one['no']}: {together(one['children'])}."
    parts = [
        _part("Danger statement", spaced(soft(note), soft(sentence(one["title"]))), [
            *_agreed(one["danger"], agreed=one["danger_agreed"]),
            *[["seen", _dispute(each)] for each in one["disputes"]],
            *[["soft", _own_statement(each)] for each in one["statements"]],
        ]),
        _part("Safety goal", [], _agreed(one["goal"], agreed=one["goal_agreed"])),
    ]  # fmt: skip
    lines = [paragraph for line in one["bottom_lines"] for paragraph in _bottom_line(line)]
    if lines:
        title = "Bottom line" if len(one["bottom_lines"]) == 1 else "Bottom lines"
        parts.append(_part(title, [], lines))
    size = sum(length(runs) for each in parts for _, runs in each["paras"])
    return {"kind": "set", "parts": parts, "long": size > LONG}


def _part(title: str, note: Runs, paras: list[Any]) -> Block:
    return {"title": title, "note": note, "paras": paras}


def _agreed(words: str, *, agreed: bool) -> list[Any]:
    lines = [["", plain(line)] for line in paragraphs(words)]
    if not lines:
        return [["", plain(NOTHING)]]
    return (
        lines if agreed else [*lines, ["soft", soft("The wording was not agreed in the meeting.")]]
    )


def _dispute(each: Part) -> Runs:
    who = soft(f"{person(each['source'])}.")
    return spaced(strong("Seen differently:"), plain(each["words"]), who)


def _own_statement(each: Part) -> Runs:
    return spaced(soft(f"{person(each['source'])}, in their own statement:"), quoted(each["words"]))


def _bottom_line(line: Part) -> list[Any]:
    set_by = f"Set by: {sentence(line['set_by'])}" if line["set_by"] else ""
    why = sentence(line["why"])
    return [["", strong(line["words"])], ["soft", spaced(soft(set_by), soft(why))]]


def scales(part: Part, rendition: Part) -> list[Block]:
    """Section 11: for each scale its ends, its line of marks, and everybody's reasons."""
    return [block for one in part["scales"] for block in _scale(one)] or [para(plain(NOTHING))]


def _scale(one: Part) -> list[Block]:
    ends = {"ten": one["ten"], "zero": one["zero"]}
    whose = "Overall" if one["set"] is None else f"Danger statement {one['set']}"
    if not one["scores"]:
        return [para(spaced(strong(f"{whose}."), plain(one["question"]), plain(_no_numbers(one))))]
    how = "Each person chose alone; all numbers were shown together."
    title = spaced(
        strong(f"{whose}."), strong(one["question"]), plain(how), plain(one["spread"]["words"])
    )
    return [
        {"kind": "scale", "title": title, **ends, **scale_line(one)},
        _score_table(one),
        *(
            [para(plain(f"{together(one['no_number'])} gave no number."))]
            if one["no_number"]
            else []
        ),
    ]


def _no_numbers(one: Part) -> str:
    said = (
        "No numbers were given."
        if one["shown"] or one["state"] == "closed"
        else "The numbers were not shown."
    )
    ten, zero = one["ten"].strip(), one["zero"].strip()
    return f"{said} 10 means: {ten} 0 means: {zero}" if ten and zero else said


def _score_table(one: Part) -> Block:
    heads = ["Mark", "Who", "Now", "First", "Why this number", "What would raise it by one"]
    rows = [_score_row(score) for score in one["scores"]]
    return table([1.4, 3.6, 1.2, 1.2, 4.8, 4.8], heads, [("", rows)])


def _score_row(score: Part) -> list[Runs]:
    role = f", {score['role']}" if score["role"] else ""
    typed = f" (with {score['entered_by']})" if score["entered_by"] else ""
    first = score["first"]
    return [
        plain(score["initials"]),
        [["strong", score["name"]], ["", f"{role}{typed}"]],
        strong(_number(score["value"])),
        plain(_number(first["value"]) if first else NO_VALUE),
        spaced(plain(score["because"]), _first(first, score, "because")),
        spaced(plain(score["up"]), _first(first, score, "up")),
    ]


def _number(value: int | None) -> str:
    return "Can’t say" if value is None else str(value)


def _first(first: Part | None, score: Part, key: str) -> Runs:
    if not first or not first[key] or first[key] == score[key]:
        return []
    return soft(f"First: {first[key]}")


def annex(part: Part, rendition: Part) -> list[Block]:
    """Section 18: in no family copy; what not all professionals read is in the chair's alone."""
    intro = "Only professionals saw these. They are in no family copy, and must not be passed on."
    found = [*_groups(part["groups"]), *(_struck(part["struck"]) if part["struck"] else [])]
    body = [para(plain(intro)), *found] if found else [para(plain("Nothing was kept restricted."))]
    return [*body, *(block for one in part["restricted"] for block in _restricted(one))]


def _groups(groups: list[Part]) -> list[Block]:
    return [
        block
        for group in groups
        for block in (heading(group["section"]), items(_cards(group["cards"])))
    ]


def _restricted(one: Part) -> list[Block]:
    intro = [para(soft(one["why"]))] if one["why"] else []
    return [
        heading(one["readers"]), *intro, *_groups(one["groups"]),
        *(_struck(one["struck"]) if one["struck"] else []),
    ]  # fmt: skip
