"""Staff accounts of the council: adding them, signing in, and who is behind a cookie."""

from __future__ import annotations

from msgspec.structs import replace

from server.contract.actions import What
from server.contract.values import AuditEntry, Millis, Session, Staff, StaffRole
from server.identity.answers import Answers, normal_email
from server.identity.passwords import (
    ACCOUNT_TRIES,
    ADDRESS_TRIES,
    Passwords,
    Tries,
    check_password,
)
from server.identity.ports import Audit, Doors, People
from server.identity.values import (
    HOUR,
    Code,
    SignedIn,
    StaffDetails,
    hash_of,
    new_id,
    new_token,
)

SIGNED_IN_FOR: Millis = 8 * HOUR
LONGEST_EMAIL = 254


class Accounts:
    """Staff accounts and every signed-in browser, guests' included."""

    def __init__(self, people: People, doors: Doors, audit: Audit, passwords: Passwords) -> None:
        self._people = people
        self._doors = doors
        self._audit = audit
        self._passwords = passwords
        self._tries = Tries(ACCOUNT_TRIES)
        self._places = Tries(ADDRESS_TRIES)

    async def add_staff(self, details: StaffDetails, now: Millis) -> Staff | Code:
        """Make an account. `check_staff` says which answers are wrong."""
        details, wrong = check_staff(details)
        if wrong:
            return next(iter(wrong.values()))
        staff = Staff(
            id=new_id("s"),
            email=details.email,
            name=details.name,
            title=details.title,
            password_hash=await self._passwords.hash(details.password),
            created_at=now,
            roles=details.roles,
        )
        if not await self._people.add_staff(staff):
            return "email_taken"
        await self._note(now, staff.id, "account added")
        return staff

    async def set_password(self, staff_id: str, password: str, now: Millis) -> Staff | Code:
        """Give an account a new password, and sign it out everywhere."""
        staff = await self._people.staff(staff_id)
        if staff is None:
            return "no_such_person"
        if code := check_password(password, staff.email):
            return code
        staff = replace(staff, password_hash=await self._passwords.hash(password))
        await self._people.change_staff(staff)
        await self._doors.end_sessions_of(staff.id, now)
        await self._note(now, staff.id, "password changed")
        return staff

    async def sign_in(
        self, email: str, password: str, address: str, now: Millis
    ) -> SignedIn | Code:
        """Start a session of eight hours (IDN-1). Unknown accounts take as long as known ones.

        `address` is where the browser is: tries count for it and for the account (IDN-3).
        """
        email = normal_email(email)[:LONGEST_EMAIL]
        if not self._may_try(email, address, now):
            # Not in the trail: it would let anybody fill the disk.
            return "too_many_tries"
        staff = await self._people.staff_by_email(email)
        if staff is not None and staff.disabled:
            staff = None
        stored = staff.password_hash if staff is not None else None
        if not await self._passwords.fits(stored, password) or staff is None:
            await self._note(now, staff.id if staff is not None else "", "sign-in refused")
            return "bad_sign_in"
        self._tries.forget(email)
        self._places.give_back(address)
        return await self._start(staff, now)

    def _may_try(self, email: str, address: str, now: Millis) -> bool:
        """Count a try; one from an address that has had its own does not count for the account."""
        if self._passwords.is_busy:
            return False
        return self._places.take(address, now) and self._tries.take(email, now)

    async def sign_out(self, token: str, now: Millis) -> None:
        """End the session of this cookie."""
        session = await self.who(token, now)
        await self._doors.end_session(hash_of(token), now)
        if session is not None and session.staff:
            await self._note(now, session.staff, "signed out")

    async def who(self, token: str, now: Millis) -> Session | None:
        """The session of a cookie while it lasts, whatever the lobby says of it; else None."""
        session = await self._doors.session(hash_of(token))
        if session is None or session.ended_at or now >= session.expires_at:
            return None
        return session if await self._is_welcome(session) else None

    async def staff(self, staff_id: str) -> Staff | None:
        """The account, or None."""
        return await self._people.staff(staff_id)

    async def all_staff(self) -> list[Staff]:
        """Every account, by email."""
        return list(await self._people.all_staff())

    async def _start(self, staff: Staff, now: Millis) -> SignedIn:
        token = new_token()
        session = Session(
            token_hash=hash_of(token),
            staff=staff.id,
            lobby="admitted",
            made_at=now,
            expires_at=now + SIGNED_IN_FOR,
        )
        await self._doors.start_session(session)
        await self._note(now, staff.id, "signed in")
        return SignedIn(token=token, session=session)

    async def _is_welcome(self, session: Session) -> bool:
        if session.staff:
            staff = await self._people.staff(session.staff)
            return staff is not None and not staff.disabled
        person = await self._people.participant(session.participant)
        return person is not None and not person.gone

    async def set_roles(
        self, email: str, roles: tuple[StaffRole, ...], now: Millis
    ) -> Staff | Code:
        """Say what an account is for, from now on."""
        staff = await self._people.staff_by_email(normal_email(email))
        if staff is None:
            return "no_such_person"
        staff = replace(staff, roles=roles)
        await self._people.change_staff(staff)
        await self._note(now, staff.id, "roles changed", " ".join(roles))
        return staff

    async def _note(self, now: Millis, who: str, what: What, detail: str = "") -> None:
        entry = AuditEntry(at=now, meeting="", who=who, what=what, detail=detail)
        await self._audit.append(entry)


def check_staff(details: StaffDetails) -> tuple[StaffDetails, dict[str, Code]]:
    """The details as they will be stored, and field -> code for those that cannot be."""
    answers = Answers()
    checked = StaffDetails(
        email=answers.email("email", details.email),
        name=answers.line("name", details.name, missing="name_missing"),
        title=answers.line("title", details.title),
        password=details.password,
        roles=details.roles,
    )
    if code := check_password(details.password, details.email):
        answers.wrong["password"] = code
    return checked, answers.wrong
