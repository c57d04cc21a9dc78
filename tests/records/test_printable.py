"""Whatever people type, a file can be made of it."""

from __future__ import annotations

import io

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from server.records.exports import export
from server.records.printable import breakable, covered, printable, swap_missing
from tests.records.marlow import item, sealed, texts

TEXTS = {
    "emoji": "👩‍👩‍👧‍👦 😀 ❤️ 1️⃣ 🇬🇧 👍🏽 ✔ →",
    "arabic": "مرحبا بكم في الاجتماع",
    "welsh": "Llŷr Siôn, ŵy, yn fy nhŷ i",
    "many scripts": "हिन्दी ગુજરાતી ਪੰਜਾਬੀ বাংলা தமிழ் አማርኛ Ελληνικά Русский עברית",
    "chinese": "汉字 日本語 한국어",
    "markup": '#panic("x") *b* $x$ @ref <tag> \\ `code` // c /* k */ ]] [[',
    "one long word": "a" * 10_000,
    "many words": "word " * 2_000,
    "controls": "\x00\x01\x07\x1b \u2028 \u2029 \x85 \ufeff \u200e\u202e",
    "half a character": "half \ud800 of one",
    "odd marks": "e\u0301\u0327\u0338 q\u20dd \u0301lead",
    "not characters": "\ufffd \u2011 \u00ad \u2060 \ue000 \U0010ffff \ufdd0 \u0378",
    "nothing": " \n\t ",
}


def filled(words: str) -> bytes:
    """A PDF of a board in which these words stand everywhere."""

    def fill(snapshot: dict[str, object]) -> None:
        for root in texts(snapshot):
            texts(snapshot)[root] = words
        for person in snapshot["people"][:3]:  # type: ignore[index]
            person["name"] = words[:120]
        score = item(snapshot, "score-scale-set-dean-0001-p_mark")
        score["because"] = score["up"] = words[:600]

    record = sealed(fill)
    Document(io.BytesIO(export(record, "professionals", "docx").bytes))
    export(record, "family", "html")
    return export(record, "professionals", "pdf").bytes


# Hundreds of pages each.
LONG = ("one long word", "many words")
NAMES = [pytest.param(name, marks=[pytest.mark.slow] if name in LONG else []) for name in TEXTS]


@pytest.mark.parametrize("name", NAMES)
def test_REC_11_no_text_stops_the_files(name: str) -> None:
    assert filled(TEXTS[name]).startswith(b"%PDF")


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=60))
def test_REC_11_not_even_any_text_at_all(words: str) -> None:
    assert filled(words).startswith(b"%PDF")


def test_REC_11_what_no_font_has_is_one_visible_sign() -> None:
    assert swap_missing("Say 汉字 now") == "Say [?] now"
    assert swap_missing("Llŷr 😀 [?] ✔") == "Llŷr 😀 [?] ✔"
    assert swap_missing("a\x00b\ud800c") == "abc"


def test_REC_11_a_sign_is_seen_in_the_file() -> None:
    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(filled("汉字"))).pages)
    assert "[?]" in text
    assert "signs that this file cannot print" in text


def test_REC_11_welsh_and_arabic_are_printed_as_they_are() -> None:
    assert swap_missing(TEXTS["welsh"]) == TEXTS["welsh"]
    assert swap_missing(TEXTS["arabic"]) == TEXTS["arabic"]


def test_REC_11_a_very_long_word_may_break() -> None:
    assert max(map(len, breakable("x" * 100).split("\u200b"))) == 12
    assert breakable("an ordinary sentence") == "an ordinary sentence"


def test_only_strings_are_touched() -> None:
    assert printable({"a": [1, None, True, "汉"]}) == {"a": [1, None, True, "[?]"]}


def test_the_fonts_are_there_and_small() -> None:
    assert len(covered()) == 11
    assert {ord(one) for one in "ŵŷâêîôû’“”–…"} <= covered()[0]
