"""Attacks on sessions: fixation, replay of what has ended, half a sign-in, planted cookies."""

from __future__ import annotations

import re

import pyotp
import pytest

from server.identity.values import NewWelcome
from server.routes.doors import DOORS
from server.routes.guards import half_way, unseen
from tests.routes.office import PASSWORD, Browser, Conference, Settings, a_conference
from tests.routes.test_doors import UNGUARDED, address, ask, name_of

EMAIL = "ruth@ashmoor.example"
STAFF = "threefold_staff"
HTTPS = "https://testserver"
SECURE = Settings(origins=(HTTPS,), secure_cookies=True)


def staff_cookie(browser: Browser) -> str:
    return str(browser.client.cookies[STAFF])


def with_cookie(conference: Conference, name: str, value: str) -> Browser:
    browser = conference.another_browser()
    browser.client.cookies.set(name, value)
    return browser


def is_in(browser: Browser) -> bool:
    return browser.get("/meetings").status_code == 200


def test_fixation_a_planted_cookie_is_not_what_signing_in_signs_in(conference: Conference) -> None:
    planted = "a token the attacker knows"
    victim = with_cookie(conference, STAFF, planted)
    victim.sign_in(EMAIL)
    tokens = [cookie.value for cookie in victim.client.cookies.jar if cookie.name == STAFF]
    assert planted not in tokens[-1:]
    assert not is_in(with_cookie(conference, STAFF, planted))


def test_fixation_a_session_that_was_there_ends_when_another_signs_in(
    conference: Conference,
) -> None:
    browser = conference.browser
    browser.sign_in("other@ashmoor.example")
    before = staff_cookie(browser)
    page = browser.get("/account")
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    assert found
    answers = {"csrf": found[1], "email": EMAIL, "password": PASSWORD}
    assert browser.client.post("/sign-in", data=answers, follow_redirects=False).status_code == 303
    assert staff_cookie(browser) != before
    assert is_in(browser)
    assert not is_in(with_cookie(conference, STAFF, before))


def test_fixation_a_guests_planted_cookie_never_becomes_theirs(conference: Conference) -> None:
    name, planted = f"threefold_guest_{conference.people['Kerry'].id}", "known to the attacker"
    victim = with_cookie(conference, name, planted)
    assert victim.send(conference.link("Kerry"), {}).status_code == 303
    conference.browser.run(
        conference.office.lobby.admit, conference.people["Kerry"].id, conference.office.clock()
    )
    attacker = with_cookie(conference, name, planted)
    assert 'data-surface="companion"' not in attacker.open(conference.seat("Kerry")).text


def test_WEB_15_behind_https_only_a_cookie_of_this_very_host_counts() -> None:
    with a_conference(settings=SECURE, base=HTTPS) as conference:
        browser = conference.browser
        answer = browser.send("/sign-in", {"email": EMAIL, "password": PASSWORD})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-threefold_staff=")
        for word in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"):
            assert word in cookie
        assert "Domain" not in cookie
        assert answer.headers["strict-transport-security"] == "max-age=63072000"
        assert is_in(browser)
        token = browser.client.cookies["__Host-threefold_staff"]
        assert not is_in(with_cookie(conference, STAFF, token)), "a neighbour could plant this one"
        out = browser.send("/sign-out", {}, start="/meetings").headers["set-cookie"]
        assert out.startswith('__Host-threefold_staff="";')
        assert "Secure" in out


def test_WEB_15_without_https_browsers_are_not_told_to_insist_on_it(chaired: Conference) -> None:
    assert "strict-transport-security" not in chaired.browser.get("/meetings").headers


@pytest.fixture
def half(conference: Conference) -> tuple[Conference, str]:
    """Ruth has an authenticator, and has typed her password. Its secret."""
    office, browser = conference.office, conference.browser
    staff = browser.run(office.store.people.staff_by_email, EMAIL)
    assert staff is not None
    browser.sign_in(EMAIL)
    browser.get("/account/second-step")
    step = browser.run(office.store.second_steps.second_step, staff.id)
    assert step is not None
    code = pyotp.TOTP(step.secret).at(office.clock() // 1000)
    page = browser.send("/account/second-step", {"code": code})
    assert "Keep your recovery codes" in page.text
    browser.client.cookies.clear()
    answer = browser.send("/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert answer.headers["location"] == "/sign-in/code"
    office.clock.now += 60_000
    return conference, step.secret


def test_IDN_15_half_a_session_opens_no_door_at_all(half: tuple[Conference, str]) -> None:
    conference, _ = half
    guarded = [door for door in DOORS if door.guard not in (*UNGUARDED, half_way, unseen)]
    for door in guarded:
        answer = ask(conference.browser, door, address(door, conference, "Ruth"))
        assert answer.status_code in (303, 403, 404), name_of(door)
        assert answer.status_code != 303 or "/sign-in" in answer.headers["location"]
        assert "Marlow" not in answer.text
    assert conference.browser.get("/session").json() == {"signed_in": False}


def test_fixation_a_code_makes_the_session_whole_under_a_new_token(
    half: tuple[Conference, str],
) -> None:
    conference, secret = half
    browser, before = conference.browser, staff_cookie(conference.browser)
    assert browser.send("/sign-in/code", {"code": "000000"}).status_code == 422
    code = pyotp.TOTP(secret).at(conference.office.clock() // 1000)
    assert browser.send("/sign-in/code", {"code": code}).headers["location"] == "/meetings"
    assert is_in(browser)
    assert staff_cookie(browser) != before
    other = with_cookie(conference, STAFF, before)
    assert not is_in(other)
    assert other.get("/sign-in/code").headers["location"] == "/sign-in"


def test_replay_a_cookie_that_was_signed_out_opens_nothing(chaired: Conference) -> None:
    token = staff_cookie(chaired.browser)
    answer = chaired.browser.send("/sign-out", {}, start="/meetings")
    assert answer.headers["clear-site-data"] == '"cache"'
    thief = with_cookie(chaired, STAFF, token)
    assert not is_in(thief)
    assert thief.get("/session").json() == {"signed_in": False}


def test_replay_a_welcome_works_once(chaired: Conference) -> None:
    office, browser = chaired.office, chaired.another_browser()
    staff = browser.run(office.store.people.staff_by_email, "other@ashmoor.example")
    assert staff is not None
    made = browser.run(office.accounts.new_welcome, staff.id, office.clock(), "s_admin")
    assert isinstance(made, NewWelcome)
    link, fresh = (
        f"/welcome/{made.token}",
        {"password": "twelve and more", "again": "twelve and more"},
    )
    again = chaired.another_browser()
    twice = {"csrf": "", **fresh}
    page = again.open(link)
    twice["csrf"] = str(re.findall(r'name="csrf" value="([0-9a-f]+)"', page.text)[0])
    assert browser.send(link, fresh).headers["location"] == "/sign-in?done=password"
    assert again.client.post(link, data=twice).status_code == 410
    assert again.get(link).status_code == 410
    assert again.get("/welcome/none").status_code == 410


@pytest.mark.parametrize("end", ["replaced", "stopped", "run out", "person taken out", "ended"])
def test_replay_a_link_that_is_over_opens_nothing(conference: Conference, end: str) -> None:
    office, run = conference.office, conference.browser.run
    link, kerry = conference.link("Kerry"), conference.people["Kerry"]
    if end == "replaced":
        conference.link("Kerry")
    elif end == "stopped":
        run(office.invitations.stop, kerry.id, office.clock())
    elif end == "run out":
        office.clock.now += 31 * 24 * 3_600_000
    elif end == "person taken out":
        run(office.meetings.remove_person, kerry.id, office.clock())
    else:
        run(office.meetings.open, conference.meeting_id, office.clock())
        assert not isinstance(run(office.meetings.end, conference.meeting_id, office.clock()), str)
    answer = conference.another_browser().get(link)
    assert answer.status_code in (200, 410)
    assert "Ask to come in" not in answer.text
    assert 'name="csrf"' not in answer.text


def test_replay_a_link_that_was_let_in_does_not_let_a_second_device_in(
    conference: Conference,
) -> None:
    link = conference.link("Kerry")
    first, second = conference.another_browser(), conference.another_browser()
    assert first.send(link, {}).status_code == 303
    kerry = conference.people["Kerry"].id
    conference.browser.run(conference.office.lobby.admit, kerry, conference.office.clock())
    conference.browser.sign_in(EMAIL)
    conference.browser.open(conference.seat("Ruth"))
    assert 'data-surface="companion"' in first.open(conference.seat("Kerry")).text
    assert second.send(link, {}).status_code == 303
    assert "Waiting to be let in" in second.open(conference.seat("Kerry")).text
    assert 'data-surface="companion"' not in first.open(conference.seat("Kerry")).text
