"""Staff accounts of the council: adding them, changing them, and signing in with a password."""

from __future__ import annotations

from msgspec.structs import replace

from server.contract.actions import What
from server.contract.values import (
    AuditEntry,
    Millis,
    Needs,
    Session,
    Staff,
    StaffRole,
    Welcome,
)
from server.identity.answers import Answers, normal_email
from server.identity.passwords import Passwords, check_password
from server.identity.ports import Store
from server.identity.sessions import Sessions
from server.identity.tries import ACCOUNT_TRIES, ADDRESS_TRIES, Counter
from server.identity.values import (
    DAY,
    Code,
    EntryRules,
    NewWelcome,
    SignedIn,
    StaffDetails,
    hash_of,
    new_id,
    new_token,
)

LONGEST_EMAIL = 254
WELCOME_FOR: Millis = 3 * DAY
ROLES = ("chair", "minute_taker", "administrator", "governance")


class Accounts:
    """Staff accounts, and who is behind a cookie."""

    def __init__(self, store: Store, passwords: Passwords, rules: EntryRules | None = None) -> None:
        self._rules = rules or EntryRules()
        self._people = store.people
        self._doors = store.doors
        self._audit = store.audit
        self._steps = store.second_steps
        self._passwords = passwords
        self._tries = Counter(store.tries, "account", ACCOUNT_TRIES)
        self._places = Counter(store.tries, "address", ADDRESS_TRIES)
        self.sessions = Sessions(store, self._rules)

    async def add_staff(self, details: StaffDetails, now: Millis, by: str = "") -> Staff | Code:
        """Make an account. `check_staff` says which answers are wrong.

        Without a password it waits for its welcome: `new_welcome`.
        """
        details, wrong = check_staff(details)
        if wrong:
            return next(iter(wrong.values()))
        password = details.password
        hashed = "" if password is None else await self._passwords.hash(password)
        staff = Staff(
            id=new_id("s"),
            email=details.email,
            name=details.name,
            title=details.title,
            password_hash=hashed,
            created_at=now,
            roles=details.roles,
        )
        if not await self._people.add_staff(staff):
            return "email_taken"
        await self._note(now, by or staff.id, "account added", about=staff.id)
        return staff

    async def change_staff(
        self, staff_id: str, details: StaffDetails, now: Millis, by: str
    ) -> Staff | Code:
        """Give an account another name, title or other roles; the email stays."""
        staff = await self._people.staff(staff_id)
        if staff is None:
            return "no_such_person"
        details, wrong = check_staff(replace(details, email=staff.email))
        if wrong:
            return next(iter(wrong.values()))
        if by == staff.id and "administrator" not in details.roles:
            return "own_account"
        changed = replace(staff, name=details.name, title=details.title, roles=details.roles)
        await self._people.change_staff(changed)
        await self._note(now, by, "account changed", about=staff.id)
        if changed.roles != staff.roles:
            await self._note(now, by, "roles changed", " ".join(changed.roles), about=staff.id)
        return changed

    async def disable(
        self, staff_id: str, now: Millis, by: str, *, disabled: bool = True
    ) -> Staff | Code:
        """Close an account, which signs it out everywhere; or open it again."""
        staff = await self._people.staff(staff_id)
        if staff is None:
            return "no_such_person"
        if staff.id == by:
            return "own_account"
        staff = replace(staff, disabled=disabled)
        await self._people.change_staff(staff)
        if disabled:
            await self._doors.end_sessions_of(staff.id, now)
        what: What = "account disabled" if disabled else "account enabled"
        await self._note(now, by, what, about=staff.id)
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

    async def change_password(
        self, staff: Staff, old: str, password: str, now: Millis
    ) -> SignedIn | Code:
        """Change one's own password: ends every session, and starts a new one for this browser."""
        if not await self.is_own_password(staff, old, now):
            return "bad_password"
        changed = await self.set_password(staff.id, password, now)
        if isinstance(changed, str):
            return changed
        return await self.sessions.start(changed, now, "password")

    async def is_own_password(self, staff: Staff, password: str, now: Millis) -> bool:
        """Whether somebody signed in knows the password; counted as tries to sign in are."""
        if self._passwords.is_busy or not await self._tries.take(staff.email, now):
            return False
        fits = await self._passwords.fits(staff.password_hash or None, password)
        if fits:
            await self._tries.forget(staff.email)
        return fits

    async def new_welcome(self, staff_id: str, now: Millis, by: str) -> NewWelcome | Code:
        """A link to set a password with, once, within three days; the old password is gone."""
        staff = await self._people.staff(staff_id)
        if staff is None:
            return "no_such_person"
        token = new_token()
        welcome = Welcome(
            token_hash=hash_of(token), staff=staff.id, made_at=now, expires_at=now + WELCOME_FOR
        )
        await self._doors.replace_welcome(welcome)
        if staff.password_hash:
            await self._people.change_staff(replace(staff, password_hash=""))
            await self._doors.end_sessions_of(staff.id, now)
        await self._note(now, by, "password changed", about=staff.id)
        return NewWelcome(token=token, welcome=welcome)

    async def look(self, token: str, now: Millis) -> Staff | Code:
        """Whose welcome this is. Changes nothing."""
        welcome = await self._doors.welcome(hash_of(token))
        staff = await self._people.staff(welcome.staff) if welcome is not None else None
        if welcome is None or staff is None or staff.disabled:
            return "welcome_unknown"
        if welcome.used_at or now >= welcome.expires_at:
            return "welcome_over"
        return staff

    async def use_welcome(self, token: str, password: str, now: Millis) -> Staff | Code:
        """Set the first password of an account, or the one after a reset; the link is used up."""
        staff = await self.look(token, now)
        if isinstance(staff, str):
            return staff
        if code := check_password(password, staff.email):
            return code
        if not await self._doors.use_welcome(hash_of(token), now):
            return "welcome_over"
        return await self.set_password(staff.id, password, now)

    async def sign_in(
        self, email: str, password: str, address: str, now: Millis
    ) -> SignedIn | Code:
        """Start a session of eight hours (IDN-1). Unknown accounts take as long as known ones.

        `address` is where the browser is: tries count for it and for the account (IDN-3). The
        session may still need a code, or a second step to be made: then it opens nothing else.
        """
        email = normal_email(email)[:LONGEST_EMAIL]
        if not await self._may_try(email, address, now):
            # Not in the trail: it would let anybody fill the disk.
            return "too_many_tries"
        staff = await self._people.staff_by_email(email)
        if staff is not None and staff.disabled:
            staff = None
        stored = staff.password_hash if staff is not None else None
        if not await self._passwords.fits(stored, password) or staff is None:
            who = staff.id if staff is not None else ""
            await self._note(now, who, "sign-in refused", "password")
            return "bad_sign_in"
        await self._tries.forget(email)
        await self._places.give_back(address)
        needs = await self._needs(staff)
        if not needs:
            await self._note(now, staff.id, "signed in", "password")
        return await self.sessions.start(staff, now, "password", needs)

    async def _needs(self, staff: Staff) -> Needs:
        step = await self._steps.second_step(staff.id)
        if step is not None and step.confirmed_at:
            return "code"
        return "second_step" if self._rules.second_step_required else ""

    async def _may_try(self, email: str, address: str, now: Millis) -> bool:
        """Count a try; one from an address that has had its own does not count for the account."""
        if self._passwords.is_busy:
            return False
        return await self._places.take(address, now) and await self._tries.take(email, now)

    @property
    def second_step_required(self) -> bool:
        """Whether the council asks everybody for a second step."""
        return self._rules.second_step_required

    async def end_others(self, staff: Staff, token: str, now: Millis) -> None:
        """Sign an account out everywhere but in the browser of this cookie."""
        await self.sessions.end_others(staff.id, token, now)
        await self._note(now, staff.id, "sessions ended")

    async def sign_out(self, token: str, now: Millis) -> None:
        """End the session of this cookie."""
        session = await self.sessions.who(token, now)
        await self.sessions.end(token, now)
        if session is not None and session.staff:
            await self._note(now, session.staff, "signed out")

    async def who(self, token: str, now: Millis) -> Session | None:
        """The session of a cookie while it lasts, whatever the lobby says of it; else None."""
        return await self.sessions.who(token, now)

    async def staff(self, staff_id: str) -> Staff | None:
        """The account, or None."""
        return await self._people.staff(staff_id)

    async def join_login(self, staff_id: str, login: str, now: Millis, by: str) -> bool:
        """Join an account to one of the council's; False when either is joined already."""
        if not await self._people.add_login(login, staff_id):
            return False
        await self._note(now, by, "account changed", about=staff_id)
        return True

    async def has_login(self, staff: Staff) -> bool:
        """Whether an account comes in through the council's own sign-in."""
        return await self._people.has_login(staff.id)

    async def all_staff(self) -> list[Staff]:
        """Every account, by email."""
        return list(await self._people.all_staff())

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

    async def _note(
        self, now: Millis, who: str, what: What, detail: str = "", about: str = ""
    ) -> None:
        entry = AuditEntry(at=now, meeting="", who=who, what=what, detail=detail, about=about)
        await self._audit.append(entry)


def check_staff(details: StaffDetails) -> tuple[StaffDetails, dict[str, Code]]:
    """The details as they will be stored, and field -> code for those that cannot be."""
    answers = Answers()
    checked = StaffDetails(
        email=answers.email("email", details.email),
        name=answers.line("name", details.name, missing="name_missing"),
        title=answers.line("title", details.title),
        password=details.password,
        roles=tuple(role for role in ROLES if role in details.roles),
    )
    password = details.password
    if password is not None and (code := check_password(password, details.email)):
        answers.wrong["password"] = code
    return checked, answers.wrong
