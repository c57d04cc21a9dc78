"""Whose copy holds what: named and closed items, and people who attend apart (SEE-12)."""

from __future__ import annotations

import json
from typing import Any

from server.rules import renditions
from server.rules.closing import check
from server.rules.record import make_content
from tests.records import annex_b
from tests.records.board_builder import BoardBuilder
from tests.records.marlow import HOLIDAYS, ICPC, shared_json
from tests.records.schema_check import faults

NAMED, WITHHELD, CLOSED, KERRYS = "heron-named", "heron-withheld", "heron-closed", "heron-kerry"
DEAN, KERRY, PAT = "p_dean", "p_kerry", "p_pat"


def scope_with(key: str, words: str, author: str = "p_mark") -> dict[str, Any]:
    board = BoardBuilder()
    board.card("past_harm", key, author, words)
    return board.plain()


def audience(people: list[str], but: list[str]) -> dict[str, Any]:
    return {"kind": "audience", "status": "live", "people": people, "but": but, "why": "Safety."}


def restricted() -> dict[str, Any]:
    """Annex B, with mum kept apart from dad, and items that only some may read."""
    snapshot = annex_b.snapshot()
    for person in snapshot["people"]:
        person["apart"] = {KERRY: [DEAN], DEAN: [KERRY]}.get(person["id"], [])
    boards = snapshot["scopes"]
    professionals = boards.setdefault("professionals", BoardBuilder().plain())
    for one in (KERRY, DEAN):
        seat = boards["room"]["items"].pop(f"person-{one}")
        professionals["items"][f"person-{one}"] = seat
    boards["named:audience-police"] = scope_with("named-card", NAMED)
    boards["named:audience-notdean"] = scope_with("withheld-card", WITHHELD)
    boards[f"named:apart-{KERRY}"] = scope_with("kerry-card", KERRYS, KERRY)
    boards["closed"] = scope_with("closed-card", CLOSED)
    boards["chair"] = {"meta": {}, "sections": {}, "texts": {}, "items": {
        "audience-police": audience(["p_mark", "p_ruth"], []),
        "audience-notdean": audience([], [DEAN]),
        f"apart-{KERRY}": audience([], [DEAN]),
        f"apart-{DEAN}": audience([], [KERRY]),
    }}  # fmt: skip
    return snapshot


def content() -> dict[str, Any]:
    return make_content(restricted(), ICPC, holidays=HOLIDAYS, by="Ruth Adeyemi", at=annex_b.SEALED)


def copy(name: str) -> str:
    return json.dumps(renditions.rendition(content(), name), ensure_ascii=False)


def holds(name: str) -> set[str]:
    text = copy(name)
    return {words for words in (NAMED, WITHHELD, CLOSED, KERRYS) if words in text}


def test_SEE_12_each_copy_holds_what_its_reader_could_read() -> None:
    assert holds("original") == {NAMED, WITHHELD, CLOSED, KERRYS}
    assert holds("professionals") == {KERRYS}
    assert holds("family") == set()
    assert holds(f"for-{KERRY}") == {WITHHELD, KERRYS}
    assert holds(f"for-{PAT}") == {WITHHELD, KERRYS}
    assert holds(f"for-{DEAN}") == set()


def test_SEE_12_a_record_has_a_copy_for_each_whose_copy_differs() -> None:
    names = renditions.names(content())
    assert names[:3] == ("original", "professionals", "family")
    assert {f"for-{KERRY}", f"for-{PAT}", f"for-{DEAN}"} <= set(names)


def test_SEE_12_no_copy_names_somebody_kept_apart_from_its_reader_as_present() -> None:
    for name in ("family", f"for-{DEAN}", f"for-{PAT}"):
        attendance = renditions.rendition(content(), name)["sections"][3]
        seats = [one["name"] for group in ("family", "absent") for one in attendance[group]]
        assert "Kerry Marlow" not in seats, name
        family = renditions.rendition(content(), name)["sections"][2]
        assert "Kerry Marlow" not in [one["name"] for one in family["people"]], name
    assert "Kerry Marlow" in copy("professionals")


def test_SEE_12_every_copy_is_as_the_schema_says() -> None:
    schema = shared_json("record.schema.json")
    made = content()
    for name in renditions.names(made):
        assert faults(renditions.rendition(made, name), schema, schema) == [], name


def test_SEE_12_without_anything_restricted_there_are_two_copies() -> None:
    made = make_content(annex_b.snapshot(), ICPC, holidays=HOLIDAYS)
    assert renditions.names(made) == ("professionals", "family")


def test_SEE_5_the_meeting_does_not_end_before_the_closed_session_is_reviewed() -> None:
    def codes(snapshot: dict[str, Any]) -> set[str]:
        return {one.code for one in check(snapshot, ICPC, family_copy_viewed=True) if one.hard}

    snapshot = restricted()
    assert "closed_not_reviewed" in codes(snapshot)
    snapshot["scopes"]["closed"]["items"]["closed-card"]["reviewed"] = {"answer": "keep"}
    assert "closed_not_reviewed" not in codes(snapshot)
    snapshot["scopes"]["room"]["meta"]["closed"] = {"since": 0, "say": "Safety."}
    assert "people_waiting" in codes(snapshot)
