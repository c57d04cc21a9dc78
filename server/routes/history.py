"""Looking back: what happened in a meeting and the board as it was, for whoever may restore it."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.routes import words
from server.routes.closing import note
from server.routes.guards import MeetingVisit
from server.routes.pages import go_to, guarded, page
from server.routes.parts import parts_of
from server.routes.problems import problem
from server.routes.surface import boot_data, safe_json
from server.sync.history import Asker

TOLD = ("seq", "at", "who", "say", "kind", "stage", "item")
NUMBER = re.compile(r"[1-9][0-9]{0,14}")


async def show_moments(request: Request, visit: MeetingVisit) -> Response:
    """What happened, in order: {moments, ended}. Who looked back is in the audit trail."""
    parts, meeting = parts_of(request), visit.meeting
    if meeting.state == "preparing":  # a board that nobody has opened yet stays unopened (IDN-10)
        return _json(request, {"moments": [], "ended": False})
    await note(parts, visit, "history opened", "")
    asker = Asker(visit.seat, await parts.rooms.standing(meeting.id))
    people = {person.id: person for person in await parts.meetings.people(meeting.id)}
    moments = await parts.rooms.history.moments(meeting, people, asker)
    told = [{name: getattr(one, name) for name in TOLD} for one in moments]
    return _json(request, {"moments": told, "ended": meeting.state == "ended"})


async def show_board(request: Request, visit: MeetingVisit) -> Response:
    """The board as one entry of the log left it, with who wrote which words."""
    seq = request.path_params["seq"]
    if not NUMBER.fullmatch(seq) or visit.meeting.state == "preparing":
        return problem(request, 404, staff=visit.staff)
    parts = parts_of(request)
    asker = Asker(visit.seat, await parts.rooms.standing(visit.meeting.id))
    board = await parts.rooms.history.board(visit.meeting.id, int(seq), asker)
    if board is None:
        return problem(request, 404, staff=visit.staff)
    await note(parts, visit, "history opened", "")
    return _json(request, board)


async def show_page(request: Request, visit: MeetingVisit) -> Response:
    """The history of a meeting that has ended; while it goes on it is looked at from the Desk."""
    parts, meeting = parts_of(request), visit.meeting
    if meeting.state != "ended":
        return go_to(request, f"/m/{meeting.id}/{visit.seat.id}")
    return page(
        request,
        "history.html",
        staff=visit.staff,
        here="meetings",
        meeting=meeting,
        title=words.title(meeting, parts.catalogue.types[meeting.type]),
        boot=safe_json(boot_data(parts, meeting, visit.seat)),
    )


def _json(request: Request, value: dict[str, Any]) -> Response:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    response = Response(body, media_type="application/json")
    guarded(request, response)
    return response
