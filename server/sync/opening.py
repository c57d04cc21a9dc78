"""What stands on the board before anyone has typed: the meeting, its children, its seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.contract.values import Child, Meeting, Participant
from server.rules.audiences import CHAIR, PROFESSIONALS, ROOM, apart_audience
from server.rules.people import together
from server.sync.change import Change, Done, Item, Outcome
from server.sync.commands.adding import make_scale, new_item
from server.sync.commands.counting import recount

LONDON = ZoneInfo("Europe/London")
SYSTEM = Participant(id="", meeting="", name="Threefold", role="system", side="room")


def open_board(change: Change, meeting: Meeting) -> Outcome:
    """Write the meeting, and an item for each thing every conference has. Once."""
    if change.meta("type"):
        return seat_everyone(change)
    start = {
        "type": meeting.type, "title": title(meeting.children), "stage_since": change.now,
        "children": [_child(child, change) for child in meeting.children], "stage_added": 0,
        "stage": change.facts.type["stages"][0]["id"], "done": [], "blank": False,
        "wall": {"show": "overview", "item": None, "page": 1, "names": True, "follows": True},
        "opened_at": change.now, "ended_at": None,
    }  # fmt: skip
    for key, value in start.items():
        change.put_meta(key, value)
    _place_items(change, meeting)
    return seat_everyone(change)


def _place_items(change: Change, meeting: Meeting) -> None:
    make_scale(change, "overall", change.facts.type["scale"]["overall_question"], None)
    for child in meeting.children:
        _put(change, "decision", f"decision-{child.id}", {
            "child": child.id, "outcome": None, "categories": [], "participation": None,
            "responses": {},
        })  # fmt: skip
    for name in change.facts.catalogue.schema.notes:
        _put(change, "note", f"note-{name}", {})
    _put(change, "quorum", "quorum", {"enough": "", "ground": ""})
    _put(change, "dates", "dates", {"core_group_members": []})


def seat_everyone(change: Change) -> Outcome:
    """A seat for each person invited since; none for the wall and those taken out before."""
    if change.meta("ended_at"):
        return "meeting_ended"
    for person in change.facts.people.values():
        if person.role != "wall":
            _seat(change, person)
    recount(change)
    return Done()


def _seat(change: Change, person: Participant) -> None:
    """A seat, where those may read it who may know of this person (SEE-8)."""
    scope, found = PROFESSIONALS if person.apart else ROOM, change.seat(person.id)
    if person.apart or change.items(CHAIR).get(apart_audience(person.id)):
        _keep_apart(change, person)
    if found is not None and found.scope != scope:
        change.put(scope, found.item)
        change.drop(found.scope, found.item["id"])
    elif found is None and not person.gone:
        change.put(scope, _new_seat(change, person, scope))


def _keep_apart(change: Change, person: Participant) -> None:
    """The audience of what this person says: everybody but those who must not know of them."""
    name = apart_audience(person.id)
    before = change.items(CHAIR).get(name) or new_item(change, "audience", name, CHAIR, {})
    readers = {"people": [], "but": list(person.apart), "why": "Attends separately.", "until": ""}
    if {**before, **readers} != before:
        change.put(CHAIR, {**before, **readers})


def _new_seat(change: Change, person: Participant, scope: str) -> Item:
    return new_item(change, "person", f"person-{person.id}", scope, {
        "name": person.name, "role": person.role, "agency": person.agency,
        "relation": person.relation, "side": person.side, "attendance": "invited",
        "mode": "in_person", "report": "none", "alone": False, "direct_contact": False,
    })  # fmt: skip


def take_seats(change: Change, people: Sequence[Participant]) -> Outcome:
    """People who were invited have come in: they are here, and may be expected to score."""
    if change.meta("ended_at"):
        return "meeting_ended"
    for person in people:
        seat = change.seat(person.id)
        if seat is not None and seat.item["attendance"] in ("invited", "no_reply"):
            change.put(seat.scope, {**seat.item, "attendance": "whole"})
    if change.changed:
        recount(change)
    return Done()


def end_board(change: Change, as_of: int | None) -> Outcome:
    """Freeze: nothing is written after this (SYN-14).

    `as_of`: freeze only what was checked, the board as that entry of the log left it.
    """
    if change.meta("ended_at"):
        return "meeting_ended"
    if as_of is not None and change.seq != as_of:
        return "not_now"
    change.put_meta("blank", False)
    change.put_meta("ended_at", change.now)
    return Done()


def look(change: Change) -> Outcome:
    """Change nothing: done when all that came before it is stored."""
    return Done()


def title(children: tuple[Child, ...]) -> str:
    """The children's first names: "Ellie and Tom"."""
    return together([child.first_name for child in children])


def _put(change: Change, kind: str, item: str, fields: dict[str, Any]) -> None:
    record: Item = new_item(change, kind, item, ROOM, fields)
    change.put(ROOM, record)


def _child(child: Child, change: Change) -> dict[str, Any]:
    today = datetime.fromtimestamp(change.now / 1000, LONDON).date()
    return {"id": child.id, "name": child.first_name, "age": _age(child.born, today)}


def _age(born: str, today: date) -> int | None:
    try:
        birthday = date.fromisoformat(born)
    except ValueError:
        return None
    return today.year - birthday.year - ((today.month, today.day) < (birthday.month, birthday.day))
