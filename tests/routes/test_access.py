"""The Office in a real browser: axe on every page, from 320 px, by keyboard, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.chromium import ARGUMENTS
from tests.e2e.site import Site
from tests.routes.office import ROOT

pytestmark = pytest.mark.browser

AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = ((1280, 900), (320, 640))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A real server with the invented conference."""
    made = Site(tmp_path_factory.mktemp("office"))
    chair = made.demo()["chair"]["email"]
    made.run(
        "staff",
        "roles",
        "--email",
        chair,
        "--role",
        "chair",
        "--role",
        "governance",
        "--role",
        "administrator",
    )
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def signed_in(site: Site, browser: Browser) -> Iterator[BrowserContext]:
    """The chair's browser."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.base}/sign-in")
    page.fill("#email", site.links["chair"]["email"])
    page.fill("#password", site.links["chair"]["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("My meetings – Threefold")
    page.close()
    yield context
    context.close()


def problems(page: Page) -> list[Any]:
    """What axe finds, in both themes; and how far the page is wider than the window."""
    found: list[Any] = []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            report = page.evaluate("levels => axe.run(document, {runOnly: levels})", LEVELS)
            found += [(width, scheme, v["id"], v["nodes"][0]["html"]) for v in report["violations"]]
        root = "document.documentElement"
        wider = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        found += [(width, "too wide by", wider)] if wider > 0 else []
    return found


STAFF_PAGES = (
    "/meetings",
    "/meetings/new",
    "/meetings/new/icpc",
    "{at}",
    "{at}/set-up/check",
    "{at}/set-up/children",
    "{at}/set-up/children/new",
    "{at}/set-up/strategy",
    "{at}/set-up/where",
    "{at}/set-up/reference",
    "{at}/people",
    "{at}/people/new",
    "/account",
    "/account/second-step",
    "/accounts",
    "/accounts/new",
    "/governance/trail",
    "/governance/trail?meeting=nobody",
    "/governance/retention",
    "/governance/retention/{meeting}",
    "/nowhere",
)


def test_every_page_of_the_office_is_open_to_everyone(
    site: Site, signed_in: BrowserContext
) -> None:
    page = signed_in.new_page()
    for address in STAFF_PAGES:
        meeting = site.links["meeting"]
        page.goto(site.base + address.format(at=f"/meetings/{meeting}", meeting=meeting))
        assert problems(page) == [], address
    page.close()


def test_cards_and_errors_are_open_to_everyone(site: Site, signed_in: BrowserContext) -> None:
    page = signed_in.new_page()
    page.goto(f"{site.base}/meetings/{site.links['meeting']}/people")
    page.get_by_role("button", name="Make cards").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert problems(page) == []
    page.get_by_label("Print a card for The wall").check()
    page.get_by_role("button", name="Make cards").click()
    expect(page.get_by_role("img", name="QR code of the link for The wall")).to_be_visible()
    assert problems(page) == []
    page.goto(f"{site.base}/meetings/new/icpc")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Enter the date of the meeting").press("Enter")
    expect(page.get_by_label("Day")).to_be_focused()
    assert problems(page) == []
    page.close()


def test_joining_and_waiting_are_open_to_everyone(site: Site, browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.goto(site.links["people"]["kerry"]["url"])
    assert problems(page) == []
    page.get_by_role("button", name="Ask to come in").click()
    expect(page.get_by_role("status")).to_contain_text("knows you are here, Kerry")
    assert problems(page) == []
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have left the meeting")
    assert problems(page) == []


def test_joining_works_without_javascript(site: Site, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(site.links["people"]["pat"]["url"])
    page.get_by_role("button", name="Ask to come in").click()
    page.get_by_role("link", name="See if I am let in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("knows you are here, Pat")


def test_the_waiting_page_changes_by_itself(
    site: Site, browser: Browser, signed_in: BrowserContext
) -> None:
    guest = browser.new_context().new_page()
    guest.goto(site.links["people"]["kerry"]["url"])
    guest.get_by_role("button", name="Ask to come in").click()
    chair = signed_in.new_page()
    chair.goto(f"{site.base}/meetings/{site.links['meeting']}/people")
    person = guest.url.rsplit("/", 1)[1]
    chair.goto(f"{site.base}/meetings/{site.links['meeting']}/people/{person}")
    chair.get_by_role("button", name="out").last.click()
    expect(guest.get_by_role("heading", level=1)).not_to_contain_text("knows", timeout=10_000)
    chair.close()


def test_the_theme_is_switched_for_the_whole_visit(site: Site, browser: Browser) -> None:
    page = browser.new_context(color_scheme="light").new_page()
    page.goto(f"{site.base}/sign-in")
    page.get_by_role("button", name="Dark colours").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Light colours")).to_be_visible()
