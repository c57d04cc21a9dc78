"""Personal links on paper: new ones, stopped ones, and cards that say nothing sensitive."""

from __future__ import annotations

from typing import Any

import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from server.contract.values import Participant
from server.identity.values import NewLink
from server.routes import words
from server.routes.forms import Form
from server.routes.guards import MeetingVisit
from server.routes.pages import go_to, page
from server.routes.parts import own_address, parts_of
from server.routes.people import people_page
from server.routes.problems import problem, said
from server.rules.apart import pairs_apart


async def new_link(request: Request, visit: MeetingVisit, _: Form) -> Response:
    """Make a link for one person and show its card. Older links of theirs stop."""
    person = await _person_of(request, visit)
    if person is None:
        return problem(request, 404, staff=visit.staff)
    return await _cards(request, visit, [person])


async def cards(request: Request, visit: MeetingVisit, form: Form) -> Response:
    """New links for everyone who was ticked, as cards to print."""
    ticked = form.every("person")
    people = await parts_of(request).meetings.people(visit.meeting.id)
    chosen = [one for one in people if one.id in ticked]
    if not chosen:
        errors = {"cards": "Tick the people you want to print a card for"}
        return await people_page(request, visit, errors)
    apart = next(pairs_apart(chosen), None)
    if apart is not None:
        one, other = apart
        errors = {"cards": f"Print the cards of {one.name} and {other.name} apart from each other"}
        return await people_page(request, visit, errors, ticked)
    return await _cards(request, visit, chosen)


async def stop_link(request: Request, visit: MeetingVisit, _: Form) -> Response:
    """The person's link stops working. Whoever is in the meeting stays in."""
    parts, person = parts_of(request), await _person_of(request, visit)
    if person is None:
        return problem(request, 404, staff=visit.staff)
    await parts.invitations.stop(person.id, parts.now(), visit.staff.id)
    return go_to(request, f"/meetings/{visit.meeting.id}/people?done=stopped")


async def make_pin(request: Request, visit: MeetingVisit, _: Form) -> Response:
    """A PIN to read out on the telephone: from now on the person's link asks for it."""
    parts, person = parts_of(request), await _person_of(request, visit)
    if person is None or person.staff or person.role == "chair":
        return problem(request, 404, staff=visit.staff)
    await parts.invitations.pins.make(person, parts.now(), visit.staff.id)
    return go_to(request, f"/meetings/{visit.meeting.id}/people/{person.id}#pin")


async def drop_pin(request: Request, visit: MeetingVisit, _: Form) -> Response:
    """The link opens without a PIN again."""
    parts, person = parts_of(request), await _person_of(request, visit)
    if person is None:
        return problem(request, 404, staff=visit.staff)
    await parts.invitations.pins.drop(person, parts.now(), visit.staff.id)
    return go_to(request, f"/meetings/{visit.meeting.id}/people/{person.id}#pin")


async def _person_of(request: Request, visit: MeetingVisit) -> Participant | None:
    person = await parts_of(request).meetings.person(request.path_params["person"])
    return person if person is not None and person.meeting == visit.meeting.id else None


async def _cards(request: Request, visit: MeetingVisit, people: list[Participant]) -> Response:
    parts, meeting = parts_of(request), visit.meeting
    back = f"/meetings/{meeting.id}/people"
    if meeting.state == "ended":
        sentence = "Its links no longer open it, and no new ones can be made."
        return said(request, 409, "The meeting has ended", sentence, back=back, staff=visit.staff)
    slips: list[dict[str, Any]] = []
    for person in people:
        made = await parts.invitations.new_link(person.id, parts.now(), by=visit.staff.id)
        if isinstance(made, NewLink):
            when = words.when(meeting, person.arrives)
            slips.append(_slip(person, f"{own_address(request)}/join/{made.token}", made, when))
    if not slips:
        sentence = "People with a council account sign in instead."
        return said(request, 409, "They need no link", sentence, back=back, staff=visit.staff)
    return page(
        request,
        "cards.html",
        staff=visit.staff,
        here="meetings",
        meeting=meeting,
        slips=slips,
        venue=meeting.venue if meeting.mode != "video" else "",
        back=back,
    )


def _slip(person: Participant, address: str, made: NewLink, when: str) -> dict[str, Any]:
    return {
        "when": when,
        "name": person.name,
        "short": words.first_name(person.name),
        "address": address,
        "square": square(address),
        "until": words.day_of(made.link.expires_at),
    }


def square(address: str) -> Markup:
    """A QR code as inline SVG, without any style or script."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True)
    # Our own drawing of our own address.
    return Markup(drawing)  # noqa: S704
