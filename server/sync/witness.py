"""Which commands the audit trail hears of, and what it is told; the log holds them all."""

from __future__ import annotations

from collections.abc import Mapping

from server.contract.actions import What
from server.contract.values import AuditEntry, Millis
from server.sync.tick import Errand

HEARD: Mapping[str, What] = {
    "reveal_statements": "statements revealed",
    "reveal_scores": "scores revealed",
    "share": "item shared",
    "restore_item": "board restored",
    "restore_section": "board restored",
    "restore_board": "board restored",
}


def witnessed(meeting: str, errand: Errand, now: Millis) -> AuditEntry | None:
    """The trail's entry for a command that was carried out, if it has one (AUD-3).

    No id of an item: browsers make those, and somebody could spell a name in one.
    """
    what = HEARD.get(str(errand.command.get("op")))
    if what is None or errand.session is None:
        return None
    to = str(errand.command.get("to", "")) if what == "item shared" else ""
    who = errand.actor.staff or errand.actor.id
    return AuditEntry(at=now, meeting=meeting, who=who, what=what, detail=to)
