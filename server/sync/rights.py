"""What one session may read now: told when it changes, and held to (PER-4, SEE-1)."""

from __future__ import annotations

from collections.abc import Mapping

from server.contract.values import Participant
from server.document.live_board import LiveBoard
from server.rules.audiences import NAMED, ROOM, Standing, scopes, waits
from server.sync.audiences import label
from server.sync.crowd import WAITING
from server.sync.session import Session


def place(person: Participant, scope: str, standing: Standing) -> str | None:
    """Where a session on this scope belongs: the scope, WAITING in place of the room, or None."""
    if scope == ROOM and waits(person, standing):
        return WAITING
    return scope if scope in scopes(person, standing) else None


def tell(
    session: Session,
    standing: Standing,
    boards: Mapping[str, LiveBoard],
    people: Mapping[str, Participant],
) -> None:
    """Say which scopes this person may open now, and why they see nothing if they do not."""
    person = session.participant
    readable = scopes(person, standing)
    named = (scope for scope in readable if scope.startswith(NAMED))
    rights = {
        "kind": "rights",
        "scopes": readable,
        "labels": {scope: label(scope, boards, person, people) for scope in named},
        "waits": waits(person, standing),
        "role": person.role,
        "deputy": person.deputy,
        "say": (boards[ROOM].meta().get("closed") or {}).get("say", ""),
    }
    if rights != session.rights:
        session.rights = rights
        session.notify(rights)


def hold(
    session: Session,
    standing: Standing,
    boards: Mapping[str, LiveBoard],
    people: Mapping[str, Participant],
) -> bool:
    """End a session that may no longer read its scope.

    True when it has to join anew, because its person is to wait, or waits no more.
    """
    person = session.participant
    if session.scope not in (ROOM, WAITING):
        if session.scope not in scopes(person, standing):
            session.outbox.abandon("not_allowed_to_read")
        return False
    tell(session, standing, boards, people)
    return bool(waits(person, standing)) != (session.scope == WAITING)
