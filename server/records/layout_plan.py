"""Lays out decisions, the plan, dates, telling people, and sign-off."""

from __future__ import annotations

from server.records.words import (
    NO_VALUE,
    NOTHING,
    Block,
    Part,
    Runs,
    about,
    answers,
    curly,
    day,
    facts,
    heading,
    para,
    person,
    plain,
    said_paragraphs,
    sentence,
    soft,
    spaced,
    strong,
    table,
)
from server.rules.clocks import date_words, time_words
from server.rules.people import together


def decisions(part: Part, rendition: Part) -> list[Block]:
    """Section 14: for each child."""
    blocks = [para(plain(part["test"]))]
    for one in part["children"]:
        blocks += _decision(one)
    return blocks


def _decision(one: Part) -> list[Block]:
    decided = ", ".join(_lower([one["outcome_name"] or "not decided", *one["category_names"]]))
    said = answers(one["responses"])
    return [
        heading(f"{one['child']}: {decided}"),
        *said_paragraphs(one["reason"] or "No reason was recorded."),
        *([_views(one)] if one["views"] else []),
        *([para(said)] if said else []),
        *[_dissent(view) for view in one["views"] if view["dissents"] or view["dissent"].strip()],
    ]


def _lower(names: list[str]) -> list[str]:
    return [name[:1].lower() + name[1:] for name in names]


def _views(one: Part) -> Block:
    rows = [
        [
            [["strong", curly(view["agency"] or view["role"])], ["", f", {view['name']}"]],
            plain(_choice(view)),
            plain(view["reason"] or NO_VALUE),
        ]
        for view in one["views"]
    ]
    return table([4.3, 4.55, 4.15], ["Agency", "View", "Reason"], [("", rows)])


def _choice(view: Part) -> str:
    if not view["outcome_name"]:
        return "No view"
    return ", ".join([view["outcome_name"], *_lower(view["category_names"])])


def _dissent(view: Part) -> Block:
    who = person({"name": view["name"], "role": view["role"] or view["agency"]})
    would = f"{who}, would choose: {_choice(view)[:1].lower()}{_choice(view)[1:]}."
    asked = "asked" if view["escalate"] else "did not ask"
    return {
        "kind": "dissent",
        "title": "A different view, on the record",
        "paras": [
            strong(would),
            plain(view["dissent"] or "No reason was recorded."),
            plain(f"{view['name']} {asked} for the decision to go to a senior manager."),
        ],
        "long": len(view["dissent"]) > 1600,
    }


def plan(part: Part, rendition: Part) -> list[Block]:
    """Section 15: whom the plan is for, then its rows."""
    lead = part["lead_worker"]
    rows = [
        ("For", plain(_for(part))),
        ("Lead worker", plain(person(lead) if lead else "")),
        ("Visits", plain(part["visits"])),
    ]
    if not part["rows"]:
        return [facts(rows), para(plain(NOTHING))]
    heads = ["Who does what, so that …", "By when", "How we will know", "If not"]
    return [
        facts(rows),
        table([7, 2.6, 4, 3.4], heads, [("", [_row(row) for row in part["rows"]])]),
    ]


def _for(part: Part) -> str:
    if not part["protection"]:
        return ""
    return f"{together(part['children'])}, from {day(part['from'])}"


def _row(row: Part) -> list[Runs]:
    when = ", ".join(filter(None, (day(row["by_when"]), row["repeats"])))
    know = ", ".join(filter(None, (row["know"].rstrip("."), row["how_much"].rstrip("."))))
    return [
        _who_does_what(row),
        plain(when or NO_VALUE),
        plain(sentence(know) or NO_VALUE),
        plain(sentence(row["if_not"]) or NO_VALUE),
    ]


def _who_does_what(row: Part) -> Runs:
    owner = row["owner"]["name"] if row["owner"] else "Nobody named"
    what, so_that = _ended(row["what"]), _ended(row["so_that"])
    aim: Runs = [["", ", "], ["strong", "so that"], ["", f" {so_that}"]] if so_that else []
    serves = f"Danger statement {row['set']}." if row["set"] else ""
    taken = f"Accepted by {row['accepted_by']}." if row["accepted_by"] else "Not yet accepted."
    details = spaced(
        strong("Bottom line.") if row["bottom_line"] else [],
        soft(" ".join(filter(None, (about(row["children"]), serves, taken)))),
        answers(row["responses"]),
    )
    start: Runs = [["", f"{row['no']}. "], ["strong", owner], ["", f" {what}"]]
    return [*start, *aim, ["", ".\n"], *details]


def _ended(text: str) -> str:
    return text.strip().rstrip(".")


def dates(part: Part, rendition: Part) -> list[Block]:
    """Section 16."""
    lead = part["lead_worker"]
    rows = [
        ("First core group", plain(_when(part, "core_group"))),
        ("Core group", plain(together([_member(one) for one in part["core_group_members"]]))),
        ("Lead worker", plain(person(lead) if lead else "")),
        ("Review conference", plain(_when(part, "review"))),
    ]
    return [facts(rows), heading("What if it does not hold"), *said_paragraphs(part["contingency"])]


def _member(one: Part) -> str:
    return f"{one['name']} ({one['role']})" if one["role"] else str(one["name"])


def _when(part: Part, name: str) -> str:
    on, at = part[f"{name}_on"], part[f"{name}_at"]
    place = part.get(f"{name}_place", "")
    if not on:
        return "Not set"
    return ", ".join(filter(None, (date_words(on), time_words(at) if at else "", place)))


def telling(part: Part, rendition: Part) -> list[Block]:
    """Section 17."""
    ring = f"Ring {part['contact']}." if part["contact"] else "Ask the chair how to complain."
    by = f"Tell the chair by {day(part['corrections_by'])}." if part["corrections_by"] else ""
    rows = [
        ("This copy", plain(part["copies"])),
        ("Corrections", plain(by)),
        ("Complaints", plain(f"{ring} The plan goes on.")),
    ]
    return [*said_paragraphs(part["words"]), facts(rows)]


def sign_off(part: Part, rendition: Part) -> list[Block]:
    """Section 19: the frame at the end; the fingerprint is added when a file is made."""
    ended = ", ".join(filter(None, (part["by"], part["role"].lower(), part["at_words"])))
    rows = [
        ["Approved by", plain(ended)],
        ["Version", plain(f"{part['version']}.0. Later additions: none.")],
        ["Fingerprint", plain(rendition["fingerprint"])],
    ]
    note = (
        "The words were sealed when the chair ended the meeting and cannot be changed. To check a "
        "copy, give the conference office its fingerprint."
    )
    return [{"kind": "sign_off", "rows": rows, "note": note}]
