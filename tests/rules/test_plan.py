"""Chips and hints: soft, whole words only, never on a child's words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.rules.hints import hints
from server.rules.plan import VAGUE, chips
from server.rules.record import section
from tests.records.marlow import shared_json, the_record, with_item, with_text

PLAIN = shared_json("words/plain.json")


def test_PLN_2_a_vague_row_is_kept_as_it_was_typed() -> None:
    vague = "monitor and support, ongoing"
    record = the_record(with_text("row-bail/what", vague), with_item("row-bail", owner=None))
    assert section(record, "plan")["rows"][0]["what"] == vague


@given(st.sampled_from([form for forms in VAGUE for form in forms]))
def test_PLN_3_every_form_of_a_vague_word_is_named_once_and_parts_of_words_never(form: str) -> None:
    stem = next(forms[0] for forms in VAGUE if form in forms)
    assert chips({"what": f"{form.upper()} Ellie, {form}"})[-1] == f"vague:{stem}"
    assert not [code for code in chips({"what": f"x{form}x"}) if code.startswith("vague")]


@given(st.text())
def test_HIN_1_a_childs_words_never_get_a_hint(text: str) -> None:
    assert hints(f"{text} domestic violence DV", "childs_words", PLAIN) == []


@given(st.text())
def test_HIN_1_a_hint_quotes_what_was_typed(text: str) -> None:
    for hint in hints(text, "goal", PLAIN):
        assert hint["code"] == "long_sentence" or hint["quote"] in text


def test_HIN_1_every_phrase_of_the_list_is_found() -> None:
    for entry in PLAIN["jargon"]:
        for phrase in entry["find"]:
            found = hints(f"We saw {phrase} here.", "card", PLAIN)
            assert {"code": "jargon", "quote": phrase, "say": entry["say"]} in found


def test_HIN_2_sixty_words_are_fine_and_sixty_one_are_not() -> None:
    assert hints("word " * 60, "card", PLAIN) == []
    assert [hint["code"] for hint in hints("word " * 61, "card", PLAIN)] == ["long_sentence"]
