"""Who reads what, for the chair: each person beside each part of the board."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.contract.values import Participant
from server.routes import words
from server.routes.guards import MeetingVisit
from server.routes.pages import page
from server.routes.parts import parts_of
from server.routes.people import about
from server.rules.audiences import (
    CLOSED,
    FAMILY,
    OPEN,
    PROFESSIONALS,
    ROOM,
    Standing,
    scopes,
    waits,
)
from server.rules.people import together

WAITS = {
    "closed_session": "Waits: there is a closed session",
    "family_time": "Waits: the family has the board to itself",
}


async def show(request: Request, visit: MeetingVisit) -> Response:
    """One table, as it is now."""
    parts, meeting = parts_of(request), visit.meeting
    standing, labels = OPEN, dict[str, str]()
    if meeting.state != "preparing":  # before that there is no board, and nothing may open one
        standing, labels = await parts.rooms.readers(meeting.id, visit.seat)
    people = await parts.meetings.people(meeting.id)
    columns = _columns(standing, labels)
    names = {one.id: one.name for one in people}
    roles = parts.catalogue
    return page(
        request,
        "readers.html",
        staff=visit.staff,
        here="meetings",
        meeting=meeting,
        title=words.title(meeting, parts.catalogue.types[meeting.type]),
        columns=list(columns.values()),
        rows=[
            _row(one, standing, columns, names, str(roles.role(meeting.type, one.role)["name"]))
            for one in people
        ],
    )


def _columns(standing: Standing, labels: Mapping[str, str]) -> dict[str, str]:
    """Scope -> what the chair calls it. A scope that there is not is not in the table."""
    found = {ROOM: "Room", PROFESSIONALS: "Professionals"}
    if standing.closed or standing.admitted:
        found[CLOSED] = "Closed session"
    if standing.family_began:
        found[FAMILY] = "Private family time"
    return {**found, **labels}


def _row(
    person: Participant,
    standing: Standing,
    columns: Mapping[str, str],
    names: Mapping[str, str],
    role: str,
) -> dict[str, Any]:
    mine = scopes(person, standing)
    return {
        "name": person.name,
        "about": about(person, role),
        "apart": together([names[one] for one in person.apart if one in names]),
        "waits": WAITS.get(waits(person, standing), ""),
        "reads": [scope in mine for scope in columns],
    }
