"""What those who run a site do with a whole database: check it, copy it, change its master key."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

from server.contract.actions import What
from server.contract.values import AuditEntry
from server.records.check import what_is_wrong
from server.records.close import fingerprint
from server.settings import Settings, new_master_key
from server.storage.backup import back_up, put_keys_back
from server.storage.cipher import MasterKey
from server.storage.database import Database
from server.storage.faults import Unreadable
from server.storage.keyring import Keyring
from server.storage.migrate import check_migrated
from server.storage.store import SqlStore


class Broken(Exception):
    """Something was changed; the message is a plain sentence about the first thing found."""


class Unknown(Exception):
    """There is no such meeting; the message says so."""


async def check_meeting(settings: Settings, meeting: str) -> str:
    """A sentence that says that a meeting's log and record hold. Raises Broken or Unknown."""
    store = await SqlStore.open(settings.database_url, settings.master_key)
    try:
        return await _check_meeting(store, meeting)
    finally:
        await store.close()


async def check_everything(settings: Settings) -> str:
    """The audit trail, then every meeting's log and record (AUD-5). Raises Broken."""
    store = await SqlStore.open(settings.database_url, settings.master_key)
    try:
        entries, wrong = await store.audit.verify()
        if wrong:
            raise Broken(wrong)
        meetings = await store.meetings()
        for meeting in meetings:
            try:
                await _check_meeting(store, meeting)
            except Broken as broken:
                raise Broken(f"Meeting {meeting}: {broken}") from None
    finally:
        await store.close()
    return (
        f"Nothing was changed: {entries} entries of the audit trail hold,"
        f" and the logs and records of {len(meetings)} meetings."
    )


async def _check_meeting(store: SqlStore, meeting: str) -> str:
    try:
        known = await store.people.meeting(meeting)
        log, record = await store.log.read(meeting), await store.records.load(meeting)
    except Unreadable as fault:
        raise Broken(str(fault)) from None
    if known is None and not log and record is None:
        raise Unknown(f"There is no meeting {meeting} here.")
    if wrong := what_is_wrong(log, record):
        raise Broken(wrong)
    if record is not None:
        return f"Nothing was changed: {len(log)} entries and the record {fingerprint(record)} hold."
    return f"Nothing was changed: {len(log)} entries hold, and no record is sealed yet."


async def rotate(settings: Settings) -> str:
    """Wrap every key with a new master key; broken off, it is gone on with when asked again."""
    fresh, place = new_master_key(os.environ, settings.data)
    database = Database(settings.database_url)
    try:
        await check_migrated(database)
        keyring = Keyring(database, MasterKey(settings.master_key))
        count = await keyring.rotate(MasterKey(fresh))
    finally:
        await database.close()
    await _note(settings, fresh, "master key changed")
    done = f"The keys of {count} meetings are wrapped with the new master key."
    if place is None:
        return f"{done} Set THREEFOLD_MASTER_KEY to it before you start the server."
    await asyncio.to_thread(_take_the_place, place, settings.data / "master.key")
    return f"{done} It is in {settings.data / 'master.key'}; the old one is gone."


def _take_the_place(new: Path, old: Path) -> None:
    new.replace(old)
    folder = os.open(old.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


async def copy(settings: Settings, to: Path) -> str:
    """Copy the database and, apart from it, its wrapped keys."""
    await _note(settings, settings.master_key, "copy made")
    keys_file = await asyncio.to_thread(back_up, settings.database_url, to)
    return f"The copy is {to}. Its keys are in {keys_file}: keep only the newest of those."


async def restore_keys(settings: Settings, keys_file: Path) -> str:
    """Give a copy that was put back its keys, and see that it opens."""
    count = await put_keys_back(settings.database_url, keys_file)
    await _note(settings, settings.master_key, "keys put back")
    return f"The keys of {count} meetings are back."


async def _note(settings: Settings, master_key: bytes, what: What) -> None:
    """Open the database with this key, and write in the audit trail what was done."""
    store = await SqlStore.open(settings.database_url, master_key)
    try:
        now = time.time_ns() // 1_000_000
        await store.audit.append(AuditEntry(at=now, meeting="", who="", what=what))
    finally:
        await store.close()
