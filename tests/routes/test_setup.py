"""Setting up a meeting, one question a page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.routes.office import Conference, Seen

WHEN = {"on-day": "12", "on-month": "6", "on-year": "2025", "starts": "2.30pm"}
STRATEGY = {"strategy-day": "28", "strategy-month": "may", "strategy-year": "2025"}
CHILD = {
    "first_name": "Baby",
    "name": "Baby Jones",
    "birth": "due",
    "born-day": "1",
    "born-month": "9",
    "born-year": "2025",
}


def test_a_meeting_is_set_up_question_by_question(chaired: Conference) -> None:
    browser = chaired.browser
    assert (
        browser.send("/meetings/new", {"type": "icpc"}).headers["location"] == "/meetings/new/icpc"
    )
    children = browser.send("/meetings/new/icpc", WHEN).headers["location"]
    at = children.removesuffix("/set-up/children")
    assert browser.get(children).headers["location"] == f"{children}/new"
    assert browser.send(f"{children}/new", CHILD).headers["location"] == children
    strategy = browser.send(children, {}).headers["location"]
    where = browser.send(strategy, STRATEGY).headers["location"]
    reference = browser.send(where, {"mode": "hybrid", "venue": "Harbour House"}).headers[
        "location"
    ]
    check = browser.send(reference, {"reference": "MC-200"}).headers["location"]
    text = Seen(browser.get(check).text).text
    assert "Thursday 12 June 2025, 2.30 pm" in text
    assert "Baby Jones Due 1 September 2025" in text
    assert "Working day 11 of 15. Due by Wednesday 18 June." in text
    assert browser.send(check, {}).headers["location"] == f"{at}/people"
    assert "Baby Jones: first conference" in Seen(browser.get("/meetings").text).text


def test_what_is_not_finished_is_kept_and_found_again(chaired: Conference) -> None:
    children = chaired.browser.send("/meetings/new/icpc", WHEN).headers["location"]
    seen = Seen(chaired.browser.get("/meetings").text)
    assert "Not finished setting up" in seen.text
    assert children in seen.links
    check = children.replace("children", "check")
    answer = chaired.browser.send(check, {})
    assert answer.status_code == 422
    assert {"#children", "#strategy"} <= set(Seen(answer.text).links)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"on-month": ""}, "on-month", "The date must include a month"),
        ({"on-day": "31"}, "on-day", "The date must be a real date"),
        ({"on-day": "", "on-month": "", "on-year": ""}, "on-day", "Enter the date of the meeting"),
        ({"on-year": "1925"}, "on-year", "The date must have a year between 2024 and 2028"),
        ({"starts": "25:00"}, "starts", "Enter a time, like 10 am or 2.30 pm"),
        ({"starts": ""}, "starts", "Enter a start time"),
    ],
)
def test_WEB_7_wrong_answers_come_back_with_what_was_typed(
    chaired: Conference, wrong: dict[str, str], field: str, sentence: str
) -> None:
    answer = chaired.browser.send("/meetings/new/icpc", {**WHEN, **wrong})
    seen = Seen(answer.text)
    assert answer.status_code == 422
    assert "<title>Error: When is the meeting?" in answer.text
    assert sentence in seen.text
    assert f"#{field}" in seen.links
    assert field in seen.ids
    assert f"{field}-error" in seen.ids
    assert f"{field}-error" in seen.described[field]
    assert {name: seen.typed[name] for name in WHEN} == {**WHEN, **wrong}


@pytest.mark.parametrize(
    ("step", "answers", "sentence"),
    [
        ("strategy", {**STRATEGY, "strategy-month": "7"}, "must be on or before the day"),
        ("where", {"mode": "in_person", "venue": ""}, "Enter the place where people will meet"),
        ("where", {"venue": "Harbour House"}, "Choose how people will take part"),
        ("reference", {"reference": "x" * 61}, "must be 60 characters or fewer"),
    ],
)
def test_WEB_7_each_question_says_what_is_wrong(
    chaired: Conference, step: str, answers: dict[str, Any], sentence: str
) -> None:
    answer = chaired.browser.send(f"{chaired.at}/set-up/{step}", answers)
    seen = Seen(answer.text)
    assert answer.status_code == 422
    assert sentence in seen.text
    targets = [link[1:] for link in seen.links if link.startswith("#") and link != "#main"]
    assert targets
    assert set(targets) <= set(seen.ids)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Enter the full name"),
        ({"birth": ""}, "Say whether the child is born"),
        ({"birth": "born"}, "The date of birth must be in the past"),
        ({"school": "x" * 161}, "School or nursery must be 160 characters or fewer"),
    ],
)
def test_WEB_7_a_childs_page_says_what_is_wrong(
    chaired: Conference, wrong: dict[str, str], sentence: str
) -> None:
    answer = chaired.browser.send(f"{chaired.at}/set-up/children/new", {**CHILD, **wrong})
    assert answer.status_code == 422
    assert sentence in Seen(answer.text).text


def test_a_change_leads_back_to_the_page_it_came_from(chaired: Conference) -> None:
    step = f"{chaired.at}/set-up/reference"
    for then, led in (("check", f"{chaired.at}/set-up/check"), ("prepare", chaired.at)):
        answer = chaired.browser.send(f"{step}?then={then}", {"reference": "MC-300"})
        assert answer.headers["location"] == led


def test_children_can_be_changed_and_taken_off(chaired: Conference) -> None:
    meeting = chaired.browser.run(chaired.office.meetings.meeting, chaired.meeting_id)
    assert meeting is not None
    to = f"{chaired.at}/set-up/children"
    tom = meeting.children[1].id
    page = chaired.browser.get(f"{to}/{tom}").text
    assert 'name="born-year" value="2023"' in page
    changed = {**CHILD, "first_name": "Thomas", "name": "Thomas Marlow", "school": "Larkfield"}
    chaired.browser.send(f"{to}/{tom}", changed)
    assert "Thomas Marlow" in chaired.browser.get(to).text
    chaired.browser.send(f"{to}/{tom}/remove", {}, start=to)
    assert "Thomas Marlow" not in chaired.browser.get(to).text


def test_what_the_board_shows_stays_once_the_meeting_has_started(chaired: Conference) -> None:
    chaired.meet()
    for step in ("where", "children", "children/new", "check", "when"):
        answer = chaired.browser.get(f"{chaired.at}/set-up/{step}")
        assert answer.status_code == 409
        assert "has started" in Seen(answer.text).text
    answer = chaired.browser.send(
        f"{chaired.at}/set-up/where", {"mode": "video"}, start="/meetings"
    )
    assert answer.status_code == 409
    assert "/set-up/" not in chaired.browser.get(chaired.at).text


def test_my_meetings_say_the_conference_clock_in_words(chaired: Conference) -> None:
    text = Seen(chaired.browser.get("/meetings").text).text
    assert "Today 10 am Ellie and Tom Marlow: first conference" in text
    assert "Working day 14 of 15" in text
    assert "In time. Due by Thursday 5 June" in text
    assert "4 people have no link that works." in text
    chaired.guest("Kerry")
    text = Seen(chaired.browser.get("/meetings").text).text
    assert "1 person opened their link. 3 people have no link that works." in text
