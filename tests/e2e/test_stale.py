"""A page that is older than the server: told plainly, never forced, and no word lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.builds import newer_pages, newer_wire
from tests.e2e.people import Chair, Phone
from tests.e2e.sight import violations
from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.slow]

UPDATED = "Threefold has been updated."
AWAY = re.compile("^(Reconnecting|Not saved)")
OUT_OF_DATE = re.compile(r"^Out of date, \d+ changes kept here$")
BLOCKED = """
Object.defineProperty(window, "sessionStorage", {
  get() { throw new DOMException("blocked", "SecurityError"); },
});
"""


class Pair:
    """The chair at the Desk and Kerry on the phone, each with words in the making."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site = site
        self.chair = Chair(browser, site, "chair")
        self.kerry = Phone(browser, site, "kerry")

    def start(self) -> None:
        self.chair.open()
        self.kerry.ask()
        self.chair.let_in("Kerry Marlow")
        self.kerry.at("Who is here?")
        self.chair.look("What are we worried about?")
        self.chair.section("Strengths").get_by_role("button", name="Add a strength").click()
        self.words = self.chair.page.get_by_role("textbox", name="The words of this card")
        self.words.press_sequentially("Ellie reads ")
        self.chair.saved()
        self.kerry.follow("A worry")
        self.draft = self.kerry.page.locator("form textarea")
        self.draft.press_sequentially("He came ")
        self.kerry.saved()

    @property
    def pages(self) -> tuple[Page, Page]:
        return self.chair.page, self.kerry.page

    def lose_the_server(self) -> None:
        self.site.kill()
        for page in self.pages:
            expect(page.get_by_text(AWAY)).to_be_visible()

    def type_on(self) -> None:
        self.words.press_sequentially("to Tom.")
        self.draft.press_sequentially("on 20 May.")

    def all_is_there(self) -> None:
        """Every word once, for its writer and for who reads it from the server."""
        expect(self.chair.card("Ellie reads to Tom.").locator(".words")).to_have_text(
            "Ellie reads to Tom."
        )
        self.kerry.page.evaluate("location.hash = '#/drafts'")
        expect(self.kerry.page.get_by_text("He came on 20 May.", exact=True)).to_be_visible()


@pytest.fixture
def pair(tmp_path: Path, browser: Browser) -> Iterator[Pair]:
    site = Site(tmp_path)
    site.demo()
    site.start()
    made = Pair(site, browser)
    made.start()
    yield made
    made.chair.leave()
    made.kerry.leave()
    site.stop()


def banner(page: Page) -> None:
    expect(page.get_by_text(UPDATED)).to_be_visible()
    expect(page.get_by_text("Refresh this page; your words are kept.")).to_be_visible()


def test_SYN_21_a_newer_build_is_told_calmly_and_the_same_build_is_not(
    pair: Pair, tmp_path: Path
) -> None:
    pair.lose_the_server()
    pair.type_on()
    pair.site.start()
    pair.chair.saved()
    pair.kerry.saved()
    for page in pair.pages:
        expect(page.get_by_text(UPDATED)).to_have_count(0)
    pair.site.root = newer_pages(tmp_path / "newer")
    pair.lose_the_server()
    pair.words.press_sequentially(" Often.")
    pair.site.start()
    for page in pair.pages:
        banner(page)
        assert violations(page) == []
    pair.chair.saved()
    expect(pair.words).to_have_value("Ellie reads to Tom. Often.")
    pair.kerry.press("Later")
    expect(pair.kerry.page.get_by_text(UPDATED)).to_have_count(0)
    pair.chair.press("Refresh")
    expect(pair.chair.page.get_by_text(UPDATED)).to_have_count(0)
    pair.chair.saved()
    pair.chair.look("What are we worried about?")
    expect(pair.chair.card("Ellie reads to Tom. Often.")).to_be_visible()


def test_WIR_7_SYN_20_an_older_wire_keeps_its_words_and_sends_them_after_the_refresh(
    pair: Pair, tmp_path: Path
) -> None:
    pair.site.root = newer_wire(tmp_path / "newer")
    pair.lose_the_server()
    pair.type_on()
    pair.site.start()
    for page in pair.pages:
        banner(page)
        expect(
            page.get_by_text(re.compile(r"^Out of date, \d+ changes kept here$"))
        ).to_be_visible()
    pair.words.press_sequentially(" Often.")
    for person in (pair.chair, pair.kerry):
        person.press("Refresh")
        person.saved()
        expect(person.page.get_by_text(UPDATED)).to_have_count(0)
    pair.chair.look("What are we worried about?")
    expect(pair.chair.card("Ellie reads").locator(".words")).to_have_text(
        "Ellie reads to Tom. Often."
    )
    pair.kerry.page.evaluate("location.hash = '#/drafts'")
    expect(pair.kerry.page.get_by_text("He came on 20 May.", exact=True)).to_be_visible()
    for person in (pair.chair, pair.kerry):
        emptied(person.page)


def emptied(page: Page) -> None:
    """Nothing is kept in the tab any more: written down a moment after all is stored."""
    for _ in range(50):
        if not page.evaluate("Object.keys(sessionStorage).join()"):
            return
        page.wait_for_timeout(100)
    pytest.fail("The tab still keeps words.")


def test_SYN_20_a_browser_that_keeps_nothing_says_so_and_gives_the_words_to_copy(
    tmp_path: Path, browser: Browser
) -> None:
    site = Site(tmp_path)
    site.demo()
    site.start()
    pair = Pair(site, browser)
    for person in (pair.chair, pair.kerry):
        person.page.add_init_script(BLOCKED)
    pair.start()
    site.root = newer_wire(tmp_path / "newer")
    pair.lose_the_server()
    pair.type_on()
    site.start()
    for page, words in zip(pair.pages, ("Ellie reads to Tom.", "He came on 20 May."), strict=True):
        expect(page.get_by_text("This browser keeps no words over a refresh.")).to_be_visible()
        page.get_by_role("button", name="Refresh", exact=True).click()
        came_back = page.get_by_role("region", name="Words that came back")
        expect(came_back.get_by_role("group")).to_have_text(words)
    pair.chair.leave()
    pair.kerry.leave()
    site.stop()
