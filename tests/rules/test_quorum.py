"""Who counts towards enough people, and that the count only advises."""

from __future__ import annotations

from typing import Any

import pytest

from server.rules.closing import check
from server.rules.quorum import advice
from tests.records.marlow import ICPC, changed, with_item

RULE = ICPC["quorum"]
SOCIAL_CARE = "Children's social care"


def person(agency: str, **fields: Any) -> dict[str, Any]:
    start = {"agency": agency, "role": "agency", "side": "professional", "attendance": "whole"}
    return {**start, **fields}


ENOUGH = [person(SOCIAL_CARE, role="social_worker"), person("Police"), person("School")]


@pytest.mark.parametrize("role", ["chair", "minute_taker", "observer", "interpreter", "advocate"])
def test_QUO_2_some_roles_count_for_no_agency(role: str) -> None:
    people = [*ENOUGH[:2], person("School", role=role)]
    assert advice(ENOUGH, RULE)["enough"]
    assert not advice(people, RULE)["enough"]


def test_QUO_2_family_counts_for_no_agency() -> None:
    people = [*ENOUGH[:2], person("School", role="parent", side="family")]
    assert not advice(people, RULE)["enough"]


def test_QUO_3_only_direct_contact_counts_once_any_is_recorded() -> None:
    people = [ENOUGH[0], person("Police"), person("School", direct_contact=True)]
    assert [one["agency"] for one in advice(people, RULE)["counted"]] == [SOCIAL_CARE, "School"]
    assert len(advice(ENOUGH, RULE)["counted"]) == 3


def test_QUO_4_the_chair_may_decide_against_the_advice() -> None:
    few = with_item("person-p_hannah", attendance="apologies")
    findings = check(changed(few), ICPC, family_copy_viewed=True)
    assert not any(finding.hard for finding in findings)
