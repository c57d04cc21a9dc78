"""The audit trail for information governance: who did what and when, and nothing of what."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from server.contract.actions import ID, WHATS, What
from server.contract.values import AuditEntry, TrailQuery, TrailRow
from server.routes.forms import tidy
from server.routes.guards import StaffVisit
from server.routes.pages import guarded, page
from server.routes.parts import Parts, parts_of
from server.rules.clocks import days_after, london_midnight

SHOWN = 50
AT_ONCE = 1000
COLUMNS = ("number", "at", "who", "what", "about", "meeting", "detail")
FIELDS = ("meeting", "person", "what", "since", "until")


async def show_trail(request: Request, visit: StaffVisit) -> Response:
    """One page of the trail, newest first. Opening it is in the trail (AUD-6)."""
    parts = parts_of(request)
    asked, typed, errors = _read(request)
    rows: list[TrailRow] = []
    if not errors:
        await note(parts, visit, "trail read")
        rows = list(await parts.audit.look(asked, SHOWN + 1))
    names = {one.id: one.name for one in await parts.accounts.all_staff()}
    return page(
        request,
        "trail.html",
        staff=visit.staff,
        here="trail",
        rows=rows[:SHOWN],
        names=names,
        whats=[(what, what[:1].upper() + what[1:]) for what in sorted(WHATS)],
        older=_address(request, "/governance/trail", rows[SHOWN - 1].seq)
        if len(rows) > SHOWN
        else "",
        newest=_address(request, "/governance/trail", 0) if asked.before else "",
        file=_address(request, "/governance/trail.csv", 0),
        values=typed,
        errors=errors,
    )


async def download_trail(request: Request, visit: StaffVisit) -> Response:
    """Every entry that was looked for, as a table for other programs. It is in the trail."""
    parts = parts_of(request)
    asked, _, errors = _read(request)
    if errors:
        return await show_trail(request, visit)
    await note(parts, visit, "trail exported")
    response = StreamingResponse(_lines(parts, asked), media_type="text/csv; charset=utf-8")
    guarded(request, response)
    response.headers["content-disposition"] = 'attachment; filename="audit-trail.csv"'
    return response


async def note(parts: Parts, visit: StaffVisit, what: What) -> None:
    """Write in the audit trail what somebody of information governance did."""
    entry = AuditEntry(at=parts.now(), meeting="", who=visit.staff.id, what=what)
    await parts.audit.append(entry)


async def _lines(parts: Parts, asked: TrailQuery) -> AsyncIterator[str]:
    yield _line(COLUMNS)
    while rows := await parts.audit.look(asked, AT_ONCE):
        yield "".join(_line(_cells(row)) for row in rows)
        asked = replace(asked, before=rows[-1].seq)
        if asked.before == 1:
            return


def _cells(row: TrailRow) -> tuple[Any, ...]:
    at = datetime.fromtimestamp(row.at / 1000, UTC).isoformat(timespec="milliseconds")
    return (row.seq, at, row.who, row.what, row.about, row.meeting, row.detail)


def _line(cells: tuple[Any, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _read(request: Request) -> tuple[TrailQuery, dict[str, str], dict[str, str]]:
    """What is looked for, what was typed, and what of that cannot be used."""
    typed = {name: tidy(request.query_params.get(name, "")) for name in FIELDS}
    errors: dict[str, str] = {}
    for name in ("meeting", "person"):
        if not ID.fullmatch(typed[name]):
            errors[name] = f"Enter the id of a {name}, as it stands in the table"
    if typed["what"] not in ("", *WHATS):
        errors["what"] = "Choose what was done from the list"
    days = {name: _midnight(typed[name], name, errors) for name in ("since", "until")}
    before = request.query_params.get("before", "")
    asked = TrailQuery(
        meeting=typed["meeting"],
        person=typed["person"],
        what=typed["what"],
        since=days["since"],
        until=days["until"],
        before=int(before) if before.isascii() and before.isdecimal() and len(before) < 16 else 0,
    )
    return asked, typed, errors


def _midnight(on: str, name: str, errors: dict[str, str]) -> int:
    """The start of a day in London; of the next one for "until": that day is counted in."""
    if not on:
        return 0
    try:
        return london_midnight(days_after(on, 1) if name == "until" else on)
    except (ValueError, OverflowError):
        errors[name] = "Enter a real date"
        return 0


def _address(request: Request, path: str, before: int) -> str:
    asked = [(name, request.query_params.get(name, "")) for name in FIELDS]
    params = {name: value for name, value in asked if value}
    if before:
        params["before"] = str(before)
    return f"{path}?{urlencode(params)}" if params else path
