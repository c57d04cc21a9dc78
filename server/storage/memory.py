"""Every port of storage in memory: for tests, and to say plainly what the SQL side must do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from server.contract.values import (
    Checkpoint,
    Link,
    LobbyState,
    LogEntry,
    Meeting,
    Millis,
    Participant,
    Session,
    Staff,
    StoredRecord,
    Welcome,
)
from server.storage.faults import LogFailed, StorageFault
from server.storage.memory_entry import MemoryPins, MemorySecondSteps, MemoryTries
from server.storage.memory_trail import MemoryAudit, MemoryRetention


class MemoryLog:
    """The append-only log of every meeting."""

    def __init__(self) -> None:
        self._entries: defaultdict[str, dict[int, LogEntry]] = defaultdict(dict)
        self._checkpoints: dict[str, Checkpoint] = {}

    async def turn(self) -> None:
        """Return at once."""

    async def append(self, entries: Sequence[LogEntry]) -> None:
        """Store all entries or none. Raises LogFailed when a number is taken."""
        places = [(entry.meeting, entry.seq) for entry in entries]
        taken = any(seq in self._entries[meeting] for meeting, seq in places)
        if taken or len(set(places)) < len(places):
            raise LogFailed("Another writer has added to this meeting's log.")
        for entry in entries:
            self._entries[entry.meeting][entry.seq] = entry

    async def read(self, meeting: str) -> list[LogEntry]:
        """Every entry of a meeting, in order."""
        return [entry for _, entry in sorted(self._entries[meeting].items())]

    async def tail(self, meeting: str, first: int) -> list[LogEntry]:
        """The entries of a meeting from number `first` on, in order."""
        return [entry for seq, entry in sorted(self._entries[meeting].items()) if seq >= first]

    async def span(self, meeting: str, first: int, last: int) -> list[LogEntry]:
        """The entries of a meeting from number `first` to number `last`, in order."""
        entries = self._entries[meeting]
        return [entries[seq] for seq in range(first, last + 1) if seq in entries]

    async def keep(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint in the place of the meeting's older one."""
        self._checkpoints[checkpoint.meeting] = checkpoint

    async def checkpoint(self, meeting: str) -> Checkpoint | None:
        """The meeting's last checkpoint."""
        return self._checkpoints.get(meeting)

    def forget(self, meeting: str) -> int:
        """Destroy a meeting's log; how many entries it had."""
        self._checkpoints.pop(meeting, None)
        return len(self._entries.pop(meeting, {}))


class MemoryPeople:
    """Staff, meetings and the people in them."""

    def __init__(self) -> None:
        self._staff: dict[str, Staff] = {}
        self._logins: dict[str, str] = {}
        self._meetings: dict[str, Meeting] = {}
        self._participants: dict[str, Participant] = {}

    async def add_staff(self, staff: Staff, login: str = "") -> bool:
        """Store a new account, with its login if any; False when the email or it is taken."""
        if await self.staff_by_email(staff.email) is not None or login in self._logins:
            return False
        self._staff[staff.id] = staff
        return not login or await self.add_login(login, staff.id)

    async def staff_by_login(self, login: str) -> Staff | None:
        """The account that a login of the council's own sign-in belongs to, or None."""
        return self._staff.get(self._logins.get(login, ""))

    async def add_login(self, login: str, staff_id: str) -> bool:
        """Join a login to an account; False when either has one already."""
        if login in self._logins or staff_id in self._logins.values():
            return False
        self._logins[login] = staff_id
        return True

    async def change_staff(self, staff: Staff) -> None:
        """Replace an account's name, title, password hash, disabled mark or roles."""
        if staff.id in self._staff:
            self._staff[staff.id] = replace(staff, email=self._staff[staff.id].email)

    async def staff(self, staff_id: str) -> Staff | None:
        """The account, or None."""
        return self._staff.get(staff_id)

    async def staff_by_email(self, email: str) -> Staff | None:
        """The account of a normalised email, or None."""
        return next((staff for staff in self._staff.values() if staff.email == email), None)

    async def has_login(self, staff_id: str) -> bool:
        """Whether a login belongs to this account."""
        return staff_id in self._logins.values()

    async def all_staff(self) -> list[Staff]:
        """Every account, by email."""
        return sorted(self._staff.values(), key=lambda staff: staff.email)

    async def save_meeting(self, meeting: Meeting) -> None:
        """Store a meeting, new or changed."""
        self._meetings[meeting.id] = meeting

    async def meeting(self, meeting: str) -> Meeting | None:
        """The meeting, or None."""
        return self._meetings.get(meeting)

    async def all_meetings(self) -> list[Meeting]:
        """Every meeting, for whoever looks after how long they are kept."""
        return sorted(self._meetings.values(), key=lambda meeting: meeting.created_at)

    async def meetings_of(self, staff_id: str) -> list[Meeting]:
        """Meetings this account chairs or takes part in, newest first."""
        seats = [seat for seat in self._participants.values() if seat.staff == staff_id]
        taking_part = {seat.meeting for seat in seats if not seat.gone}
        mine = [
            meeting
            for meeting in self._meetings.values()
            if meeting.chair == staff_id or meeting.id in taking_part
        ]
        return sorted(mine, key=lambda meeting: (-meeting.created_at, meeting.id))

    async def save_participant(self, participant: Participant) -> None:
        """Store a participant of a stored meeting, new or changed."""
        if participant.meeting not in self._meetings:
            raise StorageFault("There is no such meeting.")
        self._participants[participant.id] = participant

    async def participant(self, participant: str) -> Participant | None:
        """The participant, gone or not, or None."""
        return self._participants.get(participant)

    async def participants(self, meeting: str) -> list[Participant]:
        """Everyone of a meeting, gone or not, in the order they were added."""
        mine = [person for person in self._participants.values() if person.meeting == meeting]
        return sorted(mine, key=lambda person: (person.added_at, person.id))

    def forget(self, meeting: str) -> int:
        """Destroy a meeting and its people; how many there were."""
        self._meetings.pop(meeting, None)
        mine = [one.id for one in self._participants.values() if one.meeting == meeting]
        for person in mine:
            del self._participants[person]
        return len(mine)


class MemoryDoors:
    """Links and sessions, found by the SHA-256 of their tokens."""

    def __init__(self) -> None:
        self._links: dict[bytes, Link] = {}
        self._sessions: dict[bytes, Session] = {}
        self._welcomes: dict[bytes, Welcome] = {}

    async def replace_link(self, link: Link) -> None:
        """Store a link; the participant's older ones are revoked at `link.made_at`."""
        await self.revoke_links(link.participant, link.made_at)
        self._links[link.token_hash] = link

    async def link(self, token_hash: bytes) -> Link | None:
        """The link, or None."""
        return self._links.get(token_hash)

    async def live_link(self, participant: str) -> Link | None:
        """The participant's link that is not revoked, or None. It may have run out."""
        links = self._links.values()
        mine = (link for link in links if link.participant == participant and not link.revoked_at)
        return next(mine, None)

    async def mark_opened(self, token_hash: bytes, now: Millis) -> None:
        """Note the first time a link was opened; later times change nothing."""
        link = self._links.get(token_hash)
        if link is not None and not link.opened_at:
            self._links[token_hash] = replace(link, opened_at=now)

    async def revoke_links(self, participant: str, now: Millis) -> None:
        """Revoke whatever link the participant has."""
        for token_hash, link in self._links.items():
            if link.participant == participant and not link.revoked_at:
                self._links[token_hash] = replace(link, revoked_at=now)

    async def start_session(self, session: Session) -> None:
        """Store a session; a guest's earlier ones end at `session.made_at`, in one step."""
        if session.participant:
            await self.end_sessions_of(session.participant, session.made_at)
        self._sessions[session.token_hash] = session

    async def session(self, token_hash: bytes) -> Session | None:
        """The session, ended or not, or None."""
        return self._sessions.get(token_hash)

    async def guest_sessions(self, meeting: str) -> list[Session]:
        """Sessions of a meeting's guests that have not ended, by when they asked."""
        live = [
            session
            for session in self._sessions.values()
            if session.meeting == meeting and session.participant and not session.ended_at
        ]
        return sorted(live, key=lambda session: (session.asked_at, session.participant))

    async def move_guest(
        self,
        participant: str,
        before: tuple[LobbyState, ...],
        after: LobbyState,
        end: Millis = 0,
        asked_at: Millis = 0,
        until: Millis = 0,
    ) -> bool:
        """Move the guest's one live session from a state of `before` to `after`."""
        for token_hash, session in self._sessions.items():
            live = session.participant == participant and not session.ended_at
            if live and session.lobby in before and asked_at in (0, session.asked_at):
                until = until or session.expires_at
                moved = replace(session, lobby=after, ended_at=end, expires_at=until)
                self._sessions[token_hash] = moved
                return True
        return False

    async def saw(self, token_hash: bytes, now: Millis) -> None:
        """Note that a session was used."""
        if token_hash in self._sessions:
            self._sessions[token_hash] = replace(self._sessions[token_hash], seen_at=now)

    async def sessions_of(self, staff: str) -> list[Session]:
        """Sessions of an account that have not ended, the newest first."""
        live = [one for one in self._sessions.values() if one.staff == staff and not one.ended_at]
        return sorted(live, key=lambda session: -session.made_at)

    async def replace_welcome(self, welcome: Welcome) -> None:
        """Store a welcome; the account's older ones are used up at `welcome.made_at`."""
        for token_hash, older in list(self._welcomes.items()):
            if older.staff == welcome.staff:
                await self.use_welcome(token_hash, welcome.made_at)
        self._welcomes[welcome.token_hash] = welcome

    async def welcome(self, token_hash: bytes) -> Welcome | None:
        """The welcome, used or not, or None."""
        return self._welcomes.get(token_hash)

    async def use_welcome(self, token_hash: bytes, now: Millis) -> bool:
        """Use a welcome up; False when it was used before."""
        welcome = self._welcomes.get(token_hash)
        if welcome is None or welcome.used_at:
            return False
        self._welcomes[token_hash] = replace(welcome, used_at=now)
        return True

    async def end_session(self, token_hash: bytes, now: Millis) -> None:
        """End one session."""
        session = self._sessions.get(token_hash)
        if session is not None and not session.ended_at:
            self._sessions[token_hash] = replace(session, ended_at=now)

    async def end_sessions_of(self, person: str, now: Millis) -> None:
        """End every session of a staff account or a participant."""
        for token_hash, session in list(self._sessions.items()):
            if person in (session.staff, session.participant):
                await self.end_session(token_hash, now)

    def forget(self, meeting: str) -> None:
        """Destroy a meeting's links and sessions."""
        for found in (self._links, self._sessions):
            mine = [token for token, one in found.items() if one.meeting == meeting]
            for token in mine:
                del found[token]


class MemoryRecords:
    """Sealed records: each is stored once."""

    def __init__(self) -> None:
        self._records: dict[str, StoredRecord] = {}

    async def save_once(self, record: StoredRecord) -> bool:
        """Store the record; False when the meeting has one already."""
        return self._records.setdefault(record.meeting, record) is record

    async def load(self, meeting: str) -> StoredRecord | None:
        """The meeting's record, or None."""
        return self._records.get(meeting)

    def forget(self, meeting: str) -> None:
        """Destroy a meeting's record."""
        self._records.pop(meeting, None)


class MemoryStore:
    """All of storage in memory, shaped like SqlStore."""

    def __init__(self) -> None:
        self.log = MemoryLog()
        self.people = MemoryPeople()
        self.doors = MemoryDoors()
        self.records = MemoryRecords()
        self.audit = MemoryAudit()
        self.second_steps = MemorySecondSteps()
        self.pins = MemoryPins()
        self.tries = MemoryTries()
        self.retention = MemoryRetention(self._forget)

    def _forget(self, meeting: str) -> tuple[int, int]:
        """Destroy all there is of a meeting: how many entries and people it had."""
        self.doors.forget(meeting)
        self.pins.forget(meeting)
        self.records.forget(meeting)
        return self.log.forget(meeting), self.people.forget(meeting)

    async def close(self) -> None:
        """Nothing is held open."""
