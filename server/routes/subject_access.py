"""What is held about somebody who asks: found by rule, checked by the chair, then a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from server.contract.values import StoredRecord
from server.records import subject_access
from server.records.subject_access import Kind
from server.routes.closing import note
from server.routes.forms import FORM_FIELDS, Form
from server.routes.guards import MeetingVisit
from server.routes.pages import go_to, guarded, page
from server.routes.parts import parts_of
from server.routes.problems import problem, said
from server.rules.subject_access import Passage, Subject

MEDIA = {"html": "text/html; charset=utf-8", "json": "application/json"}
KINDS = {
    "card": "Card", "words": "The child’s words", "set": "Danger, safety and goal",
    "statement": "Danger statement", "dispute": "What is disputed", "bottom_line": "Bottom line",
    "scale": "Scale", "score": "Number", "row": "Plan", "decision": "Decision",
    "view": "View on the decision", "note": "Note", "quorum": "Quorum", "dates": "Dates",
    "protected": "Protected", "response": "Response",
}  # fmt: skip
MOST = FORM_FIELDS - 20
"""Passages that one form can choose among."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sealed record, whom the request is about, and what was found."""

    record: StoredRecord
    subject: Subject
    passages: list[Passage]


async def show_subjects(request: Request, visit: MeetingVisit) -> Response:
    """Whom it can be about."""
    record = await parts_of(request).records.load(visit.meeting.id)
    if record is None:
        return go_to(request, f"/meetings/{visit.meeting.id}")
    people = await to_thread.run_sync(subject_access.subjects, record)
    return page(
        request,
        "subjects.html",
        staff=visit.staff,
        here="meetings",
        meeting=visit.meeting,
        people=people,
    )


async def show(request: Request, visit: MeetingVisit) -> Response:
    """Everything that was found, to be checked passage by passage."""
    found = await _found(request, visit)
    return _review(request, visit, found, {}) if found else _nobody(request, visit)


async def make(request: Request, visit: MeetingVisit, form: Form) -> Response:
    """The file with what was ticked. It is in the audit trail, without whom it was about."""
    found = await _found(request, visit)
    kind = form.get("kind")
    if found is None or kind not in MEDIA:
        return _nobody(request, visit)
    chosen = frozenset(form.every("passage"))
    if form.get("sure") != "yes":
        errors = {"sure": "Tick that you have read every passage"}
        return _review(request, visit, found, errors, chosen)
    await note(parts_of(request), visit, "subject access exported", kind)
    made = await to_thread.run_sync(
        subject_access.answer, found.record, found.subject, chosen, cast(Kind, kind)
    )
    response = Response(made, media_type=MEDIA[kind])
    guarded(request, response)
    response.headers["content-disposition"] = f'attachment; filename="held-about-you.{kind}"'
    return response


async def _found(request: Request, visit: MeetingVisit) -> Found | None:
    record = await parts_of(request).records.load(visit.meeting.id)
    if record is None:
        return None
    wanted = request.path_params["subject"]
    people = await to_thread.run_sync(subject_access.subjects, record)
    subject = next((one for one in people if one["id"] == wanted), None)
    if subject is None:
        return None
    passages = await to_thread.run_sync(subject_access.passages, record, subject)
    return Found(record, subject, passages)


def _review(
    request: Request,
    visit: MeetingVisit,
    found: Found,
    errors: dict[str, str],
    chosen: frozenset[str] | None = None,
) -> Response:
    if len(found.passages) > MOST:
        sentence = f"More than {MOST} passages are about them. Answer from the whole record."
        return said(request, 409, "Too much for one file", sentence, staff=visit.staff)
    free = frozenset(one["id"] for one in found.passages if not one["hold"])
    return page(
        request,
        "subject_access.html",
        staff=visit.staff,
        here="meetings",
        meeting=visit.meeting,
        subject=found.subject,
        passages=found.passages,
        kinds=KINDS,
        chosen=free if chosen is None else chosen,
        errors=errors,
    )


def _nobody(request: Request, visit: MeetingVisit) -> Response:
    return problem(request, 404, staff=visit.staff)
