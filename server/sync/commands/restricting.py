"""Who may see what: the closed session, private family time, and what only some people read."""

from __future__ import annotations

from typing import Any

from server.contract.commands import (
    Audience,
    ClosedEnd,
    ClosedStart,
    FamilyEnd,
    FamilyStart,
    Review,
)
from server.rules.audiences import CHAIR, CLOSED, CLOSED_SESSION, PROFESSIONALS
from server.sync.change import Change, Done, Item, Outcome, root_of
from server.sync.commands.adding import bad_new_id, is_full, last_in, new_item
from server.sync.commands.protecting import alarm, unsafe
from server.sync.fields import NOT_A_VALUE, tidy

UNSAID = ("event_date", "reviewed")
"""What of a card of a closed session does not go along when it is released: words, and who looked
at it when."""


def closed_start(change: Change, command: ClosedStart) -> Outcome:
    """Start a closed session, or change who is admitted to it (SEE-4).

    From here on everybody else sees a waiting page, and only what is written in the session's own
    scope is taken. `say` is the reason in general terms, which the family is told.
    """
    admitted = _professionals(change, command.admitted)
    if isinstance(admitted, str):
        return admitted
    say = _line(command.say, 300)
    if not say:
        return "reason_missing"
    before = change.items(CHAIR).get(CLOSED_SESSION)
    were_there = {change.actor.id, *(before or {}).get("admitted", ())}
    if _had_another(change) and not were_there.issuperset(admitted):
        return "earlier_session"
    item = before or new_item(change, "session", CLOSED_SESSION, CHAIR, {})
    change.put(CHAIR, {**item, "admitted": admitted})
    since = (change.meta("closed") or {}).get("since", change.now)
    change.put_meta("closed", {"since": since, "say": say})
    return Done()


def _had_another(change: Change) -> bool:
    """Whether something of an earlier session still stands: who was not there may not read it."""
    if not change.meta("closed_sessions"):
        return False
    live = [item for item in change.items(CLOSED).values() if item["status"] == "live"]
    now_on = change.meta("closed")
    return any(not now_on or item["at"] < now_on["since"] for item in live)


def closed_end(change: Change, command: ClosedEnd) -> Outcome:
    """Everybody comes back; each item of the session then waits for the chair's review (SEE-5)."""
    closed = change.meta("closed")
    if not closed:
        return "nothing_to_end"
    held = [*(change.meta("closed_sessions") or ()), {**closed, "until": change.now}]
    change.put_meta("closed_sessions", held)
    change.put_meta("closed", None)
    return Done()


def review(change: Change, command: Review) -> Outcome:
    """What becomes of one item of a closed session: kept there, released reworded, or dropped."""
    item = change.items(CLOSED).get(command.item)
    if item is None or item["status"] != "live":
        return "no_such_item"
    reviewed = {"answer": command.answer, "by": change.actor.id, "at": change.now}
    if command.answer == "release":
        return _release(change, command, item, reviewed)
    if command.answer == "delete":
        for one in (command.item, *item["merged"]):
            change.write(CLOSED, root_of(one), "")
            change.drop(CLOSED, one)
    else:
        change.put(CLOSED, {**item, "reviewed": reviewed})
    return Done(item=command.item)


def _release(change: Change, command: Review, item: Item, reviewed: dict[str, Any]) -> Outcome:
    """A copy in the chair's words goes to the others; what was said in the session stays there."""
    words = _line(command.words, 2000)
    if not words:
        return "nothing_written"
    if is_full(change, command.to):
        return "board_full"
    section = command.section or item["section"]
    if section not in change.facts.sections:
        return "bad_field"
    if refused := unsafe(change, command.to, [words], sure=command.sure):
        return refused
    item = {key: value for key, value in item.items() if key not in UNSAID}
    said = {"said_by": None, "typed_by": change.actor.id, "author": change.actor.id}
    pos = last_in(change, command.to, "card", section)
    released = {**item, **said, "section": section, "pos": pos, "merged": [], "responses": {}}
    change.put(command.to, {**released, "shared_from": CLOSED})
    change.write(command.to, root_of(command.item), words)
    change.put(CLOSED, {**item, "status": "shared", "reviewed": reviewed})
    return Done(item=command.item, notices=alarm(change, command.to, [words], command.item))


def audience(change: Change, command: Audience) -> Outcome:
    """Name the readers of a scope, or change them: a list of people, or all but some (SEE-2)."""
    before = change.items(CHAIR).get(command.item)
    refused = None if before else bad_new_id(change, command.item)
    why = _line(command.why, 600)
    if refused or (before and before["kind"] != "audience"):
        return refused or "taken_id"
    if not why:
        return "reason_missing"
    if bool(command.people) == bool(command.but):
        return "bad_field"
    if any(not _takes_part(change, one) for one in (*command.people, *command.but)):
        return "no_such_person"
    item = before or new_item(change, "audience", command.item, CHAIR, {})
    people = list(dict.fromkeys([*command.people, change.actor.id])) if command.people else []
    readers = {"people": people, "but": list(dict.fromkeys(command.but))}
    change.put(CHAIR, {**item, **readers, "why": why, "until": command.until})
    return Done(item=command.item)


def family_start(change: Change, command: FamilyStart) -> Outcome:
    """The family has the board to itself: the professionals' devices wait (SEE-6)."""
    if not change.facts.type.get("family_time"):
        return "not_allowed"
    if change.meta("closed"):
        return "closed_session"
    change.put_meta("family_time", {"on": True, "since": change.now})
    return Done()


def family_end(change: Change, command: FamilyEnd) -> Outcome:
    """The professionals come back; they see of it what the family has shared, and no more."""
    began = change.meta("family_time") or {}
    if not began.get("on"):
        return "nothing_to_end"
    change.put_meta("family_time", {**began, "on": False, "until": change.now})
    return Done()


def _professionals(change: Change, people: tuple[str, ...]) -> list[str] | str:
    """Ids of those admitted; only who has professionals' clearance can be."""
    for one in people:
        person = change.person(one)
        if person is None:
            return "no_such_person"
        if person.clearance != PROFESSIONALS:
            return "not_allowed"
    return list(dict.fromkeys([*people, change.actor.id]))


def _takes_part(change: Change, one: str) -> bool:
    person = change.person(one)
    return person is not None and person.role != "wall"


def _line(text: str, most: int) -> str:
    tidied = tidy(text, most)
    return "" if tidied is NOT_A_VALUE else str(tidied)
