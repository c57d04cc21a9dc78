"""The people of a meeting: the table, adding and changing one, taking one out."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.contract.values import Link, Millis, Participant, Pin
from server.identity.pins import PIN_TRIES
from server.identity.values import PersonDetails
from server.routes import words
from server.routes.forms import Form, Reader, typed
from server.routes.guards import MeetingVisit
from server.routes.pages import go_to, page
from server.routes.parts import Parts, parts_of
from server.routes.problems import problem, said
from server.rules.apart import Close, may_be_apart, too_close
from server.rules.clocks import time_words
from server.rules.people import together, who

FIELDS = (*("name", "role", "agency", "relation", "speaks_for", "staff", "clearance", "arrives"),)
FIXED_ROLES = ("chair", "wall")
CLEARANCES = (
    ("", "As usual for their role", "Social workers and agency members see it, others do not."),
    ("professionals", "Yes", ""),
    ("room", "No", ""),
)


async def show_people(request: Request, visit: MeetingVisit) -> Response:
    """Everyone invited, with the state of their link."""
    return await people_page(request, visit, {})


async def people_page(
    request: Request, visit: MeetingVisit, errors: dict[str, str], ticked: tuple[str, ...] = ()
) -> Response:
    """The table, with what was ticked."""
    parts, meeting = parts_of(request), visit.meeting
    kind = parts.catalogue.types[meeting.type]
    people = await parts.meetings.people(meeting.id)
    names = {one.id: one.name for one in people}
    rows = [await _row(parts, meeting.type, one, names) for one in people]
    return page(
        request,
        "people.html",
        staff=visit.staff,
        here="meetings",
        meeting=meeting,
        title=words.title(meeting, kind),
        rows=rows,
        errors=errors,
        close=[_close_words(one) for one in too_close(people, meeting.starts)],
        ticked=ticked,
        ended=meeting.state == "ended",
        say=request.query_params.get("done", "") in DONE,
        done=DONE.get(request.query_params.get("done", ""), ""),
    )


def _close_words(close: Close) -> str:
    """ "Ann and Ben are kept apart, and both come at 10 am." """
    when = (
        f"both come at {time_words(close.at)}"
        if close.at and close.at == close.other_at
        else f"come at {time_words(close.at)} and {time_words(close.other_at)}"
        if close.at
        else "neither has a time yet"
    )
    return f"{close.one} and {close.other} are kept apart, and {when}."


DONE = {
    "added": "Added. Make a link for them when you are ready to invite them.",
    "changed": "Changed.",
    "removed": "Taken out. Their link has stopped.",
    "stopped": "The link has stopped. Nobody can come in with it.",
}
"""What the table says after a form, by the word in its address."""


async def _row(
    parts: Parts, type_id: str, person: Participant, names: dict[str, str]
) -> dict[str, Any]:
    link = None if person.staff else await parts.invitations.link_of(person.id)
    role = str(parts.catalogue.role(type_id, person.role).get("name", ""))
    return {
        "person": person,
        "about": about(person, role),
        "link": link,
        "state": link_state(person, link, parts.now()),
        "sees": "Room and professionals" if person.clearance == "professionals" else "Room",
        "apart": together([names[one] for one in person.apart if one in names]),
        "arrives": time_words(person.arrives),
        "may_link": not person.staff and person.role != "chair",
    }


def about(person: Participant, role: str) -> str:
    """Under a name: "Mum", "Police", "Health visitor, Health visiting", each thing once."""
    if person.role == "wall":
        return "The big screen in the room"
    called = person.relation or role
    parts = [called, person.agency] if person.agency.casefold() != called.casefold() else [called]
    line = ", ".join(part for part in parts if part)
    return line[:1].upper() + line[1:]


def link_state(person: Participant, link: Link | None, now: Millis) -> tuple[str, str, str, str]:
    """How the link stands: kind, icon, words, and since when."""
    if person.staff:
        return "ok", "user-check", "Signs in", ""
    if link is None:
        return "none", "circle-dashed", "No link yet", ""
    if now >= link.expires_at:
        return "stop", "circle-alert", "Ran out", _day(link.expires_at)
    if link.opened_at:
        return "ok", "circle-check", "Opened", _day(link.opened_at)
    return "wait", "clock", "Not opened", f"Made {_day(link.made_at)}"


def _day(at: Millis) -> str:
    return words.short_day(words.today(at)).partition(" ")[2]


async def show_person(request: Request, visit: MeetingVisit) -> Response:
    """One person, or an empty page for a new one."""
    person = await _person_of(request, visit)
    if person is None:
        return problem(request, 404, staff=visit.staff)
    shown = {field: getattr(person, field) for field in FIELDS}
    shown["arrives"] = time_words(person.arrives)
    return _over(request, visit) or await _person_page(
        request, visit, person, shown, {}, person.apart
    )


async def _person_of(request: Request, visit: MeetingVisit) -> Participant | None:
    person_id = request.path_params["person"]
    if person_id == "new":
        return Participant(id="", meeting=visit.meeting.id, name="", role="", clearance="")
    person = await parts_of(request).meetings.person(person_id)
    return person if person is not None and person.meeting == visit.meeting.id else None


async def _person_page(
    request: Request,
    visit: MeetingVisit,
    person: Participant,
    values: dict[str, str],
    errors: dict[str, str],
    apart: tuple[str, ...] = (),
) -> Response:
    parts, meeting = parts_of(request), visit.meeting
    kind = parts.catalogue.types[meeting.type]
    others = await parts.meetings.people(meeting.id)
    pin = await parts.invitations.pins.of(person.id) if person.id else None
    spoken_for = [one for one in others if one.side == "family" and one.id != person.id]
    return page(
        request,
        "person.html",
        staff=visit.staff,
        here="meetings",
        meeting=meeting,
        person=person,
        heading=f"About {person.name}" if person.id else "Add a person",
        title=words.title(meeting, kind),
        fixed=person.role in FIXED_ROLES,
        roles=[(r["id"], r["name"], "") for r in kind["roles"] if r["id"] not in FIXED_ROLES],
        agencies=[(agency, agency) for agency in kind["agencies"]],
        clearances=CLEARANCES,
        spoken_for=[(one.id, who(one.name, one.relation)) for one in spoken_for],
        accounts=[(one.id, f"{one.name}, {one.email}") for one in await parts.accounts.all_staff()],
        others=[
            (one.id, who(one.name, one.relation))
            for one in others
            if may_be_apart(one.side) and one.id != person.id
        ],
        apart=apart,
        starts=meeting.starts,
        pin=shown_pin(pin, parts.now()),
        may_pin=bool(person.id) and not person.staff and person.role != "chair",
        values=values,
        errors=errors,
    )


def shown_pin(pin: Pin | None, now: Millis) -> dict[str, str] | None:
    """A PIN as it is read out, until when, and whether it still works."""
    if pin is None:
        return None
    state = "over" if now >= pin.expires_at else "locked" if pin.tried >= PIN_TRIES else ""
    digits = f"{pin.digits[:3]} {pin.digits[3:]}"
    return {"digits": digits, "until": words.day_of(pin.expires_at), "state": state}


async def save_person(request: Request, visit: MeetingVisit, form: Form) -> Response:
    """Add somebody, or change what is known of them."""
    parts, answers = parts_of(request), Reader(form)
    person = await _person_of(request, visit)
    if person is None:
        return problem(request, 404, staff=visit.staff)
    if refused := _over(request, visit):
        return refused
    details = read_person(parts, answers, visit.meeting.type, person)
    if not answers.errors:
        await _keep(parts, visit, person, details, answers)
    if answers.errors:
        return await _person_page(
            request, visit, person, typed(form, FIELDS), answers.errors, form.every("apart")
        )
    await parts.rooms.people_changed(visit.meeting.id)
    done = "changed" if person.id else "added"
    return go_to(request, f"/meetings/{visit.meeting.id}/people?done={done}")


async def _keep(
    parts: Parts,
    visit: MeetingVisit,
    person: Participant,
    details: PersonDetails,
    answers: Reader,
) -> None:
    if person.id:
        kept = await parts.meetings.edit_person(person.id, details, parts.now(), visit.staff.id)
    else:
        now, by = parts.now(), visit.staff.id
        kept = await parts.meetings.add_person(visit.meeting.id, details, now, by)
    if isinstance(kept, str):
        answers.wrong("name", parts.catalogue.say(kept))


def read_person(parts: Parts, answers: Reader, type_id: str, person: Participant) -> PersonDetails:
    """A person from their page. Chair and wall keep their role, account and clearance."""
    name = answers.text("name", "The name", missing="Enter a name")
    relation = answers.text("relation", "What people call them", most=60)
    agency = answers.text("agency", "The agency", most=120)
    if person.role in FIXED_ROLES:
        return PersonDetails(
            name=name, role=person.role, agency=agency, relation=relation, staff=person.staff
        )
    kind = parts.catalogue.types[type_id]
    roles = {one["id"]: one for one in kind["roles"] if one["id"] not in FIXED_ROLES}
    role = answers.choice("role", roles, "Choose a role")
    clearance = answers.choice("clearance", ("", "room", "professionals"), "Choose an answer")
    if clearance == "professionals" and role and roles[role]["side"] != "professional":
        answers.wrong("clearance", "Only professionals can see what is shared with professionals")
    if role in ("social_worker", "agency") and not agency:
        answers.wrong("agency", "Choose the agency they speak for")
    arrives = answers.time("arrives", "") if answers.form.get("arrives") else ""
    apart = answers.form.every("apart")
    if apart and role and not may_be_apart(roles[role]["side"]):
        answers.wrong("apart", "Only family, and those who come with them, can be kept apart")
    return PersonDetails(
        apart=apart,
        arrives=arrives,
        name=name,
        role=role,
        agency=agency,
        relation=relation,
        clearance=clearance,
        staff=answers.form.get("staff"),
        speaks_for=answers.form.get("speaks_for"),
    )


async def remove_person(request: Request, visit: MeetingVisit, _: Form) -> Response:
    """Take somebody out of the meeting: link, sessions and open pages."""
    parts = parts_of(request)
    person = await _person_of(request, visit)
    if person is None or not person.id:
        return problem(request, 404, staff=visit.staff)
    if refused := _over(request, visit):
        return refused
    removed = await parts.meetings.remove_person(person.id, parts.now(), visit.staff.id)
    back = f"/meetings/{visit.meeting.id}/people"
    if isinstance(removed, str):
        sentence = parts.catalogue.say(removed)
        return said(
            request, 409, "They cannot be taken out", sentence, back=back, staff=visit.staff
        )
    await parts.rooms.remove(visit.meeting.id, person.id)
    await parts.rooms.people_changed(visit.meeting.id)
    return go_to(request, f"{back}?done=removed")


def _over(request: Request, visit: MeetingVisit) -> Response | None:
    if visit.meeting.state != "ended":
        return None
    sentence = parts_of(request).catalogue.say("meeting_ended")
    back = f"/meetings/{visit.meeting.id}"
    return said(request, 409, "The meeting has ended", sentence, back=back, staff=visit.staff)
