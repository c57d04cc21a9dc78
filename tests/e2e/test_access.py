"""axe on every state of every surface while a conference runs; narrow windows and large text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import play, story
from tests.e2e.cast import Conference
from tests.e2e.people import Desk, Person
from tests.e2e.sight import too_wide, violations
from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.slow]


class Look:
    """Plays on, and looks at screens between the scenes."""

    def __init__(self, conference: Conference) -> None:
        self.play = conference
        self.wrong: list[str] = []

    def on(self, scene: str) -> None:
        """Play the scenes up to this one."""
        while play.SCENES[self.played].__name__ != scene:
            self._next()
        self._next()

    played = 0

    def _next(self) -> None:
        play.SCENES[self.played](self.play)
        self.played += 1

    def at(self, where: str, *people: Person) -> None:
        """Look at these people's screens as they are."""
        for person in people:
            who = type(person).__name__
            self.wrong += [f"{who}, {where}: {one}" for one in violations(person.page)]

    def narrow(self, where: str, *people: Person) -> None:
        for person in people:
            for width, text in ((320, 100), (640, 200)):
                self.wrong += [f"{where}: {one}" for one in too_wide(person.page, width, text)]

    def visit(self, person: Person, *places: str) -> None:
        """Go through screens of a phone by their address."""
        for place in places:
            person.page.evaluate("place => { location.hash = place }", f"#/{place}")
            expect(person.page.get_by_role("heading", level=1)).to_be_visible()
            self.at(place, person)
            self.narrow(place, person)

    def found(self) -> list[str]:
        """What was wrong since the last time."""
        wrong, self.wrong = self.wrong, []
        return wrong


@pytest.fixture(scope="module")
def look(site: Site, browser: Browser) -> Iterator[Look]:
    conference = Conference(site, browser)
    yield Look(conference)
    for person in conference.everybody.values():
        person.leave()


def everyone(look: Look) -> tuple[Person, ...]:
    return look.play.chair, look.play.kerry, look.play.mark, look.play.wall


def test_from_the_welcome_to_the_worries(look: Look) -> None:
    look.on("welcome")
    look.at("welcome", *everyone(look))
    look.narrow("welcome", look.play.kerry)
    look.on("family")
    look.at("family", look.play.chair, look.play.taker)
    look.on("tidying")
    look.at("worries", *everyone(look))
    look.visit(look.play.kerry, "board", "people", "add/worried")
    look.visit(look.play.mark, "add/working")
    assert look.found() == []


def test_menus_dialogs_and_side_panels(look: Look) -> None:
    chair = look.play.chair
    chair.card(story.HARM).get_by_role("button", name="More for").click()
    look.at("a card's menu", chair)
    chair.page.keyboard.press("Escape")
    chair.choose(story.HARM, "Family's response…")
    look.at("a dialog", chair)
    chair.page.keyboard.press("Escape")
    for tab in ("Questions", "Not known", "Closed", "People"):
        chair.page.get_by_role("tab", name=tab).click()
        look.at(f"the side panel {tab}", chair)
    chair.press("Keys and display")
    look.at("the keys", chair)
    chair.page.get_by_role("dialog").get_by_role("button", name="Close").first.click()
    chair.press("Add a strength")
    look.at("typing a card", chair)
    chair.page.keyboard.press("Escape")
    assert look.found() == []


def test_voices_and_the_danger_set(look: Look) -> None:
    look.on("voices")
    look.at("voices", *everyone(look))
    look.visit(look.play.amina, "voice")
    look.on("unknown")
    look.at("unknown", look.play.chair, look.play.wall)
    look.on("statements")
    look.at("statements", *everyone(look))
    look.on("danger_and_goal")
    look.at("danger and goal", look.play.chair, look.play.taker, look.play.kerry, look.play.wall)
    look.narrow("danger and goal", look.play.kerry)
    assert look.found() == []


def test_scales_before_and_after_the_reveal(look: Look) -> None:
    look.on("scoring")
    look.at("scoring", *everyone(look))
    scale = look.play.kerry.page.evaluate(
        "() => document.querySelector('a[href^=\"#/score/\"]').hash.slice(2)"
    )
    look.visit(look.play.kerry, scale)
    look.on("reveal")
    look.at("reveal", *everyone(look))
    look.visit(look.play.kerry, scale.replace("score", "line"))
    look.on("overall")
    assert look.found() == []


def test_decisions_plan_and_dates(look: Look) -> None:
    look.on("decisions")
    look.at("decisions", look.play.chair, look.play.taker, look.play.wall)
    look.visit(look.play.kerry, "decisions")
    look.visit(look.play.sunita, "decisions")
    child = look.play.sunita.page.evaluate(
        "() => document.querySelector('a[href^=\"#/view/\"]').hash.slice(2)"
    )
    look.visit(look.play.sunita, child)
    look.on("plan")
    look.at("plan", look.play.chair, look.play.wall)
    look.play.taker.choose_for_row(story.ROW["What will be done"], "Edit")
    look.at("a plan row", look.play.taker)
    look.play.taker.press("Done")
    look.visit(look.play.pat, "actions")
    assert look.found() == []


def test_blank_screens_the_closing_page_and_the_end(look: Look) -> None:
    chair, kerry, wall = look.play.chair, look.play.kerry, look.play.wall
    chair.page.keyboard.press("F9")
    kerry.sees("The meeting is having a short break.")
    look.at("blank", chair, kerry, wall)
    chair.page.keyboard.press("F9")
    look.on("closing")
    look.at("closing", chair, look.play.taker)
    look.narrow("closing", chair)
    look.on("the_end")
    look.at("the end", chair, kerry, look.play.taker, wall)
    look.narrow("the record", chair)
    look.on("afterwards")
    look.at("afterwards", kerry)
    assert look.found() == []


def test_nothing_complained_and_nothing_went_elsewhere(look: Look, site: Site) -> None:
    for name, person in look.play.everybody.items():
        assert person.ear.complaints == [], name
        outside = [one for one in person.ear.addresses if str(site.port) not in one[:30]]
        assert [one for one in outside if not one.startswith("data:")] == [], name
        assert all("default-src" in one for one in person.ear.policies.values()), name


def test_the_desk_is_dark_when_the_chair_says_so(site: Site, browser: Browser) -> None:
    taker = Desk(browser, site, "minute_taker")
    taker.sign_in()
    taker.press("Dark colours")
    expect(taker.page.locator("html")).to_have_attribute("data-theme", "dark")
    taker.page.emulate_media(color_scheme="light")
    assert is_dark(taker.page)
    assert violations(taker.page) == []
    taker.leave()


def is_dark(page: Page) -> bool:
    """Whether the page's ground is darker than its words."""
    dark: bool = page.evaluate(
        "() => parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]) < 100"
    )
    return dark
