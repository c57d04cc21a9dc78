"""Attacks from other sites: sockets (CSWSH), forms (CSRF), and being led away (open redirect).

That no form does anything without its mark is in test_doors.py, for every form there is.
"""

from __future__ import annotations

import httpx2
import pytest
from starlette.websockets import WebSocketDisconnect

from tests.routes.office import ORIGIN, PASSWORD, Browser, Conference, Settings, a_conference

EMAIL = "ruth@ashmoor.example"
LOOK_ALIKE = (
    "http://testserver.evil.example",
    "http://eviltestserver",
    "http://testserver:8080",
    "http://testserver:80",
    "https://testserver",
    "http://TESTSERVER",
    "http://testserver/",
    "http://testserver@evil.example",
    "http://testserver%2eevil.example",
    "http://test\u0455erver",
    f"{ORIGIN} http://evil.example",
    f"{ORIGIN}, http://evil.example",
)


def refusal(browser: Browser, conference: Conference, headers: list[tuple[str, str]]) -> int:
    """What a socket is closed with at once; 0 when it stays open and says something."""
    address = f"/ws/{conference.meeting_id}/room?as={conference.people['Ruth'].id}"
    raw = httpx2.Headers([(name.encode(), value.encode()) for name, value in headers])
    with browser.client.websocket_connect(address, headers=raw) as socket:
        try:
            socket.receive_bytes()
        except WebSocketDisconnect as closed:
            return closed.code
    return 0


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "file://", *LOOK_ALIKE])
def test_SYN_12_a_foreign_null_or_look_alike_origin_opens_no_socket(
    chaired: Conference, origin: str
) -> None:
    chaired.browser.open(chaired.seat("Ruth"))
    assert refusal(chaired.browser, chaired, [("origin", ORIGIN)]) == 0
    assert refusal(chaired.browser, chaired, [("origin", origin)]) == 4403


def test_SYN_12_two_origins_open_no_socket(chaired: Conference) -> None:
    chaired.browser.open(chaired.seat("Ruth"))
    both = [("origin", ORIGIN), ("origin", "https://evil.example")]
    assert refusal(chaired.browser, chaired, both) == 4403


def test_SYN_12_no_origin_opens_no_socket_unless_a_setting_lets_it() -> None:
    for stock, code in ((False, 4403), (True, 0)):
        with a_conference(settings=Settings(stock_clients=stock)) as conference:
            conference.browser.sign_in(EMAIL)
            conference.browser.open(conference.seat("Ruth"))
            assert refusal(conference.browser, conference, []) == code
            assert refusal(conference.browser, conference, [("origin", "null")]) == 4403


def test_SYN_12_a_cookie_is_asked_for_whatever_the_origin(conference: Conference) -> None:
    assert refusal(conference.another_browser(), conference, [("origin", ORIGIN)]) == 4401


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_WEB_2_nobody_is_signed_in_by_another_sites_form(conference: Conference, site: str) -> None:
    """Login CSRF: somebody who types into an attacker's account without knowing it."""
    answers = {"email": EMAIL, "password": PASSWORD}
    answer = conference.browser.send("/sign-in", answers, headers={"sec-fetch-site": site})
    assert answer.status_code == 403
    without = conference.another_browser().client.post("/sign-in", data=answers)
    assert without.status_code == 403


def test_WEB_2_a_mark_of_before_signing_in_is_no_use_after(conference: Conference) -> None:
    browser = conference.browser
    page = browser.open("/sign-in")
    mark = page.text.split('name="csrf" value="')[1][:64]
    browser.sign_in(EMAIL)
    answer = browser.client.post("/account/sessions", data={"csrf": mark}, follow_redirects=False)
    assert answer.status_code == 403


AWAY = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/meetings/../../evil",
    "/meetings//evil.example",
    "/sign-out",
    "/join/x",
    "javascript:alert(1)",
    "/meetings\r\nlocation: https://evil.example",
    "/meetings?next=//evil.example",
    " /meetings",
)


@pytest.mark.parametrize("away", AWAY)
def test_WEB_3_nothing_leads_anywhere_but_to_a_page_of_ours(
    conference: Conference, away: str
) -> None:
    browser = conference.browser
    page = browser.get("/sign-in", params={"next": away})
    assert 'name="next" value=""' in page.text
    answers = {"email": EMAIL, "password": PASSWORD, "next": away}
    # A form's answers are tidied, so a page of ours with spaces around it is one.
    wanted = "/meetings"
    assert browser.send("/sign-in", answers).headers["location"] == wanted
    assert browser.get("/sign-in", params={"next": away}).headers["location"] == wanted
