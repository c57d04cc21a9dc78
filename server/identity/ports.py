"""What identity needs from storage; every write is durable when it returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from server.contract.values import (
    AuditEntry,
    Link,
    LobbyState,
    Meeting,
    Millis,
    Participant,
    Session,
    Staff,
    TrailQuery,
    TrailRow,
)


class People(Protocol):
    """Staff, meetings and the people in them."""

    async def add_staff(self, staff: Staff) -> bool:
        """Store a new account; False when the email is taken."""

    async def change_staff(self, staff: Staff) -> None:
        """Replace an account's name, title, password hash, disabled mark or roles."""

    async def staff(self, staff_id: str) -> Staff | None:
        """The account, or None."""

    async def staff_by_email(self, email: str) -> Staff | None:
        """The account of a normalised email, or None."""

    async def all_staff(self) -> Sequence[Staff]:
        """Every account, by email."""

    async def save_meeting(self, meeting: Meeting) -> None:
        """Store a meeting, new or changed."""

    async def meeting(self, meeting: str) -> Meeting | None:
        """The meeting, or None."""

    async def meetings_of(self, staff_id: str) -> Sequence[Meeting]:
        """Meetings this account chairs or takes part in, newest first."""

    async def save_participant(self, participant: Participant) -> None:
        """Store a participant of a stored meeting, new or changed."""

    async def participant(self, participant: str) -> Participant | None:
        """The participant, gone or not, or None."""

    async def participants(self, meeting: str) -> Sequence[Participant]:
        """Everyone of a meeting, gone or not, in the order they were added."""


class Doors(Protocol):
    """Links and sessions, found by the SHA-256 of their tokens."""

    async def replace_link(self, link: Link) -> None:
        """Store a link; the participant's older ones are revoked at `link.made_at`."""

    async def link(self, token_hash: bytes) -> Link | None:
        """The link, or None."""

    async def live_link(self, participant: str) -> Link | None:
        """The participant's link that is not revoked, or None. It may have run out."""

    async def mark_opened(self, token_hash: bytes, now: Millis) -> None:
        """Note the first time a link was opened; later times change nothing."""

    async def revoke_links(self, participant: str, now: Millis) -> None:
        """Revoke whatever link the participant has."""

    async def start_session(self, session: Session) -> None:
        """Store a session; a guest's earlier ones end at `session.made_at`, in one step."""

    async def session(self, token_hash: bytes) -> Session | None:
        """The session, ended or not, or None."""

    async def guest_sessions(self, meeting: str) -> Sequence[Session]:
        """Sessions of a meeting's guests that have not ended, by when they asked."""

    async def move_guest(
        self,
        participant: str,
        before: tuple[LobbyState, ...],
        after: LobbyState,
        end: Millis = 0,
        asked_at: Millis = 0,
    ) -> bool:
        """Move the guest's one live session from a state of `before` to `after`.

        Ends it at `end` unless that is 0; passes it over when it was not asked for at `asked_at`,
        unless that is 0. False when there was none to move.
        """

    async def end_session(self, token_hash: bytes, now: Millis) -> None:
        """End one session."""

    async def end_sessions_of(self, person: str, now: Millis) -> None:
        """End every session of a staff account or a participant."""


class Audit(Protocol):
    """Who did what, when. Only ever added to."""

    async def append(self, entry: AuditEntry) -> None:
        """Store one entry. Raises NotForTheTrail when it could hold words (AUD-2)."""

    async def read(self, meeting: str) -> Sequence[AuditEntry]:
        """Every entry of a meeting, in order; "" gives those that belong to none."""

    async def look(self, asked: TrailQuery, most: int = 100) -> Sequence[TrailRow]:
        """The newest entries that somebody looks for, newest first."""
