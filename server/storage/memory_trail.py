"""The audit trail and retention in memory."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import asdict, replace

from server.contract.actions import check
from server.contract.values import AuditEntry, Disposal, Keeping, TrailQuery, TrailRow
from server.rules import trail


class MemoryAudit:
    """Who did what, when. Only ever added to."""

    KEY = b"a trail in memory outlives nobody"

    def __init__(self) -> None:
        self._rows: list[TrailRow] = []

    async def append(self, entry: AuditEntry) -> None:
        """Store one entry. Raises NotForTheTrail when it could hold words."""
        check(entry.what, (entry.meeting, entry.who, entry.about), entry.detail)
        texts = (entry.meeting, entry.who, entry.what, entry.about, entry.detail)
        before = self._rows[-1].chain if self._rows else trail.GENESIS
        seq = len(self._rows) + 1
        chain = trail.mark(self.KEY, before, seq, entry.at, *texts)
        self._rows.append(TrailRow(**asdict(entry), seq=seq, chain=chain))

    async def read(self, meeting: str) -> list[AuditEntry]:
        """Every entry of a meeting, in order; "" gives those that belong to none."""
        fields = AuditEntry.__struct_fields__
        return [
            AuditEntry(**{name: getattr(row, name) for name in fields})
            for row in self._rows
            if row.meeting == meeting
        ]

    async def look(self, asked: TrailQuery, most: int = 100) -> list[TrailRow]:
        """The newest entries that somebody looks for, newest first."""
        found = [row for row in reversed(self._rows) if _fits(asked, row)]
        return found[:most]

    async def verify(self) -> tuple[int, str]:
        """How many entries hold; nothing in memory can be changed from outside."""
        seq, _, _ = trail.follow(self.KEY, 0, trail.GENESIS, self._rows)
        return seq, ""


def _fits(asked: TrailQuery, row: TrailRow) -> bool:
    return (
        asked.meeting in ("", row.meeting)
        and asked.person in ("", row.who, row.about)
        and asked.what in ("", row.what)
        and asked.since <= row.at < (asked.until or row.at + 1)
        and row.seq < (asked.before or row.seq + 1)
    )


class MemoryRetention:
    """What was decided about how long meetings are kept, and what was destroyed."""

    def __init__(self, forget: Callable[[str], tuple[int, int]]) -> None:
        self._forget = forget
        self._keepings: dict[str, Keeping] = {}
        self._disposals: dict[str, Disposal] = {}

    async def keepings(self) -> list[Keeping]:
        """Every meeting that something was decided about."""
        return list(self._keepings.values())

    async def keep(self, keeping: Keeping) -> None:
        """Store what was decided about a meeting, in the place of what was decided before."""
        self._keepings[keeping.meeting] = keeping

    async def disposals(self) -> list[Disposal]:
        """Everything that was asked or destroyed, newest first."""
        return sorted(self._disposals.values(), key=lambda one: (-one.asked_at, one.meeting))

    async def ask(self, disposal: Disposal) -> bool:
        """Store that somebody asks; False when somebody has asked already."""
        return self._disposals.setdefault(disposal.meeting, disposal) is disposal

    async def withdraw(self, meeting: str) -> None:
        """Nobody asks any more; a certificate stays."""
        if meeting in self._disposals and not self._disposals[meeting].destroyed_at:
            del self._disposals[meeting]

    async def destroy(self, disposal: Disposal) -> Disposal:
        """Destroy all there is of a meeting, and leave the certificate."""
        before = self._disposals.get(disposal.meeting)
        if before is not None and before.destroyed_at:
            return before
        meeting = disposal.meeting
        entries, people = self._forget(meeting)
        self._keepings.pop(meeting, None)
        self._disposals[meeting] = replace(disposal, entries=entries, people=people)
        return self._disposals[meeting]
