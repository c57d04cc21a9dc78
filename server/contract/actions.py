"""What the audit trail can say: a closed list of actions, and all that each may add (AUD-2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

What: TypeAlias = Literal[
    # Signing in
    "signed in",
    "signed out",
    "sign-in refused",
    "sessions ended",
    # Accounts and settings
    "account added",
    "account changed",
    "account disabled",
    "account enabled",
    "roles changed",
    "password changed",
    "second step added",
    "second step removed",
    "settings changed",
    # A meeting and its people
    "meeting set up",
    "meeting open",
    "meeting ended",
    "person added",
    "person changed",
    "person taken out",
    "clearance changed",
    "kept apart",
    "deputy named",
    "chair handed over",
    "chair taken",
    "withholding asked",
    "withholding approved",
    "withholding refused",
    # The way in
    "link made",
    "link opened",
    "link stopped",
    "link refused",
    "pin made",
    "pin dropped",
    "wall paired",
    "wall unpaired",
    "admitted",
    "refused",
    "removed",
    "left",
    # The board
    "statements revealed",
    "scores revealed",
    "item shared",
    "history opened",
    "board restored",
    "closed session opened",
    "closed session ended",
    "closed item reviewed",
    "family time opened",
    "family time ended",
    "audience changed",
    "restricted read",
    "access refused",
    "removed for good",
    # The record
    "copy read",
    "record sealed",
    "record read",
    "record exported",
    "record sent",
    "subject access exported",
    # Information governance
    "trail read",
    "trail exported",
    "retention read",
    "trigger changed",
    "hold put",
    "hold lifted",
    "disposal asked",
    "disposal withdrawn",
    "disposal carried out",
    # Whoever runs the site, on the command line
    "master key changed",
    "copy made",
    "keys put back",
]
"""What was done. A new action is added here, with what its detail may hold below."""

WHATS: tuple[What, ...] = get_args(What)
ID = re.compile(r"(?:[a-z]_[A-Za-z0-9_-]{1,37})?")
"""Ids are made by the server of a letter and chance: nobody can write words in one."""

_COPY = "original|professionals|family|for-[a-z]_[A-Za-z0-9_-]{1,37}"
DETAILS: Mapping[What, str] = {
    "signed in": "password|password and code|recovery code|council sign-in",
    "link refused": "pin",
    "sign-in refused": "password|code|council sign-in|link|pin",
    "roles changed": "(?:chair|minute_taker|administrator|governance| )+",
    "clearance changed": "room|professionals",
    "deputy named": "yes|no",
    "kept apart": "yes|no",
    "person added": "room|professionals",
    "item shared": "room|professionals|closed|family|named|own",
    "restricted read": "closed|named",
    "access refused": "page|closed|named|professionals|own|family|chair|room|other",
    "closed item reviewed": "keep|release|delete",
    "copy read": rf"(?:{_COPY}) [0-9a-f]{{32}}",
    "record sealed": "[0-9a-f]{64}",
    "record read": rf"(?:{_COPY})",
    "record exported": rf"(?:{_COPY}) (?:pdf|docx|html|json)",
    "record sent": rf"(?:{_COPY})",
    "subject access exported": "pdf|html|json",
    "trigger changed": r"\d{4}-\d{2}-\d{2}",
    "hold put": "court|inquiry|complaint|police|other",
    "disposal asked": "[a-z_]{1,40}",
    "disposal carried out": "[a-z_]{1,40}",
}
"""What an action may say beside who, when and whom: a pattern that no name or sentence fits."""


class NotForTheTrail(ValueError):
    """An entry that could carry words, or is none of the actions. Nothing was stored."""


def check(what: str, ids: tuple[str, ...], detail: str) -> None:
    """Raise NotForTheTrail unless an entry keeps to the list (AUD-2)."""
    if what not in WHATS:
        raise NotForTheTrail(f"{what!r} is no action of the trail.")
    if not all(ID.fullmatch(one) for one in ids):
        raise NotForTheTrail(f"{what!r}: the trail names people and meetings by their ids.")
    if detail and not re.fullmatch(DETAILS.get(what, ""), detail):
        raise NotForTheTrail(f"{what!r} may not say that.")
