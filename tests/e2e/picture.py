"""`make picture`: draws the chair's board of the invented conference from the running app."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from tests.chromium import ARGUMENTS, find_chromium
from tests.e2e import story
from tests.e2e.cast import Conference
from tests.e2e.people import Phone
from tests.e2e.play import come_in
from tests.e2e.site import ROOT, Site

TO = ROOT / "tests/pictures/board.png"
MINE = "I saw or heard it myself"
CHILDS_WORDS = "I listen for Dean’s car at night. I like Fridays at Gran’s because I sleep."
LATE = "Ellie has been late for school on six Mondays since Easter, and is tired."
READS = "Ellie reads to Tom every night and is proud of it."
WEIGHT = "Tom is a good weight, walking, and runs to Kerry when he is upset."
BAIL = "Dean’s bail: he does not come to the house. Until 4 July."
TOM_SEEN = "He ran to Ellie when a door banged."


def main() -> int:
    """Play the meeting to its fourth stage and take the picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder))
        site.demo()
        site.start()
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=[*ARGUMENTS, "--lang=en-GB"]
        )
        try:
            draw(Conference(site, browser), Phone(browser, site, "marcus"))
        finally:
            browser.close()
            site.stop()
    return 0


def draw(play: Conference, marcus: Phone) -> None:
    come_in(play)
    worries(play)
    working(play)
    marcus.ask()
    play.sunita.press("Hand up")
    play.chair.button("Let in Marcus Bevan").wait_for()
    expect(play.chair.page.get_by_text("hand up", exact=True)).to_have_count(1)
    play.chair.page.get_by_role("heading", level=1).click()
    expect(play.chair.page.locator(".toast")).to_have_count(0)
    play.chair.saved()
    small(play.chair.page.screenshot())


def small(picture: bytes) -> None:
    """Keep it in 256 colours, which is all that a board has: a third of the size."""
    TO.parent.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(picture)) as drawn:
        colours = drawn.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        colours.save(TO, optimize=True)


def worries(play: Conference) -> None:
    play.chair.go_on("Family and network")
    play.chair.go_on("What are we worried about?")
    play.mark.add("A worry", story.HARM, "What has happened", MINE)
    play.mark.share()
    play.beth.add("A worry", LATE, "What has happened", MINE)
    play.beth.page.get_by_label("Tom", exact=True).uncheck()
    play.beth.share()
    for words, answers in ((story.HARM, True), (LATE, False)):
        play.kerry.open_card(words)
        play.kerry.press("Agree")
        play.chair.sees("Kerry Marlow agrees")
        if answers:
            play.taker.choose(words, "Family's response…")
            play.taker.respond("Dean Pryce", "Sees it differently", "I did not push her.")
    play.kerry.add("A worry", story.WORKERS, "What makes it harder")
    play.kerry.share()


def working(play: Conference) -> None:
    play.amina.page.evaluate("location.hash = '#/voice'")
    play.amina.page.get_by_label("What did Ellie say?").fill(CHILDS_WORDS)
    play.amina.press("Put it on the board")
    play.taker.look("Children's and parents' voice")
    play.taker.choose(CHILDS_WORDS, "Put above the columns")
    play.taker.press("Add what Tom said")
    play.taker.page.get_by_label("Tom’s words, just as they were").fill(TOM_SEEN)
    play.taker.press("Done")
    play.chair.go_on("What's working well?")
    play.chair.show("First two columns, side by side")
    for phone, what, words, pick in (
        (play.pat, "Something working well", READS, "Strengths"),
        (play.sunita, "Something working well", WEIGHT, "Strengths"),
        (
            play.kerry,
            "Something working well",
            story.KEPT_SAFE,
            "Times the children were kept safe",
        ),
        (play.pat, "A next step", story.FRIDAYS, "Next steps"),
        (play.mark, "A next step", BAIL, "Next steps"),
    ):
        phone.add(what, words, pick, *([MINE] if what.startswith("Something") else []))
        if words == WEIGHT:
            phone.page.get_by_label("Ellie", exact=True).uncheck()
        phone.share()


if __name__ == "__main__":
    sys.exit(main())
