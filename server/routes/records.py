"""The stored record: read in full on the page, and as files for each audience."""

from __future__ import annotations

import json
import re
from typing import get_args

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from server.contract.values import Meeting, StoredRecord
from server.records import exports
from server.records.close import fingerprint, verify
from server.records.exports import Kind, RenditionName
from server.routes import words
from server.routes.closing import note
from server.routes.guards import MeetingVisit, may_look_back
from server.routes.pages import go_to, guarded, page
from server.routes.parts import Parts, parts_of
from server.routes.problems import problem, said
from server.rules import renditions
from server.rules.clocks import working_days_after

KINDS: tuple[tuple[Kind, str], ...] = (
    ("pdf", "PDF"), ("docx", "Word"), ("html", "Web page"), ("json", "Data (JSON)"),
)  # fmt: skip
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


async def show(request: Request, visit: MeetingVisit) -> Response:
    """The record as this reader may read it, with its files."""
    parts, meeting = parts_of(request), visit.meeting
    if meeting.state != "ended":
        return go_to(request, f"/meetings/{meeting.id}")
    record = await parts.records.load(meeting.id)
    if record is None:
        return _missing(request, visit)
    names = readable(visit, record)
    rendition = names[0]
    await note(parts, visit, "record read", rendition)
    return page(
        request,
        "record.html",
        staff=visit.staff,
        here="meetings",
        meeting=meeting,
        title=words.title(meeting, parts.catalogue.types[meeting.type]),
        article=await to_thread.run_sync(exports.page, record, rendition),
        rendition=rendition,
        copies=[(name, _said_of(name, _whose(record, name))) for name in names],
        kinds=KINDS,
        record=record,
        fingerprint=fingerprint(record),
        whole=await to_thread.run_sync(verify, record),
        due=_due(parts, meeting),
        is_chair=visit.seat.role == "chair",
        looks_back=may_look_back(parts, visit.seat.role),
        just_ended=request.query_params.get("done") == "ended",
    )


def readable(visit: MeetingVisit, record: StoredRecord) -> tuple[RenditionName, ...]:
    """The copies a person may have: nobody reads what their clearance leaves out (WEB-5)."""
    copies = renditions.names(json.loads(record.content))
    if visit.seat.role == "chair":
        return copies
    if visit.seat.clearance == "professionals":
        return ("professionals", "family")
    return ("family",)


def _whose(record: StoredRecord, rendition: RenditionName) -> str:
    people = json.loads(record.snapshot)["people"]
    mine = (one["name"] for one in people if f"for-{one['id']}" == rendition)
    return str(next(mine, ""))


def _said_of(rendition: RenditionName, whose: str) -> tuple[str, str]:
    match rendition:
        case "original":
            return "Chair’s copy", "Everything, also what only some of the professionals read."
        case "professionals":
            return "Professionals’ copy", "With the restricted annex. For agencies only."
        case "family":
            return "Family copy", "What the whole room saw. For the family and who they bring."
    return f"{whose}’s own copy", "The family copy as this person alone may read it."


def _due(parts: Parts, meeting: Meeting) -> dict[str, str]:
    clocks = parts.catalogue.types[meeting.type]["clocks"]
    days = working_days_after
    return {
        "letter": days(meeting.on, int(clocks["letter_days"]), parts.holidays(meeting.type)),
        "minutes": days(meeting.on, int(clocks["minutes_days"]), parts.holidays(meeting.type)),
    }


async def download(request: Request, visit: MeetingVisit) -> Response:
    """One file of one copy. Files are made in a thread: nobody's typing waits for a PDF."""
    parts = parts_of(request)
    record = await parts.records.load(visit.meeting.id)
    if record is None:
        return _missing(request, visit)
    rendition, kind = request.path_params["rendition"], request.path_params["kind"]
    if rendition not in readable(visit, record) or kind not in get_args(Kind):
        return problem(request, 404, staff=visit.staff)
    await note(parts, visit, "record exported", f"{rendition} {kind}")
    return await _file(request, record, rendition, kind)


async def _file(
    request: Request, record: StoredRecord, rendition: RenditionName, kind: Kind
) -> Response:
    made = await to_thread.run_sync(exports.export, record, rendition, kind)
    response = Response(made.bytes, media_type=made.media_type)
    guarded(request, response)
    name = UNSAFE.sub("-", made.filename).strip("-.") or f"minutes.{kind}"
    response.headers["content-disposition"] = f'attachment; filename="{name}"'
    return response


def _missing(request: Request, visit: MeetingVisit) -> Response:
    return said(
        request,
        404,
        "There is no record of this meeting",
        "Ring whoever looks after Threefold at your council.",
        back="/meetings",
        staff=visit.staff,
    )
