"""The record holds what the board held, field by field, and nothing it should not."""

from __future__ import annotations

from typing import Any

import pytest

from server.rules.record import section
from tests.records import annex_b
from tests.records.marlow import (
    shared_json,
    strings,
    the_record,
    with_item,
    with_text,
)
from tests.records.schema_check import faults

RECORD = the_record()
SECTIONS = (
    "conference", "children", "family", "attendance", "quorum", "reason", "voices",
    "family_views", "map", "sets", "scales", "discussion", "summary", "decisions", "plan", "dates",
    "telling", "annex", "sign_off",
)  # fmt: skip


def cards(record: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    columns = section(record, "map")["columns"]
    found = next(s for column in columns for s in column["sections"] if s["id"] == name)
    return {card["id"]: card for card in found["cards"]}


def test_REC_2_the_nineteen_sections_stand_in_order() -> None:
    assert tuple(one["id"] for one in RECORD["sections"]) == SECTIONS
    assert [one["no"] for one in RECORD["sections"]] == list(range(1, 20))


def test_the_record_is_as_its_schema_says() -> None:
    schema = shared_json("record.schema.json")
    assert faults(RECORD, schema, schema) == []


def test_the_schema_would_find_a_fault() -> None:
    schema = shared_json("record.schema.json")
    assert faults({**RECORD, "extra": 1}, schema, schema) == ["$.extra is not in the schema"]
    assert faults({**RECORD, "on": 4}, schema, schema) == ["$.on: 4 is not string"]


def test_the_front_says_what_when_and_about_whom() -> None:
    assert RECORD["title"] == "Minutes of the initial child protection conference"
    assert RECORD["about"] == "Ellie Marlow and Tom Marlow"
    assert RECORD["on_words"] == "Wednesday 4 June 2025"
    assert RECORD["childs_line"] == {
        "words": "I want everyone to sleep all night. And I want Mum to laugh.",
        "child": "Ellie",
        "age": 7,
    }


def test_the_conference_says_when_it_was_due() -> None:
    part = section(RECORD, "conference")
    assert (part["started_at"], part["ended_at"]) == ("10:00", "12:20")
    assert (part["due_on"], part["in_time"]) == ("2025-06-05", True)
    assert part["due_words"] == "Working day 14 of 15."
    assert (part["chair"], part["minute_taker"]) == (["Ruth Adeyemi"], ["J. Baines"])


def test_a_child_has_details_but_never_an_address() -> None:
    ellie = section(RECORD, "children")["children"][0]
    assert (ellie["born"], ellie["age"], ellie["school"]) == (
        "2018-02-14", 7, "Year 2, Larkfield Primary School",
    )  # fmt: skip
    assert ellie["address"] == "Withheld"


def test_everybody_invited_is_in_the_attendance_once_and_the_wall_is_not() -> None:
    part = section(RECORD, "attendance")
    seats = [*part["family"], *part["professionals"], *part["absent"]]
    assert sorted(seat["name"] for seat in seats) == sorted(
        row[1] for row in annex_b.PEOPLE if row[2] != "wall"
    )
    absent = {seat["name"]: seat["attendance_name"] for seat in part["absent"]}
    assert absent == {"Dean Pryce": "Kept apart", "Ellie Marlow": "Sent apologies"}


def test_a_seat_keeps_part_mode_report_and_why_somebody_was_kept_apart() -> None:
    part = section(RECORD, "attendance")
    marcus = next(seat for seat in part["family"] if seat["name"] == "Marcus Bevan")
    assert (marcus["attendance"], marcus["part"], marcus["mode_name"], marcus["alone"]) == (
        "part", "The part about Ellie", "Video", True,
    )  # fmt: skip
    hannah = next(seat for seat in part["professionals"] if seat["name"] == "Hannah Pike")
    assert (hannah["report"], hannah["report_shared_on"]) == ("received", "2025-05-30")
    dean = next(seat for seat in part["absent"] if seat["name"] == "Dean Pryce")
    assert dean["exclusion"].startswith("Decided because of the violence")


def test_quorum_says_who_counted_and_what_the_chair_decided() -> None:
    part = section(RECORD, "quorum")
    counted = [one["agency"] for one in part["counted"]]
    assert counted == ["Children's social care", "School", "Health visiting", "Police"]
    assert part["choice_name"] == "Yes, there were enough people to make a safe decision."


def test_REC_3_a_childs_words_are_unchanged_and_say_how_they_were_given() -> None:
    odd = "I  want\neveryone 2 sleep…  "
    voice = section(the_record(with_text("words-ellie-3", odd)), "voices")["children"][0]
    assert voice["words"][3]["words"] == odd
    assert voice["words"][3]["headline"] is True
    assert (voice["participation"], voice["words"][0]["told_to"]) == ("PN5", "Amina, at school")
    assert voice["words"][0]["brought_by"]["name"] == "Amina Yusuf"


def test_REC_3_a_card_keeps_words_source_kind_date_and_answers() -> None:
    door = cards(RECORD, "past_harm")["harm-door"]
    assert door["source"] == {"name": "Mark Ellison", "role": "police", "agency": "Police"}
    assert (door["nature"], door["source_kind"], door["event_date"]) == (
        "fact", "first_hand", "3 May 2025",
    )  # fmt: skip
    views = [(one["name"], one["view"], one["words"]) for one in door["responses"]]
    assert views == [
        ("Kerry Marlow", "agree", ""),
        ("Dean", "disagree", "The door was an accident."),
    ]
    assert door["children"] == ["Ellie", "Tom"]


def test_REC_3_a_card_typed_for_another_names_both() -> None:
    card = cards(RECORD, "complicating")["hard-fridays"]
    assert (card["source"]["name"], card["typed_by"]) == ("Dean Pryce", "J. Baines")


def test_REC_4_own_drafts_and_hidden_numbers_are_not_in_the_record() -> None:
    record = the_record(with_item("scale-set-dean-0001", state="open"))
    text = "\n".join(strings(record))
    assert annex_b.PRIVATE_DRAFT not in text
    assert "Dean has not changed anything yet." not in text
    assert section(record, "scales")["scales"][1]["scores"] == []


def test_REC_5_a_merged_card_keeps_both_authors() -> None:
    found = cards(RECORD, "past_harm")
    merged = found["harm-asleep"]["merged"]
    assert [(one["words"], one["source"]["name"]) for one in merged] == [
        ("Ellie is worn out by Thursday.", "Pat Marlow")
    ]
    assert "harm-tired" not in found


def test_REC_5_a_card_without_words_leaves_nothing_in_the_one_it_was_merged_with() -> None:
    record = the_record(with_text("harm-tired", " \n"))
    assert cards(record, "past_harm")["harm-asleep"]["merged"] == []


def test_REC_6_a_struck_card_without_words_was_only_an_empty_start() -> None:
    [struck] = section(RECORD, "map")["struck"]
    record = the_record(with_text(struck["id"], "  "))
    assert section(record, "map")["struck"] == []
    assert struck["id"] not in strings(record)


def test_REC_6_what_was_struck_keeps_its_reason_and_by_whom() -> None:
    struck = section(RECORD, "map")["struck"]
    assert [(one["words"], one["reason"], one["struck_by"]) for one in struck] == [
        (annex_b.STRUCK, "This says where they live.", "Ruth Adeyemi")
    ]
    assert annex_b.STRUCK not in [card["words"] for card in cards(RECORD, "past_harm").values()]


def test_REC_6_a_struck_row_and_a_struck_set_keep_their_words() -> None:
    record = the_record(
        with_item("row-bail", status="struck", struck={"reason": "", "by": "p_ruth", "at": 1}),
        with_item("set-dean-0001", status="struck", struck={"reason": "", "by": "p_ruth", "at": 1}),
    )
    words = [one["words"] for one in section(record, "map")["struck"]]
    assert annex_b.DANGER in words
    assert "stays away from the house and keeps to bail" in words
    assert section(record, "sets")["sets"] == []
    assert len(section(record, "plan")["rows"]) == 3


def test_REC_7_the_annex_holds_what_only_professionals_saw() -> None:
    groups = section(RECORD, "annex")["groups"]
    assert [card["words"] for group in groups for card in group["cards"]] == [annex_b.ROTA]


def test_a_danger_set_keeps_everything_of_its_own() -> None:
    found = section(RECORD, "sets")["sets"][0]
    assert (found["no"], found["title"]) == (1, "Dean coming to the house drunk")
    assert (found["danger"], found["goal"]) == (annex_b.DANGER, annex_b.GOAL)
    assert found["danger_agreed"] is True
    assert [one["words"] for one in found["disputes"]] == [
        "Dean says he did not push Kerry and that the door was an accident."
    ]
    assert [one["source"]["name"] for one in found["statements"]] == ["Sunita Rao", "Mark Ellison"]
    assert found["bottom_lines"][0] == {
        "id": "line-house", "words": "Dean does not come to the house.",
        "why": "While bail runs, until 4 August.", "set_by": "Social worker and police",
    }  # fmt: skip


def test_a_scale_keeps_both_ends_every_number_and_the_first_one() -> None:
    overall, scale = section(RECORD, "scales")["scales"]
    assert (overall["set"], overall["scores"]) == (None, [])
    assert scale["ten"] == "The goal is happening and services can stop."
    assert scale["zero"] == "The children cannot stay at home tonight."
    given = {one["name"]: (one["value"], one["because"], one["up"]) for one in scale["scores"]}
    names = {row[0]: row[1] for row in annex_b.PEOPLE}
    assert given == {names[who]: (value, why, up) for who, _, value, why, up in annex_b.SCORES}
    assert scale["scores"][0]["first"] == {
        "value": 4, "because": "It is better.", "up": "A quiet week.",
    }  # fmt: skip
    assert scale["spread"]["words"] == "From 2 to 6."
    assert scale["no_number"] == ["Marcus Bevan"]


def test_a_number_entered_for_another_says_by_whom() -> None:
    scores = section(RECORD, "scales")["scales"][1]["scores"]
    ellie = next(one for one in scores if one["name"] == "Ellie Marlow")
    assert (ellie["kind"], ellie["entered_by"], ellie["initials"]) == ("child", "Amina Yusuf", "EM")


def test_each_child_has_a_decision_views_and_dissent_of_their_own() -> None:
    ellie, tom = section(RECORD, "decisions")["children"]
    assert (ellie["outcome_name"], ellie["category_names"]) == (
        "Child protection plan", ["Emotional abuse"],
    )  # fmt: skip
    assert [view["dissents"] for view in ellie["views"]] == [False] * 4
    sunita = next(view for view in tom["views"] if view["name"] == "Sunita Rao")
    assert (sunita["categories"], sunita["dissents"], sunita["dissent"]) == (
        ["physical"], True, annex_b.DISSENT,
    )  # fmt: skip
    assert sunita["escalate"] is False


def test_a_plan_row_keeps_every_field() -> None:
    row = section(RECORD, "plan")["rows"][1]
    assert row["owner"] == {"name": "Pat Marlow", "role": "gran", "agency": ""}
    assert (row["by_when"], row["repeats"], row["bottom_line"]) == (
        "2025-07-04", "every Friday from 6 June", False,
    )  # fmt: skip
    assert row["so_that"] == "they are not in the house when Dean is most likely to drink"
    assert row["how_much"] == "4 Fridays out of 4"
    assert (row["accepted_by"], row["set"], row["from_card"]) == ("Pat Marlow", 1, "step-fridays")
    assert section(RECORD, "plan")["rows"][0]["from_score"] == {
        "name": "Mark Ellison", "up": "If Dean keeps to bail for four weeks.",
    }  # fmt: skip


def test_dates_and_telling_are_kept() -> None:
    part = section(RECORD, "dates")
    assert (part["core_group_on"], part["core_group_at"]) == ("2025-06-12", "15:30")
    assert [one["name"] for one in part["core_group_members"]][:2] == ["Kerry Marlow", "Pat Marlow"]
    telling = section(RECORD, "telling")
    assert (telling["corrections_by"], telling["contact"]) == ("2025-06-18", "01632 960417")


@pytest.mark.parametrize("name", ["reason", "discussion", "summary"])
def test_REC_3_a_note_is_kept_as_it_was_typed(name: str) -> None:
    assert (
        section(the_record(with_text(f"note-{name}", " as\n\n is ")), name)["words"]
        == " as\n\n is "
    )


def test_an_empty_board_still_makes_a_record() -> None:
    def empty(snapshot: dict[str, Any]) -> None:
        snapshot["scopes"] = {"room": {"meta": {}, "sections": {}, "items": {}, "texts": {}}}
        snapshot["meeting"] = {"id": "m_empty", "type": "icpc"}

    record = the_record(empty)
    schema = shared_json("record.schema.json")
    assert faults(record, schema, schema) == []
    assert section(record, "plan")["title"] == "The plan"
