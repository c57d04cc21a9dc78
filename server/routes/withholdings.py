"""Before the meeting: professionals ask to have something withheld, and the chair answers."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.contract.values import Meeting, Participant, Withholding
from server.identity.withholdings import LINE, WORDS, Answer
from server.routes import words
from server.routes.forms import Form, Reader, typed
from server.routes.guards import MeetingVisit, PersonVisit
from server.routes.pages import go_to, page
from server.routes.parts import Parts, parts_of
from server.routes.problems import problem
from server.rules import clocks
from server.rules.people import together, who

ASKING = ("words", "hide_from", "reason")
STATES = {
    "asked": ("wait", "clock", "Not answered yet"),
    "approved": ("ok", "circle-check", "Withheld"),
    "refused": ("stop", "circle-slash", "Not withheld"),
}


async def show_asking(request: Request, visit: PersonVisit) -> Response:
    """A professional's own page, behind their link, before the meeting."""
    return _asking(request, visit, {}, {})


def _asking(
    request: Request, visit: PersonVisit, errors: dict[str, str], values: dict[str, str]
) -> Response:
    meeting = visit.meeting
    if not may_ask(visit):
        return problem(request, 404, staff=visit.staff)
    mine = [one for one in meeting.withholdings if one.asked_by == visit.person.id]
    return page(
        request,
        "withhold.html",
        person=visit.person,
        # What was asked is not shown again: the link may be in other hands by then.
        asked=[(one, STATES[one.state]) for one in mine],
        by=asked_by(meeting),
        before=meeting.state == "preparing",
        address=f"/m/{meeting.id}/{visit.person.id}",
        sent="sent" in request.query_params,
        errors=errors,
        values=values,
    )


def may_ask(visit: PersonVisit) -> bool:
    """Whether this device may ask: a professional's, not turned away."""
    return visit.person.side == "professional" and visit.state in ("waiting", "admitted")


async def ask(request: Request, visit: PersonVisit, form: Form) -> Response:
    """Send a request to the chair."""
    parts, answers = parts_of(request), Reader(form)
    if not may_ask(visit):
        return problem(request, 404, staff=visit.staff)
    if not form.get("words"):
        answers.wrong("words", "Write what should be withheld")
    if len(form.get("words")) > WORDS:
        answers.wrong("words", f"What should be withheld must be {WORDS} characters or fewer")
    hide_from = answers.text("hide_from", "The answer", most=LINE, missing="Say from whom")
    reason = answers.text("reason", "The reason", most=LINE, missing="Give the reason")
    if not answers.errors:
        made = await parts.meetings.withholdings.ask(
            visit.person, form.get("words"), hide_from, reason, parts.now()
        )
        if isinstance(made, str):
            answers.wrong("words", parts.catalogue.say(made))
    if answers.errors:
        return _asking(request, visit, answers.errors, typed(form, ASKING))
    return go_to(request, f"/m/{visit.meeting.id}/{visit.person.id}/withhold?sent")


def asked_by(meeting: Meeting) -> str:
    """Until when a request is in good time: the day before, at the hour the meeting starts."""
    if not meeting.on:
        return ""
    day = clocks.date_words(clocks.days_after(meeting.on, -1))
    return f"{day}, {clocks.time_words(meeting.starts)}" if meeting.starts else day


def is_late(meeting: Meeting, request: Withholding) -> bool:
    """Whether it came after that. It is answered all the same."""
    if not meeting.on:
        return False
    last = (clocks.days_after(meeting.on, -1), meeting.starts or "23:59")
    at = clocks.london(request.asked_at)
    return (at.date().isoformat(), at.strftime("%H:%M")) > last


# The chair


async def show_all(request: Request, visit: MeetingVisit) -> Response:
    """Every request, those without an answer first."""
    parts, meeting = parts_of(request), visit.meeting
    names = {one.id: one for one in await parts.meetings.people(meeting.id)}
    rows = [_row(meeting, one, names) for one in meeting.withholdings]
    rows.sort(key=lambda row: row["request"].state != "asked")
    return page(
        request,
        "withholdings.html",
        staff=visit.staff,
        here="meetings",
        meeting=meeting,
        title=words.title(meeting, parts.catalogue.types[meeting.type]),
        rows=rows,
        by=asked_by(meeting),
    )


def _row(meeting: Meeting, one: Withholding, people: dict[str, Participant]) -> dict[str, Any]:
    def named(ids: tuple[str, ...]) -> str:
        return together([people[each].name for each in ids if each in people])

    asker = people.get(one.asked_by)
    return {
        "request": one,
        "asker": who(asker.name, asker.agency or asker.relation) if asker else "Somebody taken out",
        "late": is_late(meeting, one),
        "state": STATES[one.state],
        "readers": f"Only {named(one.people)}" if one.people else f"All but {named(one.but)}",
    }


async def show_one(request: Request, visit: MeetingVisit) -> Response:
    """One request, to be answered."""
    return await _answering(request, visit, {}, Form())


async def _answering(
    request: Request, visit: MeetingVisit, errors: dict[str, str], form: Form
) -> Response:
    parts, meeting = parts_of(request), visit.meeting
    found = find(meeting, request.path_params["request"])
    if found is None:
        return problem(request, 404, staff=visit.staff)
    people = await parts.meetings.people(meeting.id)
    kind = parts.catalogue.types[meeting.type]
    return page(
        request,
        "withholding.html",
        staff=visit.staff,
        here="meetings",
        meeting=meeting,
        title=words.title(meeting, kind),
        row=_row(meeting, found, {one.id: one for one in people}),
        people=[
            (one.id, who(one.name, one.relation or one.agency))
            for one in people
            if one.role not in ("wall", "chair") and one.id != found.asked_by
        ],
        sections=_sections(kind),
        ticked=form.every("person"),
        errors=errors,
        values=typed(form, ("which", "section", "why")),
    )


def find(meeting: Meeting, request: str) -> Withholding | None:
    """A request of this meeting, by its id."""
    return next((one for one in meeting.withholdings if one.id == request), None)


def _sections(kind: Any) -> list[tuple[str, str]]:
    return [
        (section["id"], section["name"])
        for column in kind["columns"]
        for section in column["sections"]
        if not section.get("sets")
    ]


async def answer(request: Request, visit: MeetingVisit, form: Form) -> Response:
    """Approve, with the audience chosen, or refuse; both with a reason."""
    parts, answers = parts_of(request), Reader(form)
    if find(visit.meeting, request.path_params["request"]) is None:
        return problem(request, 404, staff=visit.staff)
    given = await _given(parts, visit.meeting, answers)
    if not answers.errors:
        done = await parts.meetings.withholdings.answer(
            visit.meeting.id, request.path_params["request"], given, parts.now(), visit.staff.id
        )
        if isinstance(done, str):
            answers.wrong("why", parts.catalogue.say(done))
    if answers.errors:
        return await _answering(request, visit, answers.errors, form)
    await place(parts, visit.meeting.id, visit.seat)
    return go_to(request, f"/meetings/{visit.meeting.id}/withholdings")


async def _given(parts: Parts, meeting: Meeting, answers: Reader) -> Answer:
    choice = answers.choice("which", ("only", "but", "refuse"), "Choose an answer")
    why = answers.text("why", "The reason", most=LINE, missing="Give a reason")
    if choice in ("", "refuse"):
        return Answer(approve=False, why=why)
    known = {one.id for one in await parts.meetings.people(meeting.id) if one.role != "wall"}
    ticked = tuple(one for one in answers.form.every("person") if one in known)
    if not ticked:
        answers.wrong("person", "Tick at least one person")
    ids = [section for section, _ in _sections(parts.catalogue.types[meeting.type])]
    section = answers.choice("section", ids, "Choose where it stands on the board")
    only = choice == "only"
    return Answer(
        approve=True, why=why, section=section,
        people=ticked if only else (), but=() if only else ticked,
    )  # fmt: skip


async def place(parts: Parts, meeting_id: str, chair: Participant) -> None:
    """What is approved goes on the board, as soon as there is one: never before it is opened."""
    meeting = await parts.meetings.meeting(meeting_id)
    if meeting is None or meeting.state != "open":
        return
    ready = [one for one in meeting.withholdings if one.state == "approved" and not one.placed]
    if ready and await parts.rooms.place_withheld(meeting_id, chair, ready):
        await parts.meetings.withholdings.placed(meeting_id, {one.id for one in ready})
