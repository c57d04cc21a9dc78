"""PINs said on the telephone: a link alone then opens nothing, wherever it was forwarded."""

from __future__ import annotations

import hmac
import secrets

from server.contract.actions import What
from server.contract.values import AuditEntry, Millis, Participant, Pin
from server.identity.ports import Store
from server.identity.values import DAY, Code

DIGITS = 6
PIN_FOR: Millis = 7 * DAY
PIN_TRIES = 5


class Pins:
    """Makes, shows and asks for the PIN of one person's link (IDN-17)."""

    def __init__(self, store: Store) -> None:
        self._pins = store.pins
        self._audit = store.audit

    async def make(self, person: Participant, now: Millis, by: str) -> Pin:
        """A new PIN: an older one, and the tries against it, are forgotten."""
        digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        pin = Pin(
            participant=person.id,
            meeting=person.meeting,
            digits=digits,
            made_at=now,
            expires_at=now + PIN_FOR,
        )
        await self._pins.save_pin(pin)
        await self._note(now, person, "pin made", by=by)
        return pin

    async def drop(self, person: Participant, now: Millis, by: str) -> None:
        """The link asks for no PIN any more."""
        await self._pins.drop_pin(person.id)
        await self._note(now, person, "pin dropped", by=by)

    async def of(self, participant: str) -> Pin | None:
        """The PIN, for the chair to read out; None when there is none."""
        return await self._pins.pin(participant)

    async def asks(self, participant: str) -> bool:
        """Whether the person's link asks for a PIN."""
        return await self._pins.pin(participant) is not None

    async def judge(self, person: Participant, digits: str, now: Millis) -> Code:
        """The code of a refusal, or "". A try counts before it is compared: five and no more."""
        pin = await self._pins.pin(person.id)
        if pin is None:
            return ""
        if now >= pin.expires_at:
            return "pin_over"
        if not await self._pins.try_pin(person.id, PIN_TRIES):
            return "pin_locked"
        typed = "".join(digits.split()).encode("utf-8", "replace")
        if not hmac.compare_digest(typed, pin.digits.encode()):
            await self._note(now, person, "link refused", "pin")
            return "pin_wrong"
        await self._pins.forgive_pin(person.id)
        return ""

    async def _note(
        self, now: Millis, person: Participant, what: What, detail: str = "", by: str = ""
    ) -> None:
        entry = AuditEntry(
            at=now,
            meeting=person.meeting,
            who=by or person.id,
            what=what,
            detail=detail,
            about=person.id if by else "",
        )
        await self._audit.append(entry)
