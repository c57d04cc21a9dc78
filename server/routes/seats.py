"""Which seat of a meeting a socket speaks for, by its cookies."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from server.contract.values import Meeting, Participant
from server.routes.cookies import STAFF_COOKIE, guest_cookie
from server.routes.guards import OFFICE
from server.routes.parts import parts_of

NOT_IN = {"waiting": "waiting", "removed": "removed", "refused": "not_allowed_to_read"}


async def find_seat(connection: HTTPConnection, meeting: str, asked: str) -> Participant | str:
    """The person this connection may be, or the code of a refusal (PER-4).

    `asked` names the participant; without it the cookies must name just one of the meeting.
    """
    meetings = parts_of(connection).meetings
    found, people = await meetings.meeting(meeting), await meetings.people(meeting)
    if found is None:
        return "not_allowed_to_read"
    held = [person for person in people if await _state(connection, person) is not None]
    meant = [person for person in held if asked in ("", person.id)]
    if len(meant) != 1:
        return "not_allowed_to_read" if held else "not_signed_in"
    state = await _state(connection, meant[0])
    if state == "admitted" and is_early(found, meant[0]):
        return "waiting"
    return meant[0] if state == "admitted" else NOT_IN.get(state or "", "not_signed_in")


def is_early(meeting: Meeting, person: Participant) -> bool:
    """Whether somebody who needs no lobby is here before the meeting was opened from the Desk.

    The board takes its children from the meeting once, when it is first opened: no other visit
    may open it while they can still change (IDN-10).
    """
    return meeting.state == "preparing" and bool(person.staff) and person.role not in OFFICE


async def _state(connection: HTTPConnection, person: Participant) -> str | None:
    """How the cookie of a seat stands with the lobby; None without a cookie for it."""
    parts = parts_of(connection)
    token = connection.cookies.get(STAFF_COOKIE if person.staff else guest_cookie(person.id))
    session = await parts.accounts.who(token, parts.now()) if token else None
    if session is None:
        return None
    own = session.staff == person.staff if person.staff else session.participant == person.id
    return await parts.lobby.state(session) if own else None
