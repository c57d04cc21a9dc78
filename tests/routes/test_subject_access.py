"""The chair answers somebody who asks: nothing leaves that was not ticked."""

from __future__ import annotations

import json

import pytest

from tests.routes.office import Conference, Seen
from tests.routes.test_closing import SECRET


@pytest.fixture
def at(chaired: Conference) -> str:
    """The address of what a sealed record holds about Kerry."""
    chaired.meet()
    chaired.command(
        "Ruth",
        {
            "op": "add", "item": "card-kerry001", "kind": "card", "section": "complicating",
            "texts": {"": "Kerry moved on Monday, Ellie said"},
        },
        {
            "op": "add", "item": "card-kerry002", "kind": "card", "section": "complicating",
            "scope": "professionals", "texts": {"": "Kerry may not know of the plan"},
        },
    )  # fmt: skip
    chaired.read_family_copy()
    assert chaired.end().status_code == 303
    return f"/records/{chaired.meeting_id}/access/{chaired.people['Kerry'].id}"


def test_SAR_3_the_chair_reads_it_and_only_what_is_ticked_leaves(
    chaired: Conference, at: str
) -> None:
    people = chaired.browser.open(f"/records/{chaired.meeting_id}/access")
    assert at in Seen(people.text).links
    review = chaired.browser.open(at).text
    assert "Kerry may not know of the plan" in review
    assert "shared between professionals only" in review
    answers = {"passage": "room/card-kerry001", "kind": "html"}
    unread = chaired.browser.send(at, answers)
    assert unread.status_code == 422
    assert "Tick that you have read every passage" in unread.text
    for kind in ("html", "json"):
        made = chaired.browser.send(at, {**answers, "kind": kind, "sure": "yes"})
        assert (kind == "html") or json.loads(made.text)["about"] == "Kerry Marlow"
        assert made.status_code == 200
        assert made.headers["content-disposition"].endswith(f'"held-about-you.{kind}"')
        assert "Kerry moved on Monday, [another person] said" in made.text
        for word in ("may not know", SECRET, "Ellie", "professionals", "left out"):
            assert word not in made.text
    trail = chaired.browser.run(chaired.office.store.audit.read, chaired.meeting_id)
    told = [entry.detail for entry in trail if entry.what == "subject access exported"]
    assert told == ["html", "json"]


def test_SAR_3_only_the_chair_answers(chaired: Conference, at: str) -> None:
    joan = chaired.another_browser()
    joan.sign_in("joan@ashmoor.example")
    assert joan.get(at).status_code == 403
    for nobody in ("p_nobody", chaired.people["Mark"].id):
        there = f"/records/{chaired.meeting_id}/access/{nobody}"
        assert chaired.browser.get(there).status_code == 404
    assert chaired.browser.send(at, {"kind": "exe", "sure": "yes"}).status_code == 404
