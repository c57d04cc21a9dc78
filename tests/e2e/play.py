"""The whole conference, played by ten people at once through their own screens."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.e2e import story
from tests.e2e.cast import PROFESSIONALS, Conference, Played
from tests.e2e.people import fill, starting
from tests.e2e.site import Site

KINDS = ("pdf", "docx", "html", "json")


def play_conference(site: Site, browser: Browser) -> Played:
    """From the waiting room to the sealed record, with everything that each person was sent."""
    play = Conference(site, browser)
    try:
        for scene in SCENES:
            scene(play)
    finally:
        for person in play.everybody.values():
            person.leave()
    return play.played


def come_in(play: Conference) -> None:
    """Everybody asks; the chair lets them in one by one; the minute taker just opens the board."""
    play.chair.open()
    play.taker.open()
    for guest in play.guests.values():
        guest.ask()
    for name in [*play.names.values(), "The wall"]:
        play.chair.let_in(name)
    for phone in play.phones.values():
        phone.at("Who is here?")
    expect(play.wall.page.get_by_role("heading", level=1)).to_contain_text("Ellie and Tom")


def welcome(play: Conference) -> None:
    """Attendance, reports and quorum, noted by the minute taker; the chair decides."""
    taker = play.taker
    for name in play.names.values():
        taker.field(f"Attendance of {name}", "Throughout")
    taker.field("Attendance of Marcus Bevan", "Apologies")
    taker.field("Attendance of Ellie Marlow", "Apologies")
    taker.field("Attendance of Dean Pryce", "Not to be here")
    taker.field("Reason (the chair's decision)", "Because of the violence on 3 May.")
    for name in ("Hannah Pike", "Beth Hughes", "Sunita Rao"):
        taker.field(f"Report from {name}", "Received")
        taker.field(f"Report of {name} shared with parents on", play.dates["report"])
    for name in ("Hannah Pike", "Beth Hughes", "Sunita Rao", "Mark Ellison"):
        taker.page.get_by_label(f"{name} has direct contact with the children").check(force=True)
    taker.field("How Mark Ellison takes part", "Video")
    taker.saved()
    play.chair.field("The chair decides", "Yes, enough to decide safely")


def family(play: Conference) -> None:
    play.chair.go_on("Family and network")
    play.kerry.at("Who is in the family?")
    play.taker.add_card("Family and network", "Add to family and network", story.FAMILY_NOTE)
    play.kerry.saved()


def worries(play: Conference) -> None:
    """Harm, what makes it harder, two drafts that are kept, and a card for professionals only."""
    play.chair.go_on("What are we worried about?")
    play.chair.show("What are we worried about?")
    play.watch.plant("marigold", "sunita")
    play.watch.plant("rota was supplied", *PROFESSIONALS)
    play.mark.add("A worry", story.HARM, "What has happened", "I saw or heard it myself",
                  when="3 May")  # fmt: skip
    play.mark.share()
    play.mark.add("A worry", story.ROTA, "It is in our records")
    play.mark.share("Share with professionals only")
    play.sunita.add("A worry", story.DRAFT, "It is my opinion")
    play.sunita.press("Save as my draft")
    play.sunita.page.reload()
    play.sunita.saved()
    play.kerry.add("A worry", story.WORKERS, "What makes it harder")
    play.kerry.share()
    play.beth.add("A worry", story.ASLEEP, "What has happened", "I saw or heard it myself")
    play.beth.page.get_by_label("Tom", exact=True).uncheck()
    play.beth.share()
    play.taker.add_card("What has happened", "Add what has happened", story.WORN_OUT,
                        by="Pat Marlow, gran")  # fmt: skip
    play.taker.add_card("What has happened", "Add what has happened", story.ADDRESS)
    expect(play.wall.page.get_by_text(story.HARM)).to_be_visible()


def tidying(play: Conference) -> None:
    """One struck with a reason, one merged, one moved; the family answers a card."""
    chair, taker = play.chair, play.taker
    chair.choose(story.ADDRESS, "Strike through…")
    dialog = chair.dialog("Strike this through?")
    dialog.get_by_label("Why (so that people understand later)").fill(story.WHY_STRUCK)
    dialog.get_by_role("button", name="Strike through", exact=True).click()
    taker.choose(story.WORN_OUT, "Merge with…")
    taker.pick("Merge with which card?", story.ASLEEP[:20])
    play.kerry.open_card(story.HARM)
    play.kerry.press("Agree")
    taker.choose(story.HARM, "Family's response…")
    taker.respond("Dean Pryce", "Sees it differently", "The door was an accident.")
    taker.sees("Dean Pryce sees it differently")
    chair.sees("Kerry Marlow agrees")


def working(play: Conference) -> None:
    play.chair.go_on("What's working well?")
    play.chair.show("First two columns, side by side")
    play.beth.add("Something working well", story.READS, "Strengths")
    play.beth.share()
    play.kerry.add("Something working well", story.KEPT_SAFE, "I saw or heard it myself",
                   when="20 May")  # fmt: skip
    play.kerry.share()
    play.chair.choose(story.KEPT_SAFE, "Move to…")
    play.chair.pick("Move this card to", "Times the children were kept safe")
    expect(play.chair.section("Times the children were kept safe")).to_contain_text("Kerry did not")
    play.pat.add("A next step", story.FRIDAYS, "Next steps")
    play.pat.share()
    expect(play.wall.page.get_by_text(story.READS)).to_be_visible()


def voices(play: Conference) -> None:
    """Ellie's words through her advocate, how and when they were told; what was seen of Tom."""
    play.chair.go_on("Children's and parents' voice")
    play.chair.show("Children's and parents' voice")
    amina, taker = play.amina, play.taker
    amina.at("What do the children and parents say?")
    amina.follow("Children’s words")
    amina.page.get_by_label("What did Ellie say?").fill(story.CHILDS_WORDS)
    amina.press("Put it on the board")
    taker.choose(story.CHILDS_WORDS, "Edit")
    taker.field("On", play.dates["told"])
    taker.field("How", "Three Houses")
    taker.field("Which house", "House of worries")
    taker.page.get_by_label("Stands above the columns").check(force=True)
    taker.press("Done")
    taker.press("Add what Tom said")
    taker.page.get_by_label("Tom’s words, just as they were").fill(story.TOM_SEEN)
    taker.field("How", "Seen, for a child too young to say")
    taker.press("Done")
    taker.field("How Ellie took part", "Did not come, and briefed an advocate (PN5)")
    taker.field("How Tom took part", "Under 4 at the conference (PN0)")
    play.kerry.home()
    play.kerry.follow("Add what the family said")
    play.kerry.page.locator("form textarea").fill(story.PARENTS_VIEW)
    play.kerry.share()
    expect(play.wall.page.get_by_text(story.PARENTS_VIEW)).to_be_visible()


def unknown(play: Conference) -> None:
    play.chair.go_on("What we do not know")
    play.chair.show("What we do not know")
    play.sunita.home()
    play.sunita.follow("Add what we do not know")
    play.sunita.page.locator("form textarea").fill(story.NOT_KNOWN)
    play.sunita.page.get_by_label("Ellie", exact=True).uncheck()
    play.sunita.share()
    expect(play.wall.page.get_by_text(story.NOT_KNOWN)).to_be_visible()


def statements(play: Conference) -> None:
    """Five write alone; nobody sees a word until the chair shows them together."""
    chair = play.chair
    chair.go_on("Danger statements and goals")
    chair.press("New set")
    chair.answer("What is this danger about?", "Add the set", In_a_few_words=story.TITLE)
    chair.show(f"Danger set 1: {story.TITLE}")
    for key, words in story.STATEMENTS.items():
        play.watch.plant(words.split()[-1], key)
        play.phones[key].write_statement(words)
        play.phones[key].ready()
    expect(chair.page.get_by_text("5 of 5 ready")).to_be_visible()
    expect(play.wall.page.get_by_text("5 of 5 have written")).to_be_visible()
    play.shows(*[words.split()[-1] for words in story.STATEMENTS.values()])
    chair.press("Show them together")
    for words in story.STATEMENTS.values():
        play.taker.sees(words)
    play.wall.sees("Page 1 of 2")
    first = play.wall.page.locator("main").inner_text()
    chair.press(starting("On the wall:"))
    chair.page.get_by_role("menuitem", name=starting("Next page")).click()
    play.wall.sees("Page 2 of 2")
    play.played.seen["statements"] = first + play.wall.page.locator("main").inner_text()


def danger_and_goal(play: Conference) -> None:
    """The words that all agree on, with who sees it differently, the goal and the bottom line."""
    chair, taker = play.chair, play.taker
    mine = taker.page.get_by_role("listitem").filter(has_text=story.STATEMENTS["kerry"])
    mine.get_by_role("button", name="Use these words").click()
    expect(taker.page.get_by_role("textbox", name="The danger statement")).to_have_value(
        re.compile("windflower")
    )
    taker.type("The danger statement", story.DANGER)
    taker.type("The safety goal", story.GOAL)
    taker.press("Sees it differently…")
    taker.answer("Who sees it differently?", Who="Dean Pryce, Tom's dad",
                 **{"What they say, in their words": story.DISPUTE})  # fmt: skip
    taker.press("Add a bottom line…")
    taker.answer("Add a bottom line", The_bottom_line=story.LINE, Why=story.LINE_WHY,
                 Set_by=story.LINE_BY)  # fmt: skip
    taker.saved()
    expect(chair.page.get_by_role("textbox", name="The safety goal")).to_have_value(story.GOAL)
    chair.agree("Danger statement")
    chair.agree("Safety goal")
    play.kerry.home()
    play.kerry.follow("Read it")
    play.kerry.press("Agree")
    danger = taker.page.get_by_role("region", name="Danger statement", exact=True)
    danger.get_by_role("button", name="Family's response…").click()
    taker.respond("Dean Pryce", "Partly agrees", "I don’t want them scared of me.")
    taker.sees("Kerry Marlow agrees")


def scoring(play: Conference) -> None:
    """Seven numbers, each chosen alone; one by an advocate, one moved after the reveal."""
    chair = play.chair
    chair.go_on("Scaling")
    chair.press("Set 1 not open")
    chair.show("Scale of danger set 1")
    chair.press("Open scoring")
    for scored in story.SCORES:
        mine = (scored.value, scored.because, scored.up)
        first = story.FIRST_OF_KERRY if scored.who == "kerry" else mine
        for words in first[1:]:
            play.watch.plant(words, scored.who)
        play.phones[scored.who].score(*first, child=scored.child)
    expect(chair.page.get_by_text(starting("7 of "))).to_be_visible()
    play.count_seen()


def reveal(play: Conference) -> None:
    chair, taker = play.chair, play.taker
    scores = [(one.because, one.up) for one in story.SCORES[1:]] + [story.FIRST_OF_KERRY[1:]]
    play.shows(*[words for pair in scores for words in pair])
    chair.press("Reveal scores")
    chair.sees("Someone's number is very low")
    for person in (taker, play.wall, play.kerry):
        expect(person.page.get_by_text("Someone's number is very low")).to_have_count(0)
    expect(play.wall.page.get_by_text("2 to 7").first).to_be_visible()
    play.kerry.home()
    play.kerry.follow("See everyone’s number")
    play.kerry.follow("Move this mark")
    kerry = story.SCORES[0]
    play.kerry.enter(kerry.value, kerry.because, kerry.up)
    chair.sees(kerry.because)
    chair.press("Lock this scale")
    chair.answer("Lock this scale?", "Lock this scale")
    chair.press(f"Make a plan row: {story.SCORES[-1].up}")
    chair.sees("In the plan")


def overall(play: Conference) -> None:
    """The overall scale, in short: two numbers, shown and locked."""
    chair = play.chair
    chair.press("Overall not open")
    chair.press("Open scoring")
    for who, value in story.OVERALL:
        play.phones[who].score(value, f"Overall, {value}.")
    expect(chair.page.get_by_text(starting("2 of "))).to_be_visible()
    chair.press("Reveal scores")
    chair.answer("Reveal the scores now?", "Reveal scores")
    chair.press("Lock this scale")
    chair.answer("Lock this scale?", "Lock this scale")


def decisions(play: Conference) -> None:
    """One view from each agency on each child, one dissent, then what is decided and why."""
    play.chair.go_on("Decision for each child")
    play.chair.show("The decisions")
    for key, views in story.VIEWS.items():
        phone = play.phones[key]
        for child, reason in views.items():
            differs = key == "sunita" and child == "Tom"
            phone.give_view(child, story.PHYSICAL if differs else story.EMOTIONAL, reason)
            if differs:
                phone.dissent(story.DISSENT)
            phone.done()
    for child, reason in story.REASONS.items():
        place = play.chair.decision(child)
        place.get_by_label("What is decided").select_option(label="Child protection plan")
        place.get_by_label(story.EMOTIONAL).check(force=True)
        place.get_by_label(f"The reason, for {child}").fill(reason)
    play.chair.saved()
    play.taker.decision("Ellie").get_by_role("button", name="Family's view…").click()
    play.taker.respond("Kerry Marlow", "Agrees", "If it gets us all round a table, yes.")
    play.wall.sees(story.DISSENT)


def plan(play: Conference) -> None:
    """Mark's "one higher" became the first row; Pat's card becomes the second."""
    chair, taker, pat = play.chair, play.taker, play.pat
    taker.look("What's working well?")
    taker.choose(story.FRIDAYS, "Make a plan row")
    taker.press("Back to the meeting")
    chair.go_on("Plan")
    chair.show("The plan")
    row = taker.plan_row(story.FRIDAYS)
    row.get_by_role("button", name=starting("Edit")).click()
    for label, words in story.ROW.items():
        taker.type(label, words)
    taker.field("Who", "Pat Marlow, gran")
    taker.field("By when", play.dates["by"])
    taker.field("Then how often", story.REPEATS)
    taker.field("For which danger set", f"Set 1: {story.TITLE}")
    taker.press("Done")
    taker.type("If the plan does not work", story.CONTINGENCY)
    taker.saved()
    pat.home()
    pat.follow("Read my actions")
    mine = pat.page.get_by_role("region", name="Yours to do")
    mine.get_by_role("button", name="Understood").click()
    mine.get_by_role("button", name="Accept this action").click()
    pat.sees("You accepted this at")
    chair.sees("Accepted by Pat Marlow")
    play.wall.sees(story.ROW["What will be done"])


def closing(play: Conference) -> None:
    """What must be right stops the end until it is right; then the meeting ends for everyone."""
    chair, taker = play.chair, play.taker
    chair.go_on("Dates and close")
    chair.close()
    play.note_closing()
    chair.press("End meeting")
    play.note_closing()
    taker.look("Dates and close")  # whoever types is not taken along by themselves
    expect(taker.page.get_by_label("Date", exact=True)).to_have_count(2)
    core, review = taker.page.get_by_label("Date", exact=True).all()
    for place, on in ((core, play.dates["core_group"]), (review, play.dates["review"])):
        fill(place, on)
    fill(taker.page.get_by_label("Time", exact=True).first, "15:30")
    taker.field("Place", "Larkfield Primary School")
    for name in ("Kerry Marlow", "Pat Marlow", "Hannah Pike", "Beth Hughes", "Sunita Rao"):
        taker.page.get_by_role("group", name="Who is in the core group").get_by_label(name).check(
            force=True
        )
    taker.field("Lead worker", "Hannah Pike, social worker")
    taker.type("How often the social worker sees the children", story.VISITS)
    taker.type("Who will tell the people who were not here, and when", story.TELLING)
    taker.type("Summary in plain words", story.SUMMARY)
    taker.saved()


def the_end(play: Conference) -> None:
    chair = play.chair
    chair.page.reload()
    play.note_closing()
    chair.follow("Read the family copy")
    play.played.family_preview = chair.page.content()
    chair.follow("I have read it")
    play.note_closing()
    chair.press("End meeting")
    chair.sees("The meeting has ended. The minutes and the plan are ready.")
    play.played.page = chair.page.content()
    meeting = chair.meeting
    for rendition in ("professionals", "family"):
        for kind in KINDS:
            address = f"{chair.site.base}/records/{meeting}/{rendition}.{kind}"
            answer = chair.context.request.get(address)
            assert answer.ok, address
            play.played.files[f"{rendition}.{kind}"] = answer.body()


def afterwards(play: Conference) -> None:
    """Every screen says so, and nothing can be typed any more."""
    for key, guest in play.guests.items():
        expect(guest.page.get_by_text("The meeting has ended.").first).to_be_visible()
        play.played.last_words[key] = guest.page.locator("main").inner_text()
        guest.page.reload()
        expect(guest.page.get_by_role("heading", level=1)).to_have_text("The meeting has ended")
        play.played.fields_left[key] = guest.page.locator("textarea, select").count()
    play.taker.sees("The meeting has ended. The board can be read, not changed.")
    open_fields = "textarea:not([readonly]), select:not([disabled]), input:not([disabled])"
    play.played.fields_left["taker"] = play.taker.page.locator(f"main >> {open_fields}").count()
    play.taker.page.reload()
    expect(play.taker.page.get_by_role("link", name="Read the record")).to_be_visible()
    look_back(play)


def look_back(play: Conference) -> None:
    """After the end the chair reads the history from the record, and can change nothing."""
    chair = play.chair
    chair.page.goto(f"{chair.site.base}/records/{chair.meeting}")
    chair.follow("Look back at the meeting, moment by moment")
    chair.sees("The meeting ended.")
    chair.sees(re.compile("^The board as it was at"))
    expect(chair.button(re.compile("^Restore"))).to_have_count(0)
    play.played.seen["history"] = chair.page.locator("main").inner_text()


SCENES = (
    come_in, welcome, family, worries, tidying, working, voices, unknown, statements,
    danger_and_goal, scoring, reveal, overall, decisions, plan, closing, the_end, afterwards,
)  # fmt: skip
