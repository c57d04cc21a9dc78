"""What stops a meeting from ending, and what is only worth finishing."""

from __future__ import annotations

from typing import Any

import pytest

from server.rules.closing import Finding, check
from tests.records.annex_b import ELLIE, TOM
from tests.records.marlow import HOLIDAYS, ICPC, Change, changed, with_item, with_text, without

ROWS = ("row-bail", "row-fridays", "row-mornings", "row-words")
SCALE = "scale-set-dean-0001"


def found(*changes: Change, viewed: bool = True) -> list[Finding]:
    return check(changed(*changes), ICPC, family_copy_viewed=viewed, holidays=HOLIDAYS)


def one(code: str, *changes: Change) -> Finding:
    matching = [finding for finding in found(*changes) if finding.code == code]
    assert len(matching) == 1, [finding.code for finding in found(*changes)]
    return matching[0]


def test_a_finished_meeting_has_nothing_left() -> None:
    assert found() == []


def test_CLO_1_each_child_needs_an_outcome() -> None:
    finding = one("no_outcome", with_item(f"decision-{TOM}", outcome=None))
    assert (finding.hard, finding.where) == (True, f"decision-{TOM}")
    assert finding.say == "Tom has no decision."


def test_CLO_1_an_adjourned_conference_needs_no_outcome() -> None:
    adjourned = with_item("quorum", enough="adjourn")
    assert found(adjourned, with_item(f"decision-{TOM}", outcome=None)) == []


@pytest.mark.parametrize(
    ("code", "change", "where"),
    [
        ("no_category", with_item(f"decision-{ELLIE}", categories=[]), f"decision-{ELLIE}"),
        ("no_core_group", with_item("dates", core_group_on=None), "dates"),
        ("no_review", with_item("dates", review_on=""), "dates"),
        ("no_rows", without(*ROWS), "plan"),
    ],
)
def test_CLO_2_a_plan_needs_category_dates_and_a_row(code: str, change: Change, where: str) -> None:
    finding = one(code, change)
    assert (finding.hard, finding.where) == (True, where)


def test_CLO_2_a_row_without_words_is_no_action() -> None:
    blank = [with_text(f"{row}/what", " ") for row in ROWS]
    assert one("no_rows", *blank).hard


def test_CLO_2_no_protection_plan_needs_none_of_it() -> None:
    nfa = [with_item(f"decision-{child}", outcome="nfa", categories=[]) for child in (ELLIE, TOM)]
    hard = [f for f in found(*nfa, with_item("dates", core_group_on="", review_on="")) if f.hard]
    assert hard == []


@pytest.mark.parametrize(
    "changes",
    [
        (with_item("quorum", enough="no_go_on"),),
        (with_item("quorum", enough=""), with_item("person-p_hannah", attendance="apologies")),
    ],
)
def test_CLO_3_too_few_people_needs_a_reason(changes: tuple[Change, ...]) -> None:
    finding = one("quorum_no_reason", *changes)
    assert (finding.hard, finding.where) == (True, "quorum")
    reason = with_text("quorum/reason", "Waiting would harm Tom.")
    assert not any(f.hard for f in found(*changes, reason))
    ground = with_item("quorum", enough="no_go_on", ground="delay_harms")
    assert not any(f.hard for f in found(*changes, ground))


def test_CLO_3_enough_people_and_no_word_from_the_chair_is_soft() -> None:
    assert not one("quorum_not_said", with_item("quorum", enough="")).hard


@pytest.mark.parametrize("end", ["ten", "zero"])
def test_CLO_4_a_scale_with_numbers_needs_both_ends(end: str) -> None:
    finding = one("ends_missing", with_text(f"{SCALE}/{end}", " "))
    assert (finding.hard, finding.where) == (True, f"scale-{SCALE}")


def test_CLO_4_a_scale_nobody_used_needs_no_ends() -> None:
    assert found(with_text("overall/ten", "")) == []


def test_CLO_4_an_open_scale_stops_the_end() -> None:
    assert one("scale_not_shown", with_item("overall", state="open")).hard


def test_CLO_5_the_family_copy_must_have_been_read() -> None:
    assert [(f.code, f.hard, f.where) for f in found(viewed=False)] == [
        ("family_copy_not_read", True, "copies")
    ]


def card_not_planned(snapshot: dict[str, Any]) -> None:
    snapshot["scopes"]["room"]["items"]["row-fridays"]["from_card"] = None


SOFT: list[tuple[str, tuple[Change, ...], str]] = [
    ("row_no_owner", (with_item("row-bail", owner=None),), "plan"),
    ("row_no_date", (with_item("row-bail", by_when=""),), "plan"),
    ("row_no_so_that", (with_text("row-bail/so_that", ""),), "plan"),
    ("row_no_if_not", (with_text("row-bail/if_not", ""),), "plan"),
    ("row_no_measure",
     (with_text("row-bail/know", ""), with_text("row-bail/how_much", "")), "plan"),
    ("row_vague", (with_text("row-bail/what", "engages"),), "plan"),
    ("row_not_accepted", (with_item("row-bail", accepted=None),), "plan"),
    ("agency_no_view", (without(f"view-{TOM}-p_beth"),), f"decision-{TOM}"),
    ("child_not_heard",
     (without("words-tom-0"), with_item(f"decision-{TOM}", participation=None)), f"voice-{TOM}"),
    ("set_no_goal", (with_text("set-dean-0001/goal", ""),), "set-set-dean-0001"),
    ("statements_not_shown", (with_item("set-dean-0001", drafts="writing", ready=["p_pat"]),),
     "set-set-dean-0001"),
    ("person_invited", (with_item("person-p_dean", attendance="invited"),), "people"),
    ("step_not_planned", (card_not_planned,), "next_steps"),
    ("core_group_late", (with_item("dates", core_group_on="2025-06-19"),), "dates"),
    ("review_late", (with_item("dates", review_on="2025-09-05"),), "dates"),
    ("late_no_reason", (lambda snapshot: snapshot["meeting"].update(on="2025-06-10"),), "dates"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "changes", "where"), SOFT, ids=[row[0] for row in SOFT])
def test_CLO_6_what_is_worth_finishing_is_soft_and_says_where(
    code: str, changes: tuple[Change, ...], where: str
) -> None:
    finding = one(code, *changes)
    assert (finding.hard, finding.where) == (False, where)
    assert finding.say.endswith((".", "?", "…")) or code == "step_not_planned"


def test_hard_stops_come_first() -> None:
    findings = found(
        with_item("dates", review_on=""), with_item("row-bail", accepted=None), viewed=False
    )
    assert [finding.hard for finding in findings] == [True, True, False]


def test_nothing_on_the_board_stops_the_end_without_a_fault() -> None:
    def empty(snapshot: dict[str, Any]) -> None:
        snapshot["scopes"] = {}

    codes = {finding.code for finding in found(empty) if finding.hard}
    assert codes == {"no_outcome", "quorum_no_reason"}
