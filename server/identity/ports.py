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
    Pin,
    SecondStep,
    Session,
    Staff,
    TrailQuery,
    TrailRow,
    Welcome,
)


class People(Protocol):
    """Staff, meetings and the people in them."""

    async def add_staff(self, staff: Staff, login: str = "") -> bool:
        """Store a new account, with its login if any; False when the email or it is taken."""

    async def change_staff(self, staff: Staff) -> None:
        """Replace an account's name, title, password hash, disabled mark or roles."""

    async def staff(self, staff_id: str) -> Staff | None:
        """The account, or None."""

    async def staff_by_email(self, email: str) -> Staff | None:
        """The account of a normalised email, or None."""

    async def staff_by_login(self, login: str) -> Staff | None:
        """The account that a login of the council's own sign-in belongs to, or None."""

    async def add_login(self, login: str, staff_id: str) -> bool:
        """Join a login to an account; False when either has one already."""

    async def has_login(self, staff_id: str) -> bool:
        """Whether a login belongs to this account."""

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
        until: Millis = 0,
    ) -> bool:
        """Move the guest's one live session from a state of `before` to `after`.

        Ends it at `end` unless that is 0; passes it over when it was not asked for at `asked_at`,
        unless that is 0; lets it last until `until` unless that is 0. False when there was none
        to move.
        """

    async def saw(self, token_hash: bytes, now: Millis) -> None:
        """Note that a session was used."""

    async def sessions_of(self, staff: str) -> Sequence[Session]:
        """Sessions of an account that have not ended, the newest first."""

    async def end_session(self, token_hash: bytes, now: Millis) -> None:
        """End one session."""

    async def end_sessions_of(self, person: str, now: Millis) -> None:
        """End every session of a staff account or a participant."""

    async def replace_welcome(self, welcome: Welcome) -> None:
        """Store a welcome; the account's older ones are used up at `welcome.made_at`."""

    async def welcome(self, token_hash: bytes) -> Welcome | None:
        """The welcome, used or not, or None."""

    async def use_welcome(self, token_hash: bytes, now: Millis) -> bool:
        """Use a welcome up; False when it was used before."""


class SecondSteps(Protocol):
    """Authenticators of staff accounts, and the codes for when one is lost."""

    async def second_step(self, staff: str) -> SecondStep | None:
        """The account's authenticator, confirmed or not, or None."""

    async def save_second_step(self, step: SecondStep, code_hashes: Sequence[bytes] = ()) -> None:
        """Store an authenticator in the place of an older one, with its recovery codes."""

    async def drop_second_step(self, staff: str) -> None:
        """Forget the authenticator and the recovery codes."""

    async def use_moment(self, staff: str, moment: int) -> bool:
        """Remember the newest moment whose code was taken; False when it is not newer."""

    async def use_code(self, staff: str, code_hash: bytes) -> bool:
        """Use a recovery code up; False when there is no such code."""

    async def codes_left(self, staff: str) -> int:
        """How many recovery codes are not used."""


class Pins(Protocol):
    """PINs that personal links ask for, at most one a participant."""

    async def pin(self, participant: str) -> Pin | None:
        """The participant's PIN, or None."""

    async def save_pin(self, pin: Pin) -> None:
        """Store a PIN in the place of an older one."""

    async def drop_pin(self, participant: str) -> None:
        """Forget the PIN."""

    async def try_pin(self, participant: str, most: int) -> bool:
        """Count a try; False when there were `most` before."""

    async def forgive_pin(self, participant: str) -> None:
        """The tries turned out well: they do not count."""


class Tries(Protocol):
    """How often somebody tried, kept through restarts and for all processes; names are hashes."""

    async def take(self, name: bytes, most: int, since: Millis, now: Millis) -> bool:
        """Count a try; False when there were `most` after `since`, and then it is not counted."""

    async def give_back(self, name: bytes) -> None:
        """The newest try turned out well: it does not count."""

    async def forget(self, name: bytes) -> None:
        """All tries of this name turned out well."""


class Audit(Protocol):
    """Who did what, when. Only ever added to."""

    async def append(self, entry: AuditEntry) -> None:
        """Store one entry. Raises NotForTheTrail when it could hold words (AUD-2)."""

    async def read(self, meeting: str) -> Sequence[AuditEntry]:
        """Every entry of a meeting, in order; "" gives those that belong to none."""

    async def look(self, asked: TrailQuery, most: int = 100) -> Sequence[TrailRow]:
        """The newest entries that somebody looks for, newest first."""


class Store(Protocol):
    """All that accounts and sessions are kept in."""

    @property
    def people(self) -> People:
        """Staff, meetings and the people in them."""

    @property
    def doors(self) -> Doors:
        """Links and sessions."""

    @property
    def audit(self) -> Audit:
        """Who did what."""

    @property
    def second_steps(self) -> SecondSteps:
        """Authenticators of accounts."""

    @property
    def pins(self) -> Pins:
        """PINs of personal links."""

    @property
    def tries(self) -> Tries:
        """How often somebody tried."""
