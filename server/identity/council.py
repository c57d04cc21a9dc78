"""Signing in with the council's own account: OpenID Connect, code with PKCE (IDN-16).

The key of an account is the tenant and the object id (Microsoft Entra), or the issuer and the
subject elsewhere; never an email, which can be given to somebody else one day.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from server.contract.actions import What
from server.contract.values import AuditEntry, Millis, Staff, StaffRole
from server.identity.accounts import check_staff
from server.identity.ports import Store
from server.identity.provider import Provider, ProviderFault
from server.identity.sessions import Sessions
from server.identity.tries import Counter
from server.identity.values import (
    MINUTE,
    Code,
    Errand,
    ProviderDetails,
    SignedIn,
    StaffDetails,
    new_id,
    new_token,
)

AWAY_FOR: Millis = 10 * MINUTE
"""How long somebody may take at the council's page."""
HOW = "council sign-in"
OWN_ROLES: Mapping[str, StaffRole] = {
    "chair": "chair",
    "minute_taker": "minute_taker",
    "administrator": "administrator",
    "governance": "governance",
}


class CouncilSignIn:
    """Sends staff to the council's page, and makes a session of what they come back with."""

    def __init__(
        self, store: Store, sessions: Sessions, details: ProviderDetails, secret: bytes
    ) -> None:
        self._people = store.people
        self._audit = store.audit
        self._sessions = sessions
        self._details = details
        self._secret = secret
        self._provider = Provider(details)
        self._used = Counter(store.tries, "errand", 1)

    async def begin(self, now: Millis) -> Errand:
        """The ticket for the browser's cookie, and where to send it. Raises ProviderFault.

        State, nonce and PKCE verifier are made from the ticket: whoever comes back without it,
        late, or with the state of another browser, is refused.
        """
        ticket = f"{now}.{new_token()}"
        state, nonce, verifier = (self._part(name, ticket) for name in PARTS)
        address = await self._provider.address(state, nonce, verifier, now)
        return Errand(ticket=ticket, address=address)

    async def finish(self, ticket: str, state: str, code: str, now: Millis) -> SignedIn | Code:
        """A session for whoever came back. Raises ProviderFault."""
        own, nonce, verifier = (self._part(name, ticket) for name in PARTS)
        if not hmac.compare_digest(own.encode(), state.encode("utf-8", "replace")):
            return "sign_in_over"
        if not 0 <= now - _made_at(ticket) < AWAY_FOR or not await self._used.take(ticket, now):
            return "sign_in_over"
        try:
            claims = await self._provider.claims(code, nonce, verifier, now)
        except ProviderFault:
            await self._note(now, "", "sign-in refused", HOW)
            raise
        staff = await self._account(claims, now)
        if isinstance(staff, str):
            await self._note(now, "", "sign-in refused", HOW)
            return staff
        await self._note(now, staff.id, "signed in", HOW)
        return await self._sessions.start(staff, now, HOW)

    async def farewell(self, back: str, now: Millis) -> str:
        """Where the council's account can be signed out of too, or ""."""
        return await self._provider.farewell(back, now)

    async def _account(self, claims: dict[str, Any], now: Millis) -> Staff | Code:
        """The account of these claims, made when there is none and brought up to date."""
        tenant = _text(claims, "tid")
        if self._details.tenants and tenant not in self._details.tenants:
            return "council_other_tenant"
        roles = self._roles(claims)
        if not roles:
            return "council_no_role"
        key, name = login_of(claims), _text(claims, "name") or _text(claims, "preferred_username")
        known = await self._people.staff_by_login(key)
        staff = known or await self._new_account(key, claims, name, roles, now)
        if isinstance(staff, str):
            return staff
        if staff.disabled:
            return "account_closed"
        return await self._up_to_date(staff, name, roles, now)

    async def _new_account(
        self,
        key: str,
        claims: dict[str, Any],
        name: str,
        roles: tuple[StaffRole, ...],
        now: Millis,
    ) -> Staff | Code:
        email = _text(claims, "email") or _text(claims, "preferred_username")
        details, wrong = check_staff(StaffDetails(email=email, name=name or email, roles=roles))
        if wrong:
            return "council_refused"
        staff = Staff(
            id=new_id("s"),
            email=details.email,
            name=details.name,
            title="",
            password_hash="",
            created_at=now,
            roles=roles,
        )
        if not await self._people.add_staff(staff, key):
            # The same email is somebody's already. Whose it is, a person must say: an email can
            # be given to another employee, and would hand over that account.
            return await self._people.staff_by_login(key) or "council_taken"
        await self._note(now, staff.id, "account added")
        return staff

    async def _up_to_date(
        self, staff: Staff, name: str, roles: tuple[StaffRole, ...], now: Millis
    ) -> Staff:
        details, wrong = check_staff(StaffDetails(email=staff.email, name=name, roles=roles))
        changed = replace(staff, name=staff.name if wrong else details.name, roles=roles)
        if changed != staff:
            await self._people.change_staff(changed)
        if changed.roles != staff.roles:
            await self._note(now, staff.id, "roles changed", " ".join(roles))
        return changed

    def _roles(self, claims: dict[str, Any]) -> tuple[StaffRole, ...]:
        """Our roles among the app roles; what the council calls them is a setting."""
        given = claims.get("roles")
        named = {each for each in given if isinstance(each, str)} if isinstance(given, list) else ()
        known = {**OWN_ROLES, **dict(self._details.roles)}
        found = {known.get(each) or known.get(_plain(each)) for each in named}
        return tuple(role for role in OWN_ROLES.values() if role in found)

    def _part(self, name: str, ticket: str) -> str:
        digest = hmac.new(self._secret, f"{name}:{ticket}".encode(), sha256).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")

    async def _note(self, now: Millis, who: str, what: What, detail: str = "") -> None:
        entry = AuditEntry(at=now, meeting="", who=who, what=what, detail=detail)
        await self._audit.append(entry)


PARTS = ("state", "nonce", "verifier")


def login_of(claims: dict[str, Any]) -> str:
    """The key of an account: tenant and object id as Entra gives them, else issuer and subject."""
    tenant, person = _text(claims, "tid"), _text(claims, "oid")
    if tenant and person:
        return f"{tenant}|{person}"
    return f"{_text(claims, 'iss')}|{_text(claims, 'sub')}"


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _plain(role: str) -> str:
    return re.sub(r"[\s-]+", "_", role.strip().lower())


def _made_at(ticket: str) -> Millis:
    made = ticket.partition(".")[0]
    return int(made) if made.isascii() and made.isdecimal() and len(made) < 16 else 0
