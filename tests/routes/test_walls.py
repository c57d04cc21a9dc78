"""The big screen joins by a code, and is the wall of one meeting only."""

from __future__ import annotations

import re

import pytest

from server.identity.walls import CODE_FOR, LETTERS
from tests.routes.office import ORIGIN, Browser, Conference, Seen


def code_on(screen: Browser) -> str:
    page = screen.open("/wall")
    found = re.search(r'screen-code" aria-label="([^"]+)"', page.text)
    assert found, page.text
    return found[1].replace(" ", "")


def pair(conference: Conference, code: str) -> int:
    return conference.browser.send(f"{conference.at}/wall", {"code": code}).status_code


def door(screen: Browser) -> str:
    return str(screen.get("/wall/door").json()["state"])


def is_wall(screen: Browser, conference: Conference) -> bool:
    address = f"/ws/{conference.meeting_id}/room?as={conference.people['Wall'].id}&v=1"
    with screen.client.websocket_connect(address, headers={"origin": ORIGIN}) as socket:
        try:
            return bool(socket.receive_bytes())
        except Exception:  # noqa: BLE001 - closed with a code: no seat
            return False


def test_IDN_19_a_screen_becomes_the_wall_when_the_chair_types_its_code(
    chaired: Conference,
) -> None:
    chaired.meet()
    screen = chaired.another_browser()
    code = code_on(screen)
    assert len(code) == 6
    assert set(code) <= set(LETTERS)
    assert not set(LETTERS) & set("0O1IL2Z5S8B") - {"L"}
    assert code_on(screen) == code, "the same screen, the same code"
    assert "Marlow" not in screen.open("/wall").text
    assert door(screen) == "waiting"
    assert pair(chaired, f"{code[:3].lower()} {code[3:]}") == 200
    assert door(screen) == "changed"
    page = screen.open("/wall")
    assert 'data-surface="wall"' in page.text
    assert is_wall(screen, chaired)
    trail = chaired.browser.run(chaired.office.store.audit.read, chaired.meeting_id)
    who = [(one.who, one.about) for one in trail if one.what == "wall paired"]
    assert who == [(chaired.people["Ruth"].staff, chaired.people["Wall"].id)]


def test_IDN_19_a_code_works_once_and_for_five_minutes(chaired: Conference) -> None:
    chaired.meet()
    screen, other = chaired.another_browser(), chaired.another_browser()
    code = code_on(screen)
    assert pair(chaired, code) == 200
    assert pair(chaired, code) == 422, "it was used"
    late = code_on(other)
    chaired.office.clock.now += CODE_FOR
    assert pair(chaired, late) == 422
    assert door(other) == "changed"
    assert code_on(other) != late


def test_IDN_19_codes_cannot_be_guessed_through(chaired: Conference) -> None:
    chaired.meet()
    code = code_on(chaired.another_browser())
    assert [pair(chaired, "AAAAAA") for _ in range(10)] == [422] * 10
    answer = chaired.browser.send(f"{chaired.at}/wall", {"code": code})
    assert answer.status_code == 422
    assert "Too many" in Seen(answer.text).text


def test_IDN_19_another_screen_puts_out_the_first_and_unpairing_puts_out_both(
    chaired: Conference,
) -> None:
    chaired.meet()
    first, second = chaired.another_browser(), chaired.another_browser()
    for screen in (first, second):
        assert pair(chaired, code_on(screen)) == 200
        screen.open("/wall")
        assert is_wall(screen, chaired)
    assert not is_wall(first, chaired)
    start = f"{chaired.at}/wall"
    assert chaired.browser.send(f"{start}/unpair", {}, start=start).status_code == 303
    assert not is_wall(second, chaired)
    assert "Unpair" not in chaired.browser.get(start).text
    again = second.open(chaired.seat("Wall"))
    assert "screen-code" in again.text, "it shows a code again"
    assert "Marlow" not in again.text


def test_IDN_19_a_paired_screen_waits_until_the_meeting_is_opened(chaired: Conference) -> None:
    screen = chaired.another_browser()
    assert pair(chaired, code_on(screen)) == 200
    page = screen.open("/wall")
    assert "This screen is paired" in Seen(page.text).text
    assert not is_wall(screen, chaired), "IDN-10: no board before that"
    assert chaired.browser.run(chaired.office.store.log.read, chaired.meeting_id) == []
    chaired.meet()
    assert 'data-surface="wall"' in screen.open(chaired.seat("Wall")).text


@pytest.mark.parametrize("email", ["joan@ashmoor.example", "other@ashmoor.example"])
def test_IDN_19_nobody_but_the_chair_pairs(chaired: Conference, email: str) -> None:
    chaired.meet()
    screen, other = chaired.another_browser(), chaired.another_browser()
    code = code_on(screen)
    other.sign_in(email)
    start = "/meetings"
    sent = other.send(f"{chaired.at}/wall", {"code": code}, start=start)
    assert sent.status_code in (403, 404)
    assert door(screen) == "waiting"
