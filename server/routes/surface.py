"""The page of one person in one meeting: waiting, Desk, Wall, Companion, or the end."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.contract.values import Meeting, Participant
from server.routes import csrf, words
from server.routes.cookies import drop_cookie, guest_cookie
from server.routes.forms import Form
from server.routes.guards import PersonVisit
from server.routes.pages import form_seed, go_to, guarded, page
from server.routes.parts import Parts, parts_of
from server.routes.seats import is_early
from server.routes.withholdings import may_ask, place
from server.rules import audiences

SURFACES = {"chair": "desk", "minute_taker": "desk", "wall": "wall"}
"""Everyone else has the Companion; so have these on a phone, at `?on=phone`."""

CHIPS = {
    "refused": ("stop", "circle-slash", "Not let in"),
    "removed": ("stop", "circle-slash", "Taken out"),
    "left": ("closed", "circle-check", "Left"),
    "ended": ("closed", "circle-check", "Ended"),
}
SHUT = {
    "refused": (
        "You have not been let in",
        "If you think this is a mistake, ring the office or speak to the chair.",
    ),
    "removed": (
        "You are no longer in the meeting",
        "The chair has taken you out. Speak to the chair if this is a mistake.",
    ),
    "left": (
        "You have left the meeting",
        "Nothing of the meeting stays on this device. To come back, open your link again.",
    ),
}


async def show(request: Request, visit: PersonVisit) -> Response:
    """Whatever this person has before them now."""
    state = door_state(visit)
    if state == "ended":
        return _ended_page(request, visit)
    if state == "waiting":
        return await _waiting_page(request, visit)
    if state in SHUT and visit.person.role == "wall":
        return go_to(request, "/wall")  # the screen asks to be paired again
    if state in SHUT:
        return _shut_page(request, visit, state)
    return await _board_page(request, visit)


def door_state(visit: PersonVisit) -> str:
    """ "waiting", "admitted", "refused", "removed", "left", or "ended" for all alike."""
    if visit.meeting.state == "ended":
        return "ended"
    return "waiting" if is_early(visit.meeting, visit.person) else visit.state


async def door(request: Request, visit: PersonVisit) -> Response:
    """The same in a word, for the waiting page to ask after."""
    response = JSONResponse({"state": door_state(visit)})
    guarded(request, response)
    return response


async def leave(request: Request, visit: PersonVisit, _: Form) -> Response:
    """The person goes. Guests' sessions end and their cookie is taken back."""
    parts = parts_of(request)
    if visit.staff is not None:
        return go_to(request, "/meetings")
    if visit.session is not None:
        await parts.lobby.leave(visit.person.id, parts.now())
        await parts.rooms.remove(visit.meeting.id, visit.person.id, "not_signed_in")
        await parts.rooms.lobby_changed(visit.meeting.id)
    response = _shut_page(request, visit, "left")
    drop_cookie(request, response, guest_cookie(visit.person.id))
    return response


async def _waiting_page(request: Request, visit: PersonVisit) -> Response:
    parts = parts_of(request)
    chair = await parts.accounts.staff(visit.meeting.chair)
    return page(
        request,
        "waiting.html",
        person=visit.person,
        chair=chair.name if chair else "The chair",
        asked_at=visit.session.asked_at if visit.session else 0,
        starts=visit.person.arrives or visit.meeting.starts,
        is_wall=visit.person.role == "wall",
        early=is_early(visit.meeting, visit.person),
        may_withhold=visit.meeting.state == "preparing" and may_ask(visit),
        address=request.url.path,
    )


def _shut_page(request: Request, visit: PersonVisit, state: str) -> Response:
    heading, say = SHUT[state]
    return page(
        request, "shut.html", heading=heading, say=say, chip=CHIPS[state], staff=visit.staff
    )


def _ended_page(request: Request, visit: PersonVisit) -> Response:
    office = visit.person.role in ("chair", "minute_taker")
    say = (
        "The minutes and the plan are ready."
        if office
        else "Your copy of what was decided will be given to you."
    )
    record = f"/records/{visit.meeting.id}" if office and visit.staff else ""
    return page(
        request,
        "shut.html",
        heading="The meeting has ended",
        say=say,
        chip=CHIPS["ended"],
        record=record,
        staff=visit.staff,
    )


async def _board_page(request: Request, visit: PersonVisit) -> Response:
    parts = parts_of(request)
    surface = SURFACES.get(visit.person.role, "companion")
    if surface == "desk":
        if request.query_params.get("on") == "phone":
            surface = "companion"
        if not visit.meeting.children:
            return go_to(request, f"/meetings/{visit.meeting.id}/set-up/children")
        await parts.meetings.open(visit.meeting.id, parts.now())
        if visit.person.role == "chair":
            await place(parts, visit.meeting.id, visit.person)
    boot = boot_data(parts, visit.meeting, visit.person)
    boot["asked_at"] = visit.session.asked_at if visit.session else 0
    boot["csrf"] = csrf.mark(parts.settings.secret, form_seed(request))
    title = str(parts.catalogue.types[visit.meeting.type]["plain_name"])
    return page(
        request, "board.html", surface=surface, title=title, boot=safe_json(boot), staff=visit.staff
    )


def boot_data(parts: Parts, meeting: Meeting, person: Participant) -> dict[str, Any]:
    """What a board page starts with: who I am, what I may open, and all of shared/ it needs."""
    raw = parts.catalogue.raw
    return {
        "meeting": {
            "id": meeting.id,
            "title": words.family(meeting.children),
            "on": meeting.on,
        },
        "me": {
            field: getattr(person, field)
            for field in (
                *("id", "name", "role", "agency", "relation"),
                *("side", "clearance", "speaks_for", "deputy"),
            )
        }
        | {"apart": bool(person.apart)},
        "scopes": audiences.scopes(person),
        "type": parts.catalogue.types[meeting.type],
        "schema": raw["board.schema"],
        "permissions": raw["permissions"],
        "refusals": raw["refusals"],
        "limits": raw["limits"],
        "build": parts.build,
        "now": parts.now(),
        "holidays": sorted(parts.holidays(meeting.type)),
    }


def safe_json(value: Any) -> Markup:
    """JSON that cannot close the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    escaped = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Markup(escaped)  # noqa: S704 - every "<" is escaped above
