"""What a meeting holds about somebody: all of theirs, and as little as can be of others."""

from __future__ import annotations

from typing import Any

import pytest

from server.rules import subject_access
from server.rules.subject_access import Passage, Subject
from tests.records.board_builder import answer, speaker
from tests.records.marlow import changed

ROW = {"kind": "card", "section": "past_harm", "children": [], "status": "live", "at": 1}


def snapshot(*cards: dict[str, Any], scope: str = "room") -> dict[str, Any]:
    """The Marlows' meeting, with more cards in a scope."""
    made = changed()
    empty: dict[str, Any] = {"meta": {}, "sections": {}, "items": {}, "texts": {}}
    board = made["scopes"].setdefault(scope, empty)
    for number, card in enumerate(cards):
        key = f"planted-{number}"
        fields = {name: value for name, value in card.items() if name != "text"}
        board["items"][key] = {**ROW, "id": key, "author": "p_ruth", **fields}
        board["texts"][f"t:{key}"] = card["text"]
    return made


def whose(made: dict[str, Any], name: str) -> Subject:
    return next(one for one in subject_access.subjects(made) if one["name"] == name)


def planted(made: dict[str, Any], name: str) -> list[Passage]:
    found = subject_access.passages(made, whose(made, name))
    return [one for one in found if "planted" in one["id"]]


def test_SAR_1_the_family_can_ask_and_professionals_cannot() -> None:
    names = [one["name"] for one in subject_access.subjects(changed())]
    assert names[:2] == ["Ellie Marlow", "Tom Marlow"]
    assert "Kerry Marlow" in names
    assert "Mark Ellison" not in names


def test_SAR_1_what_they_said_and_what_is_about_them_is_found() -> None:
    made = snapshot(
        {"text": "I am trying.", "said_by": speaker("p_kerry", "Kerry", "mum")},
        {"text": "Kerry was kind."},
        {"text": "Mum came to the school."},
        {"text": "The heating is off."},
        {"text": "Kerryanne is a neighbour."},
        {"text": "I saw it.", "responses": {"p_kerry": answer("disagree", "No.", "Kerry", "p")}},
    )
    found = [(one["why"], one["words"][0][1]) for one in planted(made, "Kerry Marlow")]
    assert found == [
        ("by", "I am trying."), ("about", "Kerry was kind."), ("about", "Mum came to the school."),
        ("by", "No."),
    ]  # fmt: skip


def test_SAR_1_a_child_has_what_is_about_all_children_or_that_one() -> None:
    ellie, tom = (one["id"] for one in changed()["children"])
    made = snapshot(
        {"text": "Both are safe."}, {"text": "She reads.", "children": [ellie]},
        {"text": "He walks.", "children": [tom]}, {"text": "Ellie too.", "children": [tom]},
    )  # fmt: skip
    words = [one["words"][0][1] for one in planted(made, "Ellie Marlow")]
    assert words == ["Both are safe.", "She reads.", "Ellie too."]


def test_SAR_1_a_childs_words_are_the_childs_and_what_was_seen_is_about_them() -> None:
    ellie = changed()["children"][0]["id"]
    words = {"kind": "words", "child": ellie, "children": None, "author": "p_amina"}
    made = snapshot(
        {**words, "text": "I listen.", "tool": "three_houses"},
        {**words, "text": "She hid.", "tool": "observed"},
    )
    found = [(one["why"], one["words"][0][1]) for one in planted(made, "Ellie Marlow")]
    assert found == [("by", "I listen."), ("about", "She hid.")]
    assert planted(made, "Ellie Marlow")[0]["said_by"] == "Ellie Marlow"
    assert planted(made, "Ellie Marlow")[0]["hold"] == ""
    assert planted(made, "Tom Marlow") == []


def test_SAR_1_a_plan_row_reads_as_it_does_on_the_board() -> None:
    made = snapshot({"kind": "row", "text": ""})
    row = "t:planted-0"
    texts = {f"{row}/if_not": "Ring.", f"{row}/so_that": "She sleeps.", f"{row}/what": "Stay."}
    made["scopes"]["room"]["texts"] |= texts
    (one,) = planted(made, "Ellie Marlow")
    assert [name for name, _ in one["words"]] == ["what", "so_that", "if_not"]


@pytest.mark.parametrize("scope", ["professionals", "closed", "family", "named:abcdefgh"])
def test_SAR_1_what_the_whole_room_did_not_hear_is_left_out_unless_ticked(scope: str) -> None:
    (one,) = planted(snapshot({"text": "Kerry was seen."}, scope=scope), "Kerry Marlow")
    assert one["hold"]


def test_SAR_1_nobody_elses_drafts() -> None:
    card = {"text": "Kerry, I think."}
    assert planted(snapshot(card, scope="own:p_ruth"), "Kerry Marlow") == []
    assert planted(snapshot(card, scope="chair"), "Kerry Marlow") == []
    assert len(planted(snapshot(card, scope="own:p_kerry"), "Kerry Marlow")) == 1


def test_SAR_1_what_somebody_else_of_the_family_said_is_left_out_unless_ticked() -> None:
    by_pat = {"text": "Kerry shouts.", "said_by": speaker("p_pat", "Pat", "gran")}
    unknown = {"text": "Kerry shouts.", "said_by": speaker(None, "A neighbour", "")}
    held = {"text": "Kerry shouts.", "hide_name": True}
    police = {"text": "Kerry rang us.", "said_by": speaker("p_mark", "Mark Ellison", "police")}
    found = planted(snapshot(by_pat, unknown, held, police), "Kerry Marlow")
    assert [bool(one["hold"]) for one in found] == [True, True, True, False]
    said = [one["said_by"] for one in found]
    assert said == ["[another person]", "[another person]", "[held]", "Mark Ellison, police"]


def test_SAR_1_a_professionals_number_is_theirs_and_the_subjects_own_is_found() -> None:
    mine = {"id": "p_kerry", "name": "Kerry Marlow", "role": "mum"}
    hers = {"id": "p_hannah", "name": "Hannah Pike", "role": "social worker"}
    score = {"kind": "score", "text": "", "value": 4}
    made = snapshot(
        {**score, "person": mine, "because": "He has not come."},
        {**score, "person": hers, "because": "Kerry keeps every visit."},
    )
    own, about = planted(made, "Kerry Marlow")
    assert (own["why"], own["hold"], own["words"]) == ("by", "", [("because", "He has not come.")])
    assert (about["why"], about["hold"]) == ("about", "")
    assert about["said_by"] == "Hannah Pike, social worker"


def test_SAR_2_others_of_the_family_and_ways_to_them_are_covered() -> None:
    text = "Kerry Marlow and DEAN rang Pat Marlow at 07700 900123 in AB1 2CD. Mark Ellison heard."
    (one,) = planted(snapshot({"text": text, "children": ["nobody"]}), "Kerry Marlow")
    assert one["words"][0][1] == (
        "Kerry Marlow and [another person] rang [another person] at [held] in [held]."
        " Mark Ellison heard."
    )
    (for_tom,) = planted(snapshot({"text": "Tom and Ellie hid."}), "Tom Marlow")
    assert for_tom["words"][0][1] == "Tom and [another person] hid."
