"""What each copy shows, and what a family copy never hints at."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.rules.record import section
from server.rules.renditions import family, professionals
from tests.records import annex_b
from tests.records.marlow import shared_json, strings, the_record, with_item
from tests.records.schema_check import faults

RECORD = the_record()


def harm(copy: dict[str, Any], key: str) -> dict[str, Any]:
    cards = section(copy, "map")["columns"][0]["sections"][0]["cards"]
    found: dict[str, Any] = next(card for card in cards if card["id"] == key)
    return found


def test_both_copies_are_as_the_schema_says() -> None:
    schema = shared_json("record.schema.json")
    assert faults(professionals(RECORD), schema, schema) == []
    assert faults(family(RECORD), schema, schema) == []


def test_REC_7_a_family_copy_is_numbered_without_a_gap_and_has_no_annex() -> None:
    copy = family(RECORD)
    assert [one["no"] for one in copy["sections"]] == list(range(1, 19))
    assert section(copy, "annex") == {}
    assert copy["copy"] == "Family copy"


@pytest.mark.parametrize("word", ["annex", "restricted", "Restricted", "professionals’", "struck"])
def test_REC_7_a_family_copy_has_no_word_that_hints_at_more(word: str) -> None:
    assert word not in json.dumps(family(RECORD), ensure_ascii=False)


def test_REC_7_a_family_copy_is_the_same_whether_or_not_there_was_an_annex() -> None:
    def bare(snapshot: dict[str, Any]) -> None:
        del snapshot["scopes"]["professionals"]
        del snapshot["scopes"]["room"]["items"]["harm-struck"]
        snapshot["scopes"]["room"]["items"]["safe-moved"]["shared_from"] = None

    assert family(the_record(bare)) == family(RECORD)


def test_REC_6_struck_cards_are_in_the_professionals_copy_only() -> None:
    assert annex_b.STRUCK in strings(professionals(RECORD))
    assert annex_b.STRUCK not in strings(family(RECORD))


def test_REC_8_a_third_partys_name_is_held_in_the_family_copy_only() -> None:
    assert harm(professionals(RECORD), "harm-shouting")["source"]["name"] == annex_b.NEIGHBOUR
    held = harm(family(RECORD), "harm-shouting")
    assert held["source"] == {"name": "Name held", "role": "", "agency": ""}
    assert held["source_kind_name"] == ""
    assert held["words"] == "Shouting was heard at night on three weekends in April."
    assert not any(annex_b.NEIGHBOUR in text for text in strings(family(RECORD)))


def test_REC_8_a_name_the_chair_hid_is_held_even_of_somebody_who_was_there() -> None:
    copy = family(the_record(with_item("harm-asleep", hide_name=True)))
    card = harm(copy, "harm-asleep")
    assert card["source"]["name"] == "Name held"
    assert card["merged"][0]["source"]["name"] == "Pat Marlow"


def test_REC_8_a_merged_cards_hidden_name_is_held_too() -> None:
    copy = family(the_record(with_item("harm-tired", hide_name=True)))
    card = harm(copy, "harm-asleep")
    assert card["source"]["name"] == "Beth Hughes"
    assert card["merged"][0]["source"]["name"] == "Name held"


def test_REC_14_a_school_is_held_while_the_address_is() -> None:
    def known(snapshot: dict[str, Any]) -> None:
        for child in snapshot["children"]:
            child["address_withheld"] = False

    held = section(family(RECORD), "children")["children"][0]
    assert held["school"] == "Held on the child’s file"
    assert section(professionals(RECORD), "children")["children"][0]["school"].startswith("Year 2")
    assert section(family(the_record(known)), "children")["children"][0]["school"].startswith(
        "Year"
    )


def test_a_dispute_by_somebody_kept_apart_is_not_third_party() -> None:
    disputes = section(family(RECORD), "sets")["sets"][0]["disputes"]
    assert disputes[0]["source"]["name"] == "Dean Pryce"


def test_a_copy_never_changes_the_record() -> None:
    before = json.dumps(RECORD)
    family(RECORD)
    professionals(RECORD)
    assert json.dumps(RECORD) == before
