"""Reads shared/ once, into frozen values: kinds, permissions, refusals, limits, meeting types."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

SHARED = Path(__file__).resolve().parents[2] / "shared"


class FieldSpec(msgspec.Struct, frozen=True):
    """One field a command may set: its type and bounds."""

    type: str
    of: tuple[str, ...] = ()
    max: int = 0
    kind: str = ""


class KindSpec(msgspec.Struct, frozen=True):
    """One kind of item: its texts (field -> greatest length), its fields, where it may stand."""

    texts: dict[str, int]
    fields: dict[str, FieldSpec]
    server: tuple[str, ...]
    scopes: tuple[str, ...]


class BoardSchema(msgspec.Struct, frozen=True):
    """Every kind of item on a live board (shared/board.schema.json)."""

    kinds: dict[str, KindSpec]
    notes: tuple[str, ...]


class RefusalSpec(msgspec.Struct, frozen=True):
    """A refusal's sentence and, where it ends a connection, its close code."""

    say: str
    close: int = 0


class Limits(msgspec.Struct, frozen=True):
    """Every bound, in bytes, seconds or pieces as its name says (shared/limits.json, LIM-1)."""

    frame_bytes: int
    update_bytes: int
    update_structs: int
    update_ranges: int
    text_ids: int
    presence_bytes: int
    presences_per_second: int
    presences_burst: int
    command_bytes: int
    items_per_board: int
    people_per_meeting: int
    sockets_per_person: int
    frames_per_second: int
    frames_burst: int
    bytes_per_second: int
    bytes_burst: int
    commands_per_second: int
    commands_burst: int
    behind_frames: int
    behind_bytes: int
    behind_seconds: int
    outbox_frames: int
    outbox_bytes: int
    inbox_frames: int
    tick_ms: int
    danger_sets: int
    quiet_seconds: int
    connections: int
    pending_connections: int
    pending_per_address: int
    opens_per_second: int
    opens_burst: int
    strangers_per_second: int
    strangers_burst: int
    handshakes_per_second: int
    request_seconds: int
    header_bytes: int
    requests_per_second: int
    requests_burst: int
    form_bytes: int
    form_fields: int
    form_seconds: int
    signing_in: int
    signing_in_per_address: int
    joins_per_second: int
    joins_burst: int
    ping_seconds: int
    pong_seconds: int
    close_seconds: int
    socket_bytes: int
    unread_seconds: int


class KeptClass(msgspec.Struct, frozen=True):
    """How long records of a class are kept: years from a trigger, how sure that is, who says so."""

    id: str
    name: str
    trigger: Literal["last_contact", "birth"]
    years: int
    mark: Literal["law", "local", "unverified"]
    source: str


class Schedule(msgspec.Struct, frozen=True):
    """A nation's retention schedule (shared/retention): its classes, and which type has which."""

    classes: tuple[KeptClass, ...]
    types: dict[str, str]

    def find(self, class_id: str, type_id: str) -> KeptClass:
        """The class of that id, or the one that the type of meeting brings."""
        wanted = class_id or self.types[type_id]
        return next(one for one in self.classes if one.id == wanted)


class Catalogue(msgspec.Struct, frozen=True):
    """All of shared/ that the server reads. `types` and `raw` stay plain JSON for the browser."""

    schema: BoardSchema
    permissions: dict[str, dict[str, Any]]
    refusals: dict[str, RefusalSpec]
    limits: Limits
    types: dict[str, dict[str, Any]]
    nations: dict[str, dict[str, Any]]
    schedules: dict[str, Schedule]
    plain_words: dict[str, Any]
    raw: dict[str, Any]

    def holidays(self, nation: str) -> frozenset[str]:
        """The bank holidays of a nation, each YYYY-MM-DD."""
        return frozenset(day["on"] for day in self.nations[nation]["bank_holidays"])

    def schedule(self, type_id: str) -> Schedule:
        """How long records of a type of meeting are kept."""
        return self.schedules[self.types[type_id]["nation"]]

    def say(self, code: str) -> str:
        """The plain sentence of a refusal code."""
        return self.refusals[code].say

    def sections(self, type_id: str) -> frozenset[str]:
        """Every section a card may stand in, in meetings of this type."""
        kind = self.types[type_id]
        columns = (section for column in kind["columns"] for section in column["sections"])
        return frozenset(section["id"] for section in (*columns, *kind["sides"]))

    def role(self, type_id: str, role_id: str) -> dict[str, Any]:
        """The role's entry of a meeting type: name, side, clearance, scores, views."""
        roles: list[dict[str, Any]] = self.types[type_id]["roles"]
        return next((role for role in roles if role["id"] == role_id), {"id": role_id})


@cache
def load_limits(shared: Path = SHARED) -> Limits:
    """Read shared/limits.json. Raises msgspec.ValidationError when it is not right."""
    return msgspec.convert(_read(shared / "limits.json"), Limits)


def load_catalogue(shared: Path = SHARED) -> Catalogue:
    """Read and check shared/. Raises msgspec.ValidationError for a file that is not right."""
    raw = {
        name: _read(shared / f"{name}.json")
        for name in ("board.schema", "permissions", "refusals", "limits")
    }
    return Catalogue(
        schema=msgspec.convert(raw["board.schema"], BoardSchema),
        permissions=raw["permissions"]["actions"],
        refusals=msgspec.convert(raw["refusals"], dict[str, RefusalSpec]),
        limits=msgspec.convert(raw["limits"], Limits),
        types=_read_all(shared / "meetings"),
        nations=_read_all(shared / "nations"),
        schedules={
            nation: msgspec.convert(read, Schedule)
            for nation, read in _read_all(shared / "retention").items()
        },
        plain_words=_read(shared / "words" / "plain.json"),
        raw=raw,
    )


def _read_all(folder: Path) -> dict[str, dict[str, Any]]:
    return {path.stem: _read(path) for path in sorted(folder.glob("*.json"))}


def _read(path: Path) -> Any:
    return msgspec.json.decode(path.read_bytes())
