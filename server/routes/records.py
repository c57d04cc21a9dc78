"""The stored record: read in full on the page, and as files for each audience."""

from __future__ import annotations

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
    rendition = readable(visit)[0]
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
        copies=[(name, _said_of(name)) for name in readable(visit)],
        kinds=KINDS,
        record=record,
        fingerprint=fingerprint(record),
        whole=await to_thread.run_sync(verify, record),
        due=_due(parts, meeting),
        looks_back=may_look_back(parts, visit.seat.role),
        just_ended=request.query_params.get("done") == "ended",
    )


def readable(visit: MeetingVisit) -> tuple[RenditionName, ...]:
    """The copies a person may have: nobody reads what their clearance leaves out (WEB-5)."""
    if visit.seat.clearance == "professionals":
        return ("professionals", "family")
    return ("family",)


def _said_of(rendition: str) -> tuple[str, str]:
    if rendition == "professionals":
        return "Professionals' copy", "Everything, with the restricted annex. For agencies only."
    return "Family copy", "What the whole room saw. For the family and the people they bring."


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
    asked = _asked(request)
    if asked is None or asked[0] not in readable(visit):
        return problem(request, 404, staff=visit.staff)
    record = await parts.records.load(visit.meeting.id)
    if record is None:
        return _missing(request, visit)
    await note(parts, visit, "record exported", f"{asked[0]} {asked[1]}")
    return await _file(request, record, *asked)


def _asked(request: Request) -> tuple[RenditionName, Kind] | None:
    rendition, kind = request.path_params["rendition"], request.path_params["kind"]
    renditions, kinds = get_args(RenditionName), get_args(Kind)
    return (rendition, kind) if rendition in renditions and kind in kinds else None


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
