"""The children a meeting is about: a list, and a page for each child."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.contract.values import Child
from server.routes import words
from server.routes.forms import Form, Reader, boxes_of, typed
from server.routes.guards import MeetingVisit
from server.routes.pages import go_to, page
from server.routes.parts import parts_of
from server.routes.problems import problem
from server.routes.setup import DATE_BOXES, HEADINGS, QUESTIONS, after, started

DETAILS = (
    ("sex", "Sex", 60),
    ("ethnicity", "Ethnicity", 120),
    ("language", "Language", 120),
    ("disability", "Disability or health needs", 300),
    ("school", "School or nursery", 160),
    ("legal_status", "Legal status", 120),
    ("reference", "The child's own reference", 60),
    ("plan_before", "Earlier or current plans", 300),
)
"""What the record says of a child beside name and birth: field, label, greatest length."""
FIELDS = ("first_name", "name", "birth", *(f"born-{box}" for box in DATE_BOXES))


async def show_list(request: Request, visit: MeetingVisit) -> Response:
    """The children so far. With none, the first child's page."""
    if not visit.meeting.children:
        return started(request, visit) or go_to(request, f"{request.url.path}/new")
    return started(request, visit) or _list_page(request, visit, {})


async def finish_list(request: Request, visit: MeetingVisit, _: Form) -> Response:
    """On to the next question."""
    if refused := started(request, visit):
        return refused
    if not visit.meeting.children:
        return _list_page(request, visit, {"children": "Add at least one child"})
    return go_to(request, after(request, visit.meeting, "children"))


def _list_page(request: Request, visit: MeetingVisit, errors: dict[str, str]) -> Response:
    return page(
        request,
        "set_up_children.html",
        staff=visit.staff,
        here="meetings",
        heading=HEADINGS["children"],
        number=QUESTIONS.index("children") + 1,
        questions=len(QUESTIONS),
        meeting=visit.meeting,
        back=f"/meetings/{visit.meeting.id}/set-up/when",
        here_to=_to(visit),
        errors=errors,
    )


def _to(visit: MeetingVisit) -> str:
    return f"/meetings/{visit.meeting.id}/set-up/children"


async def show_child(request: Request, visit: MeetingVisit) -> Response:
    """One child, or an empty page for a new one."""
    child = _child_of(request, visit)
    if child is None:
        return problem(request, 404, staff=visit.staff)
    return started(request, visit) or _child_page(request, visit, child, _shown(child), {})


def _child_of(request: Request, visit: MeetingVisit) -> Child | None:
    child_id = request.path_params["child"]
    if child_id == "new":
        return Child(id="", first_name="", name="")
    return next((child for child in visit.meeting.children if child.id == child_id), None)


def _shown(child: Child) -> dict[str, str]:
    known = {"first_name": child.first_name, "name": child.name}
    known["birth"] = "born" if child.born else "due" if child.due else ""
    details = {field: getattr(child, field) for field, _, _ in DETAILS}
    return {**known, **boxes_of("born", child.born or child.due), **details}


def _child_page(
    request: Request,
    visit: MeetingVisit,
    child: Child,
    values: dict[str, str],
    errors: dict[str, str],
) -> Response:
    name = child.first_name
    return page(
        request,
        "set_up_child.html",
        staff=visit.staff,
        here="meetings",
        heading=f"About {name}" if name else "Add a child",
        number=QUESTIONS.index("children") + 1,
        questions=len(QUESTIONS),
        back=_to(visit) if visit.meeting.children else f"/meetings/{visit.meeting.id}/set-up/when",
        details=DETAILS,
        more_open=any(values.get(field) for field, _, _ in DETAILS),
        values=values,
        errors=errors,
    )


async def save_child(request: Request, visit: MeetingVisit, form: Form) -> Response:
    """Add a child, or change what is known of one."""
    parts, answers = parts_of(request), Reader(form)
    known = _child_of(request, visit)
    if known is None:
        return problem(request, 404, staff=visit.staff)
    if refused := started(request, visit):
        return refused
    child = read_child(answers, known.id, words.today(parts.now()))
    if not answers.errors:
        change = parts.meetings.edit_child if known.id else parts.meetings.add_child
        saved = await change(visit.meeting.id, child)
        if isinstance(saved, str):
            answers.wrong("name", parts.catalogue.say(saved))
    if answers.errors:
        fields = (*FIELDS, *(field for field, _, _ in DETAILS))
        return _child_page(request, visit, known, typed(form, fields), answers.errors)
    return go_to(request, _to(visit))


def read_child(answers: Reader, child_id: str, today: str) -> Child:
    """A child from its page; what is wrong is in `answers.errors`."""
    year = int(today[:4])
    first = answers.text("first_name", "The first name", most=60, missing="Enter a first name")
    name = answers.text("name", "The full name", missing="Enter the full name")
    which = answers.choice("birth", ("born", "due"), "Say whether the child is born")
    missing = "Enter the date of birth, or the date the baby is due"
    on = answers.day("born", "The date", missing=missing, years=range(year - 25, year + 2))
    if which == "born" and on > today:
        answers.wrong("born-day", "The date of birth must be in the past")
    details = {field: answers.text(field, label, most=most) for field, label, most in DETAILS}
    born, due = (on, "") if which == "born" else ("", on)
    return Child(id=child_id, first_name=first, name=name, born=born, due=due, **details)


async def remove_child(request: Request, visit: MeetingVisit, _: Form) -> Response:
    """Take a child off the list."""
    if refused := started(request, visit):
        return refused
    await parts_of(request).meetings.remove_child(visit.meeting.id, request.path_params["child"])
    return go_to(request, _to(visit))
