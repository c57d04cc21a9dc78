"""Setting up a meeting: one question a page, each answer saved as it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from server.contract.values import Meeting, Staff
from server.identity.values import MeetingDetails
from server.routes import words
from server.routes.forms import Form, Reader, boxes_of, typed
from server.routes.guards import MeetingVisit, StaffVisit
from server.routes.meetings import facts_of
from server.routes.pages import go_to, page
from server.routes.parts import Parts, parts_of
from server.routes.problems import problem, said
from server.rules import clocks

QUESTIONS = ("type", "when", "children", "strategy", "where", "reference")
HEADINGS = {
    "type": "What kind of meeting is it?",
    "when": "When is the meeting?",
    "children": "Which children is it about?",
    "strategy": "When was the strategy discussion?",
    "where": "Where is the meeting?",
    "reference": "What is its reference?",
}
DATE_BOXES = ("day", "month", "year")
WHEN_FIELDS = (*(f"on-{box}" for box in DATE_BOXES), "starts")
STRATEGY_FIELDS = tuple(f"strategy-{box}" for box in DATE_BOXES)


async def show_type(request: Request, visit: StaffVisit) -> Response:
    """Question 1, before there is a meeting."""
    types = parts_of(request).catalogue.types
    values = {"type": next(iter(types))} if len(types) == 1 else {}
    return _type_page(request, visit.staff, values, {})


async def choose_type(request: Request, visit: StaffVisit, form: Form) -> Response:
    """On to question 2; nothing is stored yet."""
    answers = Reader(form)
    chosen = answers.choice("type", parts_of(request).catalogue.types, "Choose a kind of meeting")
    if answers.errors:
        return _type_page(request, visit.staff, {}, answers.errors)
    return go_to(request, f"/meetings/new/{chosen}")


def _type_page(
    request: Request, staff: Staff, values: dict[str, str], errors: dict[str, str]
) -> Response:
    types = parts_of(request).catalogue.types.values()
    options = [(kind["id"], kind["name"], kind["about"]) for kind in types]
    return question(request, staff, "type", values, errors, back="/meetings", options=options)


async def show_new(request: Request, visit: StaffVisit) -> Response:
    """Question 2 of a meeting that is not stored yet."""
    if request.path_params["type"] not in parts_of(request).catalogue.types:
        return problem(request, 404, staff=visit.staff)
    return _when_page(request, visit.staff, {}, {}, None)


async def create(request: Request, visit: StaffVisit, form: Form) -> Response:
    """Store the meeting; from here on every answer is kept as it is given."""
    parts = parts_of(request)
    if request.path_params["type"] not in parts.catalogue.types:
        return problem(request, 404, staff=visit.staff)
    answers = Reader(form)
    on, starts = _read_when(parts, answers)
    if answers.errors:
        return _when_page(request, visit.staff, typed(form, WHEN_FIELDS), answers.errors, None)
    details = MeetingDetails(
        type=request.path_params["type"],
        on=on,
        starts=starts,
        council=parts.settings.council,
        contact=parts.settings.contact,
    )
    made = await parts.meetings.create(visit.staff, details, parts.now())
    if isinstance(made, str):
        errors = {"on-day": parts.catalogue.say(made)}
        return _when_page(request, visit.staff, typed(form, WHEN_FIELDS), errors, None)
    return go_to(request, f"/meetings/{made.id}/set-up/children")


def _read_when(parts: Parts, answers: Reader) -> tuple[str, str]:
    year = int(words.today(parts.now())[:4])
    missing = "Enter the date of the meeting"
    on = answers.day("on", "The date", missing=missing, years=range(year - 1, year + 4))
    return on, answers.time("starts", "Enter a start time")


def _when_page(
    request: Request,
    staff: Staff,
    values: dict[str, str],
    errors: dict[str, str],
    meeting: Meeting | None,
) -> Response:
    back = _back(request, meeting, "") if meeting else "/meetings/new"
    return question(request, staff, "when", values, errors, back=back, meeting=meeting)


def question(
    request: Request,
    staff: Staff,
    step: str,
    values: dict[str, str],
    errors: dict[str, str],
    *,
    back: str,
    meeting: Meeting | None = None,
    **context: Any,
) -> Response:
    """A page with one question."""
    parts = parts_of(request)
    example = clocks.days_after(words.today(parts.now()), 14)
    return page(
        request,
        f"set_up_{step}.html",
        staff=staff,
        here="meetings",
        heading=HEADINGS[step],
        number=QUESTIONS.index(step) + 1,
        questions=len(QUESTIONS),
        values=values,
        errors=errors,
        back=back,
        action="",
        meeting=meeting,
        example=" ".join(part.lstrip("0") for part in reversed(example.split("-"))),
        **context,
    )


# ---- the questions of a stored meeting ----

SHOWN: dict[str, Callable[[Meeting], dict[str, str]]] = {
    "when": lambda meeting: {**boxes_of("on", meeting.on), "starts": meeting.starts},
    "strategy": lambda meeting: boxes_of("strategy", meeting.strategy_on),
    "where": lambda meeting: {"venue": meeting.venue, "mode": meeting.mode},
    "reference": lambda meeting: {"reference": meeting.reference},
}
"""What each question shows of the answer it has."""


async def show_step(request: Request, visit: MeetingVisit) -> Response:
    """One question with the answer it has."""
    step = request.path_params["step"]
    if refused := _shut(request, visit, step):
        return refused
    return _step_page(request, visit, step, SHOWN[step](visit.meeting), {})


async def answer_step(request: Request, visit: MeetingVisit, form: Form) -> Response:
    """Save the answer, then the next question."""
    step = request.path_params["step"]
    if refused := _shut(request, visit, step):
        return refused
    parts, answers = parts_of(request), Reader(form)
    changed = READ[step](parts, answers, visit.meeting)
    code = "" if answers.errors else await _save(parts, visit.meeting, changed)
    if code:
        answers.wrong(FIRST[step], parts.catalogue.say(code))
    if answers.errors:
        return _step_page(request, visit, step, typed(form, FIELDS[step]), answers.errors)
    return go_to(request, after(request, visit.meeting, step))


async def _save(parts: Parts, meeting: Meeting, changed: dict[str, str]) -> str:
    known = {field: getattr(meeting, field) for field in MeetingDetails.__struct_fields__}
    saved = await parts.meetings.update(meeting.id, replace(MeetingDetails(**known), **changed))
    return saved if isinstance(saved, str) else ""


def _step_page(
    request: Request,
    visit: MeetingVisit,
    step: str,
    values: dict[str, str],
    errors: dict[str, str],
) -> Response:
    parts, meeting = parts_of(request), visit.meeting
    kind = parts.catalogue.types[meeting.type]
    return question(
        request,
        visit.staff,
        step,
        values,
        errors,
        back=_back(request, meeting, step),
        meeting=meeting,
        clock=words.clock_of(meeting, kind, parts.holidays(meeting.type)),
        limit=kind["clocks"]["conference_days"],
        modes=[(mode, name, "") for mode, name in words.MODES.items()],
    )


def _when(parts: Parts, answers: Reader, _: Meeting) -> dict[str, str]:
    on, starts = _read_when(parts, answers)
    return {"on": on, "starts": starts}


def _strategy(parts: Parts, answers: Reader, meeting: Meeting) -> dict[str, str]:
    year = int(words.today(parts.now())[:4])
    missing = "Enter the date of the strategy discussion"
    on = answers.day("strategy", "The date", missing=missing, years=range(year - 2, year + 2))
    if on and meeting.on and on > meeting.on:
        sentence = "The strategy discussion must be on or before the day of the meeting"
        answers.wrong("strategy-day", sentence)
    return {"strategy_on": on}


def _where(_: Parts, answers: Reader, __: Meeting) -> dict[str, str]:
    mode = answers.choice("mode", words.MODES, "Choose how people will take part")
    missing = "" if mode in ("video", "") else "Enter the place where people will meet"
    return {"mode": mode, "venue": answers.text("venue", "The place", most=160, missing=missing)}


def _reference(_: Parts, answers: Reader, __: Meeting) -> dict[str, str]:
    return {"reference": answers.text("reference", "The reference", most=60)}


READ: dict[str, Callable[[Parts, Reader, Meeting], dict[str, str]]] = {
    "when": _when,
    "strategy": _strategy,
    "where": _where,
    "reference": _reference,
}
FIELDS = {
    "when": WHEN_FIELDS,
    "strategy": STRATEGY_FIELDS,
    "where": ("mode", "venue"),
    "reference": ("reference",),
}
FIRST = {step: fields[0] for step, fields in FIELDS.items()}


def _shut(request: Request, visit: MeetingVisit, step: str) -> Response | None:
    if step not in SHOWN:
        return problem(request, 404, staff=visit.staff)
    return started(request, visit)


def started(request: Request, visit: MeetingVisit) -> Response | None:
    """The page that says it is too late to change this; None while it is not."""
    if visit.meeting.state == "preparing":
        return None
    sentence = parts_of(request).catalogue.say("meeting_started")
    back = f"/meetings/{visit.meeting.id}"
    return said(request, 409, "The meeting has started", sentence, back=back, staff=visit.staff)


def after(request: Request, meeting: Meeting, step: str) -> str:
    """Where an answer leads: back to the page that asked for the change, or on."""
    to = f"/meetings/{meeting.id}"
    then = request.query_params.get("then", "")
    if then in ("check", "prepare"):
        return f"{to}/set-up/check" if then == "check" else to
    following = QUESTIONS[QUESTIONS.index(step) + 1 :]
    return f"{to}/set-up/{following[0] if following else 'check'}"


def _back(request: Request, meeting: Meeting, step: str) -> str:
    to = f"/meetings/{meeting.id}"
    if request.query_params.get("then") == "check":
        return f"{to}/set-up/check"
    if request.query_params.get("then") == "prepare" or step in ("", "when"):
        return to
    return f"{to}/set-up/{QUESTIONS[QUESTIONS.index(step) - 1]}"


# ---- check your answers ----


async def show_check(request: Request, visit: MeetingVisit) -> Response:
    """All answers on one page, each with its change link."""
    return started(request, visit) or _check_page(request, visit, {})


async def finish(request: Request, visit: MeetingVisit, _: Form) -> Response:
    """On to the people, when nothing is missing."""
    missing = {}
    if not visit.meeting.children:
        missing["children"] = "Add the children the meeting is about"
    if not visit.meeting.strategy_on:
        missing["strategy"] = "Enter the date of the strategy discussion"
    if missing:
        return started(request, visit) or _check_page(request, visit, missing)
    return go_to(request, f"/meetings/{visit.meeting.id}/people")


def _check_page(request: Request, visit: MeetingVisit, errors: dict[str, str]) -> Response:
    return page(
        request,
        "set_up_check.html",
        staff=visit.staff,
        here="meetings",
        errors=errors,
        back=f"/meetings/{visit.meeting.id}/set-up/reference",
        **facts_of(parts_of(request), visit.meeting, "check"),
    )
