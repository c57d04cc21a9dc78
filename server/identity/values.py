"""The values identity takes in and gives out, beside those of server/contract/values.py."""

from __future__ import annotations

import hashlib
import secrets
from typing import TypeAlias

from server.contract.values import (
    Link,
    Meeting,
    Millis,
    Participant,
    Session,
    StaffRole,
    Value,
    Welcome,
)

Code: TypeAlias = str
"""A refusal: a code of shared/refusals.json. Every answer below is a value or a Code."""

MINUTE: Millis = 60_000
HOUR: Millis = 60 * MINUTE
DAY: Millis = 24 * HOUR


class SignedIn(Value, frozen=True, kw_only=True):
    """A new session, with the token that goes into the browser's cookie and nowhere else."""

    token: str
    session: Session


class EntryRules(Value, frozen=True, kw_only=True):
    """What a council decides about getting in. `idle` is for staff; a live board is no idleness."""

    idle: Millis = 30 * MINUTE
    second_step_required: bool = False


class ProviderDetails(Value, frozen=True, kw_only=True):
    """The council's OpenID provider. `tenants` are the only ones let in; none means any.

    `roles` says which of its app roles is which of ours, beside those of the same name.
    `redirect` is our address that it sends browsers back to.
    """

    issuer: str
    client_id: str
    client_secret: str
    redirect: str
    tenants: tuple[str, ...] = ()
    roles: tuple[tuple[str, StaffRole], ...] = ()

    def __repr__(self) -> str:
        """Without the secret."""
        return f"ProviderDetails({self.issuer!r}, {self.client_id!r})"


class Errand(Value, frozen=True, kw_only=True):
    """Somebody on the way to the council's page: `ticket` stays in their browser's cookie."""

    ticket: str
    address: str


class NewWelcome(Value, frozen=True, kw_only=True):
    """A link to set a password with: `token` is shown to an administrator, once."""

    token: str
    welcome: Welcome


class NewLink(Value, frozen=True, kw_only=True):
    """A new personal link: `token` is shown to whoever invites, once, and never stored."""

    token: str
    link: Link


class Invited(Value, frozen=True, kw_only=True):
    """Who a link is for, and to what. Shown before the person joins."""

    participant: Participant
    meeting: Meeting
    asks_pin: bool = False


class Asked(Value, frozen=True, kw_only=True):
    """One guest who asked to be let in and has no answer yet."""

    participant: str
    asked_at: Millis


class StaffDetails(Value, frozen=True, kw_only=True):
    """What an account is made from. Without a password it waits for its welcome."""

    email: str
    name: str
    title: str = ""
    password: str | None = None
    roles: tuple[StaffRole, ...] = ()


class MeetingDetails(Value, frozen=True, kw_only=True):
    """What the preparing pages ask about a meeting. `on` is YYYY-MM-DD, `starts` HH:MM."""

    on: str
    starts: str = ""
    venue: str = ""
    mode: str = "in_person"
    reference: str = ""
    strategy_on: str = ""
    council: str = ""
    contact: str = ""
    type: str = "icpc"


class PersonDetails(Value, frozen=True, kw_only=True):
    """What the preparing pages ask about one person. An empty clearance means the role's own."""

    name: str
    role: str
    agency: str = ""
    relation: str = ""
    clearance: str = ""
    staff: str = ""
    speaks_for: str = ""
    apart: tuple[str, ...] = ()
    arrives: str = ""


def new_id(prefix: str) -> str:
    """A fresh id: a prefix letter, "_" and 12 characters that nobody can guess."""
    return f"{prefix}_{secrets.token_urlsafe(9)}"


def new_token() -> str:
    """A secret for a link or a cookie: 43 characters, 256 bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> bytes:
    """The SHA-256 that is stored in the token's place; a stolen database opens no door (IDN-2)."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
