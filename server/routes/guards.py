"""Who may open which page. Every route is made from a door, and every door has its guard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.contract.actions import What
from server.contract.values import AuditEntry, LobbyState, Meeting, Participant, Session, Staff
from server.identity.values import hash_of
from server.routes import csrf
from server.routes.cookies import STAFF_COOKIE, cookie, guest_cookie
from server.routes.forms import Form, FormRefused, read_form
from server.routes.pages import form_seed, go_to
from server.routes.parts import Parts, parts_of
from server.routes.problems import EXPIRED, problem, said
from server.rules import permissions


@dataclass(frozen=True, slots=True)
class Anyone:
    """Somebody we need to know nothing about; `staff` when they happen to be signed in."""

    staff: Staff | None


@dataclass(frozen=True, slots=True)
class StaffVisit:
    """Somebody signed in with an account of the council."""

    staff: Staff


@dataclass(frozen=True, slots=True)
class HalfVisit:
    """Somebody whose password fits, and who still has to give a code or make a second step."""

    staff: Staff
    session: Session
    token: str


@dataclass(frozen=True, slots=True)
class MeetingVisit:
    """A signed-in person with a seat in the meeting of the address."""

    staff: Staff
    meeting: Meeting
    seat: Participant


@dataclass(frozen=True, slots=True)
class PersonVisit:
    """One person of a meeting on the device that their link or their account opened."""

    meeting: Meeting
    person: Participant
    state: LobbyState
    staff: Staff | None
    session: Session | None


OFFICE = ("chair", "minute_taker")
"""The roles that prepare a meeting and read its record here."""

V = TypeVar("V")
Guard: TypeAlias = Callable[[Request], Awaitable[V | Response]]


async def anyone(request: Request) -> Anyone | Response:
    """No guard. The door says why."""
    return Anyone(await staff_of(request))


async def staff(request: Request) -> StaffVisit | Response:
    """Signed-in staff; others are asked to sign in and come back here."""
    found = await staff_of(request)
    return StaffVisit(found) if found else _sign_in_first(request)


async def governance(request: Request) -> StaffVisit | Response:
    """Information governance: accounts with that role. Others are not told that it exists."""
    return await _with_role(request, lambda roles: "governance" in roles)


async def unseen(request: Request) -> Anyone | Response:
    """No guard, and no look at who it is: asking here is not using a session (IDN-13)."""
    return Anyone(None)


async def half_way(request: Request) -> HalfVisit | Response:
    """Whoever gave a password that fits and needs a second step; others start again."""
    parts, token = parts_of(request), cookie(request, STAFF_COOKIE)
    session = await parts.accounts.sessions.half(token, parts.now()) if token else None
    found = await parts.accounts.staff(session.staff) if session is not None else None
    if session is None or found is None:
        return go_to(request, "/sign-in")
    return HalfVisit(found, session, token)


async def office(request: Request) -> StaffVisit | Response:
    """Staff who chair meetings or take minutes: only they set meetings up."""
    return await _with_role(request, lambda roles: not roles or bool({*OFFICE} & {*roles}))


async def administrator(request: Request) -> StaffVisit | Response:
    """Staff who look after accounts. Others are not told that such pages exist."""
    return await _with_role(request, lambda roles: "administrator" in roles)


async def _with_role(
    request: Request, fits: Callable[[tuple[str, ...]], bool]
) -> StaffVisit | Response:
    found = await staff_of(request)
    if found is None:
        return _sign_in_first(request)
    return StaffVisit(found) if fits(found.roles) else problem(request, 404, staff=found)


async def in_meeting(request: Request) -> MeetingVisit | Response:
    """The meeting's chair or minute taker. Others are not told that it exists."""
    found = await staff_of(request)
    if found is None:
        return _sign_in_first(request)
    parts, meeting_id = parts_of(request), request.path_params["meeting"]
    meeting = await parts.meetings.meeting(meeting_id)
    seat = await parts.meetings.seat_of(found.id, meeting_id) if meeting else None
    if meeting is None or seat is None or seat.role not in OFFICE:
        await _note_refused(parts, found, meeting)
        return problem(request, 404, staff=found)
    return MeetingVisit(found, meeting, seat)


async def _note_refused(parts: Parts, found: Staff, meeting: Meeting | None) -> None:
    """The trail hears of an account that asks for a meeting it has no business in (AUD-7)."""
    if meeting is not None:
        what: What = "access refused"
        entry = AuditEntry(
            at=parts.now(), meeting=meeting.id, who=found.id, what=what, detail="page"
        )
        await parts.audit.append(entry)


async def chair(request: Request) -> MeetingVisit | Response:
    """The chair of the meeting."""
    visit = await in_meeting(request)
    if isinstance(visit, MeetingVisit) and visit.seat.role != "chair":
        words = "Only the chair can open this page."
        return said(
            request, 403, "This page is for the chair", words, back="/meetings", staff=visit.staff
        )
    return visit


async def deputy(request: Request) -> MeetingVisit | Response:
    """Whoever the chair named to take the chair if it drops. Others learn nothing of it."""
    found = await staff_of(request)
    if found is None:
        return _sign_in_first(request)
    parts, meeting_id = parts_of(request), request.path_params["meeting"]
    meeting = await parts.meetings.meeting(meeting_id)
    seat = await parts.meetings.seat_of(found.id, meeting_id) if meeting else None
    if meeting is None or seat is None or not seat.deputy:
        await _note_refused(parts, found, meeting)
        return problem(request, 404, staff=found)
    return MeetingVisit(found, meeting, seat)


async def historian(request: Request) -> MeetingVisit | Response:
    """Whoever may look back on the meeting, as shared/permissions.json says."""
    visit = await in_meeting(request)
    if isinstance(visit, MeetingVisit) and not may_look_back(parts_of(request), visit.seat.role):
        return problem(request, 404, staff=visit.staff)
    return visit


def may_look_back(parts: Parts, role: str) -> bool:
    """Whether this role may see the board as it was, at any stage and after the end (HIS-5)."""
    return permissions.refusal(parts.catalogue.permissions, "history", role, "") is None


async def person(request: Request) -> PersonVisit | Response:
    """The person of the address, by their own cookie or their account's."""
    parts = parts_of(request)
    meeting = await parts.meetings.meeting(request.path_params["meeting"])
    someone = await parts.meetings.person(request.path_params["person"])
    if meeting is None or someone is None or someone.meeting != meeting.id:
        return problem(request, 404)
    found = await staff_of(request)
    if someone.staff:
        if found is not None and found.id == someone.staff:
            return PersonVisit(meeting, someone, "admitted", found, None)
        return problem(request, 404, staff=found) if found else _sign_in_first(request)
    token = cookie(request, guest_cookie(someone.id))
    if not token:
        return problem(request, 403)
    session = await parts.accounts.who(token, parts.now())
    if session is not None and session.participant == someone.id:
        return PersonVisit(meeting, someone, await parts.lobby.state(session), None, session)
    # The session is over: what the chair last said of this device is still shown to it.
    state = await parts.lobby.state(Session(token_hash=hash_of(token)))
    return PersonVisit(meeting, someone, state if state == "removed" else "left", None, None)


async def staff_of(request: Request) -> Staff | None:
    """The account behind the staff cookie, or None."""
    parts = parts_of(request)
    token = cookie(request, STAFF_COOKIE)
    session = await parts.accounts.who(token, parts.now()) if token else None
    return await parts.accounts.staff(session.staff) if session and session.staff else None


def _sign_in_first(request: Request) -> Response:
    here = request.url.path if request.method == "GET" else ""
    return go_to(request, f"/sign-in?{urlencode({'next': here})}" if here else "/sign-in")


@dataclass(frozen=True, slots=True)
class Show(Generic[V]):
    """A page that is read: GET. `why` is why a page without a guard needs none."""

    path: str
    guard: Guard[V]
    show: Callable[[Request, V], Awaitable[Response]]
    why: str = ""

    @property
    def method(self) -> str:
        """The method of the door."""
        return "GET"

    def route(self) -> Route:
        """The door as Starlette wants it."""

        async def answer(request: Request) -> Response:
            visit = await self.guard(request)
            return visit if isinstance(visit, Response) else await self.show(request, visit)

        return Route(self.path, answer, methods=["GET"], name=f"show {self.path}")


@dataclass(frozen=True, slots=True)
class Act(Generic[V]):
    """A form that is sent: POST. Its mark is checked before anything is done (WEB-2)."""

    path: str
    guard: Guard[V]
    act: Callable[[Request, V, Form], Awaitable[Response]]
    why: str = ""

    @property
    def method(self) -> str:
        """The method of the door."""
        return "POST"

    def route(self) -> Route:
        """The door as Starlette wants it."""

        async def answer(request: Request) -> Response:
            visit = await self.guard(request)
            if isinstance(visit, Response):
                return visit
            form = await _own_form(request)
            return form if isinstance(form, Response) else await self.act(request, visit, form)

        return Route(self.path, answer, methods=["POST"], name=f"act {self.path}")


async def _own_form(request: Request) -> Form | Response:
    try:
        form = await read_form(request)
    except FormRefused as refused:
        return problem(request, refused.status)
    ours = request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    secret = parts_of(request).settings.secret
    if not ours or not csrf.fits(secret, form_seed(request), form.get("csrf")):
        # WEB-2: the heading and the words are those of refusals.json's form_expired.
        return said(request, 403, *EXPIRED, back=request.url.path)
    return form
