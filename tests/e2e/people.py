"""The people of a meeting, each at a browser of their own: what they see and what they press."""

from __future__ import annotations

import re
from typing import Any, Literal

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.e2e.frames import Ear
from tests.e2e.site import Site

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
WALL: ViewportSize = {"width": 1920, "height": 1080}
PLAN = "Child protection plan"
Scheme = Literal["light", "dark"]

expect.set_options(timeout=10_000)


def starting(words: str) -> re.Pattern[str]:
    """A name that starts with these words; many headings have a count after them."""
    return re.compile("^" + re.escape(words))


class Person:
    """Somebody at a device. Each has a browser context: cookies and storage of their own."""

    def __init__(
        self, browser: Browser, size: ViewportSize, scheme: Scheme = "light", **look: Any
    ) -> None:
        self.context = browser.new_context(
            viewport=size, locale="en-GB", timezone_id="Europe/London", color_scheme=scheme,
            reduced_motion="reduce", **look,
        )  # fmt: skip
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.ear = Ear(self.page)

    def button(self, name: str | re.Pattern[str], exact: bool = True) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press the button of this name."""
        self.button(name).click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the link of this name."""
        self.page.get_by_role("link", name=name, exact=True).click()

    def sees(self, words: str | re.Pattern[str]) -> None:
        """Wait until these words are on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def saved(self) -> None:
        """Wait until the server has said that everything is stored."""
        expect(self.page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()

    @property
    def everything(self) -> str:
        """The page's source and what is in its fields."""
        found: str = self.page.evaluate(
            "() => document.documentElement.outerHTML + [...document.querySelectorAll("
            "'input, textarea')].map(field => field.value).join('\\n')"
        )
        return found

    def leave(self) -> None:
        self.context.close()


class Desk(Person):
    """The chair or the minute taker, signed in, at the whole board."""

    def __init__(
        self, browser: Browser, site: Site, who: str, scheme: Scheme = "light", **look: Any
    ) -> None:
        super().__init__(browser, DESK, scheme, **look)
        self.site = site
        self.account = site.links[who]
        self.meeting = site.links["meeting"]

    def sign_in(self) -> None:
        self.page.goto(f"{self.site.base}/sign-in")
        self.page.get_by_label("Work email").fill(self.account["email"])
        self.page.get_by_label("Password", exact=True).fill(self.account["password"])
        self.press("Sign in")

    def open(self) -> None:
        """Sign in and open today's meeting."""
        self.sign_in()
        self.page.get_by_role("link", name=re.compile("(Open|Go to) the meeting")).first.click()
        self.page.get_by_role("navigation", name="Stages").wait_for()
        self.saved()

    def look(self, stage: str) -> None:
        """Look at a stage without moving the meeting."""
        stages = self.page.get_by_role("navigation", name="Stages")
        stages.get_by_role("button", name=re.compile(re.escape(stage))).first.click()

    # The cards

    def section(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=starting(name)).last

    def card(self, words: str) -> Locator:
        return self.page.locator("li.card").filter(has_text=words).first

    def add_card(self, section: str, add: str, words: str, by: str = "") -> None:
        """Add a card in a section; `by` when somebody else said it."""
        self.section(section).get_by_role("button", name=add, exact=True).click()
        field = self.page.get_by_role("textbox", name="The words of this card")
        field.fill(words)
        if by:
            self.page.get_by_role("combobox", name="Said by").select_option(label=by)
            field.focus()
        field.press("Escape")
        expect(self.card(words)).to_be_visible()

    def choose(self, words: str, choice: str) -> None:
        """Choose from a card's or row's menu."""
        self.card(words).get_by_role("button", name=starting("More for")).click()
        self.page.get_by_role("menuitem", name=choice, exact=True).click()

    def dialog(self, title: str) -> Locator:
        found = self.page.get_by_role("dialog", name=title)
        expect(found).to_be_visible()
        return found

    def answer(self, title: str, button: str = "Save", **fields: str) -> None:
        """Fill a dialog by its labels (with _ for spaces) and press its button."""
        dialog = self.dialog(title)
        for label, value in fields.items():
            fill(labelled(dialog, label.replace("_", " ")), value)
        dialog.get_by_role("button", name=button, exact=True).click()
        expect(dialog).to_have_count(0)

    def pick(self, title: str, choice: str) -> None:
        """Press one of a dialog's choices."""
        dialog = self.dialog(title)
        dialog.get_by_role("button", name=starting(choice)).click()
        expect(dialog).to_have_count(0)

    def respond(self, who: str, view: str, words: str = "") -> None:
        """Answer the open question how the family sees it."""
        self.answer("How does the family see this?", Who=who, They_say=view, In_their_words=words)

    def type(self, label: str, words: str) -> None:
        """Type in a text of the board that is open."""
        self.page.get_by_role("textbox", name=label).fill(words)

    def field(self, label: str, value: str) -> None:
        """Answer a field and go on, so that the answer is sent."""
        fill(labelled(self.page, label), value)

    def show(self, what: str) -> None:
        """Put something on the wall."""
        self.press(starting("On the wall:"))
        self.page.get_by_role("menuitemradio", name=what, exact=True).click()

    def decision(self, child: str) -> Locator:
        return self.page.get_by_role("region", name=f"Decision for {child}")

    def plan_row(self, words: str) -> Locator:
        return self.page.locator("li.plan-item").filter(has_text=words).first

    def choose_for_row(self, words: str, choice: str) -> None:
        self.plan_row(words).get_by_role("button", name=starting("More for row")).click()
        self.page.get_by_role("menuitem", name=choice, exact=True).click()


class Chair(Desk):
    """Moves the meeting, lets people in, reveals, decides when it ends."""

    def let_in(self, name: str) -> None:
        self.press(f"Let in {name}")

    def go_on(self, stage: str) -> None:
        """Move the meeting to the next stage, which is this one."""
        self.press(re.compile("^Next stage ?: " + re.escape(stage)))
        expect(self.page.locator("header .stage")).to_contain_text(stage)

    def agree(self, pane: str) -> None:
        place = self.page.get_by_role("region", name=pane)
        place.get_by_role("button", name="Agree the words").click()
        expect(place.get_by_text("agreed", exact=True)).to_be_visible()

    def close(self) -> None:
        """Go to the closing page."""
        self.saved()
        self.follow("End meeting…")


class Guest(Person):
    """Somebody with a link: asks to come in, and waits for the chair."""

    def __init__(
        self, browser: Browser, link: dict[str, str], size: ViewportSize, **look: Any
    ) -> None:
        super().__init__(browser, size, **look)
        self.link = link

    def ask(self) -> None:
        """Open the link and ask to come in."""
        self.page.goto(self.link["url"])
        self.page.locator("form.decide").get_by_role("button").click()
        expect(self.page.get_by_text("Waiting to be let in").first).to_be_visible()


class WallScreen(Guest):
    """The big screen of the room."""

    def __init__(self, browser: Browser, site: Site, **look: Any) -> None:
        super().__init__(browser, site.links["wall"], WALL, **look)


class Phone(Guest):
    """A guest's own page: one thing at a time."""

    def __init__(
        self, browser: Browser, site: Site, key: str, size: ViewportSize = PHONE, **look: Any
    ) -> None:
        super().__init__(browser, site.links["people"][key], size, **look)

    def home(self) -> None:
        self.page.evaluate("location.hash = '#/'")
        expect(self.page.get_by_role("region", name="Where we are")).to_be_visible()

    def at(self, ask: str) -> None:
        """Wait until the meeting is at the stage that asks this."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(ask)

    def add(self, what: str, words: str, *picks: str, when: str = "") -> None:
        """Write a draft: what it is about, whose it is, how it is known."""
        self.home()
        self.follow(what)
        self.page.locator("form textarea").fill(words)
        for pick in picks:
            self.page.get_by_label(pick, exact=True).check()
        if when:
            fill(self.page.get_by_label("When was it?"), when)

    def share(self, to: str = "Share to the room") -> None:
        self.press(to)
        expect(self.page.get_by_role("region", name="Where we are")).to_be_visible()

    def write_statement(self, words: str) -> None:
        self.home()
        self.follow("Write my own words")
        self.page.get_by_label("My words").fill(words)
        self.saved()

    def ready(self) -> None:
        self.press("My words are ready")
        expect(self.button("My words are ready")).to_have_attribute("aria-pressed", "true")

    def score(
        self, value: int, because: str, up: str = "", child: str = "", scale: str = ""
    ) -> None:
        """Choose a number from the home page; `scale` when several are open."""
        self.home()
        place: Locator | Page = self.page
        if scale:
            place = self.page.get_by_role("region").filter(has_text=scale)
        whose = f"{child}’s" if child else "my"
        place.get_by_role("link", name=f"Choose {whose} number").first.click()
        self.enter(value, because, up, child)

    def enter(self, value: int, because: str, up: str, child: str = "") -> None:
        self.page.get_by_role("radio", name=str(value), exact=True).check(force=True)
        self.page.get_by_label(starting("Because")).fill(because)
        self.page.get_by_label("What would make it one higher?").fill(up)
        self.press(f"Save {child}’s number" if child else "Save my number")

    def give_view(self, child: str, category: str, reason: str, outcome: str = PLAN) -> None:
        """The agency's view on a child, left open."""
        self.home()
        self.follow(f"Our view on {child}")
        self.page.get_by_label(outcome, exact=True).check()
        if category:
            self.page.get_by_label(category, exact=True).check()
        self.page.get_by_label("Our reason").fill(reason)

    def dissent(self, words: str) -> None:
        self.page.get_by_label("We see it differently. Please record it.").check()
        self.page.get_by_label("How we see it").fill(words)

    def done(self) -> None:
        self.saved()
        self.follow("Done")
        expect(self.page.get_by_role("region", name="Where we are")).to_be_visible()

    def open_card(self, words: str) -> None:
        self.page.evaluate("location.hash = '#/board'")
        self.page.get_by_role("link").filter(has_text=words).first.click()


def labelled(place: Locator | Page, label: str) -> Locator:
    """The field with just this label. A list's label has its choices in it, but not its name."""
    lists = place.get_by_role("combobox", name=label, exact=True)
    return lists.or_(place.get_by_label(label, exact=True))


def fill(field: Locator, value: str) -> None:
    """Choose or type, whatever the field is, and go on to the next."""
    kind = field.evaluate("field => field.localName === 'select' ? 'list' : field.type")
    if kind == "list":
        field.select_option(label=value)
    else:
        field.fill(value)
    if kind == "text":
        field.press("Tab")
