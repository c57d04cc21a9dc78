"""How long a meeting is kept, and what stands in the way of destroying it."""

from __future__ import annotations

import pytest

from server.contract.catalogue import load_catalogue
from server.rules import retention


def test_RET_1_the_day_that_was_given_wins() -> None:
    births = ["2018-02-14", "2023-03-09"]
    assert retention.trigger_day("birth", "", "2025-06-04", births) == "2023-03-09"
    assert retention.trigger_day("birth", "", "2025-06-04", []) == ""
    assert retention.trigger_day("last_contact", "", "2025-06-04", births) == "2025-06-04"
    for trigger in ("birth", "last_contact"):
        given = retention.trigger_day(trigger, "2026-01-01", "2025-06-04", births)
        assert given == "2026-01-01"


@pytest.mark.parametrize(
    ("trigger", "years", "due"),
    [("2025-06-04", 35, "2060-06-04"), ("2024-02-29", 21, "2045-02-28"), ("", 35, "")],
)
def test_RET_1_years_run_from_the_day(trigger: str, years: int, due: str) -> None:
    assert retention.due_day(trigger, years) == due


@pytest.mark.parametrize(
    ("due", "hold", "asked", "state", "code"),
    [
        ("2060-06-04", "", False, "due", ""),
        ("2060-06-04", "", True, "asked", ""),
        ("2060-06-05", "", False, "kept", "not_due"),
        ("2060-06-04", "court", True, "held", "on_hold"),
        ("2060-06-05", "court", False, "held", "on_hold"),
        ("", "", False, "kept", "not_due"),
    ],
)
def test_RET_2_a_hold_goes_before_everything(
    due: str, hold: str, asked: bool, state: str, code: str
) -> None:
    assert retention.state(due, "2060-06-04", hold, asked=asked) == state
    assert retention.why_not(due, "2060-06-04", hold) == code


def test_RET_3_nobody_approves_what_they_asked_for() -> None:
    assert retention.may_approve("s_ian", "s_ian") == "second_person"
    assert retention.may_approve("s_ian", "s_ann") == ""


def test_RET_5_every_class_says_where_it_comes_from() -> None:
    catalogue = load_catalogue()
    for type_id in catalogue.types:
        schedule = catalogue.schedule(type_id)
        assert schedule.find("", type_id) in schedule.classes
        for one in schedule.classes:
            assert one.years > 0
            assert one.source
            assert one.mark in ("law", "local", "unverified")
