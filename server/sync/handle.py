"""From a typed command to the one function that carries it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from server.contract import commands as ask
from server.rules import audiences, permissions
from server.sync.change import Change, Outcome
from server.sync.commands import adding, cards, chairing, restoring, restricting, scales, sets
from server.sync.commands.restoring import Past, Typing

HANDLERS: Mapping[type[ask.Command], Callable[[Change, Any], Outcome]] = {
    ask.Add: adding.add,
    ask.SetFields: cards.set_fields,
    ask.Move: cards.move,
    ask.Strike: cards.strike,
    ask.Restore: cards.restore,
    ask.Merge: cards.merge,
    ask.Share: cards.share,
    ask.Respond: cards.respond,
    ask.CardToRow: cards.card_to_row,
    ask.Ready: sets.ready,
    ask.RevealStatements: sets.reveal_statements,
    ask.UseWords: sets.use_words,
    ask.Agree: sets.agree,
    ask.OpenScale: scales.open_scale,
    ask.Score: scales.score,
    ask.RevealScores: scales.reveal_scores,
    ask.LockScale: scales.lock_scale,
    ask.ScoreToRow: scales.score_to_row,
    ask.Stage: chairing.stage,
    ask.Timer: chairing.timer,
    ask.Wall: chairing.wall,
    ask.Blank: chairing.blank,
    ask.Accept: chairing.accept,
    ask.ReadBack: chairing.read_back,
    ask.Signal: chairing.signal,
    ask.ClosedStart: restricting.closed_start,
    ask.ClosedEnd: restricting.closed_end,
    ask.Review: restricting.review,
    ask.Audience: restricting.audience,
    ask.FamilyStart: restricting.family_start,
    ask.FamilyEnd: restricting.family_end,
}


def handle(change: Change, command: ask.AnyCommand) -> Outcome:
    """Authorise, then change. Nothing is written when the answer is a refusal."""
    refused = refuse(change, command)
    if refused:
        return refused
    return HANDLERS[type(command)](change, command)


def go_back(change: Change, command: ask.RestoreTo, past: Past, typing: Typing) -> Outcome:
    """The same for a restore, which is also given what it goes back to (HIS-4)."""
    return refuse(change, command) or restoring.give_back(change, command, past, typing)


def refuse(change: Change, command: ask.Command) -> str | None:
    """The code of shared/permissions.json's no, if it is one (PER-1)."""
    if change.meta("ended_at"):
        return "meeting_ended"
    action = f"add.{command.kind}" if isinstance(command, ask.Add) else command.op
    table = change.facts.catalogue.permissions
    refused = permissions.refusal(table, action, change.actor.role, change.meta("stage"))
    return refused or _held_back(change, command, table[action])


def _held_back(change: Change, command: ask.Command, rule: Mapping[str, Any]) -> str | None:
    """While others wait, nothing is written that they will read when they are back (SEE-4)."""
    standing = change.standing
    waits = audiences.waits(change.actor, standing)
    if waits and not rule.get("while_waiting"):
        return waits
    if not standing.closed:
        return None
    found = None if isinstance(command, ask.Add) else change.find(getattr(command, "item", ""))
    scopes = {getattr(command, "scope", ""), getattr(command, "to", ""), found and found.scope}
    people = change.facts.people.values()
    for_others = any(audiences.is_read_later(one, people, standing) for one in scopes if one)
    return "closed_session_on" if for_others or not rule.get("while_closed") else None
