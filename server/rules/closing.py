"""What must be right before a meeting ends, and what is worth finishing. Each says where."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.rules import clocks, quorum
from server.rules.audiences import CLOSED
from server.rules.people import together
from server.rules.plan import chips
from server.rules.record_board import Frozen, Item
from server.rules.record_plan import is_plan

ROW_SAYS = {
    "no_owner": "has no one person to do it",
    "no_date": "has no date",
    "no_measure": "does not say how we will know",
    "no_so_that": "does not say what it is for",
    "no_if_not": "does not say what happens if it is not done",
}
ROW_TEXTS = ("what", "so_that", "know", "how_much", "if_not")


@dataclass(frozen=True)
class Finding:
    """One thing to put right. `where` is the part of the board to go to, for a link.

    `where` is "plan", "people", "dates", "quorum", "copies", "next_steps", "closed",
    "decision-<child>", "voice-<child>", "set-<id>" or "scale-<id>" with the
    item's own id after the first hyphen.
    """

    code: str
    hard: bool
    say: str
    where: str


def check(
    snapshot: Mapping[str, Any],
    meeting_type: Mapping[str, Any],
    *,
    family_copy_viewed: bool = False,
    holidays: Collection[str] = (),
) -> list[Finding]:
    """Find all that stops the meeting from ending (hard), then what does not (soft)."""
    frozen = Frozen(snapshot, meeting_type, holidays)
    hard = [
        *_children(frozen), *_plan(frozen), *_quorum(frozen), *_scales(frozen), *_closed(frozen),
    ]  # fmt: skip
    if not family_copy_viewed:
        say = "Nobody has read the family copy yet. Read it before the meeting ends."
        hard.append(Finding("family_copy_not_read", True, say, "copies"))
    soft = [
        *_rows(frozen), *_views(frozen), *_voices(frozen), *_sets(frozen), *_people(frozen),
        *_steps(frozen), *_late(frozen),
    ]  # fmt: skip
    return [*hard, *soft]


def _adjourned(frozen: Frozen) -> bool:
    return frozen.room.get("quorum").get("enough") == "adjourn"


def _decisions(frozen: Frozen) -> Iterator[tuple[str, str, Item]]:
    for child in frozen.children:
        item = frozen.room.get(f"decision-{child['id']}")
        yield str(child["id"]), frozen.child(str(child["id"])), item


def _children(frozen: Frozen) -> Iterator[Finding]:
    """CLO-1, and the category of CLO-2."""
    for child, name, item in _decisions(frozen):
        where = f"decision-{child}"
        if not item.get("outcome") and not _adjourned(frozen):
            yield Finding("no_outcome", True, f"{name} has no decision.", where)
        elif is_plan(frozen, item) and not item.get("categories"):
            yield Finding("no_category", True, f"{name}’s plan has no category.", where)


def _plan(frozen: Frozen) -> Iterator[Finding]:
    """CLO-2: a child protection plan has a core group date, a review date and an action."""
    names = [name for _, name, item in _decisions(frozen) if is_plan(frozen, item)]
    if not names:
        return
    whose, dates = f"The plan for {together(names)}", frozen.room.get("dates")
    if not dates.get("core_group_on"):
        yield Finding("no_core_group", True, f"{whose} has no core group date.", "dates")
    if not dates.get("review_on"):
        yield Finding("no_review", True, f"{whose} has no review date.", "dates")
    if not any(_row_data(frozen, row)["what"].strip() for row in frozen.room.live("row")):
        yield Finding("no_rows", True, f"{whose} has no action.", "plan")


def _quorum(frozen: Frozen) -> Iterator[Finding]:
    """CLO-3: too few people, and not adjourned, needs a reason."""
    item = frozen.room.get("quorum")
    choice, reason = item.get("enough") or "", frozen.room.words("quorum", "reason").strip()
    advice = quorum.advice(frozen.room.live("person"), frozen.type["quorum"])
    few = choice == "no_go_on" or (not choice and not advice["enough"])
    if few and not (reason or item.get("ground")):
        say = (
            "There may be too few people for a safe decision. Give the reason to go on, or adjourn."
        )
        yield Finding("quorum_no_reason", True, say, "quorum")
    elif not choice:
        say = "The chair has not said whether there are enough people."
        yield Finding("quorum_not_said", False, say, "quorum")


def _scales(frozen: Frozen) -> Iterator[Finding]:
    """CLO-4: both ends of a scored scale are said, and no number is left unshown."""
    for item in frozen.room.live("scale"):
        key, where = str(item["id"]), f"scale-{item['id']}"
        if item.get("state") == "open":
            say = "A scale is still open: its numbers have not been shown."
            yield Finding("scale_not_shown", True, say, where)
        ends = all(frozen.room.words(key, end).strip() for end in ("ten", "zero"))
        if not ends and (item.get("state") == "open" or frozen.room.live("score", parent=key)):
            say = "A scale with numbers does not say what 10 and 0 mean."
            yield Finding("ends_missing", True, say, where)


def _closed(frozen: Frozen) -> Iterator[Finding]:
    """SEE-5: the chair has said of each item of a closed session what becomes of it."""
    left = [one for one in frozen.board(CLOSED).live("card") if not one.get("reviewed")]
    if left:
        items = "An item" if len(left) == 1 else f"{len(left)} items"
        say = (
            f"{items} of the closed session still {'waits' if len(left) == 1 else 'wait'} for you."
        )
        yield Finding("closed_not_reviewed", True, say, "closed")
    meta = frozen.room_meta
    if meta.get("closed") or (meta.get("family_time") or {}).get("on"):
        say = "Some people are still waiting outside. Let them back in first."
        yield Finding("people_waiting", True, say, "closed")


def _row_data(frozen: Frozen, row: Item) -> dict[str, Any]:
    key = str(row["id"])
    return {**row, **{text: frozen.room.words(key, text) for text in ROW_TEXTS}}


def _rows(frozen: Frozen) -> Iterator[Finding]:
    """CLO-6: what each action lacks, and whether its owner took it on."""
    for number, row in enumerate(frozen.room.live("row"), start=1):
        codes = chips(_row_data(frozen, row))
        for code in codes:
            kind, _, word = code.partition(":")
            say = f"says “{word}”: what exactly, by when?" if word else f"{ROW_SAYS[code]}."
            yield Finding(f"row_{kind}", False, f"Action {number} {say}", "plan")
        if "no_owner" not in codes and not row.get("accepted"):
            say = f"{row['owner']['name']} has not accepted action {number}."
            yield Finding("row_not_accepted", False, say, "plan")


def _views(frozen: Frozen) -> Iterator[Finding]:
    """CLO-6: each agency that was here gives one view on each child."""
    gives = {role["id"] for role in frozen.type["roles"] if role.get("views")}
    here = {
        str(seat["agency"])
        for seat in frozen.room.live("person")
        if seat.get("attendance") in quorum.HERE and seat.get("agency") and seat["role"] in gives
    }
    for child, name, _ in _decisions(frozen):
        given = {view["person"].get("agency") for view in frozen.room.live("view", child=child)}
        for agency in sorted(here - given):
            say = f"{agency} has given no view about {name}."
            yield Finding("agency_no_view", False, say, f"decision-{child}")


def _voices(frozen: Frozen) -> Iterator[Finding]:
    for child, name, item in _decisions(frozen):
        words = frozen.room.live("words", child=child)
        if not any(map(frozen.room.has_words, words)) and not item.get("participation"):
            say = f"Nothing says what {name} wants, or how {name} took part."
            yield Finding("child_not_heard", False, say, f"voice-{child}")


def _sets(frozen: Frozen) -> Iterator[Finding]:
    for number, item in enumerate(frozen.room.live("set"), start=1):
        where = f"set-{item['id']}"
        if not frozen.room.words(str(item["id"]), "goal").strip():
            yield Finding("set_no_goal", False, f"Danger statement {number} has no goal.", where)
        waiting = item.get("ready") or item.get("writing")
        if item.get("drafts") == "writing" and waiting:
            say = f"Statements for danger statement {number} were written and not shown."
            yield Finding("statements_not_shown", False, say, where)


def _people(frozen: Frozen) -> Iterator[Finding]:
    for seat in frozen.room.live("person"):
        if (seat.get("attendance") or "invited") == "invited":
            say = f"Nothing says whether {seat['name']} came."
            yield Finding("person_invited", False, say, "people")


def _steps(frozen: Frozen) -> Iterator[Finding]:
    planned = {row.get("from_card") for row in frozen.room.live("row")}
    for card in frozen.room.live("card", section="next_steps"):
        if card["id"] not in planned and frozen.room.has_words(card):
            words = frozen.room.words(str(card["id"])).strip()
            short = words if len(words) <= 60 else f"{words[:57].rstrip()}..."
            yield Finding(
                "step_not_planned", False, f"A next step is not in the plan: {short}", "next_steps"
            )


def _late(frozen: Frozen) -> Iterator[Finding]:
    """CLO-6: a late conference says why; core group and review fall in time (CLK-3 to CLK-5)."""
    on = str(frozen.meeting.get("on") or "")
    if not on:
        return
    yield from _late_conference(frozen, on)
    dates, limits = frozen.room.get("dates"), frozen.type["clocks"]
    core_group = clocks.core_group_due(on, frozen.holidays, limits["core_group_days"])
    if str(dates.get("core_group_on") or "") > core_group:
        say = f"The first core group is due by {clocks.date_words(core_group)}."
        yield Finding("core_group_late", False, say, "dates")
    review = clocks.months_after(on, limits["review_months"])
    if str(dates.get("review_on") or "") > review:
        say = f"The review conference is due by {clocks.date_words(review)}."
        yield Finding("review_late", False, say, "dates")


def _late_conference(frozen: Frozen, on: str) -> Iterator[Finding]:
    strategy_on = frozen.meeting.get("strategy_on")
    if not strategy_on or frozen.room.get("dates").get("late_reason"):
        return
    days = frozen.type["clocks"]["conference_days"]
    clock = clocks.conference_clock(strategy_on, on, frozen.holidays, days)
    if not clock["in_time"]:
        say = f"The conference was due by {clocks.date_words(clock['due'])}. Say why it was late."
        yield Finding("late_no_reason", False, say, "dates")
