"""Changing items that are there: fields, place, strike, restore, merge, share, response."""

from __future__ import annotations

from typing import Any

from server.contract.commands import (
    CardToRow,
    Merge,
    Move,
    Respond,
    Restore,
    SetFields,
    Share,
    Strike,
)
from server.rules.audiences import CLOSED, level, widens
from server.rules.order import place
from server.sync.change import ROOM, Change, Done, Found, Item, Outcome, own_scope, root_of
from server.sync.commands.adding import (
    SECTIONED,
    bad_new_id,
    has_all_sets,
    is_full,
    last_in,
    neighbours,
    new_item,
)
from server.sync.commands.counting import recount
from server.sync.commands.naming import names_apart, put_card
from server.sync.commands.protecting import alarm, unsafe
from server.sync.fields import NOT_A_VALUE, tidy

ANSWERED = ("card", "set", "row", "decision")
MOVABLE = ("card", "row", "set")


def set_fields(change: Change, command: SetFields) -> Outcome:
    """New values for an item's own fields; author, time and status are never among them."""
    found = _changeable(change, command.item)
    if isinstance(found, str):
        return found
    if found.item["status"] != "live":
        return "no_such_item"
    fields = change.clean(found.item["kind"], command.fields)
    if isinstance(fields, str):
        return fields
    if names_apart(change, found.scope, found.item["kind"], fields):
        return "attends_apart"
    put_card(change, found.scope, {**found.item, **fields, **follows(found.item, fields)})
    if found.item["kind"] == "person":
        recount(change)
    return Done(item=command.item)


def follows(item: Item, fields: Item) -> Item:
    """What a new owner takes with it: a promise was made by the owner before, not by this one."""
    if item["kind"] != "row" or "owner" not in fields:
        return {}
    return {} if fields["owner"] == item.get("owner") else {"accepted": None}


def move(change: Change, command: Move) -> Outcome:
    """One record rewritten: an item cannot be in two places (BRD-3)."""
    found = _changeable(change, command.item, *MOVABLE)
    if isinstance(found, str):
        return found
    if found.item["status"] != "live":
        return "no_such_item"
    section = command.section or found.item.get("section")
    in_section = found.item["kind"] in SECTIONED
    if section not in change.facts.sections if in_section else section:
        return "bad_field"
    order = neighbours(change, found.scope, found.item["kind"], section, command.item)
    pos, moved = place(order, command.after)
    for item, new_pos in moved.items():
        change.put(found.scope, {**change.items(found.scope)[item], "pos": new_pos})
    change.put(found.scope, {**found.item, "pos": pos, "section": section})
    return Done(item=command.item)


def strike(change: Change, command: Strike) -> Outcome:
    """Struck through, never deleted, once others have seen it (BRD-4)."""
    found = _changeable(change, command.item)
    if isinstance(found, str):
        return found
    if "struck" not in change.kind(found.item["kind"]).server:
        return "wrong_kind"
    if found.item["status"] != "live":
        return "no_such_item"
    struck = {"reason": _words(command.reason), "by": change.actor.id, "at": change.now}
    change.put(found.scope, {**found.item, "status": "struck", "struck": struck})
    return Done(item=command.item)


def restore(change: Change, command: Restore) -> Outcome:
    """Back on the board as it was; a merged card leaves the card it was folded into."""
    found = _changeable(change, command.item)
    if isinstance(found, str):
        return found
    if found.item["status"] not in ("struck", "merged"):
        return "no_such_item"
    if found.item["kind"] == "set" and has_all_sets(change):
        return "too_many_sets"
    leave_merged(change, found.scope, found.item)
    back = {**found.item, "status": "live", "struck": None, "merged_into": None}
    change.put(found.scope, back)
    return Done(item=command.item)


def leave_merged(change: Change, scope: str, item: Item) -> None:
    """Out of the card it was folded into, and of each that one was folded into in turn."""
    leaving = {item["id"], *item.get("merged", ())}
    above = item.get("merged_into")
    while above:
        into = change.items(scope)[above]
        kept = [one for one in into["merged"] if one not in leaving]
        change.put(scope, {**into, "merged": kept})
        above = into.get("merged_into")


def merge(change: Change, command: Merge) -> Outcome:
    """One card folded into another of the same scope; the words and authors of both stay."""
    found, into = change.find_kind(command.item, "card"), change.find_kind(command.into, "card")
    if isinstance(found, str):
        return found
    if isinstance(into, str):
        return into
    if not _mergeable(found, into):
        return "wrong_kind"
    merged = [*into.item["merged"], command.item, *found.item["merged"]]
    change.put(found.scope, {**found.item, "status": "merged", "merged_into": command.into})
    change.put(into.scope, {**into.item, "merged": merged})
    return Done(item=command.into)


def share(change: Change, command: Share) -> Outcome:
    """Copy a card, with its words, from a narrower scope to a wider one."""
    found = change.find_kind(command.item, "card")
    if isinstance(found, str):
        return found
    words = change.text(found.scope, root_of(command.item))
    refused = _unshareable(change, found, command, words) or unsafe(
        change, command.to, [words], sure=command.sure
    )
    if refused:
        return refused
    section = command.section or found.item["section"]
    shared = {
        **found.item, "section": section, "shared_from": level(found.scope),
        "pos": last_in(change, command.to, "card", section), "merged": [],
    }  # fmt: skip
    put_card(change, command.to, shared)
    change.write(command.to, root_of(command.item), words)
    change.put(found.scope, {**found.item, "status": "shared"})
    return Done(item=command.item, notices=alarm(change, command.to, [words], command.item))


def respond(change: Change, command: Respond) -> Outcome:
    """The family's view of an item, with their words; typed for somebody by name if need be."""
    found = change.find_kind(command.item, *ANSWERED)
    if isinstance(found, str):
        return found
    if found.scope != ROOM or found.item["status"] != "live":
        return "no_such_item"
    speaker = _speaker(change, command)
    if isinstance(speaker, str):
        return speaker
    key, name = speaker
    if change.shown_in(key) != ROOM:
        return "attends_apart"
    answer = {
        "view": command.view, "words": _words(command.words), "name": name,
        "by": change.actor.id, "at": change.now,
    }  # fmt: skip
    others = {k: v for k, v in found.item["responses"].items() if k != key}
    responses = {**others, key: answer} if command.view or command.words else others
    change.put(ROOM, {**found.item, "responses": responses})
    return Done(item=command.item)


def card_to_row(change: Change, command: CardToRow) -> Outcome:
    """A plan row that starts from a card's words."""
    found = change.find_kind(command.card, "card")
    if isinstance(found, str):
        return found
    if found.scope != ROOM:
        return "not_allowed"
    if found.item["status"] != "live":
        return "no_such_item"
    fields = {"from_card": command.card, "children": found.item["children"]}
    return make_row(change, command.item, fields, change.text(ROOM, root_of(command.card)))


def make_row(change: Change, item: str, fields: dict[str, Any], what: str) -> Outcome:
    """A plan row at the end of the plan, with its first words."""
    refused = bad_new_id(change, item) or ("board_full" if is_full(change, ROOM) else None)
    if refused:
        return refused
    start: Item = {"responses": {}, "read_back": {}, "accepted": None}
    pos = last_in(change, ROOM, "row", None)
    change.put(ROOM, new_item(change, "row", item, ROOM, {**start, "pos": pos, **fields}))
    change.write(ROOM, root_of(item, "what"), what[: change.kind("row").texts["what"]])
    return Done(item=item)


def _changeable(change: Change, item: str, *kinds: str) -> Found | str:
    found = change.find(item)
    if found is None:
        return "no_such_item"
    if kinds and found.item["kind"] not in kinds:
        return "wrong_kind"
    if found.scope == own_scope(change.actor.id) or change.may_change(found.item):
        return found
    return "not_allowed"


def _mergeable(found: Found, into: Found) -> bool:
    both_live = found.item["status"] == into.item["status"] == "live"
    return both_live and found.scope == into.scope and found.item["id"] != into.item["id"]


def _unshareable(change: Change, found: Found, command: Share, words: str) -> str | None:
    if command.to not in change.readable or not widens(found.scope, command.to):
        return "not_allowed"
    if found.item["status"] != "live":
        return "no_such_item"
    if not _may_share(change, found):
        return "not_allowed"
    if command.section and command.section not in change.facts.sections:
        return "bad_field"
    if is_full(change, command.to):
        return "board_full"
    if _tells_of_apart(change, found, command.to):
        return "attends_apart"
    return None if words.strip() else "nothing_written"


def _tells_of_apart(change: Change, found: Found, to: str) -> bool:
    """The chair may release to the room what was said apart: whose it is stays held (SEE-8)."""
    if to == ROOM and change.actor.role == "chair":
        return False
    return change.meets_apart(found.item["author"], to)


def _may_share(change: Change, found: Found) -> bool:
    """BRD-7; what is for named people is released by the chair alone (SEE-3), and nothing leaves
    a closed session but by its review (SEE-5).
    """
    if level(found.scope) == CLOSED:
        return False
    if change.actor.role == "chair":
        return True
    return level(found.scope) != "named" and found.item["author"] == change.actor.id


def _speaker(change: Change, command: Respond) -> tuple[str, str] | str:
    """Whose response this is: (key, name). Only helpers and the chair type for somebody else."""
    if command.for_ is None:
        family = change.actor.side == "family"
        return (change.actor.id, change.actor.name) if family else "not_allowed"
    if change.actor.side == "family":
        return "not_allowed"
    if change.actor.role == "advocate" and command.for_.person != change.actor.speaks_for:
        return "not_allowed"
    if command.for_.person is not None:
        person = change.person(command.for_.person)
        if person is None:
            return "no_such_person"
        return (person.id, person.name) if person.side == "family" else "not_allowed"
    name = tidy(command.for_.name, 120)
    return (f"name:{name}", name) if name and name is not NOT_A_VALUE else "bad_field"


def _words(text: str) -> str:
    tidied = tidy(text, 600)
    return "" if tidied is NOT_A_VALUE else str(tidied)
