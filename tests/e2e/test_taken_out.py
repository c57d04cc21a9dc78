"""Somebody is taken out while they write without a line: their words are theirs to copy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.sight import violations
from tests.e2e.test_away import OFFLINE, Room, came_back, put_all_away, room

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.slow]
__all__ = ["room"]


def test_SYN_22_words_of_somebody_taken_out_are_theirs_also_after_a_refresh(room: Room) -> None:
    chair, kerry = room.chair, room.kerry
    kerry.home()
    kerry.follow("A worry")
    kerry.context.set_offline(True)
    kerry.sees(OFFLINE)
    kerry.page.locator("form textarea").fill("Nobody let me finish.")
    chair.press("More for Kerry Marlow")
    chair.page.get_by_role("menuitem", name="Remove from the meeting…").click()
    chair.answer("Remove Kerry Marlow?", "Remove Kerry Marlow")
    kerry.context.set_offline(False)
    kerry.sees("You are no longer in the meeting.")
    (one,) = came_back(kerry.page)
    assert one.endswith(" | Nobody let me finish.")
    expect(kerry.page.get_by_text("Keep as a draft")).to_have_count(0)
    kerry.page.reload()
    kerry.sees("You are no longer in the meeting")
    assert came_back(kerry.page) == [one]
    assert violations(kerry.page) == []
    put_all_away(kerry.page)
    kerry.page.reload()
    kerry.sees("You are no longer in the meeting")
    expect(kerry.page.get_by_text("Nobody let me finish.")).to_have_count(0)
