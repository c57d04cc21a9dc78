"""The big screen: it shows a code, the chair types it, and it is the wall."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.contract.values import Participant
from server.identity.walls import Screen
from server.routes import words
from server.routes.cookies import SCREEN_COOKIE, cookie, drop_cookie, guest_cookie, set_cookie
from server.routes.forms import Form
from server.routes.guards import Anyone, MeetingVisit
from server.routes.pages import go_to, guarded, page
from server.routes.parts import Parts, own_address, parts_of


async def show(request: Request, _: Anyone) -> Response:
    """A code for the chair; once it was typed, the wall itself."""
    parts = parts_of(request)
    token = cookie(request, SCREEN_COOKIE)
    screen = parts.invitations.walls.screen(token, parts.now()) if token else None
    if screen is not None and screen.wall is not None:
        return await _to_the_wall(request, parts, token)
    return await _show_code(request, parts, screen)


async def _to_the_wall(request: Request, parts: Parts, token: str) -> Response:
    redeemed = await parts.invitations.walls.redeem(token, parts.now())
    if redeemed is None:
        return go_to(request, "/wall")
    wall, signed_in = redeemed
    response = go_to(request, f"/m/{wall.meeting}/{wall.id}")
    set_cookie(request, response, guest_cookie(wall.id), signed_in.token)
    drop_cookie(request, response, SCREEN_COOKIE)
    # An earlier screen of this meeting is its wall no longer.
    await parts.rooms.remove(wall.meeting, wall.id, "not_signed_in")
    return response


async def _show_code(request: Request, parts: Parts, screen: Screen | None) -> Response:
    token, code = "", screen.code if screen else ""
    if screen is None:
        address = request.client.host if request.client else ""
        begun = await parts.invitations.walls.begin(address, parts.now())
        if isinstance(begun, str):
            sentence = parts.catalogue.say(begun)
            heading = "Please wait a little"
            return page(request, "shut.html", status=429, heading=heading, say=sentence, chip=None)
        token, code = begun
    response = page(request, "wall_code.html", code=code)
    if token:
        set_cookie(request, response, SCREEN_COOKIE, token)
    return response


async def door(request: Request, _: Anyone) -> Response:
    """ "waiting" while the code stands; else the screen loads its page again."""
    parts = parts_of(request)
    token = cookie(request, SCREEN_COOKIE)
    screen = parts.invitations.walls.screen(token, parts.now()) if token else None
    waits = screen is not None and screen.wall is None
    response = JSONResponse({"state": "waiting" if waits else "changed"})
    guarded(request, response)
    return response


async def show_pairing(request: Request, visit: MeetingVisit) -> Response:
    """Where the chair types the code, and takes the wall away again."""
    return await _pairing(request, visit, {}, "")


async def _pairing(
    request: Request, visit: MeetingVisit, errors: dict[str, str], typed: str
) -> Response:
    parts, meeting = parts_of(request), visit.meeting
    wall = await _wall(parts, meeting.id)
    return page(
        request,
        "pair.html",
        staff=visit.staff,
        here="meetings",
        meeting=meeting,
        title=words.title(meeting, parts.catalogue.types[meeting.type]),
        address=f"{own_address(request)}/wall",
        paired=await parts.invitations.walls.is_paired(wall, parts.now()),
        seat=f"/m/{meeting.id}/{visit.seat.id}",
        errors=errors,
        values={"code": typed},
    )


async def pair(request: Request, visit: MeetingVisit, form: Form) -> Response:
    """The code that stands on the screen: that screen is the wall now."""
    parts, typed = parts_of(request), form.get("code")
    if visit.meeting.state == "ended":
        return await _pairing(request, visit, {"code": "The meeting has ended"}, typed)
    wall = await _wall(parts, visit.meeting.id)
    refused = await parts.invitations.walls.pair(typed, wall, parts.now(), visit.staff.id)
    if refused:
        return await _pairing(request, visit, {"code": parts.catalogue.say(refused)}, typed)
    return await _pairing(request, visit, {}, "")


async def unpair(request: Request, visit: MeetingVisit, _: Form) -> Response:
    """The screen is nobody's wall any more."""
    parts = parts_of(request)
    wall = await _wall(parts, visit.meeting.id)
    await parts.invitations.walls.unpair(wall, parts.now(), visit.staff.id)
    await parts.rooms.remove(visit.meeting.id, wall.id)
    return go_to(request, f"/meetings/{visit.meeting.id}/wall")


async def _wall(parts: Parts, meeting_id: str) -> Participant:
    people = await parts.meetings.people(meeting_id)
    return next(one for one in people if one.role == "wall")
