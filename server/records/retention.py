"""What is due to be destroyed, what is held, and destruction by two people (RET)."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from server.contract.actions import What
from server.contract.catalogue import KeptClass, Schedule
from server.contract.values import AuditEntry, Disposal, Keeping, Meeting, Millis, Value
from server.records.ports import Audit, Files, RetentionStore
from server.rules import retention
from server.rules.clocks import london

Code: TypeAlias = str
"""A refusal: a code of shared/refusals.json."""
HOLDS = ("court", "inquiry", "complaint", "police", "other")


class Kept(Value, frozen=True, kw_only=True):
    """How one meeting stands: ids, dates and kinds, and nothing of what was said in it."""

    meeting: str
    type: str
    on: str
    kept_class: KeptClass
    trigger_on: str
    due_on: str
    hold: str
    asked: Disposal | None
    state: retention.State


class Retention:
    """The list of what is kept, and the only way in which a meeting is destroyed."""

    def __init__(
        self,
        store: RetentionStore,
        files: Files,
        audit: Audit,
        schedules: Callable[[str], Schedule],
    ) -> None:
        self._store = store
        self._files = files
        self._audit = audit
        self._schedules = schedules
        # Between looking and destroying, nobody may put a hold on.
        self._one_at_a_time = Lock()

    async def kept(self, now: Millis) -> list[Kept]:
        """Every meeting, what is due first."""
        keepings = {one.meeting: one for one in await self._store.keepings()}
        asked = {one.meeting: one for one in await self._store.disposals()}
        meetings = await self._files.all_meetings()
        found = [self._kept(meeting, keepings, asked, now) for meeting in meetings]
        return sorted(found, key=lambda one: (one.due_on or "9999", one.meeting))

    async def one(self, meeting: str, now: Millis) -> Kept | None:
        """One meeting, or None when there is none of that id."""
        return next((kept for kept in await self.kept(now) if kept.meeting == meeting), None)

    async def certificates(self) -> list[Disposal]:
        """What was destroyed, newest first."""
        return [one for one in await self._store.disposals() if one.destroyed_at]

    def classes(self, type_id: str) -> Sequence[KeptClass]:
        """The classes of a meeting's schedule."""
        return self._schedules(type_id).classes

    async def change(
        self, meeting: str, class_id: str, trigger_on: str, by: str, now: Millis
    ) -> Code | None:
        """Give a meeting another class, or another day that its period runs from."""
        kept = await self.one(meeting, now)
        if kept is None:
            return "not_found"
        await self._decide(kept, class_id=class_id, trigger_on=trigger_on)
        await self._note("trigger changed", meeting, by, now, trigger_on)
        return None

    async def hold(self, meeting: str, why: str, by: str, now: Millis) -> Code | None:
        """Put a hold on a meeting, or lift it with ""; what was asked falls (RET-2)."""
        async with self._one_at_a_time:
            kept = await self.one(meeting, now)
            if kept is None:
                return "not_found"
            await self._decide(kept, hold=why)
            if why:
                await self._store.withdraw(meeting)
        await self._note("hold put" if why else "hold lifted", meeting, by, now, why)
        return None

    async def ask(self, meeting: str, by: str, now: Millis) -> Code | None:
        """Ask to destroy a meeting that is due; a second person decides."""
        kept = await self.one(meeting, now)
        if kept is None:
            return "not_found"
        if code := retention.why_not(kept.due_on, _today(now), kept.hold):
            return code
        asked = Disposal(
            meeting=meeting,
            class_id=kept.kept_class.id,
            trigger_on=kept.trigger_on,
            due_on=kept.due_on,
            asked_by=by,
            asked_at=now,
        )
        if not await self._store.ask(asked):
            return "asked_already"
        await self._note("disposal asked", meeting, by, now, asked.class_id)
        return None

    async def withdraw(self, meeting: str, by: str, now: Millis) -> Code | None:
        """Nobody asks any more."""
        kept = await self.one(meeting, now)
        if kept is None or kept.asked is None:
            return "not_asked"
        await self._store.withdraw(meeting)
        await self._note("disposal withdrawn", meeting, by, now)
        return None

    async def may_destroy(self, meeting: str, by: str, now: Millis) -> Disposal | Code:
        """The request that this person may approve now, or what stands in the way (RET-3)."""
        kept = await self.one(meeting, now)
        if kept is None or kept.asked is None:
            return "not_asked"
        code = retention.may_approve(kept.asked.asked_by, by)
        code = code or retention.why_not(kept.due_on, _today(now), kept.hold)
        return code or replace(kept.asked, due_on=kept.due_on, trigger_on=kept.trigger_on)

    async def destroy(self, meeting: str, by: str, now: Millis) -> Disposal | Code:
        """Approve and carry out: the key goes, the rows go, a certificate stays (KEY-4)."""
        async with self._one_at_a_time:
            asked = await self.may_destroy(meeting, by, now)
            if isinstance(asked, str):
                return asked
            # Noted first: a meeting may not be gone without the trail knowing.
            await self._note("disposal carried out", meeting, by, now, asked.class_id)
            return await self._store.destroy(replace(asked, approved_by=by, destroyed_at=now))

    def _kept(
        self,
        meeting: Meeting,
        keepings: Mapping[str, Keeping],
        asked: Mapping[str, Disposal],
        now: Millis,
    ) -> Kept:
        keeping = keepings.get(meeting.id) or Keeping(meeting=meeting.id)
        kept_class = self._schedules(meeting.type).find(keeping.class_id, meeting.type)
        births = [child.born or child.due for child in meeting.children]
        known = [day for day in births if day]
        trigger_on = retention.trigger_day(
            kept_class.trigger, keeping.trigger_on, _last_day(meeting), known
        )
        due_on = retention.due_day(trigger_on, kept_class.years)
        request = asked.get(meeting.id)
        return Kept(
            meeting=meeting.id,
            type=meeting.type,
            on=meeting.on,
            kept_class=kept_class,
            trigger_on=trigger_on,
            due_on=due_on,
            hold=keeping.hold,
            asked=request,
            state=retention.state(due_on, _today(now), keeping.hold, asked=request is not None),
        )

    async def _decide(self, kept: Kept, **changes: str) -> None:
        keepings = {one.meeting: one for one in await self._store.keepings()}
        before = keepings.get(kept.meeting) or Keeping(meeting=kept.meeting)
        await self._store.keep(replace(before, **changes))

    async def _note(self, what: What, meeting: str, by: str, now: Millis, detail: str = "") -> None:
        entry = AuditEntry(at=now, meeting=meeting, who=by, what=what, detail=detail)
        await self._audit.append(entry)


def _last_day(meeting: Meeting) -> str:
    """The day of the end; before it, the day the meeting was last known to be wanted."""
    at = meeting.ended_at or meeting.opened_at or meeting.created_at
    return max(_today(at), meeting.on) if not meeting.ended_at else _today(at)


def _today(now: Millis) -> str:
    return london(now).date().isoformat()
