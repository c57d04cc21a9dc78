"""The second step of signing in: an authenticator's codes, and codes for when it is lost."""

from __future__ import annotations

import base64
import hmac
import re
import secrets

import pyotp
from msgspec.structs import replace

from server.contract.actions import What
from server.contract.values import AuditEntry, Millis, SecondStep, Session, Staff
from server.identity.ports import Store
from server.identity.sessions import Sessions
from server.identity.tries import CODE_TRIES, Counter
from server.identity.values import Code, SignedIn, hash_of

MOMENT: Millis = 30_000
AROUND = (0, -1, 1)
"""A telephone's clock may be half a minute out."""
CODE = re.compile(r"\d{6}")
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
"""80 bits each: beyond guessing, so a plain hash keeps them."""


class SecondSteps:
    """Makes, asks for and removes the second step of staff accounts (IDN-14, IDN-15)."""

    def __init__(self, store: Store, sessions: Sessions) -> None:
        self._people = store.people
        self._steps = store.second_steps
        self._audit = store.audit
        self._sessions = sessions
        self._tries = Counter(store.tries, "code", CODE_TRIES)

    async def begin(self, staff: Staff, now: Millis) -> SecondStep | None:
        """The secret to put into an authenticator; None when one is confirmed already.

        Asked again it is the same, until a code confirms it.
        """
        known = await self._steps.second_step(staff.id)
        if known is not None:
            return None if known.confirmed_at else known
        step = SecondStep(staff=staff.id, secret=pyotp.random_base32(), made_at=now)
        await self._steps.save_second_step(step)
        return step

    async def confirm(self, staff: Staff, code: str, now: Millis) -> tuple[str, ...] | Code:
        """Take the first code, which shows that the authenticator works: the recovery codes.

        They are shown once and only kept as hashes.
        """
        step = await self.begin(staff, now)
        if step is None:
            return "second_step_there"
        if not await self._tries.take(staff.id, now):
            return "too_many_tries"
        moment = moment_of(step.secret, code, now)
        if moment is None:
            return "code_wrong"
        codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
        hashes = [recovery_hash(staff.id, each) for each in codes]
        done = replace(step, confirmed_at=now, last=moment)
        await self._steps.save_second_step(done, hashes)
        await self._tries.forget(staff.id)
        await self._note(now, staff.id, "second step added")
        return codes

    async def is_on(self, staff: Staff) -> bool:
        """Whether signing in asks for a code."""
        step = await self._steps.second_step(staff.id)
        return step is not None and bool(step.confirmed_at)

    async def codes_left(self, staff: Staff) -> int:
        """How many recovery codes are not used."""
        return await self._steps.codes_left(staff.id)

    async def pass_on(self, token: str, code: str, now: Millis) -> SignedIn | Code:
        """Make a half session whole, with a code or a recovery code: under a new token."""
        half = await self._sessions.half(token, now)
        staff = await self._people.staff(half.staff) if half is not None else None
        if half is None or staff is None or half.needs != "code":
            return "sign_in_over"
        if not await self._tries.take(staff.id, now):
            return "too_many_tries"
        how = await self._how(staff, code, now)
        if not how:
            await self._note(now, staff.id, "sign-in refused", "code")
            return "code_wrong"
        await self._tries.forget(staff.id)
        return await self._whole(token, staff, how, now)

    async def made(self, token: str, half: Session, staff: Staff, now: Millis) -> SignedIn:
        """Make a session whole that only waited for a second step to be made."""
        return await self._whole(token, staff, f"{half.how} and code", now)

    async def remove(self, staff: Staff, now: Millis, by: str = "") -> None:
        """Sign in without a code from now on."""
        await self._steps.drop_second_step(staff.id)
        await self._note(now, by or staff.id, "second step removed", about=staff.id)

    async def _how(self, staff: Staff, code: str, now: Millis) -> str:
        step = await self._steps.second_step(staff.id)
        moment = moment_of(step.secret, code, now) if step is not None else None
        if moment is not None:  # a code that was taken once is not taken again (IDN-14)
            return "password and code" if await self._steps.use_moment(staff.id, moment) else ""
        used = await self._steps.use_code(staff.id, recovery_hash(staff.id, code))
        return "recovery code" if used else ""

    async def _whole(self, token: str, staff: Staff, how: str, now: Millis) -> SignedIn:
        await self._sessions.end(token, now)
        await self._note(now, staff.id, "signed in", how)
        return await self._sessions.start(staff, now, how)

    async def _note(
        self, now: Millis, who: str, what: What, detail: str = "", about: str = ""
    ) -> None:
        entry = AuditEntry(at=now, meeting="", who=who, what=what, detail=detail, about=about)
        await self._audit.append(entry)


def moment_of(secret: str, code: str, now: Millis) -> int | None:
    """The 30-second step that a code belongs to, now or one beside it; None for no code of ours."""
    code = "".join(code.split())
    if not CODE.fullmatch(code) or not code.isascii():
        return None
    here, otp = now // MOMENT, pyotp.TOTP(secret)
    fits = [at for at in AROUND if hmac.compare_digest(otp.generate_otp(here + at), code)]
    return here + fits[0] if fits else None


def address_of(step: SecondStep, staff: Staff, council: str) -> str:
    """What the square says to an authenticator: otpauth://totp/…"""
    issuer = f"Threefold {council}".strip()
    return pyotp.TOTP(step.secret).provisioning_uri(name=staff.email, issuer_name=issuer)


def new_recovery_code() -> str:
    """Sixteen letters and digits in groups of four."""
    text = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return in_fours(text)


def in_fours(text: str) -> str:
    """A long secret as people can copy it."""
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def recovery_hash(staff: str, code: str) -> bytes:
    """What is kept of a recovery code, however it is typed."""
    plain = re.sub(r"[^a-z2-7]", "", code.lower())
    return hash_of(f"{staff}:{plain}")
