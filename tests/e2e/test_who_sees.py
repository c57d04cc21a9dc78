"""Who may see what, by several people at their screens: closed session, family time, names."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import play
from tests.e2e.cast import Conference
from tests.e2e.keyboard import Keyboard
from tests.e2e.people import Chair, Person, Phone, fill, labelled, starting
from tests.e2e.sight import SCHEMES, too_wide, violations
from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.slow]

CLOSED = "The arrest is planned for Thursday."
SECOND = "The neighbour's camera shows the gate."
THIRD = "Somebody was wrong about the car."
RELEASED = "The police have something to do first."
NAMED = "The new school is not to be known."
HEARD = "I heard shouting on Sunday night."
ADDRESS = "14 Heron Lane, Northport"
SUNITA = "Sunita Rao, health visitor"
PLAN = "Gran comes every Friday."
OURS = "We have not told Tom yet."
WHY = "The police must tell us something first."
PICTURES = os.environ.get("THREEFOLD_PICTURES", "")


class Meeting(Conference):
    """A conference that has reached its worries."""

    wrong: list[str]

    def look(self, where: str, *people: Person) -> None:
        """axe on these people's screens, narrow phones too; pictures where they are asked for."""
        for person in people:
            who = next(key for key, one in self.everybody.items() if one is person)
            self.wrong += [f"{who}, {where}: {one}" for one in violations(person.page)]
            if isinstance(person, Phone):
                self.wrong += [f"{who}, {where}: {one}" for one in too_wide(person.page, 320, 100)]
            if PICTURES:
                for scheme in SCHEMES:
                    person.page.emulate_media(color_scheme=scheme)
                    person.page.screenshot(path=Path(PICTURES) / f"{where}-{who}-{scheme}.png")
                person.page.emulate_media(color_scheme="light")


@pytest.fixture(scope="module")
def meeting(site: Site, browser: Browser) -> Iterator[Meeting]:
    made = Meeting(site, browser)
    made.wrong = []
    play.come_in(made)
    made.chair.go_on("Family and network")
    made.chair.go_on("What are we worried about?")
    yield made
    for person in made.everybody.values():
        person.leave()


def who_sees(chair: Chair, choice: str) -> None:
    chair.press("Who sees what…")
    chair.pick("Who sees what", choice)


def still(chair: Chair, count: str) -> None:
    """How much of the closed session waits for the chair."""
    title = f"Go through the closed session {count}"
    expect(chair.page.get_by_role("heading", name=title)).to_be_visible()


def nowhere(meeting: Meeting, secret: str, *who: str) -> None:
    """Not on these people's pages: neither in what they see nor in what lies behind it."""
    found = [key for key in who if secret in meeting.everybody[key].everything]
    assert found == [], secret


def test_the_others_wait_within_a_second_with_nothing_on_their_pages(meeting: Meeting) -> None:
    chair, kerry = meeting.chair, meeting.kerry
    kerry.add("A worry", "He shouted at me on Monday.")
    kerry.saved()
    chair.press("Who sees what…")
    meeting.look("menu", chair)
    chair.pick("Who sees what", "Start a closed session")
    dialog = chair.dialog("Start a closed session")
    for name in ("Hannah", "Beth", "Sunita"):
        dialog.get_by_label(re.compile(name)).uncheck()
    assert dialog.get_by_role("checkbox", name=re.compile("Mark Ellison")).is_checked()
    labelled(dialog, "Why, in general terms").fill(WHY)
    meeting.look("start", chair)
    began = time.monotonic()
    dialog.get_by_role("button", name="Start the closed session").click()
    for key in ("kerry", "pat", "hannah", "beth"):
        meeting.everybody[key].sees("Some people are talking without the others")
    meeting.taker.sees("Some people are talking without the others")
    took = time.monotonic() - began
    assert took < 3, took
    meeting.wall.sees("Some people are talking without the others")
    meeting.wall.sees(WHY)
    kerry.sees(WHY)
    nowhere(meeting, "Hannah Pike", "kerry", "pat", "wall", "beth")
    nowhere(meeting, "He shouted at me", "kerry", "wall")
    meeting.look("waiting", kerry, meeting.beth, meeting.wall)


def test_what_is_written_in_it_stays_with_those_admitted(meeting: Meeting) -> None:
    chair, mark = meeting.chair, meeting.mark
    chair.sees("Closed session: only you")
    mark.sees("Closed session: only you")
    chair.add_card("What has happened", "Add what has happened", SECOND)
    expect(chair.card(SECOND)).to_contain_text("Closed session")
    mark.add("A worry", CLOSED, "What has happened")
    meeting.look("closed-add", mark)
    mark.share("Add to the closed session")
    mark.add("A worry", THIRD, "What has happened")
    mark.share("Add to the closed session")
    expect(chair.card(CLOSED)).to_be_visible()
    mark.home()
    meeting.look("closed", chair, mark)
    for secret in (CLOSED, SECOND):
        nowhere(meeting, secret, "kerry", "pat", "beth", "hannah", "wall", "taker")


def test_the_end_brings_everybody_back_and_leads_to_the_review(meeting: Meeting) -> None:
    chair, kerry = meeting.chair, meeting.kerry
    chair.press("End the closed session")
    still(chair, "3 left")
    chair.press("Back to the meeting")
    chair.page.evaluate("location.hash = '#closed'")
    still(chair, "3 left")
    meeting.look("review", chair)
    expect(kerry.page.locator("form textarea")).to_have_value("He shouted at me on Monday.")
    chair.page.get_by_role("button", name=f"Keep closed: {SECOND}").click()
    still(chair, "2 left")
    chair.page.get_by_role("button", name=starting(f"Delete: {THIRD}")).click()
    chair.answer("Delete this?", "Delete")
    chair.page.get_by_role("button", name=f"Release in other words: {CLOSED}").click()
    chair.page.get_by_label("In your own words, as the others will read it").fill(RELEASED)
    meeting.look("release", chair)
    chair.press("Release")
    still(chair, "all done")
    meeting.look("reviewed", chair)
    chair.press("Back to the meeting")
    expect(chair.card(RELEASED)).to_be_visible()
    kerry.home()
    kerry.page.evaluate("location.hash = '#/board'")
    kerry.sees(RELEASED)
    nowhere(meeting, CLOSED, "kerry", "pat", "beth", "wall")
    kerry.home()


def start_by_keyboard(chair: Chair, keys: Keyboard) -> None:
    chair.page.locator(".rail button").first.focus()
    keys.go("Who sees what")
    keys.holds("opening the list")
    keys.go("Start a closed session")
    expect(chair.page.get_by_role("dialog", name="Start a closed session")).to_be_visible()
    # Something of the session before is kept, so only who was there may come in.
    boxes = chair.page.get_by_role("dialog").get_by_role("checkbox")
    expect(boxes).to_have_count(1)
    keys.tab_to("Why, in general terms")
    keys.type(WHY)
    keys.go("Start the closed session")
    chair.sees("Closed session: only you")
    keys.holds("starting it")


def test_a_closed_session_from_start_to_review_by_keyboard(meeting: Meeting) -> None:
    chair = meeting.chair
    keys = Keyboard(chair.page)
    start_by_keyboard(chair, keys)
    keys.tab_to("Add what has happened")
    keys.press("Enter")
    expect(chair.page.get_by_role("textbox", name="The words of this card")).to_be_focused()
    keys.type("Only by keyboard.")
    keys.press("Escape")
    expect(chair.card("Only by keyboard.")).to_be_visible()
    keys.tab_to("End the closed session", "Shift+Tab")
    keys.press("Enter")
    still(chair, "1 left")
    keys.holds("ending it")
    keys.go("Release in other words: Only by keyboard.")
    expect(chair.page.get_by_label("In your own words, as the others will read it")).to_be_focused()
    keys.type("Released by keyboard.")
    keys.go("Release")
    still(chair, "all done")
    keys.holds("releasing")
    keys.go("Back to the meeting")
    expect(chair.card("Released by keyboard.")).to_be_visible()
    keys.holds("going back")
    assert keys.lost == []


def test_a_card_for_all_but_one_carries_its_label(meeting: Meeting) -> None:
    chair = meeting.chair
    who_sees(chair, "Add a card for some people only")
    dialog = chair.dialog("Add a card for some people only")
    labelled(dialog, "The words").fill(NAMED)
    fill(labelled(dialog, "Where"), "What has happened")
    fill(labelled(dialog, "Who may read it"), "Everyone but these people")
    dialog.get_by_role("checkbox", name=re.compile("Kerry Marlow")).check()
    labelled(dialog, "Why, for the record").fill("So that the children can go there safely.")
    meeting.look("some", chair)
    dialog.get_by_role("button", name="Add the card").click()
    expect(chair.card(NAMED)).to_contain_text("Not for Kerry Marlow")
    for phone, label in ((meeting.pat, "Not for everyone"), (meeting.mark, "Not for Kerry Marlow")):
        phone.page.evaluate("location.hash = '#/board'")
        expect(phone.page.get_by_role("link").filter(has_text=NAMED)).to_contain_text(label)
    meeting.look("named", chair, meeting.pat)
    nowhere(meeting, NAMED, "kerry", "wall", "amina")
    meeting.mark.add("A worry", "And the bus goes past it.", "What has happened")
    meeting.look("named-add", meeting.mark)
    meeting.mark.share("Share: not for Kerry Marlow")
    expect(chair.card("And the bus goes past it.")).to_contain_text("Not for Kerry Marlow")
    nowhere(meeting, "And the bus", "kerry", "wall")


def test_readers_are_changed_and_it_is_released(meeting: Meeting) -> None:
    chair = meeting.chair
    meeting.pat.page.evaluate("location.hash = '#/board'")
    meeting.pat.sees(NAMED)
    chair.choose(NAMED, "Choose who may read this…")
    dialog = chair.dialog("Who may read this?")
    dialog.get_by_role("checkbox", name=re.compile("Pat ")).check()
    dialog.get_by_role("button", name="Save").click()
    expect(meeting.pat.page.get_by_text(NAMED)).to_have_count(0)
    nowhere(meeting, NAMED, "pat", "kerry")
    chair.choose(NAMED, "Share with professionals only")
    expect(chair.card(NAMED)).to_have_count(0)
    chair.page.get_by_role("tab", name="Closed").click()
    expect(chair.card(NAMED)).to_contain_text("Professionals only")
    chair.page.get_by_role("tab", name="People").click()


def test_a_held_name_is_with_the_professionals_alone(meeting: Meeting) -> None:
    chair = meeting.chair
    chair.add_card("What has happened", "Add what has happened", HEARD, by=SUNITA)
    chair.choose(HEARD, "Hide who said it")
    expect(chair.card(HEARD)).to_contain_text(f"Name held ({SUNITA})")
    for phone, words in ((meeting.kerry, "Name held"), (meeting.mark, "Name held (Sunita Rao")):
        phone.page.evaluate("location.hash = '#/board'")
        expect(phone.page.get_by_role("link").filter(has_text=HEARD)).to_contain_text(words)
    kerry = meeting.kerry.page.get_by_role("link").filter(has_text=HEARD)
    assert "Sunita" not in kerry.inner_text()
    chair.show("What are we worried about?")
    meeting.wall.sees(HEARD)
    assert "Sunita" not in meeting.wall.everything
    meeting.look("held", chair, meeting.kerry, meeting.wall)
    chair.choose(HEARD, "Show who said it")
    expect(kerry).to_contain_text("Sunita Rao")


def test_a_protected_field_is_held_and_words_like_it_are_asked_about(meeting: Meeting) -> None:
    chair, mark = meeting.chair, meeting.mark
    who_sees(chair, "Keep an address or other details private")
    dialog = chair.dialog("Keep details private")
    fill(labelled(dialog, "About"), "Kerry Marlow, mum")
    labelled(dialog, "The details").fill(ADDRESS)
    fill(labelled(dialog, "Readers"), "Other people…")
    dialog.get_by_role("checkbox", name=re.compile("Mark Ellison")).check()
    labelled(dialog, "Why, for the record").fill("He must not find them.")
    meeting.look("private", chair)
    dialog.get_by_role("button", name="Keep it private").click()
    expect(dialog).to_have_count(0)
    chair.look("Welcome and who is here")
    chair.sees(ADDRESS)
    meeting.look("people", chair)
    for phone, words in ((mark, ADDRESS), (meeting.beth, "held")):
        phone.page.evaluate("location.hash = '#/people'")
        expect(phone.page.get_by_label("Kept private about Kerry Marlow")).to_contain_text(words)
    nowhere(meeting, "Heron Lane", "kerry", "beth", "pat", "wall")
    mark.add("A worry", "They live in Heron Lane now.", "What has happened")
    mark.press("Share to the room")
    doubt = mark.page.get_by_role("dialog", name="This may say where somebody lives")
    expect(doubt).to_contain_text("“Heron Lane” is held")
    meeting.look("doubt", mark)
    doubt.get_by_role("button", name="Take it out").click()
    expect(mark.page.locator("form textarea")).to_have_value("They live in Heron Lane now.")
    nowhere(meeting, "Heron Lane", "kerry", "beth", "pat", "wall")
    mark.press("Save as my draft")


def test_the_social_worker_keeps_details_for_those_the_chair_named(meeting: Meeting) -> None:
    hannah = meeting.hannah
    hannah.page.evaluate("location.hash = '#/people'")
    region = hannah.page.get_by_role("region", name="Keep details private")
    region.get_by_label("Kerry Marlow", exact=True).check()
    region.get_by_label("School", exact=True).check()
    region.get_by_label("The details").fill("Northport Primary")
    region.get_by_label(starting("Not for Kerry Marlow")).check()
    meeting.look("private", hannah)
    region.get_by_role("button", name="Keep it private").click()
    held = "Kept private about Kerry Marlow"
    expect(hannah.page.get_by_label(held)).to_contain_text("School: Northport Primary")
    meeting.kerry.page.evaluate("location.hash = '#/people'")
    expect(meeting.kerry.page.get_by_label(held)).to_contain_text("School: held")
    nowhere(meeting, "Northport Primary", "kerry", "pat", "wall")


def test_the_chair_is_told_of_a_held_term_and_takes_it_off_the_board(meeting: Meeting) -> None:
    chair, beth = meeting.chair, meeting.beth
    chair.press("Back to the meeting")
    beth.add("A worry", "I saw her in Heron Lane.", "What has happened")
    beth.share()
    chair.sees("A card everyone can read may say something that is held.")
    meeting.look("alert", chair)
    chair.press("Go to it")
    expect(chair.card("I saw her")).to_be_focused()
    chair.press("Hold it")
    chair.answer("Hold these words?", "Hold them")
    expect(chair.card("Held by the chair.")).to_be_visible()
    meeting.kerry.page.evaluate("location.hash = '#/board'")
    expect(meeting.kerry.page.get_by_text("I saw her")).to_have_count(0)
    chair.page.get_by_role("tab", name="Closed").click()
    chair.sees("I saw her in Heron Lane.")


def test_the_family_has_the_board_to_itself_and_shares_what_it_wants(meeting: Meeting) -> None:
    chair, kerry, pat = meeting.chair, meeting.kerry, meeting.pat
    who_sees(chair, "Leave the family alone with the board")
    chair.answer("Leave the family alone with the board?", "Leave the family alone")
    chair.sees("The family is talking in private.")
    meeting.mark.sees("The family is talking in private.")
    meeting.wall.sees("The family is talking in private.")
    nowhere(meeting, "Kerry Marlow", "mark", "beth")
    assert HEARD not in chair.everything
    meeting.look("family-waiting", chair, meeting.mark)
    for words in (PLAN, OURS):
        kerry.add("A next step", words, "Next steps")
        if words == PLAN:
            meeting.look("family-add", kerry)
        kerry.share("Share with the family")
    for phone in (kerry, pat):
        phone.page.evaluate("location.hash = '#/family'")
        phone.sees(PLAN)
    meeting.look("family", kerry, pat)
    kerry.press(f"Share with everyone: {PLAN}")
    kerry.sees("Shared with everyone.")
    kerry.press("End our private time")
    kerry.page.get_by_role("dialog").get_by_role("button", name="End our private time").click()
    expect(chair.page.get_by_role("navigation", name="Stages")).to_be_visible()
    expect(chair.card(PLAN)).to_be_visible()
    meeting.mark.page.evaluate("location.hash = '#/board'")
    meeting.mark.sees(PLAN)
    nowhere(meeting, OURS, "chair", "mark", "beth", "wall")


def test_every_screen_is_for_everybody(meeting: Meeting) -> None:
    assert meeting.wrong == []
