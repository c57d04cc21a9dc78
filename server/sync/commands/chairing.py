"""Running the meeting: stages, the timer, the wall, and the plan's promises."""

from __future__ import annotations

import re
from typing import Any

from server.contract.commands import Accept, Blank, ReadBack, Signal, Stage, Timer, Wall
from server.sync.change import ROOM, Change, Done, Outcome

SHOWS = re.compile(
    r"overview|lobby|set|scale|plan|decisions|voice|grey|family"
    r"|column:(?P<one>[a-z_]+)|columns:(?P<first>[a-z_]+),(?P<second>[a-z_]+)"
)
FOLLOW = "stage"
"""What the chair chooses to have the wall go with the stages."""
HELPERS = ("chair", "minute_taker")


def stage(change: Change, command: Stage) -> Outcome:
    """Move the meeting; the stage that is left is done (STG-1)."""
    stages = [one["id"] for one in change.facts.type["stages"]]
    if command.to not in stages:
        return "bad_field"
    here = change.meta("stage")
    if command.to == here:
        return Done()
    done = [one for one in stages if one in {*change.meta("done"), here} and one != command.to]
    change.put_meta("done", done)
    change.put_meta("stage", command.to)
    change.put_meta("stage_since", change.now)
    change.put_meta("stage_added", 0)
    shown = change.meta("wall")
    if shown.get("follows"):
        change.put_meta("wall", _following(change, names=shown["names"]))
    return Done()


def timer(change: Change, command: Timer) -> Outcome:
    """More or fewer minutes; the timer never ends anyone's typing (STG-2)."""
    added = max(-120, min(600, int(change.meta("stage_added")) + command.minutes))
    change.put_meta("stage_added", added)
    return Done()


def wall(change: Change, command: Wall) -> Outcome:
    """What the wall shows, from what every person in the room may read.

    "stage" leaves it to the stages again: what the chair chose stands until then (STG-5).
    """
    if command.show == FOLLOW:
        change.put_meta("wall", _following(change, names=command.names, page=command.page))
        return Done()
    shown = SHOWS.fullmatch(command.show)
    columns = {column["id"] for column in change.facts.type["columns"]}
    if shown is None or not {one for one in shown.groups() if one} <= columns:
        return "bad_field"
    if command.item and command.item not in change.items(ROOM):
        return "no_such_item"
    change.put_meta("wall", _wall(command))
    return Done()


def _following(change: Change, *, names: bool, page: int = 1) -> dict[str, Any]:
    here = change.meta("stage")
    stage = next(one for one in change.facts.type["stages"] if one["id"] == here)
    show = stage.get("wall", "overview")
    item = "overall" if show == "scale" else None
    return {"show": show, "item": item, "page": page, "names": names, "follows": True}


def _wall(command: Wall) -> dict[str, Any]:
    return {
        "show": command.show, "item": command.item, "page": command.page, "names": command.names,
    }  # fmt: skip


def blank(change: Change, command: Blank) -> Outcome:
    """Blank the wall and every family screen (STG-3)."""
    change.put_meta("blank", command.on)
    return Done()


def accept(change: Change, command: Accept) -> Outcome:
    """Only its owner takes on a plan row; a minute taker may note it for them."""
    found = change.find_live(command.row, "row")
    if isinstance(found, str):
        return found
    owner = (found.item.get("owner") or {}).get("person")
    if owner != change.actor.id and change.actor.role != "minute_taker":
        return "not_allowed"
    accepted = {"by": change.actor.id, "at": change.now} if command.accepted else None
    change.put(ROOM, {**found.item, "accepted": accepted})
    return Done(item=command.row)


def read_back(change: Change, command: ReadBack) -> Outcome:
    """Understood, or a question to ask before the meeting ends."""
    found = change.find_live(command.row, "row")
    if isinstance(found, str):
        return found
    if change.actor.apart:
        return "attends_apart"
    others = {k: v for k, v in found.item["read_back"].items() if k != change.actor.id}
    answer = {change.actor.id: command.answer} if command.answer else {}
    change.put(ROOM, {**found.item, "read_back": {**others, **answer}})
    return Done(item=command.row)


def signal(change: Change, command: Signal) -> Outcome:
    """A pause or plainer words, told to the chair and the minute taker (STG-4)."""
    told: dict[str, Any] = {"kind": "signal", "signal": command.signal, "item": command.item}
    if command.item and command.item not in change.items(ROOM):
        return "no_such_item"
    if command.signal != "plainer":
        told |= {"person": change.actor.id, "on": command.on}
    return Done(notices=tuple((role, told) for role in HELPERS))
