"""What professionals ask to have withheld before a meeting, and what the chair answers."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Collection

from msgspec.structs import replace

from server.contract.actions import What
from server.contract.values import AuditEntry, Meeting, Millis, Participant, Value, Withholding
from server.identity.ports import Audit, People
from server.identity.values import Code, new_id

EACH = 10
"""Requests of one person in one meeting."""
WORDS, LINE = 2000, 300


class Answer(Value, frozen=True, kw_only=True):
    """What the chair decides. Approved: `people` alone read it, or everybody but `but`."""

    approve: bool
    why: str
    people: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    section: str = ""


class Withholdings:
    """Requests of one meeting (IDN-20). They are kept with the meeting, under its key."""

    def __init__(self, people: People, audit: Audit, lock: Lock) -> None:
        self._people = people
        self._audit = audit
        self._lock = lock

    async def ask(
        self, person: Participant, words: str, hide_from: str, reason: str, now: Millis
    ) -> Withholding | Code:
        """Ask for something to be withheld; only before the meeting, and only professionals."""
        if person.side != "professional" or person.gone:
            return "not_allowed"
        if not (words and hide_from and reason):
            return "nothing_written"
        if len(words) > WORDS or max(len(hide_from), len(reason)) > LINE:
            return "too_long"
        asked = Withholding(
            id=new_id("w"), asked_by=person.id, words=words, hide_from=hide_from, reason=reason,
            asked_at=now,
        )  # fmt: skip
        async with self._lock:
            meeting = await self._people.meeting(person.meeting)
            if meeting is None or meeting.state != "preparing":
                return "meeting_started"
            if len([one for one in meeting.withholdings if one.asked_by == person.id]) >= EACH:
                return "requests_full"
            await self._save(meeting, (*meeting.withholdings, asked))
        await self._note(person.meeting, "withholding asked", person.id, person.id, now)
        return asked

    async def answer(
        self, meeting_id: str, request: str, given: Answer, now: Millis, by: str
    ) -> Withholding | Code:
        """The chair approves, with an audience, or refuses, with a reason. Once."""
        if not given.why:
            return "reason_missing"
        if given.approve and bool(given.people) == bool(given.but):
            return "bad_field"
        async with self._lock:
            meeting = await self._people.meeting(meeting_id)
            found = (
                next((w for w in meeting.withholdings if w.id == request), None)
                if meeting
                else None
            )
            if meeting is None or found is None:
                return "not_found"
            if meeting.state == "ended":
                return "meeting_ended"
            if found.state != "asked":
                return "not_now"
            people = (*given.people, found.asked_by) if given.people else ()
            if found.asked_by in given.but:
                return "bad_field"
            decided = replace(
                found, state="approved" if given.approve else "refused", answer=given.why,
                decided_by=by, decided_at=now, section=given.section,
                people=tuple(dict.fromkeys(people)), but=given.but,
            )  # fmt: skip
            await self._save(meeting, _with(meeting.withholdings, decided))
        what: What = "withholding approved" if given.approve else "withholding refused"
        await self._note(meeting_id, what, by, found.asked_by, now)
        return decided

    async def placed(self, meeting_id: str, requests: Collection[str]) -> None:
        """These stand on the board now."""
        async with self._lock:
            meeting = await self._people.meeting(meeting_id)
            if meeting is not None and requests:
                after = tuple(
                    replace(one, placed=True) if one.id in requests else one
                    for one in meeting.withholdings
                )
                await self._save(meeting, after)

    async def _save(self, meeting: Meeting, requests: tuple[Withholding, ...]) -> None:
        await self._people.save_meeting(replace(meeting, withholdings=requests))

    async def _note(self, meeting: str, what: What, who: str, about: str, now: Millis) -> None:
        entry = AuditEntry(at=now, meeting=meeting, who=who, what=what, about=about)
        await self._audit.append(entry)


def _with(known: tuple[Withholding, ...], changed: Withholding) -> tuple[Withholding, ...]:
    return tuple(changed if one.id == changed.id else one for one in known)
