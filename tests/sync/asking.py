"""Short ways to ask a room for something and to see what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from server.contract.lib0 import var_bytes, var_uint
from tests.sync.world import MEETING, Device, World

FAMILY_SAFE = ("Kerry", "Pat", "Ellie", "Amina", "Olu", "Wall", "Colin")
"""People who may not read what professionals keep to themselves."""


async def refused(device: Device, op: str, **arguments: Any) -> str:
    """The code of the refusal; "" when it was carried out."""
    reply = await device.ask(op, **arguments)
    return "" if reply["ok"] else str(reply["refusal"]["code"])


async def records(world: World, scope: str = "room") -> Mapping[str, dict[str, Any]]:
    """Every record of a scope, as the server holds it."""
    return (await world.room()).boards.board(scope).records()


async def record(world: World, item: str, scope: str = "room") -> dict[str, Any]:
    """One record, as the server holds it."""
    return (await records(world, scope))[item]


async def words(world: World, item: str, field: str = "", scope: str = "room") -> str:
    """The words of a text, as the server holds them."""
    root = f"t:{item}/{field}" if field else f"t:{item}"
    return (await world.room()).boards.board(scope).text(root)


async def log_length(world: World) -> int:
    """How many entries the log holds."""
    return (await world.room()).boards.seq


async def crowd(world: World) -> dict[tuple[str, str], Device]:
    """A device for everybody, on each scope they may read: (name, scope) -> device."""
    found: dict[tuple[str, str], Device] = {}
    for person in world.place.people:
        found[person.name, "room"] = await world.device(person.name)
        if person.clearance == "professionals":
            found[person.name, "professionals"] = await world.device(person.name, "professionals")
        if person.role not in ("wall", "interpreter", "observer"):
            found[person.name, "own"] = await world.device(person.name, "own")
    return found


def who_heard(devices: Mapping[tuple[str, str], Device], secret: str) -> set[tuple[str, str]]:
    """Which devices a single byte of these words ever reached."""
    for device in devices.values():
        device.read()
    return {key for key, device in devices.items() if device.heard(secret)}


async def take_out(world: World, name: str) -> None:
    """Somebody is taken out of the meeting for good, as the people page does it."""
    world.place.people = [
        msgspec.structs.replace(one, gone=one.gone or one.name == name)
        for one in world.place.people
    ]
    await world.rooms.people_changed(MEETING.id)


def presence_frame(device: Device, state: bytes, clock: int = 1) -> bytes:
    """An awareness frame of this device."""
    client = device.doc.client_id
    entry = var_uint(1) + var_uint(client) + var_uint(clock) + var_bytes(state)
    return b"\x01" + var_bytes(entry)
