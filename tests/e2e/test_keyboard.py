"""The meeting by keyboard alone, from signing in to its end: no mouse is touched here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.keyboard import Keyboard
from tests.e2e.people import Chair, Phone, starting
from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.slow]

CARD = "Ellie reads to Tom."
SECOND = "Gran comes on Fridays."


class Pair:
    """The chair and one guest, each with a keyboard."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.chair = Chair(browser, site, "chair")
        self.kerry = Phone(browser, site, "kerry")
        self.keys = Keyboard(self.chair.page)
        self.hers = Keyboard(self.kerry.page)


@pytest.fixture(scope="module")
def pair(site: Site, browser: Browser) -> Iterator[Pair]:
    made = Pair(site, browser)
    yield made
    made.chair.leave()
    made.kerry.leave()


def test_signing_in_and_letting_somebody_in(site: Site, pair: Pair) -> None:
    keys, page = pair.keys, pair.chair.page
    page.goto(f"{site.base}/sign-in")
    keys.tab_to("Work email")
    keys.type(site.links["chair"]["email"])
    keys.tab_to("Password")
    keys.type(site.links["chair"]["password"])
    keys.press("Enter")
    expect(page).to_have_title("My meetings – Threefold")
    keys.go("Open the meeting")
    page.get_by_role("navigation", name="Stages").wait_for()
    pair.chair.saved()
    pair.kerry.page.goto(site.links["people"]["kerry"]["url"])
    pair.hers.go("Yes, I am Kerry")
    expect(pair.chair.button("Let in Kerry Marlow")).to_be_visible()
    keys.go("Let in Kerry Marlow")
    keys.holds("letting somebody in")
    pair.kerry.at("Who is here?")


def test_adding_typing_and_moving_cards(pair: Pair) -> None:
    keys, page, chair = pair.keys, pair.chair.page, pair.chair
    for stage in ("Family and network", "What are we worried about?"):
        keys.go("Next stage")
        keys.holds("going to the next stage")
        expect(page.locator("header .stage")).to_contain_text(stage)
    keys.go("Add a strength")
    expect(page.get_by_role("textbox", name="The words of this card")).to_be_focused()
    keys.type(CARD)
    keys.press("Enter")
    expect(chair.card(CARD)).to_be_visible()
    keys.type(SECOND)
    keys.press("Escape")
    expect(chair.card(SECOND)).to_be_focused()
    keys.press("Alt+ArrowUp")
    strengths = chair.section("Strengths")
    expect(strengths.get_by_role("listitem").first).to_contain_text(SECOND)
    keys.holds("moving a card up")
    expect(chair.card(SECOND)).to_be_focused()
    keys.tab_to("More for")
    keys.press("Enter")
    keys.choose("Move to")
    keys.go("Next steps")
    expect(chair.section("Next steps")).to_contain_text(SECOND)
    keys.holds("moving a card to another section")
    assert keys.lost == []


def test_choosing_a_number_alone_and_the_reveal(pair: Pair) -> None:
    keys, hers, chair = pair.keys, pair.hers, pair.chair
    keys.go("Open scoring now")
    keys.holds("opening the scale")
    go_to_stage(pair, "Scaling")
    pair.kerry.page.evaluate("location.hash = '#/'")
    hers.go("Choose my number")
    expect(pair.kerry.page.get_by_role("heading", level=1)).to_be_focused()
    first = pair.kerry.page.get_by_role("radio", name="10", exact=True)
    hers.press("Tab")
    hers.press("Tab") if not is_on(first) else None
    expect(first).to_be_focused()
    hers.press("Space", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
    expect(pair.kerry.page.get_by_role("radio", name="6", exact=True)).to_be_checked()
    hers.tab_to("Because")
    hers.type("Nan is next door.")
    hers.tab_to("What would make it one higher?")
    hers.type("A quiet month.")
    hers.go("Save my number")
    hers.holds("saving a number")
    expect(chair.page.get_by_text(starting("1 of 1"))).to_be_visible()
    keys.go("Reveal scores")
    keys.holds("the reveal")
    chair.sees("Nan is next door.")
    assert hers.lost == []


def go_to_stage(pair: Pair, stage: str) -> None:
    for _ in range(11):
        place = pair.chair.page.locator("header .stage")
        if stage in place.inner_text():
            return
        before = place.inner_text()
        pair.keys.go("Next stage")
        expect(place).not_to_have_text(before)
    raise AssertionError(f"no stage {stage}")


def is_on(field: Any) -> bool:
    return bool(field.evaluate("field => field === document.activeElement"))


def test_a_plan_row_and_the_end_of_the_meeting(pair: Pair) -> None:
    keys, chair = pair.keys, pair.chair
    go_to_stage(pair, "Decision for each child")
    for child in ("Ellie", "Tom"):
        decided = chair.decision(child).get_by_role("combobox", name="What is decided")
        keys.tab_to("What is decided")
        expect(decided).to_be_focused()
        keys.type("No further")
        expect(decided).to_have_value("nfa")
        keys.tab_to(f"The reason, for {child}")
        keys.type("They are safe.")
    go_to_stage(pair, "Plan")
    keys.go("Add a row")
    keys.tab_to("What will be done")
    keys.type("Kerry rings Pat on Friday")
    keys.go("Done")
    keys.holds("closing a plan row")
    expect(chair.plan_row("Kerry rings Pat on Friday")).to_be_visible()
    chair.saved()
    keys.follow("End meeting…", "Before you end the meeting")


def test_ending_the_meeting(pair: Pair) -> None:
    keys, page = pair.keys, pair.chair.page
    keys.go("Go to quorum")
    expect(page.get_by_role("combobox", name="The chair decides")).to_be_visible()
    keys.tab_to("The chair decides")
    keys.type("Yes")
    pair.chair.saved()
    keys.follow("End meeting…", "Before you end the meeting")
    keys.follow("Read the family copy", "Family copy, preview")
    keys.follow("I have read it", "Before you end the meeting")
    keys.tab_to("Go back, we are not done")
    keys.tab_to("End meeting", key="Shift+Tab")
    keys.press("Enter")
    pair.chair.sees("The meeting has ended. The minutes and the plan are ready.")
    expect(pair.kerry.page.get_by_text("The meeting has ended.").first).to_be_visible()
    assert keys.lost == []
