"""Looking back in a browser: the board as it was, who wrote what, and going back to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.people import Chair, Desk, Phone, starting
from tests.e2e.sight import violations
from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.slow]

WORDS = "The words of this card"
PLACE = "What has happened"
ADD = "Add what has happened"
SIDEWAYS = """() => [...document.querySelectorAll("dialog *")].filter(one =>
  one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "auto"
).map(one => one.className)"""


class Room:
    """The chair, the minute taker and Kerry, all in; nobody reloads a page from here on."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.chair = Chair(browser, site, "chair")
        self.taker = Desk(browser, site, "minute_taker")
        self.kerry = Phone(browser, site, "kerry")
        self.chair.open()
        self.taker.open()
        self.kerry.ask()
        self.chair.let_in("Kerry Marlow")
        self.kerry.at("Who is here?")
        for desk in (self.chair, self.taker):
            desk.look("What are we worried about?")
            desk.page.evaluate("window.notReloaded = true")

    def history(self) -> Locator:
        """The chair opens history."""
        self.chair.press("History")
        dialog = self.chair.dialog("History")
        expect(dialog.get_by_text("Nothing has changed since.")).to_be_visible()
        return dialog

    def moment(self, dialog: Locator, words: str) -> None:
        """The chair chooses the last moment that says this."""
        moments = dialog.get_by_role("navigation", name="Moments of the meeting")
        button = moments.get_by_role("button").filter(has_text=words).last
        button.click()
        expect(button).to_have_attribute("aria-current", "true")
        expect(dialog.get_by_text(re.compile("^The board as it was at"))).to_be_visible()

    def confirm(self, title: str, button: str) -> None:
        self.chair.dialog(title).get_by_role("button", name=button, exact=True).click()

    def leave_history(self, dialog: Locator) -> None:
        expect(dialog.get_by_text(starting("Restored to"))).to_be_visible()
        expect(dialog.locator('nav [aria-current="true"]')).to_be_focused()
        self.chair.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)

    def type_in(self, words: str) -> Locator:
        """The minute taker opens a card's words."""
        self.taker.card(words).locator(".words").click()
        return self.taker.page.get_by_role("textbox", name=WORDS)


@pytest.fixture(scope="module")
def room(site: Site, browser: Browser) -> Iterator[Room]:
    made = Room(site, browser)
    yield made
    for person in (made.chair, made.taker, made.kerry):
        person.leave()


def test_HIS_3_the_chair_sees_the_board_as_it_was_and_who_wrote_which_words(room: Room) -> None:
    chair = room.chair
    chair.add_card(PLACE, ADD, "He shouted at Ellie.")
    field = room.type_in("He shouted at Ellie.")
    field.press("End")
    field.press_sequentially(" Tom was there.")
    field.press("Escape")
    room.taker.saved()
    expect(chair.card("He shouted at Ellie. Tom was there.")).to_be_visible()
    dialog = room.history()
    item = dialog.get_by_role("listitem").filter(has_text="Tom was there.").last
    item.hover()
    who = dialog.locator("#hist-who")
    expect(who).to_contain_text("2 people wrote this")
    expect(who).to_contain_text("wrote “He shouted at Ellie.”")
    expect(who).to_contain_text("wrote “Tom was there.”")
    room.moment(dialog, "added a card in “What has happened”")
    past = dialog.locator(".hist-thing").filter(has_text="He shouted at Ellie.")
    expect(past).to_have_count(0)
    assert violations(chair.page) == []
    chair.page.keyboard.press("Escape")
    expect(chair.button("History")).to_be_focused()


def undo_only_what_came_after(field: Locator) -> None:
    """Undo where a card was restored: what was typed before it does not come back."""
    field.press("Control+z")
    expect(field).to_have_value("Kerry was afraid.")
    field.press("End")
    field.press_sequentially(" Very.")
    expect(field).to_have_value("Kerry was afraid. Very.")
    field.press("Control+z")
    expect(field).to_have_value("Kerry was afraid.")
    field.press("Control+z")
    field.press("Control+Shift+z")
    expect(field).to_have_value("Kerry was afraid. Very.")
    field.press("Escape")


def test_HIS_9_a_restore_reaches_everybody_and_undo_takes_back_only_what_came_after(
    room: Room,
) -> None:
    chair, taker = room.chair, room.taker
    chair.add_card(PLACE, ADD, "Kerry was afraid.")
    chair.saved()
    field = room.type_in("Kerry was afraid.")
    field.press("Control+a")
    field.press_sequentially("Somebody was afraid, perhaps.")
    field.press("Escape")
    taker.saved()
    expect(chair.card("Somebody was afraid, perhaps.")).to_be_visible()
    dialog = room.history()
    room.moment(dialog, f"{chair.account['name']} wrote in a card in “What has happened”")
    past = dialog.locator(".hist-thing").filter(has_text="Kerry was afraid.")
    expect(past).to_contain_text("Words changed since")
    past.get_by_role("button", name="Restore this card").click()
    room.confirm("Restore to", "Restore")
    room.leave_history(dialog)
    expect(taker.card("Kerry was afraid.")).to_be_visible()
    undo_only_what_came_after(room.type_in("Kerry was afraid."))
    taker.saved()
    expect(chair.card("Kerry was afraid. Very.")).to_be_visible()
    for desk in (chair, taker):
        assert desk.page.evaluate("window.notReloaded") is True


def test_HIS_8_nothing_changes_under_somebodys_fingers(room: Room) -> None:
    chair = room.chair
    chair.add_card(PLACE, ADD, "Pat was there.")
    chair.saved()
    dialog = room.history()
    field = room.type_in("Pat was there.")
    field.press("End")
    field.press_sequentially(" I think")
    past = dialog.locator(".hist-thing").filter(has_text="Pat was there.")
    expect(past).to_contain_text("Words changed since")
    past.get_by_role("button", name="Restore this card").click()
    chair.dialog("Restore to")
    field.press_sequentially(" so.")
    room.confirm("Restore to", "Restore")
    expect(dialog.get_by_text("Somebody is typing there now.")).to_be_visible()
    expect(field).to_have_value("Pat was there. I think so.")
    field.press("Escape")
    chair.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_HIS_6_the_whole_board_goes_back_and_says_first_what_will_happen(room: Room) -> None:
    chair, taker, kerry = room.chair, room.taker, room.kerry
    chair.add_card("Strengths", "Add a strength", "Pat comes each day.")
    chair.saved()
    dialog = room.history()
    chair.page.keyboard.press("Escape")
    taker.add_card("Strengths", "Add a strength", "Tom sleeps well.")
    chair.choose("Pat comes each day.", "Strike through…")
    chair.answer("Strike this through?", "Strike through")
    expect(taker.card("Pat comes each day.")).to_have_count(0)
    dialog = room.history()
    room.moment(dialog, f"{chair.account['name']} wrote in a card in “Strengths”")
    part = dialog.get_by_role("region", name="Strengths")
    expect(part).to_contain_text("Struck through since")
    expect(part).to_contain_text("Added since: “Tom sleeps well.”")
    dialog.get_by_role("button", name="Restore the whole board…").click()
    asked = chair.dialog("Restore the whole board to")
    expect(asked).to_contain_text("one thing added since is struck through")
    room.confirm("Restore the whole board to", "Restore the whole board")
    room.leave_history(dialog)
    for desk in (chair, taker):
        expect(desk.card("Pat comes each day.")).to_be_visible()
        strengths = desk.section("Strengths").locator("li.card:not(.struck)")
        expect(strengths.filter(has_text="Tom sleeps well.")).to_have_count(0)
        assert desk.page.evaluate("window.notReloaded") is True
    kerry.page.evaluate("location.hash = '#/board'")
    kerry.sees("Pat comes each day.")


def test_HIS_5_only_the_chair_has_the_button(room: Room) -> None:
    expect(room.taker.button("History")).to_have_count(0)
    expect(room.kerry.button("History")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 1440])
def test_history_works_by_keyboard_and_fits(room: Room, width: int) -> None:
    page = room.chair.page
    page.set_viewport_size({"width": width, "height": 900})
    room.chair.button("History").focus()
    page.keyboard.press("Enter")
    dialog = room.chair.dialog("History")
    moments = dialog.get_by_role("navigation", name="Moments of the meeting").get_by_role("button")
    expect(moments.last).to_be_visible()
    moments.last.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(moments.nth(moments.count() - 2)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Tab")
    expect(
        dialog.get_by_role("region", name="The board as it was").locator(":focus")
    ).to_have_count(1)
    dialog.locator(".hist-thing").first.focus()
    expect(dialog.locator("#hist-who")).to_contain_text("wrote")
    assert page.evaluate(SIDEWAYS) == []
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(room.chair.button("History")).to_be_focused()
