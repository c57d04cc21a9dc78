"""Second steps, PINs and counted tries in SQL; secrets and digits are sealed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select, text, update

from server.contract.values import Millis, Pin, SecondStep
from server.storage.database import Database
from server.storage.faults import StorageFault
from server.storage.keyring import PROOF, Keyring
from server.storage.tables import pins, recovery_codes, second_steps, tries

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(:name)")


class SqlSecondSteps:
    """Authenticators of staff accounts, and the codes for when one is lost."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def second_step(self, staff: str) -> SecondStep | None:
        """The account's authenticator, confirmed or not, or None."""
        query = select(second_steps).where(second_steps.c.staff == staff)
        row = next(iter(await self._database.rows(query)), None)
        if row is None:
            return None
        key = await self._keyring.key(PROOF)  # accounts belong to no meeting
        opened = key.open("second_steps", staff, row["sealed"]).decode()
        rest = {name: value for name, value in row.items() if name != "sealed"}
        return SecondStep(secret=opened, **rest)

    async def save_second_step(self, step: SecondStep, code_hashes: Sequence[bytes] = ()) -> None:
        """Store an authenticator in the place of an older one, with its recovery codes."""
        key = await self._keyring.key(PROOF)
        row = {
            "staff": step.staff,
            "made_at": step.made_at,
            "confirmed_at": step.confirmed_at,
            "last": step.last,
            "sealed": key.seal("second_steps", step.staff, step.secret.encode()),
        }
        codes = [{"staff": step.staff, "code_hash": each} for each in code_hashes]
        mine = recovery_codes.c.staff == step.staff
        async with self._database.writing() as connection:
            await connection.execute(delete(second_steps).where(second_steps.c.staff == step.staff))
            await connection.execute(insert(second_steps), row)
            await connection.execute(delete(recovery_codes).where(mine))
            if codes:
                await connection.execute(insert(recovery_codes), codes)

    async def drop_second_step(self, staff: str) -> None:
        """Forget the authenticator and the recovery codes."""
        async with self._database.writing() as connection:
            await connection.execute(delete(second_steps).where(second_steps.c.staff == staff))
            await connection.execute(delete(recovery_codes).where(recovery_codes.c.staff == staff))

    async def use_moment(self, staff: str, moment: int) -> bool:
        """Remember the newest moment whose code was taken; False when it is not newer."""
        newer = (second_steps.c.staff == staff) & (second_steps.c.last < moment)
        change = update(second_steps).where(newer).values(last=moment)
        async with self._database.writing() as connection:
            return (await connection.execute(change)).rowcount > 0

    async def use_code(self, staff: str, code_hash: bytes) -> bool:
        """Use a recovery code up; False when there is no such code."""
        this = (recovery_codes.c.staff == staff) & (recovery_codes.c.code_hash == code_hash)
        async with self._database.writing() as connection:
            return (await connection.execute(delete(recovery_codes).where(this))).rowcount > 0

    async def codes_left(self, staff: str) -> int:
        """How many recovery codes are not used."""
        mine = select(recovery_codes.c.code_hash).where(recovery_codes.c.staff == staff)
        return len(await self._database.rows(mine))


class SqlPins:
    """PINs that personal links ask for, at most one a participant; the meeting's key seals them."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def pin(self, participant: str) -> Pin | None:
        """The participant's PIN, or None."""
        query = select(pins).where(pins.c.participant == participant)
        row = next(iter(await self._database.rows(query)), None)
        key = await self._keyring.find(row["meeting"]) if row is not None else None
        if row is None or key is None:
            return None
        digits = key.open("pins", participant, row["sealed"]).decode()
        rest = {name: value for name, value in row.items() if name != "sealed"}
        return Pin(digits=digits, **rest)

    async def save_pin(self, pin: Pin) -> None:
        """Store a PIN in the place of an older one."""
        key = await self._keyring.find(pin.meeting)
        if key is None:
            raise StorageFault("There is no such meeting.")
        row = {
            "participant": pin.participant,
            "meeting": pin.meeting,
            "made_at": pin.made_at,
            "expires_at": pin.expires_at,
            "tried": pin.tried,
            "sealed": key.seal("pins", pin.participant, pin.digits.encode()),
        }
        async with self._database.writing() as connection:
            await connection.execute(delete(pins).where(pins.c.participant == pin.participant))
            await connection.execute(insert(pins), row)

    async def drop_pin(self, participant: str) -> None:
        """Forget the PIN."""
        async with self._database.writing() as connection:
            await connection.execute(delete(pins).where(pins.c.participant == participant))

    async def try_pin(self, participant: str, most: int) -> bool:
        """Count a try; False when there were `most` before."""
        open_still = (pins.c.participant == participant) & (pins.c.tried < most)
        change = update(pins).where(open_still).values(tried=pins.c.tried + 1)
        async with self._database.writing() as connection:
            return (await connection.execute(change)).rowcount > 0

    async def forgive_pin(self, participant: str) -> None:
        """The tries turned out well: they do not count."""
        change = update(pins).where(pins.c.participant == participant).values(tried=0)
        async with self._database.writing() as connection:
            await connection.execute(change)


class SqlTries:
    """How often somebody tried."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, name: bytes, most: int, since: Millis, now: Millis) -> bool:
        """Count a try; False when there were `most` after `since`, and then it is not counted."""
        counted = select(func.count()).select_from(tries).where(tries.c.name == name)
        async with self._database.writing() as connection:
            if not self._database.is_sqlite:  # SQLite's writers wait for each other anyway
                lock = {"name": int.from_bytes(name[:8], signed=True)}
                await connection.execute(ONE_AT_A_TIME, lock)
            await connection.execute(delete(tries).where(tries.c.at <= since))
            if (await connection.execute(counted)).scalar_one() >= most:
                return False
            await connection.execute(insert(tries), {"name": name, "at": now})
            return True

    async def give_back(self, name: bytes) -> None:
        """The newest try turned out well: it does not count."""
        newest = select(func.max(tries.c.id)).where(tries.c.name == name).scalar_subquery()
        async with self._database.writing() as connection:
            await connection.execute(delete(tries).where(tries.c.id == newest))

    async def forget(self, name: bytes) -> None:
        """All tries of this name turned out well."""
        async with self._database.writing() as connection:
            await connection.execute(delete(tries).where(tries.c.name == name))
