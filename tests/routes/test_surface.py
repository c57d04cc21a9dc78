"""Joining, waiting, the board's page, leaving, and what is shown when the door is shut."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.routes.office import Conference, Seen


def boot_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="threefold">(.*?)</script>', html)
    assert found
    boot: dict[str, Any] = json.loads(found[1])
    return boot


def test_WEB_13_looking_at_a_link_asks_for_nothing(chaired: Conference) -> None:
    link = chaired.link("Kerry")
    for _ in range(3):
        page = chaired.another_browser().get(link)
        assert page.status_code == 200
        assert "Yes, I am Kerry. Ask to come in" in Seen(page.text).text
    assert chaired.browser.run(chaired.office.lobby.waiting, chaired.meeting_id) == []


def test_a_guest_asks_waits_and_is_let_in(chaired: Conference) -> None:
    kerry, seat = chaired.another_browser(), chaired.seat("Kerry")
    link = chaired.link("Kerry")
    assert kerry.send(link, {}).headers["location"] == seat
    page = kerry.get(seat)
    assert "Ruth knows you are here, Kerry" in Seen(page.text).text
    assert f'data-door="{seat}/door"' in page.text
    assert "<noscript>" in page.text
    assert kerry.get(f"{seat}/door").json() == {"state": "waiting"}
    assert kerry.get(link).headers["location"] == seat
    person = chaired.people["Kerry"].id
    chaired.browser.run(chaired.office.lobby.admit, person, chaired.office.clock())
    assert kerry.get(f"{seat}/door").json() == {"state": "admitted"}
    assert 'data-surface="companion"' in kerry.get(seat).text


@pytest.mark.parametrize(
    ("name", "surface", "scopes"),
    [
        ("Kerry", "companion", ["room", "own"]),
        ("Mark", "companion", ["room", "professionals", "own"]),
        ("Wall", "wall", ["room"]),
    ],
)
def test_each_person_gets_their_own_surface_and_no_more_scopes(
    chaired: Conference, name: str, surface: str, scopes: list[str]
) -> None:
    chaired.browser.open(chaired.seat("Ruth"))  # the wall comes once the Desk has opened it
    page = chaired.guest(name).get(chaired.seat(name)).text
    boot = boot_of(page)
    person = chaired.people[name].id
    assert f'data-surface="{surface}"' in page
    assert [scope.replace(f":{person}", "") for scope in boot["scopes"]] == scopes
    assert boot["me"]["id"] == person
    assert set(boot) >= {"meeting", "type", "schema", "permissions", "refusals", "limits", "now"}
    assert "other@ashmoor.example" not in page


def test_a_board_page_knows_its_day_its_holidays_and_when_its_person_asked_to_come_in(
    chaired: Conference,
) -> None:
    boot = boot_of(chaired.browser.get(chaired.seat("Ruth")).text)
    assert boot["meeting"]["on"] == "2025-06-04"
    assert "2025-08-25" in boot["holidays"]
    assert boot["holidays"] == sorted(boot["holidays"])
    assert boot["asked_at"] == 0
    assert boot_of(chaired.guest("Kerry").get(chaired.seat("Kerry")).text)["asked_at"] > 0


def test_chair_and_minute_taker_open_the_desk_with_their_account(chaired: Conference) -> None:
    assert 'data-surface="desk"' in chaired.browser.get(chaired.seat("Ruth")).text
    meeting = chaired.browser.run(chaired.office.meetings.meeting, chaired.meeting_id)
    assert meeting is not None
    assert meeting.state == "open"
    joan = chaired.another_browser()
    joan.sign_in("joan@ashmoor.example")
    page = joan.get(chaired.seat("Joan")).text
    assert 'data-surface="desk"' in page
    assert "professionals" not in boot_of(page)["scopes"]


def test_the_chair_has_the_companion_on_a_phone(chaired: Conference) -> None:
    prepare, on_phone = chaired.browser.get(chaired.at).text, f"{chaired.seat('Ruth')}?on=phone"
    assert f'<a href="{on_phone}">Use this on your phone</a>' in prepare
    assert 'data-surface="companion"' in chaired.browser.get(on_phone).text
    kerry = chaired.guest("Kerry").get(f"{chaired.seat('Kerry')}?on=desk").text
    assert 'data-surface="companion"' in kerry


@pytest.mark.parametrize(
    ("answer", "words"),
    [("refuse", "You have not been let in"), ("remove", "You are no longer in the meeting")],
)
def test_who_is_turned_away_is_told_so(chaired: Conference, answer: str, words: str) -> None:
    kerry = chaired.guest("Kerry", admitted=False)
    decide = getattr(chaired.office.lobby, answer)
    chaired.browser.run(decide, chaired.people["Kerry"].id, chaired.office.clock())
    page = kerry.get(chaired.seat("Kerry"))
    assert words in Seen(page.text).text
    assert "threefold" not in re.findall(r'id="(\w+)"', page.text)


def test_leaving_ends_the_session_and_takes_the_cookie_back(chaired: Conference) -> None:
    kerry, seat = chaired.guest("Kerry", admitted=False), chaired.seat("Kerry")
    page = kerry.send(f"{seat}/leave", {}, start=seat)
    assert "You have left the meeting" in Seen(page.text).text
    assert kerry.get(seat).status_code == 403
    assert chaired.browser.run(chaired.office.lobby.waiting, chaired.meeting_id) == []


def test_a_board_page_can_leave_with_the_mark_it_holds(chaired: Conference) -> None:
    kerry, seat = chaired.guest("Kerry"), chaired.seat("Kerry")
    mark = boot_of(kerry.get(seat).text)["csrf"]
    page = kerry.client.post(f"{seat}/leave", data={"csrf": mark})
    assert "You have left the meeting" in Seen(page.text).text


def test_a_link_on_a_second_device_ends_the_first(chaired: Conference) -> None:
    link = chaired.link("Kerry")
    first, second = chaired.another_browser(), chaired.another_browser()
    first.send(link, {})
    second.send(link, {})
    assert second.get(f"{chaired.seat('Kerry')}/door").json() == {"state": "waiting"}
    assert first.get(f"{chaired.seat('Kerry')}/door").json() == {"state": "left"}


def test_links_that_do_not_work_say_why(chaired: Conference) -> None:
    stranger, link = chaired.another_browser(), chaired.link("Kerry")
    assert "does not work" in Seen(stranger.get("/join/nonsense").text).text
    chaired.office.clock.now += 31 * 86_400_000
    page = stranger.get(link)
    assert page.status_code == 410
    assert "This link has run out" in Seen(page.text).text
    assert "Kerry" not in page.text


def test_guests_who_come_back_after_the_end_see_that_it_is_over(chaired: Conference) -> None:
    kerry, link = chaired.guest("Kerry"), chaired.link("Beth")
    chaired.meet()
    chaired.read_family_copy()
    assert chaired.end().status_code == 303
    for page in (kerry.get(chaired.seat("Kerry")), chaired.another_browser().get(link)):
        assert page.status_code == 200
        assert "The meeting has ended" in Seen(page.text).text
        assert "/records/" not in page.text
    assert kerry.get(f"{chaired.seat('Kerry')}/door").json() == {"state": "ended"}
    assert f"/records/{chaired.meeting_id}" in chaired.browser.get(chaired.seat("Ruth")).text
