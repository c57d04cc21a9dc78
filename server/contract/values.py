"""The values that cross from one part of the server to another: frozen, with no behaviour."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from server.contract.actions import What

Millis: TypeAlias = int
"""An instant: whole milliseconds since 1970, UTC."""

LobbyState: TypeAlias = Literal["waiting", "admitted", "refused", "removed", "left"]
MeetingState: TypeAlias = Literal["preparing", "open", "ended"]
StaffRole: TypeAlias = Literal["chair", "minute_taker", "administrator", "governance"]
"""What an account is for. An account with none chairs meetings and takes minutes."""

Needs: TypeAlias = Literal["", "code", "second_step"]
"""What a session still waits for before it opens anything: a code, or a second step made."""


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every value below: immutable, compared by content, JSON by msgspec."""


class Staff(Value, frozen=True):
    """A person with an account of the council."""

    id: str
    email: str
    name: str
    title: str
    password_hash: str
    created_at: Millis
    disabled: bool = False
    roles: tuple[StaffRole, ...] = ()


class Child(Value, frozen=True):
    """One child of a meeting. Each child has a decision of their own (domain rule 1)."""

    id: str
    first_name: str
    name: str
    born: str = ""
    due: str = ""
    sex: str = ""
    ethnicity: str = ""
    language: str = ""
    disability: str = ""
    school: str = ""
    legal_status: str = ""
    reference: str = ""
    plan_before: str = ""


class Withholding(Value, frozen=True):
    """What a professional asks, before the meeting, to have kept from somebody; and the answer.

    `hide_from` is in the asker's own words: before they are let in they see no list of people.
    Approved, it is read by `people` alone or by all but `but`; `placed`: it stands on the board.
    """

    id: str
    asked_by: str
    words: str
    hide_from: str
    reason: str
    asked_at: Millis
    state: Literal["asked", "approved", "refused"] = "asked"
    decided_by: str = ""
    decided_at: Millis = 0
    answer: str = ""
    people: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    section: str = ""
    placed: bool = False


class Meeting(Value, frozen=True):
    """One conference. `on` is YYYY-MM-DD and `starts` HH:MM, both Europe/London."""

    id: str
    type: str
    chair: str
    children: tuple[Child, ...] = ()
    on: str = ""
    starts: str = ""
    venue: str = ""
    mode: str = "in_person"
    reference: str = ""
    strategy_on: str = ""
    council: str = ""
    contact: str = ""
    state: MeetingState = "preparing"
    created_at: Millis = 0
    opened_at: Millis = 0
    ended_at: Millis = 0
    withholdings: tuple[Withholding, ...] = ()


class Participant(Value, frozen=True):
    """One person in one meeting. `relation` is what is said after the name: "mum", "police".

    `apart` are the ids of those who must not learn that this person takes part (SEE-8), and
    `arrives` is their own HH:MM, "" for the meeting's. `deputy` may take the chair if it drops.
    `before_chair` is the role, relation and clearance that somebody had before they chaired.
    """

    id: str
    meeting: str
    name: str
    role: str
    agency: str = ""
    relation: str = ""
    side: str = "family"
    clearance: str = "room"
    staff: str = ""
    speaks_for: str = ""
    added_at: Millis = 0
    gone: bool = False
    apart: tuple[str, ...] = ()
    arrives: str = ""
    deputy: bool = False
    before_chair: tuple[str, str, str] | None = None


class Link(Value, frozen=True):
    """A personal link: only the SHA-256 of its token is kept. One live link a participant."""

    token_hash: bytes
    participant: str
    meeting: str
    made_at: Millis
    expires_at: Millis
    revoked_at: Millis = 0
    opened_at: Millis = 0


class Session(Value, frozen=True):
    """A signed-in browser: of `staff` or of a `participant`; `lobby` is for guests.

    `seen_at` is when it was last used, to the minute; `how` says how staff signed in.
    """

    token_hash: bytes
    staff: str = ""
    participant: str = ""
    meeting: str = ""
    lobby: LobbyState = "waiting"
    made_at: Millis = 0
    asked_at: Millis = 0
    expires_at: Millis = 0
    ended_at: Millis = 0
    seen_at: Millis = 0
    needs: Needs = ""
    how: str = ""


class SecondStep(Value, frozen=True):
    """An authenticator of a staff account (RFC 6238). `secret` is base32; 0: not confirmed yet.

    `last` is the newest 30-second step whose code was taken: no code is taken twice.
    """

    staff: str
    secret: str
    made_at: Millis
    confirmed_at: Millis = 0
    last: int = 0


class Pin(Value, frozen=True):
    """Digits said on the telephone, which a personal link then asks for. `tried` counts tries."""

    participant: str
    meeting: str
    digits: str
    made_at: Millis
    expires_at: Millis
    tried: int = 0


class Welcome(Value, frozen=True):
    """A link with which one account sets its password, once; only the token's SHA-256 is kept."""

    token_hash: bytes
    staff: str
    made_at: Millis
    expires_at: Millis
    used_at: Millis = 0


class LogEntry(Value, frozen=True):
    """One accepted update or command: a row of a meeting's append-only, hash-chained log.

    `seq` counts from 1 within the meeting. `data` is the CRDT update of `scope` (may be empty).
    `command` is the JSON of {command, reply} in the first entry a command caused, else empty.
    """

    meeting: str
    seq: int
    scope: str
    kind: Literal["update", "command"]
    who: str
    at: Millis
    data: bytes
    command: bytes = b""
    chain: bytes = b""


class KeptClient(Value, frozen=True):
    """The ids of one client id on a board: which text each belongs to, and which are deleted.

    `starts` and `roots` are the runs of one root each. `lows` are the second halves of
    surrogate pairs; `gone` are ranges [start, end) of clocks.
    """

    client: int
    next: int
    starts: tuple[int, ...]
    roots: tuple[str, ...]
    lows: tuple[int, ...]
    gone: tuple[tuple[int, int], ...]


class KeptBoard(Value, frozen=True):
    """One scope's board: its state as a CRDT update, what its gate knows, whose ids are whose.

    `orders` are the ids of each text in order, as the gate writes them.
    """

    scope: str
    state: bytes
    clients: tuple[KeptClient, ...]
    orders: dict[str, bytes]
    owners: dict[int, str]


class Checkpoint(Value, frozen=True):
    """A meeting's boards as entry `seq` of its log left them; `chain` is that entry's.

    `answers` are (who, command id, reply), oldest first.
    """

    meeting: str
    seq: int
    at: Millis
    chain: bytes
    boards: tuple[KeptBoard, ...]
    answers: tuple[tuple[str, str, bytes], ...] = ()


class StoredRecord(Value, frozen=True):
    """The sealed record of a meeting: canonical JSON bytes, stored once."""

    meeting: str
    version: int
    sealed_at: Millis
    sealed_by: str
    sha256: str
    snapshot: bytes
    content: bytes


class AuditEntry(Value, frozen=True):
    """Who did what, when; never any words of a card.

    `who` did it and `about` is whom or what it was done to: ids, or "" for nobody known.
    """

    at: Millis
    meeting: str
    who: str
    what: What
    detail: str = ""
    about: str = ""


class TrailRow(AuditEntry, frozen=True, kw_only=True):
    """An entry as it stands in the trail: its number from 1, and its link of the chain."""

    seq: int
    chain: bytes


class TrailQuery(Value, frozen=True):
    """What somebody looks for in the trail; "" and 0 look for everything.

    `person` is who did it or whom it was about; `since` and `until` are instants, `until` not
    counted in; `before` is the number of an entry: only older ones.
    """

    meeting: str = ""
    person: str = ""
    what: str = ""
    since: Millis = 0
    until: Millis = 0
    before: int = 0


class Keeping(Value, frozen=True):
    """What somebody decided about how long a meeting is kept; "" is what its type brings.

    `hold` is why it may not be destroyed: a word of shared/retention's holds, never a sentence.
    """

    meeting: str
    class_id: str = ""
    trigger_on: str = ""
    hold: str = ""


class Disposal(Value, frozen=True):
    """A meeting that somebody asked to destroy; once it is destroyed, its certificate.

    Ids, dates and counts: nothing of what was said and no names. Days are YYYY-MM-DD.
    """

    meeting: str
    class_id: str
    trigger_on: str
    due_on: str
    asked_by: str
    asked_at: Millis
    approved_by: str = ""
    destroyed_at: Millis = 0
    entries: int = 0
    people: int = 0
