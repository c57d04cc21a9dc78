"""How long meetings are kept, and their destruction by two people, for information governance."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.contract.values import Disposal
from server.records.retention import HOLDS, Kept
from server.routes.forms import Form, Reader, boxes_of, typed
from server.routes.governance import note
from server.routes.guards import StaffVisit
from server.routes.pages import go_to, page
from server.routes.parts import Parts, parts_of
from server.routes.problems import problem, said

AT = "/governance/retention"
HOLD_WORDS = {
    "court": "A court or a claim needs it",
    "inquiry": "A public inquiry needs it",
    "complaint": "A complaint is open",
    "police": "The police need it",
    "other": "Another reason, on the council's file",
}
MARKS = {
    "law": "Set by law",
    "local": "What a council does; check it against yours",
    "unverified": "Not checked",
}
STATES = {
    "kept": ("none", "clock", "To be kept"),
    "held": ("stop", "lock", "On hold"),
    "due": ("wait", "hourglass", "Due"),
    "asked": ("wait", "user-check", "Waits for a second person"),
}
DONE = {
    "changed": "The period was changed.",
    "held": "There is a hold on this meeting now.",
    "lifted": "The hold was lifted.",
    "asked": "You asked for it. A second person has to approve it.",
    "withdrawn": "The request was withdrawn. Nothing was destroyed.",
}
PERIOD = ("class", "trigger-day", "trigger-month", "trigger-year")


async def show_all(request: Request, visit: StaffVisit) -> Response:
    """Every meeting, what is due first; and what was destroyed."""
    parts = parts_of(request)
    await note(parts, visit, "retention read")
    return page(
        request,
        "retention.html",
        staff=visit.staff,
        here="retention",
        rows=[(kept, _type(parts, kept), STATES[kept.state]) for kept in await _all(parts)],
        certificates=await parts.retention.certificates(),
    )


async def show_one(request: Request, visit: StaffVisit) -> Response:
    """One meeting: its period, its hold, and the way to destroy it."""
    kept = await _one(request)
    return _page(request, visit, kept, {}) if kept else problem(request, 404, staff=visit.staff)


async def change(request: Request, visit: StaffVisit, form: Form) -> Response:
    """Another class, or another day to count from."""
    parts, kept, answers = parts_of(request), await _one(request), Reader(form)
    if kept is None:
        return problem(request, 404, staff=visit.staff)
    classes = {one.id for one in parts.retention.classes(kept.type)}
    chosen = answers.choice("class", classes, "Choose a kind of record")
    on = answers.day("trigger", "The day", years=range(1900, 2200))
    if answers.errors:
        return _page(request, visit, kept, answers.errors, typed(form, PERIOD))
    await parts.retention.change(kept.meeting, chosen, on, visit.staff.id, parts.now())
    return go_to(request, f"{AT}/{kept.meeting}?done=changed")


async def hold(request: Request, visit: StaffVisit, form: Form) -> Response:
    """Put a hold on a meeting, or lift it."""
    parts, kept, answers = parts_of(request), await _one(request), Reader(form)
    if kept is None:
        return problem(request, 404, staff=visit.staff)
    why = answers.choice("hold", ("none", *HOLDS), "Choose why it must be kept")
    if answers.errors:
        return _page(request, visit, kept, answers.errors, typed(form, ("hold",)))
    why = "" if why == "none" else why
    await parts.retention.hold(kept.meeting, why, visit.staff.id, parts.now())
    return go_to(request, f"{AT}/{kept.meeting}?done={'held' if why else 'lifted'}")


async def ask(request: Request, visit: StaffVisit, _: Form) -> Response:
    """The first of two people asks to destroy a meeting."""
    parts, meeting = parts_of(request), request.path_params["meeting"]
    code = await parts.retention.ask(meeting, visit.staff.id, parts.now())
    return _refused(request, visit, code) if code else go_to(request, f"{AT}/{meeting}?done=asked")


async def withdraw(request: Request, visit: StaffVisit, _: Form) -> Response:
    """Nobody asks any more."""
    parts, meeting = parts_of(request), request.path_params["meeting"]
    code = await parts.retention.withdraw(meeting, visit.staff.id, parts.now())
    if code:
        return _refused(request, visit, code)
    return go_to(request, f"{AT}/{meeting}?done=withdrawn")


async def destroy(request: Request, visit: StaffVisit, form: Form) -> Response:
    """The second of two people approves, and the meeting is destroyed for good."""
    parts, meeting = parts_of(request), request.path_params["meeting"]
    asked = await parts.retention.may_destroy(meeting, visit.staff.id, parts.now())
    if isinstance(asked, str):
        return _refused(request, visit, asked)
    kept = await _one(request)
    if form.get("sure") != "yes" and kept is not None:
        errors = {"sure": "Tick that you have checked it"}
        return _page(request, visit, kept, errors)
    # Nobody may write in a room whose meeting has no key any more.
    await parts.rooms.shut(meeting)
    done = await parts.retention.destroy(meeting, visit.staff.id, parts.now())
    await parts.rooms.shut(meeting)  # somebody may have come back meanwhile
    if isinstance(done, str):
        return _refused(request, visit, done)
    return go_to(request, f"/governance/certificates/{meeting}")


async def show_certificate(request: Request, visit: StaffVisit) -> Response:
    """What was destroyed, when, and by whom: all that is left of a meeting."""
    parts, meeting = parts_of(request), request.path_params["meeting"]
    found = [one for one in await parts.retention.certificates() if one.meeting == meeting]
    if not found:
        return problem(request, 404, staff=visit.staff)
    return page(
        request,
        "certificate.html",
        staff=visit.staff,
        here="retention",
        certificate=found[0],
        kept_class=_class_of(parts, found[0]),
        names={one.id: one.name for one in await parts.accounts.all_staff()},
    )


async def _all(parts: Parts) -> list[Kept]:
    return await parts.retention.kept(parts.now())


async def _one(request: Request) -> Kept | None:
    parts = parts_of(request)
    return await parts.retention.one(request.path_params["meeting"], parts.now())


def _type(parts: Parts, kept: Kept) -> str:
    return str(parts.catalogue.types[kept.type]["plain_name"])


def _class_of(parts: Parts, disposal: Disposal) -> str:
    schedules = parts.catalogue.schedules.values()
    known = {one.id: one.name for schedule in schedules for one in schedule.classes}
    return known.get(disposal.class_id, disposal.class_id)


def _page(
    request: Request,
    visit: StaffVisit,
    kept: Kept,
    errors: dict[str, str],
    again: dict[str, str] | None = None,
) -> Response:
    parts = parts_of(request)
    values = {"class": kept.kept_class.id, "hold": kept.hold or "none"}
    return page(
        request,
        "kept.html",
        staff=visit.staff,
        here="retention",
        kept=kept,
        kind=_type(parts, kept),
        state=STATES[kept.state],
        mark=MARKS[kept.kept_class.mark],
        classes=[
            (one.id, f"{one.name}, {one.years} years") for one in parts.retention.classes(kept.type)
        ],
        holds=[("none", "No hold", ""), *((why, HOLD_WORDS[why], "") for why in HOLDS)],
        hold_words=HOLD_WORDS.get(kept.hold, ""),
        mine=kept.asked is not None and kept.asked.asked_by == visit.staff.id,
        done=DONE.get(request.query_params.get("done", ""), ""),
        values={**values, **boxes_of("trigger", kept.trigger_on), **(again or {})},
        errors=errors,
    )


def _refused(request: Request, visit: StaffVisit, code: str) -> Response:
    sentence = parts_of(request).catalogue.say(code)
    if code == "not_found":
        return problem(request, 404, staff=visit.staff)
    heading = "Nothing was destroyed"
    return said(request, 409, heading, sentence, back=AT, staff=visit.staff)
