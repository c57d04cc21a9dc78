"""The whole surface: every route has a guard, and every guard holds."""

from __future__ import annotations

import re

import httpx2
import pytest
from starlette.routing import Route

from server.routes.doors import DOORS, Door
from server.routes.guards import anyone, deputy, half_way, unseen
from tests.routes.office import Browser, Conference, Seen

SOCKETS = {"/ws/{meeting}/{scope:path}"}
"""Guarded by their own door, routes/sockets.py."""
UNGUARDED = (anyone, unseen)
GUARDED = [door for door in DOORS if door.guard not in UNGUARDED]
FORMS = [door for door in DOORS if door.method == "POST"]


def name_of(door: Door) -> str:
    return f"{door.method} {door.path}"


def address(door: Door, conference: Conference, person: str = "Kerry") -> str:
    """The door's address in this conference."""
    meeting = conference.browser.run(conference.office.meetings.meeting, conference.meeting_id)
    assert meeting is not None
    values = {
        "meeting": meeting.id,
        "person": conference.people[person].id,
        "child": meeting.children[0].id,
        "token": "x" * 43,
        "subject": meeting.children[0].id,
        "step": "where",
        "rendition": "family",
        "kind": "pdf",
        "staff": meeting.chair,
        "type": "icpc",
        "name": "office-4F2K.css",
        "seq": "1",
        "request": "w_abcdefghijkl",
    }
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], door.path)


def ask(browser: Browser, door: Door, to: str) -> httpx2.Response:
    return browser.client.request(door.method, to, follow_redirects=False)


def test_WEB_6_every_route_of_the_app_is_in_the_table(conference: Conference) -> None:
    routes = conference.office.app.routes
    known = {(door.method, door.path) for door in DOORS}
    found = {
        (method, route.path)
        for route in routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert found == known
    others = {getattr(route, "path", "") for route in routes if not isinstance(route, Route)}
    assert others == SOCKETS


@pytest.mark.parametrize("door", DOORS, ids=name_of)
def test_WEB_6_a_door_without_a_guard_says_why(door: Door) -> None:
    assert bool(door.why) == (door.guard in UNGUARDED)


def let_in(browser: Browser, conference: Conference, person: str) -> list[str]:
    """The guarded doors that open for this browser, or show it anything of the family."""
    answers = [(door, ask(browser, door, address(door, conference, person))) for door in GUARDED]
    return [
        name_of(door)
        for door, answer in answers
        if answer.status_code not in (303, 403, 404) or "Marlow" in answer.text
    ]


def test_WEB_6_strangers_are_not_let_in(conference: Conference) -> None:
    assert let_in(conference.browser, conference, "Kerry") == []
    for door in GUARDED:
        answer = ask(conference.browser, door, address(door, conference))
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/sign-in")


def test_WEB_6_another_chair_is_not_told_that_a_meeting_exists(conference: Conference) -> None:
    conference.browser.sign_in("other@ashmoor.example")
    doors = [door for door in GUARDED if "{meeting}" in door.path]
    answers = [ask(conference.browser, door, address(door, conference, "Ruth")) for door in doors]
    assert {answer.status_code for answer in answers} == {404}
    trail = conference.browser.run(conference.office.store.audit.read, conference.meeting_id)
    refused = [entry.detail for entry in trail if entry.what == "access refused"]
    assert "page" in refused, "AUD-7: the trail knows that they asked"
    assert [answer for answer in answers if "Marlow" in answer.text] == []


def test_WEB_6_a_guest_opens_only_their_own_page(conference: Conference) -> None:
    kerry = conference.guest("Kerry")
    assert kerry.get(conference.seat("Kerry")).status_code == 200
    assert let_in(kerry, conference, "Hannah") == []


def test_WEB_6_the_minute_taker_does_not_end_the_meeting(chaired: Conference) -> None:
    chaired.meet()
    joan = chaired.another_browser()
    joan.sign_in("joan@ashmoor.example")
    assert joan.get(f"{chaired.at}/people").status_code == 200
    for door in ("close", "close/family"):
        assert joan.get(f"{chaired.at}/{door}").status_code == 403
    joan_sends = joan.send(f"{chaired.at}/close", {}, start=f"{chaired.at}/people")
    assert joan_sends.status_code == 403


def test_WEB_2_a_form_without_its_mark_does_nothing(chaired: Conference) -> None:
    chaired.meet()
    chaired.give_role("ruth@ashmoor.example", "chair", "administrator", "governance")
    link = chaired.link("Kerry")
    read = chaired.office.store.audit.read
    entries = len(chaired.browser.run(read, chaired.meeting_id))
    for door in FORMS:
        if door.guard in (half_way, deputy):  # test_attacks_sessions.py, test_chairing.py
            continue
        person = "Ruth" if door.path.startswith("/m/") else "Kerry"
        to = link if door.path == "/join/{token}" else address(door, chaired, person)
        for data in ({}, {"csrf": "0" * 64}):
            answer = chaired.browser.client.post(to, data=data, follow_redirects=False)
            assert answer.status_code == 403, name_of(door)
            assert "open too long" in Seen(answer.text).text
    assert len(chaired.browser.run(read, chaired.meeting_id)) == entries


def test_WEB_2_a_mark_of_another_browser_is_no_use(chaired: Conference) -> None:
    other = chaired.another_browser()
    other.sign_in("other@ashmoor.example")
    page = other.open("/meetings/new")
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    assert found
    data = {"csrf": found[1], "type": "icpc"}
    assert chaired.browser.client.post("/meetings/new", data=data).status_code == 403


def test_WEB_2_a_form_sent_from_another_site_does_nothing(chaired: Conference) -> None:
    crossed = {"sec-fetch-site": "cross-site"}
    answer = chaired.browser.send("/meetings/new", {"type": "icpc"}, headers=crossed)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("address", "status"),
    [("/nowhere", 404), ("/meetings/m_nobody000000", 404), ("/records", 404)],
)
def test_a_page_that_is_not_there_says_so_plainly(
    chaired: Conference, address: str, status: int
) -> None:
    answer = chaired.browser.get(address)
    assert answer.status_code == status
    assert "We cannot find that page" in Seen(answer.text).text


def test_a_page_asked_for_in_the_wrong_way_says_so_plainly(chaired: Conference) -> None:
    answer = chaired.browser.client.post("/healthz")
    assert answer.status_code == 405
    assert "works another way" in Seen(answer.text).text
    assert answer.headers["allow"]
