"""Which commands the audit trail hears of, and what it is told; the log holds them all."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from server.contract.actions import What
from server.contract.values import AuditEntry, Millis, Participant
from server.sync.room import Room
from server.sync.tick import Errand

HEARD: Mapping[str, What] = {
    "reveal_statements": "statements revealed",
    "reveal_scores": "scores revealed",
    "share": "item shared",
    "restore_item": "board restored",
    "restore_section": "board restored",
    "restore_board": "board restored",
    "closed_start": "closed session opened",
    "closed_end": "closed session ended",
    "review": "closed item reviewed",
    "family_start": "family time opened",
    "family_end": "family time ended",
    "audience": "audience changed",
}
SAYS: Mapping[What, str] = {"item shared": "to", "closed item reviewed": "answer"}
"""Which word of a command the trail is told: how wide, or what was decided."""


RESTRICTED = ("closed", "named")
SCOPES = ("room", "professionals", "closed", "family", "named", "own", "chair")


class Readers:
    """Who has opened, or was refused, which scope of a room: each is told to the trail once.

    A line that breaks and comes back is no second reading, and nobody fills the trail by asking.
    """

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Room, set[tuple[str, str, bool]]] = WeakKeyDictionary()

    def entry(
        self, room: Room, person: Participant, scope: str, now: Millis, *, refused: bool
    ) -> AuditEntry | None:
        """The trail's entry for somebody who opens a scope now, if it has one (AUD-7)."""
        kind = scope.partition(":")[0]
        kind = kind if kind in SCOPES else "other"
        told = self._known.setdefault(room, set())
        # What is asked for in vain may be called anything: else everybody could fill the trail.
        key = (person.id, kind if refused else scope, refused)
        if key in told or not (refused or kind in RESTRICTED):
            return None
        told.add(key)
        return AuditEntry(
            at=now, meeting=room.facts.meeting, who=person.staff or person.id,
            what="access refused" if refused else "restricted read",
            detail=kind,
        )  # fmt: skip


def witnessed(meeting: str, errand: Errand, now: Millis) -> AuditEntry | None:
    """The trail's entry for a command that was carried out, if it has one (AUD-3).

    No id of an item: browsers make those, and somebody could spell a name in one.
    """
    what = HEARD.get(str(errand.command.get("op")))
    if what is None or errand.session is None:
        return None
    # What a named scope is called was chosen by a browser.
    said = str(errand.command.get(SAYS.get(what, ""), "")).partition(":")[0]
    who = errand.actor.staff or errand.actor.id
    return AuditEntry(at=now, meeting=meeting, who=who, what=what, detail=said)
