"""My meetings: today, records to read, coming, and what still has to be set up."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.contract.values import Link, Meeting, Millis, Participant, Staff
from server.routes import words
from server.routes.guards import MeetingVisit, StaffVisit
from server.routes.pages import page
from server.routes.parts import Parts, parts_of
from server.rules import clocks

Row = dict[str, Any]
"""What a list says of a meeting."""


async def my_meetings(request: Request, visit: StaffVisit) -> Response:
    """Every meeting of this account, by what it asks of them."""
    parts = parts_of(request)
    today = words.today(parts.now())
    found = await parts.meetings.list_for(visit.staff.id)
    rows = [_row(parts, meeting) for meeting in found if meeting.type in parts.catalogue.types]
    heaps: Row = {name: [row for row in rows if _heap(row, today) == name] for name in HEAPS}
    for row in heaps["now"]:
        await _make_ready(parts, row, visit.staff)
    for name in ("now", "coming", "missed", "unfinished"):
        heaps[name].sort(key=lambda row: (row["on"], row["starts"]))
    heaps["ended"].sort(key=lambda row: row["ended_at"], reverse=True)
    return page(request, "meetings.html", staff=visit.staff, here="meetings", today=today, **heaps)


HEAPS = ("now", "ended", "coming", "unfinished", "missed")


def _heap(row: Row, today: str) -> str:
    if row["state"] == "ended":
        return "ended"
    if row["state"] == "open":
        return "now"
    if row["unfinished"]:
        return "unfinished"
    if row["on"] == today:
        return "now"
    return "coming" if row["on"] > today else "missed"


def _row(parts: Parts, meeting: Meeting) -> Row:
    kind = parts.catalogue.types[meeting.type]
    unfinished = meeting.state == "preparing" and not meeting.children
    minutes = int(kind["clocks"]["minutes_days"])
    to = f"/meetings/{meeting.id}"
    return {
        "id": meeting.id,
        "state": meeting.state,
        "on": meeting.on,
        "starts": meeting.starts,
        "ended_at": meeting.ended_at,
        "strategy_on": meeting.strategy_on,
        "title": words.title(meeting, kind),
        "when": words.when(meeting),
        "time": clocks.time_words(meeting.starts),
        "place": _place(meeting),
        "clock": words.clock_of(meeting, kind, parts.holidays(meeting.type)),
        "days": int(kind["clocks"]["conference_days"]),
        "minutes_due": clocks.working_days_after(meeting.on, minutes, parts.holidays(meeting.type)),
        "unfinished": unfinished,
        "next": f"{to}/set-up/children" if unfinished else to,
    }


def _place(meeting: Meeting) -> str:
    mode = words.MODES.get(meeting.mode, "")
    return f"{meeting.venue}. {mode}" if meeting.venue else mode


async def _make_ready(parts: Parts, row: Row, staff: Staff) -> None:
    people = await parts.meetings.people(row["id"])
    seat = await parts.meetings.seat_of(staff.id, row["id"])
    guests = [one for one in people if not one.staff and one.role != "wall"]
    links = [(one, await parts.invitations.link_of(one.id)) for one in guests]
    row["board"] = f"/m/{row['id']}/{seat.id}" if seat else f"/meetings/{row['id']}"
    row["ready"] = list(_ready(links, parts.now())) or [("wait", "clock", "Nobody is invited yet.")]


def _ready(links: list[tuple[Participant, Link | None]], now: Millis) -> list[tuple[str, str, str]]:
    opened = [person for person, link in links if link and link.opened_at]
    waiting = [
        person for person, link in links if link and not link.opened_at and now < link.expires_at
    ]
    without = len(links) - len(opened) - len(waiting)
    rows = (
        ("ok", "check", len(opened), "opened their link", "opened their link"),
        ("wait", "clock", len(waiting), "has not opened their link", "have not opened their link"),
        ("wait", "clock", without, "has no link that works", "have no link that works"),
    )
    return [
        (
            kind,
            icon,
            f"{count} {'person' if count == 1 else 'people'} {one if count == 1 else more}.",
        )
        for kind, icon, count, one, more in rows
        if count
    ]


async def prepare(request: Request, visit: MeetingVisit) -> Response:
    """One meeting before it starts: its facts, its people, and the way in."""
    parts, meeting = parts_of(request), visit.meeting
    people = await parts.meetings.people(meeting.id)
    kind = parts.catalogue.types[meeting.type]
    return page(
        request,
        "meeting.html",
        staff=visit.staff,
        here="meetings",
        title=words.title(meeting, kind),
        people=[one for one in people if one.role != "wall"],
        board=f"/m/{meeting.id}/{visit.seat.id}",
        is_chair=visit.seat.role == "chair",
        asked=len([one for one in meeting.withholdings if one.state == "asked"]),
        **facts_of(parts, meeting, "prepare"),
    )


def facts_of(parts: Parts, meeting: Meeting, then: str) -> Row:
    """What answers.html shows; `then` is where its links come back to."""
    kind = parts.catalogue.types[meeting.type]
    return {
        "meeting": meeting,
        "kind": kind,
        "when": words.when(meeting),
        "clock": words.clock_of(meeting, kind, parts.holidays(meeting.type)),
        "mode": words.MODES.get(meeting.mode, ""),
        "changing": meeting.state == "preparing",
        "then": then,
    }
