"""Away and back: what is closed by then comes back word for word, the rest is on the board once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.e2e.people import Chair, Desk, Phone
from tests.e2e.sight import violations
from tests.e2e.site import Site
from tests.torture.test_disk import full_disk

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.slow]

WORDS = "The words of this card"
WORRIES = "What are we worried about?"
SETS = "Danger statements and goals"
OFFLINE = re.compile("^Offline")
LONG = "".join(f"Sentence {n:02} was typed in the lift. " for n in range(6))[:200]


class Room:
    """The chair, the minute taker and Kerry, all in; two cards and a danger set on the board."""

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
        for person in (self.chair, self.taker):
            person.look(WORRIES)

    def at_sets(self) -> None:
        for person in (self.chair, self.taker):
            person.look(SETS)

    def cards(self, *all_words: str) -> None:
        for words in all_words:
            self.chair.add_card("Strengths", "Add a strength", words)
            expect(self.taker.card(words)).to_be_visible()


@pytest.fixture(scope="module")
def room(site: Site, browser: Browser) -> Iterator[Room]:
    made = Room(site, browser)
    yield made
    for person in (made.chair, made.taker, made.kerry):
        person.leave()


def open_card(desk: Desk, words: str) -> None:
    desk.card(words).locator("p.words").click()
    expect(desk.page.get_by_role("textbox", name=WORDS)).to_be_focused()


def type_in_card(desk: Desk, words: str, more: str) -> None:
    open_card(desk, words)
    field = desk.page.get_by_role("textbox", name=WORDS)
    field.press("End")
    field.press_sequentially(more)
    field.press("Escape")


def came_back(page: Page) -> list[str]:
    """Each text that came back as: which, why, words."""
    region = page.get_by_role("region", name="Words that came back")
    expect(region).to_be_visible()
    return [
        " | ".join(one.locator("h3, p, blockquote").all_inner_texts())
        for one in region.get_by_role("listitem").all()
    ]


def put_all_away(page: Page) -> None:
    region = page.get_by_role("region", name="Words that came back")
    while region.count():
        before = region.get_by_role("listitem").count()
        region.get_by_role("button", name=re.compile("^Put away")).first.click()
        expect(region.get_by_role("listitem")).to_have_count(before - 1)


@pytest.fixture(autouse=True)
def back_on_line(room: Room) -> Iterator[None]:
    yield
    for person in (room.chair, room.taker, room.kerry):
        person.context.set_offline(False)
    put_all_away(room.taker.page)


def a_set_with_words(room: Room) -> None:
    chair = room.chair
    room.at_sets()
    chair.press("New set")
    chair.answer("What is this danger about?", "Add the set", In_a_few_words="Friday nights")
    chair.type("The danger statement", "Ellie may be hurt.")
    chair.type("The safety goal", "Ellie sleeps well.")
    goal = room.taker.page.get_by_role("textbox", name="The safety goal")
    expect(goal).to_have_value("Ellie sleeps well.")


def write_while_away(taker: Desk) -> None:
    taker.look(WORRIES)
    taker.context.set_offline(True)
    taker.sees(OFFLINE)
    type_in_card(taker, "Stays open.", " Open words.")
    type_in_card(taker, "Will be struck.", " Struck words.")
    type_in_card(taker, "Is typed in by both.", " And hers.")
    taker.add_card("Strengths", "Add a strength", "A new one made while away.")
    taker.look(SETS)
    for field, more in (("The danger statement", " Agreed."), ("The safety goal", " Each night.")):
        box = taker.page.get_by_role("textbox", name=field)
        box.press("Control+End")
        box.press_sequentially(more)


def close_meanwhile(chair: Chair) -> None:
    chair.agree("Danger statement")
    chair.look(WORRIES)
    chair.choose("Will be struck.", "Strike through…")
    chair.answer("Strike this through?", "Strike through")
    open_card(chair, "Is typed in by both.")
    box = chair.page.get_by_role("textbox", name=WORDS)
    box.press("Home")
    box.press_sequentially("His and. ")
    box.press("Escape")


def test_SYN_22_each_closed_text_comes_back_by_name_and_the_open_ones_are_kept(room: Room) -> None:
    """The chair strikes, agrees, adds and changes while the minute taker is cut off."""
    chair, taker = room.chair, room.taker
    room.cards("Stays open.", "Will be struck.", "Is typed in by both.")
    a_set_with_words(room)
    write_while_away(taker)
    close_meanwhile(chair)
    taker.context.set_offline(False)
    taker.saved()
    back = came_back(taker.page)
    assert back == [
        "Card in Strengths | It was struck through meanwhile. | Will be struck. Struck words.",
        "Danger statement | These words were agreed meanwhile. | Ellie may be hurt. Agreed.",
    ]
    for words in ("Stays open. Open words.", "A new one made while away."):
        expect(chair.card(words).locator(".words")).to_have_text(words)
    both = chair.card("Is typed in by both.").locator(".words")
    expect(both).to_have_text("His and. Is typed in by both. And hers.")
    chair.look(SETS)
    goal = chair.page.get_by_role("textbox", name="The safety goal")
    expect(goal).to_have_value("Ellie sleeps well. Each night.")
    taker.context.grant_permissions(["clipboard-read", "clipboard-write"])
    taker.press("Copy all")
    taker.sees("Your words are copied.")
    copied = taker.page.evaluate("() => navigator.clipboard.readText()")
    assert all(one.split(" | ")[2] in copied for one in back)
    assert violations(taker.page) == []
    taker.page.reload()
    taker.saved()
    assert came_back(taker.page) == back
    for person in (chair, taker):
        person.look(WORRIES)


def test_SYN_22_a_command_that_can_no_longer_be_done_gives_its_words_back(room: Room) -> None:
    """Kerry answers a card while the chair strikes it."""
    chair, kerry = room.chair, room.kerry
    room.cards("Kerry may answer this.")
    kerry.open_card("Kerry may answer this.")
    kerry.press("Partly")
    expect(kerry.page.get_by_label("Say how you see it")).to_be_visible()
    kerry.context.set_offline(True)
    kerry.sees(OFFLINE)
    kerry.page.get_by_label("Say how you see it").fill("Not on that day.")
    kerry.press("Save these words")
    chair.choose("Kerry may answer this.", "Strike through…")
    chair.answer("Strike this through?", "Strike through")
    kerry.context.set_offline(False)
    (one,) = came_back(kerry.page)
    assert one.startswith("Card in Strengths: what was said | That is no longer on the board. | ")
    assert one.endswith(" | Not on that day.")
    assert violations(kerry.page) == []
    put_all_away(kerry.page)
    kerry.home()


def test_a_phone_in_a_lift_keeps_two_hundred_characters(room: Room) -> None:
    chair, kerry = room.chair, room.kerry
    kerry.home()
    kerry.follow("A worry")
    kerry.saved()
    cdp = kerry.context.new_cdp_session(kerry.page)
    away = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    cdp.send("Network.enable")
    cdp.send("Network.emulateNetworkConditions", away)
    field = kerry.page.locator("form textarea")
    field.press_sequentially(LONG, delay=150, timeout=90_000)
    kerry.sees(re.compile("^Offline, .* kept here$"))
    back = {"offline": False, "latency": 200, "downloadThroughput": -1, "uploadThroughput": -1}
    cdp.send("Network.emulateNetworkConditions", back)
    kerry.saved()
    kerry.share()
    expect(chair.card(LONG[:20]).locator(".words")).to_have_text(LONG.strip())


def test_a_tab_that_slept_and_was_hidden_wakes_with_all_words(room: Room) -> None:
    """Frozen as a closed laptop is: no timer runs, while others type and the server starts anew."""
    chair, taker = room.chair, room.taker
    room.cards("Before the sleep.")
    type_in_card(taker, "Before the sleep.", " Hers.")
    cdp = taker.context.new_cdp_session(taker.page)
    cdp.send("Page.setWebLifecycleState", {"state": "frozen"})
    type_in_card(chair, "Before the sleep.", " His.")
    room.site.kill()
    room.site.start()
    chair.saved()
    chair.add_card("Strengths", "Add a strength", "Said while she slept.")
    cdp.send("Page.setWebLifecycleState", {"state": "active"})
    taker.saved()
    expect(taker.card("Said while she slept.")).to_be_visible()
    type_in_card(taker, "Before the sleep.", " Awake.")
    taker.saved()
    expect(chair.card("Before the sleep.").locator(".words")).to_have_text(
        "Before the sleep. Hers. His. Awake."
    )


def test_two_tabs_type_in_one_draft_while_away_and_neither_is_lost(room: Room) -> None:
    kerry = room.kerry
    kerry.home()
    kerry.follow("Something working well")
    kerry.page.locator("form textarea").fill("Start. ")
    kerry.saved()
    second = kerry.context.new_page()
    second.goto(kerry.page.url)
    expect(second.locator("form textarea")).to_have_value("Start. ")
    kerry.context.set_offline(True)
    kerry.sees(OFFLINE)
    second.locator("form textarea").press("Control+End")
    second.locator("form textarea").press_sequentially("Two. ")
    kerry.page.locator("form textarea").press("Control+End")
    kerry.page.locator("form textarea").press_sequentially("One. ")
    kerry.context.set_offline(False)
    kerry.saved()
    expect(second.get_by_text(re.compile(r"^Saved \d"))).to_be_visible()
    both = re.compile(r"^Start\. (One\. Two\. |Two\. One\. )$")
    expect(kerry.page.locator("form textarea")).to_have_value(both)
    expect(second.locator("form textarea")).to_have_value(both)
    second.close()


def test_SYN_10_not_saved_is_said_while_the_server_cannot_store(room: Room) -> None:
    chair, kerry = room.chair, room.kerry
    room.cards("On a full disk.")
    kerry.home()
    kerry.follow("A worry")
    draft = kerry.page.locator("form textarea")
    draft.fill("")
    kerry.saved()
    not_saved = re.compile(r"^Not saved, \d+ changes? kept here$")
    with full_disk(room.site):
        type_in_card(chair, "On a full disk.", " Kept.")
        draft.press_sequentially("Kept too.")
        for person in (chair, kerry):
            person.sees(not_saved)
    chair.saved()
    kerry.saved()
    expect(room.taker.card("On a full disk.").locator(".words")).to_have_text(
        "On a full disk. Kept."
    )
    expect(draft).to_have_value("Kept too.")


def test_SYN_18_a_board_that_lost_a_frame_heals_within_thirty_seconds(room: Room) -> None:
    """One frame from the server is dropped on the way; nothing else tells the page of it."""
    reader = Desk(room.browser, room.site, "minute_taker")
    lost: list[bytes] = []

    def route(near: WebSocketRoute) -> None:
        far = near.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            if isinstance(frame, bytes) and b"Lost on the way." in frame and not lost:
                lost.append(frame)
            else:
                near.send(frame)

        far.on_message(pass_on)

    reader.page.route_web_socket("**/ws/**", route)
    reader.open()
    reader.look(WORRIES)
    log = room.site.data / "server.log"
    before = log.read_text().count('"event": "differed"')
    room.chair.add_card("Strengths", "Add a strength", "Lost on the way.")
    room.chair.saved()
    expect(room.taker.card("Lost on the way.")).to_be_visible()
    reader.page.wait_for_timeout(500)
    assert lost
    assert reader.card("Lost on the way.").count() == 0
    expect(reader.card("Lost on the way.")).to_be_visible(timeout=36_000)
    reader.saved()
    reader.page.wait_for_timeout(500)
    told = [line for line in log.read_text().splitlines() if '"event": "differed"' in line]
    assert len(told) == before + 1
    assert "Lost" not in told[-1]
    reader.leave()
