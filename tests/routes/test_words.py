"""How pages name meetings, people and places."""

from __future__ import annotations

import pytest

from server.contract.values import Child, Meeting
from server.routes import words


def child(first: str, name: str, **more: str) -> Child:
    return Child(id=f"c_{first}", first_name=first, name=name, **more)


ELLIE = child("Ellie", "Ellie Marlow", born="2018-02-14")
TOM = child("Tom", "Tom Marlow", due="2025-09-01")
JO = child("Jo", "Jo Bevan")


@pytest.mark.parametrize(
    ("children", "said"),
    [
        ((), ""),
        ((ELLIE,), "Ellie Marlow"),
        ((ELLIE, TOM), "Ellie and Tom Marlow"),
        ((ELLIE, TOM, JO), "Ellie, Tom and Jo"),
        ((child("Baby", "Marlow"),), "Baby"),
    ],
)
def test_a_family_is_named_as_people_speak_of_it(children: tuple[Child, ...], said: str) -> None:
    assert words.family(children) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [("Pat Marlow", "Pat"), ("J. Baines", "J. Baines"), ("Dr Okafor", "Dr Okafor"), ("Jo", "Jo")],
)
def test_people_are_greeted_by_a_name_that_is_one(name: str, said: str) -> None:
    assert words.first_name(name) == said


@pytest.mark.parametrize(
    ("mode", "venue", "said"),
    [
        ("in_person", "Harbour House", "Harbour House"),
        ("hybrid", "Harbour House", "Harbour House, or on this device"),
        ("video", "Harbour House", "On this device"),
        ("hybrid", "", "On this device"),
    ],
)
def test_where_a_meeting_is(mode: str, venue: str, said: str) -> None:
    meeting = Meeting(id="m_1", type="icpc", chair="s_1", mode=mode, venue=venue)
    assert words.place(meeting) == said


def test_births_and_due_dates() -> None:
    said = [words.birth(one) for one in (ELLIE, TOM, JO)]
    assert said == ["Born 14 February 2018", "Due 1 September 2025", "No date of birth yet"]


def test_a_clock_needs_both_dates_in_their_order() -> None:
    kind = {"clocks": {"conference_days": 15}}
    meeting = Meeting(id="m_1", type="icpc", chair="s_1", on="2025-06-04")
    assert words.clock_of(meeting, kind, frozenset()) is None
    late = Meeting(id="m_1", type="icpc", chair="s_1", on="2025-06-04", strategy_on="2025-07-01")
    assert words.clock_of(late, kind, frozenset()) is None


def test_a_telephone_number_as_a_link_needs_it() -> None:
    assert words.phone("+44 (0)1632 960 417") == "+4401632960417"
