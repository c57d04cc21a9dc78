"""The chair goes to a second person: handed over, or taken by the deputy when the chair drops."""

from __future__ import annotations

from asyncio import Lock

from msgspec.structs import replace

from server.contract.actions import What
from server.contract.values import AuditEntry, Millis, Participant, Value
from server.identity.ports import Audit, People
from server.identity.values import Code


class NewChair(Value, frozen=True, kw_only=True):
    """Who chaired, and who chairs now, as both are after it."""

    before: Participant
    after: Participant


def may_chair(person: Participant) -> bool:
    """Whether this person could chair: a professional who signs in with an account.

    Whoever chairs also ends the meeting and reads its record, and no link opens those.
    """
    return bool(person.staff) and person.side == "professional" and not person.gone


class Chairing:
    """Who chairs a meeting, and who may if the chair drops. `lock` is that of its people."""

    def __init__(self, people: People, audit: Audit, lock: Lock) -> None:
        self._people = people
        self._audit = audit
        self._lock = lock

    async def name_deputy(
        self, meeting_id: str, deputy: str, now: Millis, by: str
    ) -> Participant | Code | None:
        """Name who may take the chair if it drops; "" for nobody. One a meeting."""
        async with self._lock:
            everyone = await self._people.participants(meeting_id)
            named = next((one for one in everyone if one.id == deputy), None)
            if deputy and (named is None or not may_chair(named) or named.role == "chair"):
                return "not_allowed"
            for one in everyone:
                if one.deputy != (one.id == deputy):
                    await self._people.save_participant(replace(one, deputy=not one.deputy))
                    said = "no" if one.deputy else "yes"
                    await self._note(one, "deputy named", now, by, said)
            return named

    async def hand_over(
        self, meeting_id: str, to: str, now: Millis, by: str, *, taken: bool = False
    ) -> NewChair | Code:
        """Make somebody the chair, in one step (IDN-18). `taken`: their deputy takes it.

        Whoever chaired stays: as what they were before they took the chair, or, if they chaired
        from the start, at the Desk as a minute taker. They read on what their clearance lets them.
        """
        async with self._lock:
            meeting = await self._people.meeting(meeting_id)
            everyone = await self._people.participants(meeting_id)
            before = next((one for one in everyone if one.role == "chair"), None)
            after = next((one for one in everyone if one.id == to), None)
            if meeting is None or before is None or after is None:
                return "no_such_person"
            if meeting.state == "ended":
                return "meeting_ended"
            if not taken and before.staff != by:
                return "not_allowed"  # it was handed over a moment ago, on another page
            if not may_chair(after) or after.id == before.id or (taken and not after.deputy):
                return "not_allowed"
            new = NewChair(before=_steps_down(before, after), after=_steps_up(after))
            # Two chairs for a moment, should the server stop here, rather than none.
            await self._people.save_participant(new.after)
            await self._people.save_participant(new.before)
            await self._people.save_meeting(replace(meeting, chair=after.staff))
            await self._note(after, "chair taken" if taken else "chair handed over", now, by)
            return new

    async def _note(
        self, person: Participant, what: What, now: Millis, by: str, detail: str = ""
    ) -> None:
        entry = AuditEntry(
            at=now, meeting=person.meeting, who=by, what=what, about=person.id, detail=detail
        )
        await self._audit.append(entry)


def _steps_up(person: Participant) -> Participant:
    return replace(
        person, role="chair", relation="chair", clearance="professionals", deputy=False,
        before_chair=(person.role, person.relation, person.clearance),
    )  # fmt: skip


def _steps_down(person: Participant, after: Participant) -> Participant:
    if person.before_chair is not None:
        role, relation, clearance = person.before_chair
        return replace(person, role=role, relation=relation, clearance=clearance, before_chair=None)
    relation = after.relation if after.role == "minute_taker" else "minutes"
    return replace(person, role="minute_taker", relation=relation or "minutes")
