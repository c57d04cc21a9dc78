"""Which seat of a meeting a socket speaks for, by its cookies."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from server.contract.values import LobbyState, Meeting, Participant, Session
from server.routes.cookies import GUEST_COOKIE, STAFF_COOKIE, cookie, guest_cookie
from server.routes.guards import OFFICE
from server.routes.parts import parts_of

NOT_IN = {"waiting": "waiting", "removed": "removed", "refused": "not_allowed_to_read"}


async def find_seat(connection: HTTPConnection, meeting: str, asked: str) -> Participant | str:
    """The person this connection may be, or the code of a refusal (PER-4).

    `asked` names the participant; without it the cookies must name just one of the meeting.
    A stranger, who has nothing but an invented cookie, costs one look at the sessions.
    """
    staff = await _session(connection, STAFF_COOKIE)
    if staff is None and not await _may_be_guest(connection):
        return "not_signed_in"
    found = await parts_of(connection).meetings.meeting(meeting)
    if found is None:
        return "not_allowed_to_read"
    held = await _held(connection, staff, meeting, asked)
    if asked and not held:
        held = await _held(connection, staff, meeting, "")
    meant = [(person, state) for person, state in held if asked in ("", person.id)]
    if len(meant) != 1:
        return "not_allowed_to_read" if held else "not_signed_in"
    person, state = meant[0]
    if state == "admitted" and is_early(found, person):
        return "waiting"
    return person if state == "admitted" else NOT_IN.get(state, "not_signed_in")


async def _may_be_guest(connection: HTTPConnection) -> bool:
    """Whether a cookie may be a guest's: one alone is looked at, of several the meeting tells."""
    names = [name for name in connection.cookies if GUEST_COOKIE in name]
    if len(names) != 1:
        return bool(names)
    return await _session(connection, guest_cookie(names[0].partition(GUEST_COOKIE)[2])) is not None


def is_early(meeting: Meeting, person: Participant) -> bool:
    """Whether somebody who needs no lobby, or the wall, is here before the Desk opened the meeting.

    The board takes its children from the meeting once, when it is first opened: no other visit
    may open it while they can still change (IDN-10).
    """
    no_lobby = bool(person.staff) or person.role == "wall"
    return meeting.state == "preparing" and no_lobby and person.role not in OFFICE


async def _held(
    connection: HTTPConnection, staff: Session | None, meeting: str, asked: str
) -> list[tuple[Participant, LobbyState]]:
    """The seats these cookies are for, and how each stands with the lobby; only `asked`, if any."""
    meetings = parts_of(connection).meetings
    if asked:  # one of perhaps sixty: the others are not read
        one = await meetings.person(asked)
        people = [one] if one is not None and one.meeting == meeting else []
    else:
        people = await meetings.people(meeting)
    states = [(person, await _state(connection, staff, person)) for person in people]
    return [(person, state) for person, state in states if state is not None]


async def _state(
    connection: HTTPConnection, staff: Session | None, person: Participant
) -> LobbyState | None:
    """How the cookie of a seat stands with the lobby; None without a cookie for it."""
    if person.staff:
        return "admitted" if staff is not None and staff.staff == person.staff else None
    session = await _session(connection, guest_cookie(person.id))
    return session.lobby if session is not None and session.participant == person.id else None


async def _session(connection: HTTPConnection, name: str) -> Session | None:
    """The session that a cookie holds, while it lasts."""
    parts = parts_of(connection)
    token = cookie(connection, name)
    return await parts.accounts.who(token, parts.now()) if token else None
