"""Restore: bring words, fields, place and standing back as they were, as new entries of the log.

Covered are cards, the children's own words, danger sets, different views, bottom lines, plan
rows, notes and dates: their texts, the fields that commands may set, section and position, and
whether they stand or are struck through. What was added since is struck through, with the reason
"Restored to 10:42", and can itself be restored.

Not covered, for it cannot be unseen or is somebody's own act: what was revealed or shared since,
numbers and scales, decisions and the agencies' views, agreement and agreed words, the family's
responses, who accepted or read back a row, the people, the quorum and the stage (HIS-7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

import msgspec

from server.contract.commands import RestoreItem, RestoreSection, RestoreTo
from server.contract.values import Millis
from server.rules.clocks import london_time
from server.rules.writing import AGREED
from server.sync.change import PROFESSIONALS, ROOM, Change, Done, Item, Outcome, root_of
from server.sync.commands.cards import follows, leave_merged
from server.sync.commands.naming import HELD, put_card
from server.sync.commands.protecting import alarm, unsafe

COVERED = ("card", "words", "set", "dispute", "bottom_line", "row", "note", "dates")
PARTS: Mapping[str, tuple[str, ...]] = {
    "plan": ("row",), "sets": ("set", "dispute", "bottom_line"), "voice": ("words",),
    "notes": ("note", "dates"),
}  # fmt: skip
"""What else than a section of cards can be restored by itself."""

Typing: TypeAlias = Callable[[], set[tuple[str, str | None]]]
"""(scope, text) of everything that others are typing in right now."""


class PastScope(msgspec.Struct, frozen=True):
    """One scope's records and words as they were."""

    items: Mapping[str, Item]
    texts: Mapping[str, str]


class Past(msgspec.Struct, frozen=True):
    """The boards as entry `seq` of the log left them."""

    seq: int
    at: Millis
    scopes: Mapping[str, PastScope]


class Step(NamedTuple):
    """One item brought back: its record, and those of its texts that differ."""

    scope: str
    before: Item
    after: Item
    words: Mapping[str, str]


def give_back(change: Change, command: RestoreTo, past: Past, typing: Typing) -> Outcome:
    """Restore an item, a section or the board to what `past` says (HIS-4 to HIS-8)."""
    found = _asked(change, command, past)
    if isinstance(found, str):
        return found
    steps = [step for step in (_step(change, past, *one) for one in found) if step is not None]
    wrong = _unfit(change, steps, typing) or _unsafe(change, steps, sure=command.sure)
    if wrong:
        return wrong
    for step in steps:
        _carry_out(change, step, past)
    alarms = [alarm(change, one.scope, one.words.values(), one.after["id"]) for one in steps]
    item = command.item if isinstance(command, RestoreItem) else None
    return Done(item=item, notices=tuple(notice for each in alarms for notice in each))


Place: TypeAlias = tuple[str, Item]


def _asked(change: Change, command: RestoreTo, past: Past) -> list[Place] | str:
    """(scope, record) of everything that the command is about, as it stands now."""
    if isinstance(command, RestoreItem):
        return _one(change, command.item, past)
    everything = list(_covered(change, past))
    if not isinstance(command, RestoreSection):
        return everything
    if command.section in PARTS:
        return [one for one in everything if one[1]["kind"] in PARTS[command.section]]
    if command.section not in change.facts.sections:
        return "bad_field"
    return [one for one in everything if _stood_in(command.section, *one, past)]


def _one(change: Change, item: str, past: Past) -> list[Place] | str:
    found = change.find(item)
    if found is None or found.scope not in past.scopes:
        return "no_such_item"
    if found.item["kind"] not in COVERED:
        return "wrong_kind"
    if item not in past.scopes[found.scope].items:
        return "not_there_then"
    return [(found.scope, found.item)]


def _covered(change: Change, past: Past) -> Iterator[Place]:
    for scope in (ROOM, PROFESSIONALS):
        if scope in past.scopes and scope in change.readable:
            for record in list(change.items(scope).values()):
                if record["kind"] in COVERED:
                    yield scope, dict(record)


def _stood_in(section: str, scope: str, now: Item, past: Past) -> bool:
    """Whether a card stands in a section now, or stood there then."""
    then = past.scopes[scope].items.get(now["id"], {})
    return section in (now.get("section"), then.get("section"))


# One item


def _step(change: Change, past: Past, scope: str, now: Item) -> Step | None:
    """What has to change for one item; None when nothing has."""
    then = past.scopes[scope].items.get(now["id"])
    if then is None:
        return _struck_since(change, past, scope, now)
    if "shared" in (now["status"], then["status"]):
        return None  # what was shared onwards lives on in the wider scope
    after = {**_as_then(change, now, then), **_standing(change, past, now, then)}
    words = _words_then(change, past, scope, now)
    return Step(scope, now, after, words) if after != now or words else None


def _struck_since(change: Change, past: Past, scope: str, now: Item) -> Step | None:
    """HIS-6: what was added since is struck through, but not what was shared: it was seen."""
    can_be = "struck" in change.kind(now["kind"]).server
    if not can_be or now["status"] != "live" or now.get("shared_from"):
        return None
    return Step(scope, now, {**now, "status": "struck", "struck": _mark(change, past)}, {})


def _mark(change: Change, past: Past) -> dict[str, Any]:
    reason = f"Restored to {london_time(past.at)}"
    return {"reason": reason, "by": change.actor.id, "at": change.now}


def _as_then(change: Change, now: Item, then: Item) -> Item:
    """The record with the fields that commands may set, and its place, as they were."""
    names = (*change.kind(now["kind"]).fields, "children", "section", "pos")
    names = tuple(name for name in names if name not in _unmoved(now, then))
    kept = {name: value for name, value in now.items() if name not in names}
    back = {name: then[name] for name in names if name in then}
    return {**kept, **back, **follows(now, {"owner": None, **back})}


def _unmoved(now: Item, then: Item) -> tuple[str, ...]:
    """A name that is held stays held; one that was held then is held again, not lost (SEE-9)."""
    if now.get("hide_name"):
        return ("hide_name", "said_by")
    return ("said_by",) if then.get("said_by") == HELD else ()


def _standing(change: Change, past: Past, now: Item, then: Item) -> Item:
    """Live or struck, as it was. What was merged then and is not now stays as it is."""
    if then["status"] == "live" and now["status"] in ("struck", "merged"):
        back: Item = {"status": "live", "struck": None}
        return {**back, "merged_into": None} if "merged_into" in now else back
    if then["status"] == "struck" and now["status"] == "live":
        return {"status": "struck", "struck": _mark(change, past)}
    return {}


def _words_then(change: Change, past: Past, scope: str, now: Item) -> dict[str, str]:
    """Its texts that read differently now; agreed words stay agreed (PER-3)."""
    found = {}
    for field in change.kind(now["kind"]).texts:
        root = root_of(now["id"], field)
        words = past.scopes[scope].texts.get(root, "")
        agreed = field in AGREED and now.get(AGREED[field]) == "agreed"
        if not agreed and words != change.text(scope, root):
            found[root] = words
    return found


# All of it


def _unfit(change: Change, steps: list[Step], typing: Typing) -> str | None:
    """Why these steps cannot be taken; nothing has been written yet."""
    if not steps:
        return "as_it_was"
    if any((step.scope, root) in typing() for step in steps for root in _closed(change, step)):
        return "being_typed"
    live = {key: one["status"] for key, one in change.items(ROOM).items() if one["kind"] == "set"}
    live |= {one.after["id"]: one.after["status"] for one in steps if one.after["kind"] == "set"}
    full = list(live.values()).count("live") > change.facts.catalogue.limits.danger_sets
    return "too_many_sets" if full else None


def _unsafe(change: Change, steps: list[Step], *, sure: bool) -> str | None:
    """Words that say where somebody lives do not come back by accident either (SEE-10)."""
    found = (unsafe(change, step.scope, step.words.values(), sure=sure) for step in steps)
    return next((code for code in found if code), None)


def _closed(change: Change, step: Step) -> list[str]:
    """Texts in which nobody may be typing: those rewritten, and all of what will be struck."""
    if step.after["status"] == step.before["status"]:
        return list(step.words)
    return [root_of(step.after["id"], field) for field in change.kind(step.after["kind"]).texts]


def _carry_out(change: Change, step: Step, past: Past) -> None:
    if step.before["status"] == "merged" and step.after["status"] == "live":
        leave_merged(change, step.scope, step.before)
    # Cards that left this one in an earlier step are not put back by its older record.
    if "merged" in step.after:
        step.after["merged"] = change.items(step.scope)[step.after["id"]]["merged"]
    restored = {"to": past.at, "by": change.actor.id, "at": change.now}
    put_card(change, step.scope, {**step.after, "restored": restored})
    for root, words in step.words.items():
        change.write(step.scope, root, words)
