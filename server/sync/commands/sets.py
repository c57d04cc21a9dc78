"""Danger sets: private statements, revealed side by side, then agreed."""

from __future__ import annotations

from server.contract.commands import Agree, Ready, RevealStatements, UseWords
from server.sync.change import ROOM, Change, Done, Item, Outcome, own_scope, root_of
from server.sync.commands.adding import last_in
from server.sync.fields import speaker


def ready(change: Change, command: Ready) -> Outcome:
    """One's own statement may be shown. After the reveal that shows it at once."""
    scope = own_scope(change.actor.id)
    statement = change.items(scope).get(command.item)
    if statement is None or statement["kind"] != "statement":
        return "no_such_item"
    found = change.find_kind(statement["parent"], "set")
    if isinstance(found, str):
        return found
    if statement["status"] != "live":
        return "already_revealed"
    if command.ready and not change.text(scope, root_of(command.item)).strip():
        return "nothing_written"
    change.put(scope, {**statement, "ready": command.ready})
    if change.shown_in(change.actor.id) == ROOM:
        change.put(ROOM, _count(found.item, change.actor.id, ready=command.ready))
    if command.ready and found.item["drafts"] == "revealed":
        _show(change, scope, {**statement, "ready": True})
    return Done(item=command.item)


def reveal_statements(change: Change, command: RevealStatements) -> Outcome:
    """Copy every ready statement of the set into the room, all at once (PER-6)."""
    found = change.find_live(command.set, "set")
    if isinstance(found, str):
        return found
    if found.item["drafts"] == "revealed":
        return "already_revealed"
    drafts = [
        (scope, item)
        for scope, items in change.everywhere()
        for item in items.values()
        if scope.startswith("own:") and _is_ready(item, command.set)
    ]
    change.put(ROOM, {**found.item, "drafts": "revealed"})
    for scope, item in drafts:
        _show(change, scope, item)
    return Done(item=command.set)


def use_words(change: Change, command: UseWords) -> Outcome:
    """Add a revealed statement's words to what the set already says."""
    statement = change.find_kind(command.statement, "statement")
    found = change.find_live(command.set, "set")
    if isinstance(statement, str):
        return statement
    if isinstance(found, str):
        return found
    if statement.scope != ROOM:
        return "not_revealed"
    if found.item["danger_status"] == "agreed":
        return "not_now"
    danger = root_of(command.set, "danger")
    words = [change.text(ROOM, danger).strip(), change.text(ROOM, root_of(command.statement))]
    joined = "\n".join(part for part in words if part)
    if len(joined) > change.kind("set").texts["danger"]:
        return "too_long"
    change.write(ROOM, danger, joined)
    return Done(item=command.set)


def agree(change: Change, command: Agree) -> Outcome:
    """Mark the statement or the goal as agreed; agreed words are not typed into (PER-3)."""
    found = change.find_live(command.set, "set")
    if isinstance(found, str):
        return found
    if command.agreed and not change.text(ROOM, root_of(command.set, command.what)).strip():
        return "nothing_written"
    status = "agreed" if command.agreed else "draft"
    change.put(ROOM, {**found.item, f"{command.what}_status": status})
    return Done(item=command.set)


def _is_ready(item: Item, set_id: str) -> bool:
    mine = item["kind"] == "statement" and item["parent"] == set_id
    return bool(mine and item["ready"] and item["status"] == "live")


def _show(change: Change, scope: str, statement: Item) -> None:
    author = change.facts.people.get(statement["author"])
    said_by = None if author is None else speaker(author)
    wide = change.shown_in(statement["author"])
    pos = last_in(change, wide, "statement", None)
    change.put(wide, {**statement, "said_by": said_by, "pos": pos, "ready": True})
    change.write(wide, root_of(statement["id"]), change.text(scope, root_of(statement["id"])))
    change.put(scope, {**statement, "status": "shared"})


def _count(item: Item, who: str, *, ready: bool) -> Item:
    """The set's record with one person moved between "writing" and "ready"."""
    writing = [one for one in item["writing"] if one != who]
    done = [one for one in item["ready"] if one != who]
    (done if ready else writing).append(who)
    return {**item, "writing": writing, "ready": done}
