"""What the live path needs from elsewhere; storage and identity fit these shapes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from server.contract.commands import Admit, Refuse, Remove, RestoreTo
from server.contract.values import AuditEntry, Checkpoint, LogEntry, Meeting, Millis, Participant

Clock: TypeAlias = Callable[[], Millis]
Elsewhere: TypeAlias = Admit | Refuse | Remove | RestoreTo
"""Commands that need more than the boards: the door, or the log from its beginning."""


class Log(Protocol):
    """The append-only log of accepted updates and commands, one per meeting."""

    async def turn(self) -> None:
        """Return when entries brought now would be stored at once; not later than they would."""

    async def append(self, entries: Sequence[LogEntry]) -> None:
        """Store all entries or none; return when they are durable. Raises when it cannot."""

    async def read(self, meeting: str) -> Sequence[LogEntry]:
        """Every entry of a meeting, in order."""

    async def tail(self, meeting: str, first: int) -> Sequence[LogEntry]:
        """The entries of a meeting from number `first` on, in order."""

    async def span(self, meeting: str, first: int, last: int) -> Sequence[LogEntry]:
        """The entries of a meeting from number `first` to number `last`, in order."""

    async def keep(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint in the place of the meeting's older one."""

    async def checkpoint(self, meeting: str) -> Checkpoint | None:
        """The meeting's last checkpoint, if one can be read."""


class Meetings(Protocol):
    """Who and what a meeting is about."""

    async def meeting(self, meeting: str) -> Meeting | None:
        """The meeting, or None."""

    async def participants(self, meeting: str) -> Sequence[Participant]:
        """Everyone invited, the wall included."""


class Waiting(Protocol):
    """One person who asked to be let in."""

    @property
    def participant(self) -> str:
        """The participant's id."""

    @property
    def asked_at(self) -> Millis:
        """When they asked."""


class Lobby(Protocol):
    """The door: who waits, who is let in, who is turned away."""

    async def waiting(self, meeting: str) -> Sequence[Waiting]:
        """Everyone who asked and has no answer yet."""

    async def admit(
        self, participant: str, now: Millis, asked_at: Millis = 0, by: str = ""
    ) -> bool:
        """Let in whoever asked at `asked_at`, or whoever asks now. False: nobody does."""

    async def refuse(self, participant: str, now: Millis, by: str = "") -> None:
        """Turn away. `by` is who decided."""

    async def remove(self, participant: str, now: Millis, by: str = "") -> None:
        """Take out, and end their sessions."""


class Audit(Protocol):
    """Who did what, when. Only ever added to."""

    async def append(self, entry: AuditEntry) -> None:
        """Store one entry."""
