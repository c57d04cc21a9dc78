"""Preparing a meeting: what it is, which children it is about, who takes part."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from server.contract.actions import What
from server.contract.values import (
    AuditEntry,
    Child,
    Meeting,
    MeetingState,
    Millis,
    Participant,
    Staff,
)
from server.identity.chairing import Chairing
from server.identity.details import (
    CHILDREN,
    PEOPLE,
    Roles,
    check_child,
    check_meeting,
    check_person,
)
from server.identity.ports import Audit, Doors, People
from server.identity.values import Code, MeetingDetails, PersonDetails, new_id
from server.identity.withholdings import Withholdings
from server.rules.apart import may_be_apart

NEXT: Mapping[MeetingState, tuple[MeetingState, ...]] = {
    "preparing": ("open",),
    "open": ("ended",),
    "ended": (),
}


class Meetings:
    """Meetings, their children and their people. `types` is the catalogue's, by type id."""

    def __init__(
        self, people: People, doors: Doors, audit: Audit, types: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self._people = people
        self._doors = doors
        self._audit = audit
        self._roles = Roles(types)
        # Read, change, save: two pages changing one meeting must not undo each other.
        self._one_at_a_time = Lock()
        self.chairing = Chairing(people, audit, self._one_at_a_time)
        self.withholdings = Withholdings(people, audit, self._one_at_a_time)

    async def create(self, chair: Staff, details: MeetingDetails, now: Millis) -> Meeting | Code:
        """Set up a meeting; its chair and its wall are in it from the start."""
        details, wrong = check_meeting(details, self._roles)
        if wrong:
            return next(iter(wrong.values()))
        meeting = Meeting(id=new_id("m"), chair=chair.id, created_at=now, **asked(details))
        await self._people.save_meeting(meeting)
        seat = PersonDetails(name=chair.name, role="chair", relation="chair", staff=chair.id)
        await self._seat(meeting, seat, now, chair.id)
        await self._seat(meeting, PersonDetails(name="The wall", role="wall"), now, chair.id)
        await self._note(meeting.id, chair.id, "meeting set up", now)
        return meeting

    async def update(self, meeting_id: str, details: MeetingDetails) -> Meeting | Code:
        """Change when, where and how. The type stays; an ended meeting stays as it is."""
        async with self._one_at_a_time:
            meeting = await self._people.meeting(meeting_id)
            if meeting is None:
                return "not_found"
            if meeting.state == "ended":
                return "meeting_ended"
            details, wrong = check_meeting(replace(details, type=meeting.type), self._roles)
            if wrong:
                return next(iter(wrong.values()))
            return await self._save(replace(meeting, **asked(details)))

    async def meeting(self, meeting_id: str) -> Meeting | None:
        """The meeting, or None."""
        return await self._people.meeting(meeting_id)

    async def list_for(self, staff_id: str) -> list[Meeting]:
        """The meetings this account chairs or takes part in, newest first."""
        return list(await self._people.meetings_of(staff_id))

    async def open(self, meeting_id: str, now: Millis) -> Meeting | Code:
        """The meeting starts. Opening it again changes nothing."""
        return await self._move(meeting_id, "open", now)

    async def end(self, meeting_id: str, now: Millis) -> Meeting | Code:
        """The meeting ends, for good. Ending it again changes nothing."""
        return await self._move(meeting_id, "ended", now)

    async def add_child(self, meeting_id: str, child: Child) -> Child | Code:
        """Add a child; the id given is replaced by a new one."""
        child, wrong = check_child(replace(child, id=new_id("c")))
        if wrong:
            return next(iter(wrong.values()))

        def added(known: tuple[Child, ...]) -> tuple[Child, ...] | Code:
            return (*known, child) if len(known) < CHILDREN else "too_many_children"

        changed = await self._change_children(meeting_id, added)
        return changed if isinstance(changed, str) else child

    async def edit_child(self, meeting_id: str, child: Child) -> Child | Code:
        """Replace what is known of a child, found by id."""
        child, wrong = check_child(child)
        if wrong:
            return next(iter(wrong.values()))

        def edited(known: tuple[Child, ...]) -> tuple[Child, ...] | Code:
            after = tuple(child if other.id == child.id else other for other in known)
            return after if child in after else "no_such_child"

        changed = await self._change_children(meeting_id, edited)
        return changed if isinstance(changed, str) else child

    async def remove_child(self, meeting_id: str, child_id: str) -> Meeting | Code:
        """Take a child off the meeting."""

        def removed(known: tuple[Child, ...]) -> tuple[Child, ...] | Code:
            after = tuple(child for child in known if child.id != child_id)
            return after if len(after) < len(known) else "no_such_child"

        return await self._change_children(meeting_id, removed)

    async def people(self, meeting_id: str) -> list[Participant]:
        """Everyone in the meeting now, the wall included, in the order they were added."""
        everyone = await self._people.participants(meeting_id)
        return [person for person in everyone if not person.gone]

    async def person(self, participant_id: str) -> Participant | None:
        """The participant, unless they were taken out."""
        person = await self._people.participant(participant_id)
        return None if person is None or person.gone else person

    async def seat_of(self, staff_id: str, meeting_id: str) -> Participant | None:
        """The account's own place in a meeting: who sits here needs no lobby (IDN-6)."""
        everyone = await self.people(meeting_id)
        return next((person for person in everyone if staff_id and person.staff == staff_id), None)

    async def add_person(
        self, meeting_id: str, details: PersonDetails, now: Millis, by: str = ""
    ) -> Participant | Code:
        """Add somebody. Their side, and their clearance unless given, come from the role.

        `by` is the account that adds them.
        """
        async with self._one_at_a_time:
            meeting = await self._people.meeting(meeting_id)
            if meeting is None:
                return "not_found"
            if meeting.state == "ended":
                return "meeting_ended"
            if len(await self.people(meeting_id)) >= PEOPLE:
                return "people_full"
            if code := await self._unfit(meeting, details, ""):
                return code
            person = await self._seat(meeting, details, now, by)
            await self._keep_apart(person, now, by)
            return person

    async def edit_person(
        self, participant_id: str, details: PersonDetails, now: Millis = 0, by: str = ""
    ) -> Participant | Code:
        """Replace what is known of somebody. The chair's and the wall's roles stay."""
        async with self._one_at_a_time:
            person = await self.person(participant_id)
            meeting = await self._people.meeting(person.meeting) if person is not None else None
            if person is None or meeting is None:
                return "no_such_person"
            if meeting.state == "ended":
                return "meeting_ended"
            if details.role != person.role and {details.role, person.role} & {"chair", "wall"}:
                return "not_allowed"
            if code := await self._unfit(meeting, details, person.id):
                return code
            changed = replace(person, **self._known(meeting, details))
            await self._people.save_participant(changed)
            await self._note_change(person, changed, now, by)
            await self._keep_apart(changed, now, by)
            return changed

    async def remove_person(
        self, participant_id: str, now: Millis, by: str = ""
    ) -> Participant | Code:
        """Take somebody out: their link stops and their sessions end (IDN-5)."""
        async with self._one_at_a_time:
            person = await self.person(participant_id)
            if person is None:
                return "no_such_person"
            if person.role in ("chair", "wall"):
                return "not_allowed"
            person = replace(person, gone=True)
            await self._people.save_participant(person)
        await self._doors.revoke_links(person.id, now)
        await self._doors.end_sessions_of(person.id, now)
        await self._note(person.meeting, by, "person taken out", now, person.id)
        return person

    async def _unfit(self, meeting: Meeting, details: PersonDetails, self_id: str) -> Code | None:
        details, wrong = check_person(details, meeting.type, self._roles)
        if wrong:
            return next(iter(wrong.values()))
        others = [person for person in await self.people(meeting.id) if person.id != self_id]
        if not self_id and details.role in ("chair", "wall"):
            return "not_allowed"
        if details.speaks_for and details.speaks_for not in {person.id for person in others}:
            return "no_such_person"
        if details.staff and await self._people.staff(details.staff) is None:
            return "no_such_person"
        if details.apart and not self._may_keep_apart(meeting, details, others):
            return "not_allowed"
        return "already_in" if details.staff in {p.staff for p in others} - {""} else None

    def _may_keep_apart(
        self, meeting: Meeting, details: PersonDetails, others: list[Participant]
    ) -> bool:
        """Family and those who come with them; nobody is kept apart from whom they speak for."""
        may = {one.id for one in others if may_be_apart(one.side)} - {details.speaks_for}
        mine = may_be_apart(self._roles.role(meeting.type, details.role).side)
        return mine and {*details.apart} <= may

    async def _keep_apart(self, person: Participant, now: Millis, by: str) -> None:
        """Both ways at once: neither of the two learns of the other (SEE-8)."""
        for other in await self.people(person.meeting):
            apart = {*other.apart} - {person.id}
            apart |= {person.id} if other.id in person.apart else set()
            if apart != {*other.apart}:
                said = "yes" if person.id in apart else "no"
                await self._people.save_participant(replace(other, apart=tuple(sorted(apart))))
                await self._note(person.meeting, by, "kept apart", now, other.id, said)

    async def _note_change(
        self, before: Participant, after: Participant, now: Millis, by: str
    ) -> None:
        if after.clearance != before.clearance:
            what: What = "clearance changed"
            await self._note(after.meeting, by, what, now, after.id, after.clearance)
        elif after != before:
            await self._note(after.meeting, by, "person changed", now, after.id)

    async def _seat(
        self, meeting: Meeting, details: PersonDetails, now: Millis, by: str
    ) -> Participant:
        known = self._known(meeting, details)
        last = max((p.added_at for p in await self._people.participants(meeting.id)), default=0)
        person = Participant(
            id=new_id("p"), meeting=meeting.id, added_at=max(now, last + 1), **known
        )
        await self._people.save_participant(person)
        await self._note(meeting.id, by, "person added", now, person.id, person.clearance)
        return person

    def _known(self, meeting: Meeting, details: PersonDetails) -> dict[str, Any]:
        details, _ = check_person(details, meeting.type, self._roles)
        role = self._roles.role(meeting.type, details.role)
        return {
            "name": details.name,
            "role": details.role,
            "agency": details.agency,
            "relation": details.relation,
            "side": role.side,
            "clearance": details.clearance or role.clearance,
            "staff": details.staff,
            "speaks_for": details.speaks_for,
            "apart": details.apart,
            "arrives": details.arrives,
        }

    async def _change_children(
        self,
        meeting_id: str,
        change: Callable[[tuple[Child, ...]], tuple[Child, ...] | Code],
    ) -> Meeting | Code:
        async with self._one_at_a_time:
            meeting = await self._people.meeting(meeting_id)
            if meeting is None:
                return "not_found"
            if meeting.state != "preparing":
                return "meeting_started"
            children = change(meeting.children)
            if isinstance(children, str):
                return children
            return await self._save(replace(meeting, children=children))

    async def _move(self, meeting_id: str, state: MeetingState, now: Millis) -> Meeting | Code:
        async with self._one_at_a_time:
            meeting = await self._people.meeting(meeting_id)
            if meeting is None:
                return "not_found"
            if meeting.state == state:
                return meeting
            if state not in NEXT[meeting.state]:
                return "meeting_ended" if meeting.state == "ended" else "not_now"
            at = {"opened_at": now} if state == "open" else {"ended_at": now}
            what: What = "meeting open" if state == "open" else "meeting ended"
            await self._note(meeting_id, meeting.chair, what, now)
            return await self._save(replace(meeting, state=state, **at))

    async def _save(self, meeting: Meeting) -> Meeting:
        await self._people.save_meeting(meeting)
        return meeting

    async def _note(
        self, meeting: str, who: str, what: What, now: Millis, about: str = "", detail: str = ""
    ) -> None:
        entry = AuditEntry(at=now, meeting=meeting, who=who, what=what, about=about, detail=detail)
        await self._audit.append(entry)


def asked(details: MeetingDetails) -> dict[str, Any]:
    """The answers as fields of a meeting."""
    return {field: getattr(details, field) for field in details.__struct_fields__}
