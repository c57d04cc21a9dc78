"""People and their invitations."""

from __future__ import annotations

import re

import pytest

from tests.routes.office import Conference, Seen

PAT = {"name": "Pat Marlow", "role": "network", "relation": "gran", "clearance": ""}


def test_a_person_is_added_changed_and_taken_out(chaired: Conference) -> None:
    browser, to = chaired.browser, f"{chaired.at}/people"
    assert browser.send(f"{to}/new", PAT).headers["location"] == f"{to}?done=added"
    people = browser.run(chaired.office.meetings.people, chaired.meeting_id)
    pat = next(person for person in people if person.name == "Pat Marlow")
    assert (pat.side, pat.clearance) == ("family", "room")
    browser.send(f"{to}/{pat.id}", {**PAT, "relation": "grandmother"})
    assert "Pat Marlow Grandmother" in Seen(browser.get(to).text).text
    browser.send(f"{to}/{pat.id}/remove", {}, start=f"{to}/{pat.id}")
    assert "Pat Marlow" not in browser.get(to).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Enter a name"),
        ({"role": ""}, "Choose a role"),
        ({"role": "chair"}, "Choose a role"),
        ({"role": "agency"}, "Choose the agency they speak for"),
        ({"clearance": "professionals"}, "Only professionals can see"),
        ({"speaks_for": "p_nobody000000"}, "That person is not in this meeting."),
        ({"staff": "s_nobody000000"}, "That person is not in this meeting."),
    ],
)
def test_WEB_7_a_persons_page_says_what_is_wrong(
    chaired: Conference, wrong: dict[str, str], sentence: str
) -> None:
    answer = chaired.browser.send(f"{chaired.at}/people/new", {**PAT, **wrong})
    assert answer.status_code == 422
    assert sentence in Seen(answer.text).text
    assert 'value="gran"' in answer.text


def test_the_chair_keeps_role_and_clearance_whatever_the_form_says(chaired: Conference) -> None:
    ruth = chaired.people["Ruth"]
    answers = {"name": "Ruth A.", "role": "parent", "clearance": "room", "staff": ""}
    chaired.browser.send(f"{chaired.at}/people/{ruth.id}", answers)
    now = chaired.browser.run(chaired.office.meetings.person, ruth.id)
    assert now is not None
    assert (now.name, now.role, now.clearance, now.staff) == (
        "Ruth A.", "chair", "professionals", ruth.staff,
    )  # fmt: skip


def test_somebody_of_another_meeting_is_not_found_here(chaired: Conference) -> None:
    for what in ("", "/remove", "/link", "/stop"):
        to = f"{chaired.at}/people/p_abcdefghijkl{what}"
        assert chaired.browser.send(to, PAT, start=f"{chaired.at}/people").status_code == 404


def test_a_new_link_stops_the_older_one(chaired: Conference) -> None:
    old = chaired.link("Kerry")
    to = f"{chaired.at}/people/{chaired.people['Kerry'].id}"
    page = chaired.browser.send(f"{to}/link", {}, start=f"{chaired.at}/people")
    found = re.search(r"http://testserver(/join/[\w-]{43})", page.text)
    assert found
    stranger = chaired.another_browser()
    assert stranger.get(found[1]).status_code == 200
    assert "was stopped" in Seen(stranger.get(old).text).text
    chaired.browser.send(f"{to}/stop", {}, start=f"{chaired.at}/people")
    assert "was stopped" in Seen(stranger.get(found[1]).text).text


def test_WEB_8_cards_and_the_page_behind_them_say_nothing_of_the_family(
    chaired: Conference,
) -> None:
    ticked = [chaired.people[name].id for name in ("Kerry", "Mark")]
    page = chaired.browser.send(
        f"{chaired.at}/people/cards", {"person": ticked}, start=f"{chaired.at}/people"
    )
    slips = re.findall(r'<article class="slip">(.*?)</article>', page.text, re.DOTALL)
    assert len(slips) == 2
    assert all("<svg" in slip and "/join/" in slip for slip in slips)
    said = " ".join(Seen(slip).text for slip in slips)
    assert "Kerry Wednesday 4 June 2025, 10 am . Harbour House" in said.replace("am.", "am .")
    for secret in ("Marlow", "Ellie", "Tom", "hild", "onference", "Police", "mum", "MC-118"):
        assert secret not in said
    link = chaired.another_browser().get(chaired.link("Mark"))
    for secret in ("Marlow", "Ellie", "Tom ", "MC-118", "Kerry"):
        assert secret not in Seen(link.text).text


def test_WEB_7_cards_for_nobody_say_so(chaired: Conference) -> None:
    answer = chaired.browser.send(f"{chaired.at}/people/cards", {}, start=f"{chaired.at}/people")
    assert answer.status_code == 422
    assert "Tick the people" in Seen(answer.text).text
    assert "cards" in Seen(answer.text).ids


def test_people_with_an_account_get_no_link(chaired: Conference) -> None:
    to = f"{chaired.at}/people/{chaired.people['Joan'].id}/link"
    answer = chaired.browser.send(to, {}, start=f"{chaired.at}/people")
    assert answer.status_code == 409
    assert "/join/" not in answer.text


def test_nobody_is_added_or_invited_after_the_end(chaired: Conference) -> None:
    chaired.meet()
    chaired.read_family_copy()
    chaired.end()
    kerry = f"{chaired.at}/people/{chaired.people['Kerry'].id}"
    for to in (f"{chaired.at}/people/new", kerry, f"{kerry}/remove", f"{kerry}/link"):
        assert chaired.browser.send(to, PAT, start="/meetings").status_code == 409
