"""What the server itself writes between people: a new chair, and what was withheld beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.contract.commands import Add, Audience
from server.contract.values import Participant, Withholding
from server.rules.audiences import CHAIR, CLOSED_SESSION, NAMED
from server.sync.change import Change, Done, Outcome
from server.sync.commands.adding import add
from server.sync.commands.restricting import audience


def new_chair(change: Change, before: Participant, after: Participant) -> Outcome:
    """The new chair reads what the one before was given as chair, who reads it no longer (IDN-18).

    A closed session keeps both: whoever was in the room has heard it.
    """
    for name, item in list(change.items(CHAIR).items()):
        if item["kind"] == "audience":
            people = [after.id if one == before.id else one for one in item["people"]]
            # Nobody chairs a meeting of which something is kept from them.
            but = [one for one in item["but"] if one != after.id]
            readers = {"people": list(dict.fromkeys(people)), "but": but or item["but"]}
            if {**item, **readers} != item:
                change.put(CHAIR, {**item, **readers})
        elif name == CLOSED_SESSION and after.id not in item["admitted"]:
            change.put(CHAIR, {**item, "admitted": [*item["admitted"], after.id]})
    for person in (before, after):
        seat = change.seat(person.id)
        if seat is not None:
            shown = {"role": person.role, "relation": person.relation}
            change.put(seat.scope, {**seat.item, **shown})
    return Done()


def place_withheld(change: Change, approved: Sequence[Withholding]) -> Outcome:
    """Put what the chair has approved where only its readers see it; once (IDN-20)."""
    if change.meta("ended_at"):
        return "meeting_ended"
    for one in approved:
        if audience_of(one) not in change.items(CHAIR):
            refused = _place(change, one)
            if refused:
                return refused
    return Done()


def audience_of(request: Withholding) -> str:
    """The id of the audience of one request."""
    return f"aud-{request.id}"


def _place(change: Change, request: Withholding) -> str | None:
    here = {one.id for one in change.facts.people.values() if not one.gone}
    people = tuple(one for one in request.people if one in here)
    but = tuple(one for one in request.but if one in here) if not people else ()
    if not people and not but:
        people = (change.actor.id,)  # all who were left out have gone: nobody learns it by that
    name = audience_of(request)
    made = audience(
        change,
        Audience(id=name, item=name, people=people, but=but, why=request.reason),
    )
    if isinstance(made, str):
        return made
    card = Add(
        id=name, item=f"held-{request.id}", kind="card", scope=f"{NAMED}{name}",
        section=request.section, fields=_said_by(change, request), texts={"": request.words},
    )  # fmt: skip
    added = add(change, card)
    return added if isinstance(added, str) else None


def _said_by(change: Change, request: Withholding) -> dict[str, Any]:
    person = change.facts.people[request.asked_by]
    role = person.relation or person.agency
    return {"said_by": {"person": person.id, "name": person.name, "role": role}}
