"""The secrets of the leak test: for each line of the leak list, a word and who may have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

CHAIR, TAKER, WORKER, POLICE, SCHOOL = "ruth", "joan", "hannah", "mark", "beth"
MUM, DAD, GRAN, CHILD, ADVOCATE = "kerry", "dean", "pat", "ellie", "amina"
DADS_ADVOCATE, AUNT, INTERPRETER, OBSERVER, WALL = "faye", "nell", "ines", "olu", "wall"

PROFESSIONALS: Final = frozenset((CHAIR, WORKER, POLICE, SCHOOL))
OFFICE: Final = frozenset((CHAIR, TAKER))
FAMILY: Final = frozenset((MUM, DAD, GRAN, CHILD, ADVOCATE, DADS_ADVOCATE, AUNT))
SILENT: Final = frozenset((INTERPRETER, OBSERVER, WALL))
ROOM: Final = PROFESSIONALS | OFFICE | FAMILY | SILENT
GOVERNANCE, ANOTHER, STRANGER, LOG = "governance", "another chair", "stranger", "log"
"""Readers who take no part: their accounts, nobody's account, and what the server prints."""
OUTSIDE: Final = frozenset((GOVERNANCE, ANOTHER, STRANGER, LOG))

NOT_DAD: Final = ROOM - SILENT - {DAD, DADS_ADVOCATE}
"""Readers of what is withheld from dad, and from who speaks for him."""
OF_MUM: Final = NOT_DAD - {AUNT}
"""Readers of what mum says, who attends apart from dad and from the aunt."""
OF_AUNT: Final = PROFESSIONALS | OFFICE | {AUNT}
"""Readers of what the aunt says, who attends apart from all the family."""
NAMED: Final = frozenset((CHAIR, POLICE))
IN_CLOSED: Final = frozenset((CHAIR, WORKER, POLICE))

WHOLE, PROS_COPY, FAMILY_COPY = "copy original", "copy professionals", "copy family"
COPIES_OF_ALL: Final = frozenset((WHOLE, PROS_COPY, FAMILY_COPY))


def copy_for(person: str) -> str:
    """The name of somebody's own copy among the readers."""
    return f"copy for {person}"


@dataclass(frozen=True)
class Plant:
    """A secret: the line of the leak list it stands for, and everybody whom it must reach.

    `copies`: the copies of the record that hold it. Every other copy, and everybody else who
    is not in `readers`, must never be sent a byte of it.
    """

    line: str
    key: str
    readers: frozenset[str]
    copies: frozenset[str] = field(default_factory=frozenset)

    @property
    def word(self) -> str:
        """The word itself: found nowhere else, and safe in ids, addresses and files."""
        return f"{self.key}zqx"


def plant(line: str, key: str, readers: frozenset[str], *copies: str) -> Plant:
    """One line of the table below."""
    return Plant(line, key, readers, frozenset(copies))


ALL_BUT_DADS: Final = frozenset(map(copy_for, (MUM, GRAN, CHILD, ADVOCATE, AUNT)))
MUMS_COPIES: Final = frozenset(map(copy_for, (MUM, GRAN, CHILD, ADVOCATE)))
OWN_COPIES: Final = frozenset(map(copy_for, FAMILY))

PLANTS: Final = (
    plant("server-side filtering", "filter", PROFESSIONALS, WHOLE, PROS_COPY),
    plant("real-time payloads", "payload", NAMED, WHOLE),
    plant("presence avatars", "avatar", OF_MUM, WHOLE, PROS_COPY, *MUMS_COPIES),
    plant("typing dots", "dots", OF_MUM, WHOLE, PROS_COPY, *MUMS_COPIES),
    plant("cursors", "cursor", frozenset()),
    plant("counts", "count", IN_CLOSED, WHOLE),
    plant("undo", "undo", NAMED, WHOLE),
    plant("search", "search", frozenset((CHAIR, WORKER))),
    plant("autocomplete", "speaker", PROFESSIONALS, WHOLE, PROS_COPY),
    plant("notifications", "notice", OF_AUNT, WHOLE, PROS_COPY, copy_for(AUNT)),
    plant("tab titles", "title", frozenset((CHAIR,)), WHOLE, PROS_COPY),
    plant("URLs", "address", NAMED),
    plant("logs", "logged", frozenset()),
    plant("error text", "error", IN_CLOSED),
    plant("thumbnails", "thumb", PROFESSIONALS, WHOLE, PROS_COPY),
    plant("screen share", "screen", NOT_DAD, WHOLE, *ALL_BUT_DADS),
    plant("print preview", "printed", ROOM, WHOLE, PROS_COPY),
    plant("PDF metadata, hidden layers, bookmarks", "layer", PROFESSIONALS, WHOLE, PROS_COPY),
    plant("file names", "file", OFFICE, *COPIES_OF_ALL, *OWN_COPIES),
    plant("version diffs", "version", frozenset((CHAIR,))),
    plant("offline cache", "offline", frozenset((SCHOOL,))),
    plant("clipboard", "clip", frozenset((POLICE,))),
    plant("audit extracts", "audit", frozenset((CHAIR,)), WHOLE),
    plant("time-lapse replay", "replay", FAMILY),
    plant("time-lapse replay", "aloud", FAMILY - {GRAN}),
    plant("deleted text in CRDT history", "deleted", frozenset((CHAIR,))),
    plant("reconnect backlog", "backlog", OF_MUM, WHOLE, PROS_COPY, *MUMS_COPIES),
    plant("card ordering gaps", "order", PROFESSIONALS, WHOLE, PROS_COPY),
    plant("numbering gaps", "number", IN_CLOSED, WHOLE),
    plant("score counter", "score", frozenset((SCHOOL,))),
    plant("last edited by", "edited", PROFESSIONALS, WHOLE, PROS_COPY),
    plant("e-mail subject lines", "subject", OF_AUNT, WHOLE, PROS_COPY, copy_for(AUNT)),
)
"""The leak list, line by line: one secret of its own for each.

Words that somebody typed do not come back to them, so "version" and "deleted" are the chair's, who
reads along. What the browser does with what it got (search, clipboard, offline cache, tab titles)
can only give away what was sent. Threefold sends no e-mail: its place is the card with the link.
"""

WORDS: Final = {one.key: one.word for one in PLANTS}
