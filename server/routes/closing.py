"""Before the meeting ends: what must be right, who gets which copy, and the one button."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from server.contract.actions import What
from server.contract.values import AuditEntry, Meeting, Millis, Participant
from server.records.close import canonical, seal
from server.records.exports import preview
from server.routes import words
from server.routes.forms import Form
from server.routes.guards import MeetingVisit
from server.routes.pages import go_to, page
from server.routes.parts import Parts, parts_of
from server.routes.problems import problem, said
from server.rules import closing
from server.rules.people import who
from server.rules.record import make_content, section
from server.rules.renditions import names, rendition
from server.sync.rooms import NotSaved

READ: What = "copy read"
NOT_ENDED = ("The meeting has not ended", "We could not save just now. Try again in a minute.")
CHECKS = (
    ("Each child has a decision", ("no_outcome",)),
    (
        "Each plan has a category, a core group date, a review date and an action",
        ("no_category", "no_core_group", "no_review", "no_rows"),
    ),
    ("Enough people to decide safely, or a reason to go on", ("quorum_no_reason",)),
    ("Every number has words for 10 and for 0, and was shown", ("ends_missing", "scale_not_shown")),
    ("You have said what becomes of the closed session", ("closed_not_reviewed", "people_waiting")),
    ("You have read each family copy", ("family_copy_not_read",)),
)
"""The hard checks as they are said when they are right, with the codes that they answer to."""
LINKS = {
    "plan": "Go to the plan",
    "people": "Go to the people",
    "dates": "Go to the dates",
    "quorum": "Go to quorum",
    "copies": "Read it",
    "closed": "Go to the board",
    "next": "Go to next steps",
    "decision": "Go to the decision",
    "voice": "Go to their words",
    "set": "Go to the set",
    "scale": "Go to the scale",
}


@dataclass(frozen=True, slots=True)
class FamilyCopy:
    """A copy that goes to the family, and when the chair read it: as it is now, or before."""

    name: str
    whose: str
    mark: str
    read_at: Millis
    read_before: Millis


@dataclass(frozen=True, slots=True)
class Draft:
    """The record as it would be if the meeting ended now."""

    snapshot: dict[str, Any]
    content: dict[str, Any]
    copies: tuple[FamilyCopy, ...]

    @property
    def is_frozen(self) -> bool:
        """Whether nothing can be put right any more."""
        return bool(self.snapshot["scopes"]["room"]["meta"].get("ended_at"))

    @property
    def seq(self) -> int:
        """The last entry of the log that the draft holds."""
        return int(self.snapshot["log"]["seq"])

    @property
    def unread(self) -> FamilyCopy | None:
        """The first family copy that the chair has not read just as it is now (CLO-5)."""
        return next((one for one in self.copies if not one.read_at), None)


async def show(request: Request, visit: MeetingVisit) -> Response:
    """The closing page."""
    return _elsewhere(request, visit) or await _closing_page(request, visit, {})


async def show_copy(request: Request, visit: MeetingVisit) -> Response:
    """One copy as its readers will have it. Opening it is reading it: that is noted."""
    parts, name = parts_of(request), request.path_params["rendition"]
    if elsewhere := _elsewhere(request, visit):
        return elsewhere
    draft = await make_draft(parts, visit)
    if name not in names(draft.content):
        return problem(request, 404, staff=visit.staff)
    for copy in draft.copies:
        if copy.name == name:
            await note(parts, visit, READ, f"{name} {copy.mark}")
    return page(
        request,
        "copy.html",
        staff=visit.staff,
        here="meetings",
        meeting=visit.meeting,
        name=name,
        whose=next((one.whose for one in draft.copies if one.name == name), ""),
        article=await to_thread.run_sync(preview, draft.content, name),
    )


async def end(request: Request, visit: MeetingVisit, _: Form) -> Response:
    """End the meeting, when all that must be right is right (CLO-1 to CLO-5)."""
    parts, meeting = parts_of(request), visit.meeting
    if elsewhere := _elsewhere(request, visit):
        return elsewhere
    last = None
    try:
        while last is None:
            draft = await make_draft(parts, visit)
            stops = [found for found in _findings(parts, visit, draft) if found.hard]
            # A board that is frozen already, when we fell over half way, is sealed as it is.
            if stops and not draft.is_frozen:
                errors = {f"stop-{number}": one.say for number, one in enumerate(stops, start=1)}
                return await _closing_page(request, visit, errors)
            # CLO-7: what is frozen is what was checked; somebody may be typing still.
            last = await parts.rooms.end(meeting.id, visit.seat, as_of=draft.seq)
    except NotSaved:
        return said(request, 503, *NOT_ENDED, back=request.url.path, staff=visit.staff)
    await _seal(parts, visit, last)
    return go_to(request, f"/records/{meeting.id}?done=ended")


async def _seal(parts: Parts, visit: MeetingVisit, last: dict[str, Any]) -> None:
    meeting, now = visit.meeting, parts.now()
    record = seal(
        await whole_snapshot(parts, meeting, last),
        parts.catalogue.types[meeting.type],
        visit.seat.name,
        now,
        holidays=parts.holidays(meeting.type),
        contact=_contact(parts, meeting),
    )
    # REC-1: a record is stored once. A second try after a crash finds the first.
    await parts.records.save_once(record)
    await parts.meetings.end(meeting.id, now)
    stored = await parts.records.load(meeting.id) or record
    await note(parts, visit, "record sealed", stored.sha256)


async def _closing_page(request: Request, visit: MeetingVisit, errors: dict[str, str]) -> Response:
    parts, meeting = parts_of(request), visit.meeting
    draft = await make_draft(parts, visit)
    found = _findings(parts, visit, draft)
    stops = [one for one in found if one.hard]
    failing = {one.code for one in stops}
    people = await parts.meetings.people(meeting.id)
    annex = section(draft.content, "annex")
    apart = _kept_apart(draft, people)
    return page(
        request,
        "closing.html",
        staff=visit.staff,
        here="meetings",
        meeting=meeting,
        title=words.title(meeting, parts.catalogue.types[meeting.type]),
        board=f"/m/{meeting.id}/{visit.seat.id}",
        stops=[_task(visit, one) for one in stops],
        passed=[say for say, codes in CHECKS if not failing.intersection(codes)],
        soft=_by_kind(visit, [one for one in found if not one.hard]),
        soft_count=len(found) - len(stops),
        decisions=section(draft.content, "decisions")["children"],
        ages={
            one["first_name"]: one["age"] for one in section(draft.content, "children")["children"]
        },
        held=[(group["section"], card) for group in annex["groups"] for card in group["cards"]],
        draft=draft,
        family=_names(people, "family", but=apart),
        apart="; ".join(sorted(apart)),
        professionals=_names(people, "professional"),
        errors=errors,
    )


def _names(people: list[Participant], side: str, but: Set[str] = frozenset()) -> str:
    named = [who(one.name, one.relation) for one in people if one.side == side]
    return "; ".join(one for one in named if one not in but)


def _kept_apart(draft: Draft, people: list[Participant]) -> frozenset[str]:
    """Those of the family who were not to be here: what they get is the chair's to decide."""
    absent = section(draft.content, "attendance")["absent"]
    names = {seat["name"] for seat in absent if seat["attendance"] == "excluded"}
    return frozenset(
        who(one.name, one.relation) for one in people if one.side == "family" and one.name in names
    )


def _task(visit: MeetingVisit, found: closing.Finding) -> dict[str, str]:
    first = found.where.partition("-")[0].partition("_")[0]
    to = f"/m/{visit.meeting.id}/{visit.seat.id}#{found.where}"
    if first == "copies":
        to = f"/meetings/{visit.meeting.id}/close/{found.where.removeprefix('copies-')}"
    return {"say": found.say, "to": to, "link": LINKS.get(first, "Go to it")}


def _by_kind(
    visit: MeetingVisit, found: list[closing.Finding]
) -> list[tuple[dict[str, str], list[dict[str, str]]]]:
    """One line for each kind of thing left, with the rest of its kind folded behind it."""
    kinds: dict[str, list[dict[str, str]]] = {}
    for one in found:
        kinds.setdefault(one.code, []).append(_task(visit, one))
    return [(first, rest) for first, *rest in kinds.values()]


def _findings(parts: Parts, visit: MeetingVisit, draft: Draft) -> list[closing.Finding]:
    kind = parts.catalogue.types[visit.meeting.type]
    found = closing.check(
        draft.snapshot,
        kind,
        family_copy_viewed=draft.unread is None,
        holidays=parts.holidays(visit.meeting.type),
    )
    return [_said_again(one, draft) for one in found]


def _said_again(found: closing.Finding, draft: Draft) -> closing.Finding:
    """Which copy it is; one that was read and then changed is not one that nobody has read."""
    copy = draft.unread
    if found.code != "family_copy_not_read" or copy is None:
        return found
    what = f"{copy.whose}’s own copy" if copy.whose else "the family copy"
    say = f"Nobody has read {what} yet. Read it before the meeting ends."
    if copy.read_before:
        at = words.clock_time(copy.read_before)
        say = f"{what[0].upper()}{what[1:]} has changed since you read it at {at}. Read it again."
    return closing.Finding(found.code, found.hard, say, f"copies-{copy.name}")


async def make_draft(parts: Parts, visit: MeetingVisit) -> Draft:
    """The record as it would be now, and whether its family copy has been read."""
    meeting = visit.meeting
    snapshot = await whole_snapshot(parts, meeting, await parts.rooms.snapshot(meeting.id))
    # The time of the end is left out: it would make every copy differ from the one just read.
    snapshot["meeting"]["ended_at"] = 0
    content = make_content(
        snapshot,
        parts.catalogue.types[meeting.type],
        holidays=parts.holidays(meeting.type),
        by=visit.seat.name,
        contact=_contact(parts, meeting),
    )
    read = [
        entry
        for entry in await parts.audit.read(meeting.id)
        if entry.what == READ and entry.who == visit.staff.id
    ]
    people = {one["id"]: one["name"] for one in snapshot["people"]}
    family = (name for name in names(content) if name == "family" or name.startswith("for-"))
    copies = tuple(_copy(content, name, people, read) for name in family)
    return Draft(snapshot=snapshot, content=content, copies=copies)


def _copy(
    content: dict[str, Any], name: str, people: dict[str, str], read: list[AuditEntry]
) -> FamilyCopy:
    mark = sha256(canonical(rendition(content, name))).hexdigest()[:32]
    mine = [entry for entry in read if entry.detail.partition(" ")[0] == name]
    return FamilyCopy(
        name=name,
        whose=people.get(name.removeprefix("for-"), ""),
        mark=mark,
        read_at=max((one.at for one in mine if one.detail == f"{name} {mark}"), default=0),
        read_before=max((one.at for one in mine), default=0),
    )


async def whole_snapshot(parts: Parts, meeting: Meeting, heart: dict[str, Any]) -> dict[str, Any]:
    """The boards' snapshot with the meeting, its children and its people (contract, Snapshot)."""
    meta = heart["scopes"]["room"]["meta"]
    people = await parts.meetings.people(meeting.id)
    facts = ("id", "type", "on", "starts", "venue", "mode", "reference", "strategy_on")
    known = ("id", "name", "role", "agency", "relation", "side", "clearance", "speaks_for", "apart")
    return {
        **heart,
        "meeting": {
            **{field: getattr(meeting, field) for field in facts},
            "title": meta.get("title", ""),
            "started_at": meta.get("opened_at") or meeting.opened_at,
            "ended_at": meta.get("ended_at") or 0,
            "council": meeting.council or parts.settings.council,
        },
        "children": [
            {field: getattr(child, field) for field in child.__struct_fields__}
            for child in meeting.children
        ],
        "people": [
            {field: getattr(person, field) for field in known}
            for person in people
            if person.role != "wall"
        ],
    }


def _contact(parts: Parts, meeting: Meeting) -> str:
    return meeting.contact or parts.settings.contact


async def note(parts: Parts, visit: MeetingVisit, what: What, detail: str) -> None:
    """Write in the audit trail what this person did."""
    entry = AuditEntry(
        at=parts.now(), meeting=visit.meeting.id, who=visit.staff.id, what=what, detail=detail
    )
    await parts.audit.append(entry)


def _elsewhere(request: Request, visit: MeetingVisit) -> Response | None:
    """Where to go instead when the meeting is not going on; None while it is."""
    if visit.meeting.state == "ended":
        return go_to(request, f"/records/{visit.meeting.id}")
    if visit.meeting.state == "preparing":
        return go_to(request, f"/meetings/{visit.meeting.id}")
    return None
