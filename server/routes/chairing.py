"""The chair goes to somebody else: handed over by the chair, or taken by the deputy."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.contract.values import Participant
from server.identity.chairing import NewChair, may_chair
from server.routes import words
from server.routes.forms import Form
from server.routes.guards import MeetingVisit
from server.routes.pages import go_to, guarded, page
from server.routes.parts import Parts, parts_of
from server.routes.problems import said
from server.rules.people import who

NOT_GONE = "The chair is in the meeting, or was a moment ago."


async def show(request: Request, visit: MeetingVisit) -> Response:
    """Hand over the chair, and name a deputy."""
    return await _page(request, visit, {})


async def _page(request: Request, visit: MeetingVisit, errors: dict[str, str]) -> Response:
    parts, meeting = parts_of(request), visit.meeting
    people = await parts.meetings.people(meeting.id)
    could = [one for one in people if may_chair(one) and one.id != visit.seat.id]
    deputy = next((one.id for one in could if one.deputy), "")
    return page(
        request,
        "chair.html",
        staff=visit.staff,
        here="meetings",
        meeting=meeting,
        title=words.title(meeting, parts.catalogue.types[meeting.type]),
        could=[(one.id, who(one.name, one.relation or one.agency), "") for one in could],
        deputies=[
            ("", "Nobody", ""),
            *((one.id, who(one.name, one.relation or one.agency), "") for one in could),
        ],
        errors=errors,
        values={"deputy": deputy, "to": ""},
        seat=f"/m/{meeting.id}/{visit.seat.id}",
        named="deputy" in request.query_params,
    )


async def name_deputy(request: Request, visit: MeetingVisit, form: Form) -> Response:
    """The chair names who may take the chair if the chair drops."""
    parts, meeting = parts_of(request), visit.meeting
    named = await parts.meetings.chairing.name_deputy(
        meeting.id, form.get("deputy"), parts.now(), visit.staff.id
    )
    if isinstance(named, str):
        return await _page(request, visit, {"deputy": "Choose somebody with a council account"})
    await parts.rooms.people_changed(meeting.id)
    return go_to(request, f"/meetings/{meeting.id}/chair?deputy")


async def hand_over(request: Request, visit: MeetingVisit, form: Form) -> Response:
    """One button: the other chairs, and every open page follows."""
    parts = parts_of(request)
    done = await _change(parts, visit, form.get("to"), taken=False)
    if isinstance(done, str):
        return await _page(request, visit, {"to": "Choose who is to chair"})
    return go_to(request, f"/m/{visit.meeting.id}/{visit.seat.id}")


async def show_take(request: Request, visit: MeetingVisit) -> Response:
    """The deputy's page: it says by itself when the chair can be taken."""
    parts, meeting = parts_of(request), visit.meeting
    chair = await _chair(parts, meeting.id)
    return page(
        request,
        "take_chair.html",
        staff=visit.staff,
        here="meetings",
        meeting=meeting,
        chair=chair.name,
        free=await _is_free(parts, visit),
        seat=f"/m/{meeting.id}/{visit.seat.id}",
        minute=round(parts.rooms.chair_gone_for),
    )


async def take_door(request: Request, visit: MeetingVisit) -> Response:
    """The same in a word, for the page to ask after."""
    free = await _is_free(parts_of(request), visit)
    response = JSONResponse({"state": "free" if free else "waiting"})
    guarded(request, response)
    return response


async def take(request: Request, visit: MeetingVisit, _: Form) -> Response:
    """The deputy takes the chair, when no page of the chair has been open for a minute."""
    parts = parts_of(request)
    back = f"/m/{visit.meeting.id}/{visit.seat.id}"
    if not await _is_free(parts, visit):
        return said(request, 409, "The chair is here", NOT_GONE, back=back, staff=visit.staff)
    done = await _change(parts, visit, visit.seat.id, taken=True)
    if isinstance(done, str):
        sentence = parts.catalogue.say(done)
        return said(request, 409, "That was not done", sentence, back=back, staff=visit.staff)
    return go_to(request, back)


async def _change(parts: Parts, visit: MeetingVisit, to: str, *, taken: bool) -> NewChair | str:
    done = await parts.meetings.chairing.hand_over(
        visit.meeting.id, to, parts.now(), visit.staff.id, taken=taken
    )
    if isinstance(done, NewChair):
        await parts.rooms.chair_changed(visit.meeting, done.before, done.after)
    return done


async def _chair(parts: Parts, meeting_id: str) -> Participant:
    people = await parts.meetings.people(meeting_id)
    return next(one for one in people if one.role == "chair")


async def _is_free(parts: Parts, visit: MeetingVisit) -> bool:
    if visit.meeting.state != "open":
        return False
    chair = await _chair(parts, visit.meeting.id)
    gone = await parts.rooms.gone_for(visit.meeting.id, chair.id)
    return gone >= parts.rooms.chair_gone_for
