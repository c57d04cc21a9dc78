"""Lost connections, killed servers, refusals, two tabs, removal: what is seen, what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.people import Chair, Desk, Phone
from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.slow]

WORDS = "The words of this card"
KEPT = re.compile(r"^Reconnecting, \d+ changes? kept here$")


class Room:
    """The chair, the minute taker and Kerry, all in."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site, self.browser = site, browser
        self.chair = Chair(browser, site, "chair")
        self.taker = Desk(browser, site, "minute_taker")
        self.kerry = Phone(browser, site, "kerry")
        self.chair.open()
        self.taker.open()
        self.kerry.ask()
        self.chair.let_in("Kerry Marlow")
        self.kerry.at("Who is here?")
        self.chair.look("What are we worried about?")
        self.taker.look("What are we worried about?")


@pytest.fixture(scope="module")
def room(site: Site, browser: Browser) -> Iterator[Room]:
    made = Room(site, browser)
    yield made
    for person in (made.chair, made.taker, made.kerry):
        person.leave()


def test_SYN_2_what_two_people_type_while_the_server_is_killed_is_kept(room: Room) -> None:
    chair, kerry = room.chair, room.kerry
    chair.section("Strengths").get_by_role("button", name="Add a strength").click()
    hers = chair.page.get_by_role("textbox", name=WORDS)
    hers.press_sequentially("Ellie reads ")
    chair.saved()
    kerry.follow("A worry")
    mine = kerry.page.locator("form textarea")
    mine.press_sequentially("He came ")
    kerry.saved()
    room.site.kill()
    expect(chair.page.get_by_text(re.compile("^Reconnecting"))).to_be_visible()
    expect(kerry.page.get_by_text(re.compile("^Reconnecting"))).to_be_visible()
    hers.press_sequentially("to Tom.")
    mine.press_sequentially("on 20 May.")
    for person in (chair, kerry):
        expect(person.page.get_by_text(KEPT)).to_be_visible()
        expect(person.page.get_by_text(re.compile("^Saved"))).to_have_count(0)
    room.site.start()
    chair.saved()
    kerry.saved()
    expect(hers).to_have_value("Ellie reads to Tom.")
    expect(mine).to_have_value("He came on 20 May.")
    expect(room.taker.card("Ellie reads to Tom.")).to_be_visible()
    kerry.share()
    expect(chair.card("He came on 20 May.")).to_be_visible()


def test_a_card_that_was_added_without_a_connection_comes_to_the_others(room: Room) -> None:
    chair = room.chair
    room.site.kill()
    expect(chair.page.get_by_text(re.compile("^Reconnecting"))).to_be_visible()
    chair.add_card("Strengths", "Add a strength", "Added while away.")
    chair.page.get_by_text(KEPT).wait_for()
    room.site.start()
    chair.saved()
    expect(room.taker.card("Added while away.")).to_be_visible()
    chair.page.reload()
    chair.look("What are we worried about?")
    expect(chair.card("Added while away.")).to_be_visible()


def test_a_device_without_a_network_says_offline_and_comes_back(room: Room) -> None:
    kerry = room.kerry
    kerry.home()
    kerry.follow("Something working well")
    kerry.context.set_offline(True)
    expect(kerry.page.get_by_text(re.compile("^Offline"))).to_be_visible()
    kerry.page.locator("form textarea").fill("Gran helps.")
    expect(kerry.page.get_by_text(re.compile("^Offline, .* kept here$"))).to_be_visible()
    kerry.context.set_offline(False)
    kerry.saved()
    kerry.share()
    expect(room.chair.card("Gran helps.")).to_be_visible()


def test_two_tabs_of_one_person_show_the_same_and_neither_is_lost(room: Room) -> None:
    kerry = room.kerry
    second = kerry.context.new_page()
    second.goto(kerry.page.url.split("#")[0])
    expect(second.get_by_role("region", name="Where we are")).to_be_visible()
    second.get_by_role("link", name="A worry", exact=True).click()
    second.locator("form textarea").fill("From the second tab.")
    expect(second.get_by_text(re.compile(r"^Saved \d"))).to_be_visible()
    kerry.page.evaluate("location.hash = '#/drafts'")
    expect(kerry.page.get_by_text("From the second tab.")).to_be_visible()
    second.close()
    kerry.press("Share to the room")
    expect(room.chair.card("From the second tab.")).to_be_visible()


def test_SYN_22_words_that_are_refused_stay_on_screen_to_be_copied(room: Room) -> None:
    """The chair strikes a card while its writer is cut off; what they typed is not thrown away."""
    chair, taker = room.chair, room.taker
    chair.add_card("Strengths", "Add a strength", "Soon struck.")
    taker.card("Soon struck.").locator("p.words").click()
    field = taker.page.get_by_role("textbox", name=WORDS)
    expect(field).to_be_focused()
    taker.context.set_offline(True)
    field.press_sequentially(" And more.")
    chair.choose("Soon struck.", "Strike through…")
    chair.answer("Strike this through?", "Strike through")
    taker.context.set_offline(False)
    refusal = taker.page.locator("section.refusal")
    expect(refusal).to_contain_text("And more.")
    taker.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(refusal).to_contain_text("It was struck through meanwhile.")
    refusal.get_by_role("button", name="Copy: Card in Strengths", exact=True).click()
    taker.sees("Your words are copied.")
    copied = taker.page.evaluate("() => navigator.clipboard.readText()")
    assert "And more." in copied
    taker.page.reload()
    expect(refusal).to_contain_text("And more.")
    refusal.get_by_role("button", name="Put away").click()
    expect(refusal).to_have_count(0)
    taker.page.reload()
    taker.saved()
    expect(refusal).to_have_count(0)


def test_who_is_removed_is_out_at_once_on_every_tab(room: Room) -> None:
    chair, kerry = room.chair, room.kerry
    second = kerry.context.new_page()
    second.goto(kerry.page.url.split("#")[0])
    expect(second.get_by_role("link", name="My actions")).to_be_visible()
    chair.press("More for Kerry Marlow")
    chair.page.get_by_role("menuitem", name="Remove from the meeting…").click()
    chair.answer("Remove Kerry Marlow?", "Remove Kerry Marlow")
    for page in (kerry.page, second):
        expect(page.get_by_role("heading", level=1).last).to_have_text(
            "You are no longer in the meeting."
        )
        expect(page.get_by_text("Gran helps.")).to_have_count(0)
    kerry.page.goto(kerry.link["url"])
    expect(kerry.page.get_by_role("link", name="My actions")).to_have_count(0)
