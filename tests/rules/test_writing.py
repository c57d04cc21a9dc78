"""Who may type in which text: every role, every text of every kind."""

from __future__ import annotations

from typing import Any

import pytest

from server.contract.catalogue import load_catalogue
from server.rules.permissions import SILENT
from server.rules.writing import BY_KIND, may_write

CATALOGUE = load_catalogue()
ROLES = [role["id"] for role in CATALOGUE.types["icpc"]["roles"]]
EDITORS = {"chair", "minute_taker"}
TOGETHER = EDITORS | {"social_worker", "agency"}
STRANGER: dict[str, set[str]] = {
    "card": EDITORS, "dispute": EDITORS, "words": set(), "statement": set(),
    "decision": EDITORS, "view": {"minute_taker"}, "row": TOGETHER, "scale": TOGETHER,
    "set": TOGETHER, "bottom_line": TOGETHER, "note": TOGETHER, "quorum": TOGETHER,
    "dates": TOGETHER, "protected": {"chair", "social_worker"},
}  # fmt: skip
"""Roles that may type in an item of somebody else."""
TEXTS = [(kind, field) for kind, spec in CATALOGUE.schema.kinds.items() for field in spec.texts]


def item(kind: str, **more: Any) -> dict[str, Any]:
    start = {"kind": kind, "status": "live", "author": "p_x", "typed_by": "p_x", "state": "closed"}
    return {**start, "person": {"id": "p_x"}, **more}


def who_may(kind: str, field: str, *, ended: bool = False, **more: Any) -> set[str]:
    return {
        role
        for role in ROLES
        if may_write(who="p_me", role=role, item=item(kind, **more), field=field, ended=ended)
    }


def test_PER_3_every_kind_with_a_text_has_its_typists() -> None:
    with_texts = {kind for kind, _ in TEXTS}
    assert with_texts == set(BY_KIND) == set(STRANGER)


@pytest.mark.parametrize(("kind", "field"), TEXTS)
def test_PER_3_in_what_is_somebody_elses(kind: str, field: str) -> None:
    assert who_may(kind, field) == STRANGER[kind]


@pytest.mark.parametrize(("kind", "field"), TEXTS)
@pytest.mark.parametrize("more", [{"status": "struck"}, {"status": "merged"},
    {"status": "shared"}, {"ended": True}])  # fmt: skip
def test_PER_3_nobody_in_what_is_closed(kind: str, field: str, more: dict[str, Any]) -> None:
    mine: dict[str, Any] = {"author": "p_me", "typed_by": "p_me", "person": {"id": "p_me"}}
    assert who_may(kind, field, **mine, **more) == set()


@pytest.mark.parametrize("kind", ["card", "dispute", "row", "words", "statement", "view"])
def test_PER_3_in_ones_own_unless_one_only_listens(kind: str) -> None:
    mine: dict[str, Any] = {"author": "p_me", "typed_by": "p_me", "person": {"id": "p_me"}}
    assert who_may(kind, "", **mine) == set(ROLES) - set(SILENT)


def test_PER_3_a_childs_words_are_only_for_whoever_wrote_them_down() -> None:
    assert who_may("words", "", author="p_me") == set()
    assert who_may("words", "", said_by={"person": "p_me"}) == set()
    assert who_may("words", "", typed_by="p_me") == set(ROLES) - set(SILENT)


def test_PER_3_a_statement_is_closed_once_it_is_shown() -> None:
    assert who_may("statement", "", author="p_me", said_by={"person": "p_me"}) == set()


def test_PER_3_the_ends_of_a_scale_are_fixed_once_it_is_open() -> None:
    for state in ("open", "revealed", "locked"):
        assert who_may("scale", "ten", state=state) == set()


@pytest.mark.parametrize(("field", "other"), [("danger", "goal"), ("goal", "danger")])
def test_PER_3_agreed_words_are_closed_and_the_others_are_not(field: str, other: str) -> None:
    agreed: dict[str, Any] = {f"{field}_status": "agreed"}
    assert who_may("set", field, **agreed) == set()
    assert who_may("set", other, **agreed) == who_may("set", "title", **agreed) == TOGETHER


def test_PER_3_the_owner_of_a_row_types_in_it() -> None:
    assert who_may("row", "what", owner={"person": "p_me"}) == set(ROLES) - set(SILENT)


def test_PER_3_a_kind_nobody_knows_has_no_typists() -> None:
    for kind in ("score", "person", "nothing"):
        assert who_may(kind, "") == set()
