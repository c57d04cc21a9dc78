"""The page behind a personal link: who you are, to what, and one button."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.identity.values import Invited, SignedIn
from server.routes import words
from server.routes.cookies import cookie, guest_cookie, set_cookie
from server.routes.forms import Form
from server.routes.guards import Anyone
from server.routes.pages import go_to, page
from server.routes.parts import Parts, parts_of

HEADINGS = {
    "link_unknown": "This link does not work",
    "link_expired": "This link has run out",
    "link_revoked": "This link was stopped",
    "link_ended": "The meeting has ended",
    "pin_locked": "The PIN no longer works",
    "pin_over": "The PIN has run out",
    "too_many_tries": "Please wait a little",
}


STATUS = {"link_ended": 200, "link_unknown": 404, "too_many_tries": 429}


async def show(request: Request, _: Anyone) -> Response:
    """Show the invitation. Looking changes nothing: mail scanners look too."""
    parts = parts_of(request)
    invited = await _look(request, parts)
    if not isinstance(invited, Invited):
        return _shut(request, parts, invited)
    if await _is_in(request, parts, invited):
        return go_to(request, _surface(invited))
    return await _invitation(request, parts, invited, {})


async def _look(request: Request, parts: Parts) -> Invited | str:
    address = request.client.host if request.client else ""
    return await parts.invitations.look_from(request.path_params["token"], address, parts.now())


async def _invitation(
    request: Request, parts: Parts, invited: Invited, errors: dict[str, str]
) -> Response:
    meeting = invited.meeting
    chair = await parts.accounts.staff(meeting.chair)
    return page(
        request,
        "join.html",
        person=invited.participant,
        chair=chair.name if chair else "The chair",
        kind=parts.catalogue.types[meeting.type],
        when=words.when(meeting, invited.participant.arrives),
        place=words.place(meeting),
        address=request.url.path,
        asks_pin=invited.asks_pin,
        errors=errors,
    )


async def join(request: Request, _: Anyone, form: Form) -> Response:
    """Ask to come in: a session in the lobby, for this browser only."""
    parts, token = parts_of(request), request.path_params["token"]
    invited = await _look(request, parts)
    if not isinstance(invited, Invited):
        return _shut(request, parts, invited)
    joined = await parts.invitations.redeem(token, parts.now(), form.get("pin"))
    if joined == "pin_wrong":
        return await _invitation(request, parts, invited, {"pin": parts.catalogue.say(joined)})
    if not isinstance(joined, SignedIn):
        return _shut(request, parts, joined)
    response = go_to(request, _surface(invited))
    set_cookie(request, response, guest_cookie(invited.participant.id), joined.token)
    # The person's earlier device is out; the chair sees who waits now.
    await parts.rooms.remove(invited.meeting.id, invited.participant.id, "not_signed_in")
    await parts.rooms.lobby_changed(invited.meeting.id)
    return response


async def not_me(request: Request, _: Anyone) -> Response:
    """For whoever holds a link that is not theirs."""
    say = "Close this page. Ask whoever gave you the link for one of your own."
    return page(request, "shut.html", heading="This link is for somebody else", say=say, chip=None)


def _surface(invited: Invited) -> str:
    return f"/m/{invited.meeting.id}/{invited.participant.id}"


async def _is_in(request: Request, parts: Parts, invited: Invited) -> bool:
    token = cookie(request, guest_cookie(invited.participant.id))
    session = await parts.accounts.who(token, parts.now()) if token else None
    if session is None or session.participant != invited.participant.id:
        return False
    return await parts.lobby.state(session) in ("waiting", "admitted")


def _shut(request: Request, parts: Parts, code: str) -> Response:
    ended = code == "link_ended"
    return page(
        request,
        "shut.html",
        status=STATUS.get(code, 410),
        heading=HEADINGS.get(code, HEADINGS["link_unknown"]),
        say=parts.catalogue.say(code),
        chip=("closed", "circle-check", "Ended") if ended else ("stop", "circle-slash", "Closed"),
    )
