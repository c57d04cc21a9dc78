"""Somebody with a page for each scope, and commands that wait for their answer."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

from server.contract.lib0 import var_string, var_uint
from tests.torture.page import QUIET, ROOM, Address, Page, now
from tests.torture.vault import Vault

PROFESSIONALS = "professionals"
ALWAYS_DUE = ("malformed", "meeting_ended", "too_fast")
"""A shortened frame is malformed; a meeting that ends takes nothing more."""


class Asked(NamedTuple):
    """A command as it was sent."""

    id: str
    op: str
    arguments: dict[str, Any]


@dataclass
class Told:
    """Words and commands of one device, and what it was told of them."""

    typed: int = 0
    seq: int = 0  # the last entry of the log that it was told of
    deleted: set[str] = field(default_factory=set)
    saved: set[tuple[str, str, str, bool]] = field(default_factory=set)  # scope and Typed
    given_back: Counter[str] = field(default_factory=Counter)
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)
    undue: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


class Person:
    """One device of somebody: its pages, its commands in the order they were asked."""

    def __init__(
        self, name: str, address: Address, scopes: list[str], chance: Random, vault: Vault,
        closed: Callable[[str], bool] = lambda root: False,
    ) -> None:  # fmt: skip
        """`closed`: whether somebody has asked that no more be typed into a text."""
        self.name, self.told = name, Told()
        self.who = address.participant
        self.waiting: dict[str, bytes] = {}
        self.asked: list[Asked] = []
        self.chance = chance
        self._vault, self._closed = vault, closed
        self._asked_at: dict[str, float] = {}
        self.pages = {scope: Page(address, scope, self, chance) for scope in scopes}

    @property
    def settled(self) -> bool:
        """Everything is answered and saved."""
        return not self.waiting and all(page.saved for page in self.pages.values())

    async def ask(self, op: str, **arguments: Any) -> str:
        """Send a command; it waits, and is sent again under its id, until it is answered."""
        command = f"{self.name}-{self.chance.randrange(10**12)}"
        words = json.dumps({"id": command, "op": op, **arguments})
        self.asked.append(Asked(command, op, arguments))
        self.waiting[command] = var_uint(100) + var_string(words)
        self._asked_at[command] = now()
        await self.pages[ROOM].send(self.waiting[command])
        return command

    async def answer(self, command: str) -> None:
        """Wait until a command is answered."""
        while command in self.waiting:  # noqa: ASYNC110 - a look now and then is enough
            await asyncio.sleep(0.01)

    def replied(self, reply: dict[str, Any]) -> None:
        """An answer; a repeated one must say the same."""
        command = reply["id"]
        known = self.told.answered.setdefault(command, reply)
        if known["ok"] != reply["ok"]:
            self.told.wrong.append(f"{self.name}: two answers to {command}")
        self.told.seq = max(self.told.seq, reply.get("seq", 0))
        self.waiting.pop(command, None)
        self._asked_at.pop(command, None)

    @property
    def has_ended(self) -> bool:
        """Whether this device knows that the meeting has ended."""
        return bool(self.pages[ROOM].meta.get("ended_at"))

    def look_for_end(self) -> None:
        """Some board has come: of a meeting that still goes on?"""
        if self.has_ended:
            for page in self.pages.values():
                page.end()

    def give_up(self) -> None:
        """The meeting is over for this page: what waits for an answer gets none."""
        self.waiting.clear()
        self._asked_at.clear()

    def late(self, at: float) -> bool:
        """Whether an answer has not come for too long."""
        return any(at - asked > QUIET for asked in self._asked_at.values())

    def hear(self, scope: str, frame: bytes) -> None:
        """Every frame is looked through for what this person may not see yet."""
        if b"~" in frame:
            professional = PROFESSIONALS in self.pages
            self._vault.hear(self.who, scope, frame, professional=professional)

    def look(self, items: dict[str, Any]) -> None:
        """The room has changed in something that is shown to all at once."""
        self._vault.look(self.name, items)

    def is_due(self, code: str, roots: set[str]) -> bool:
        """Whether an honest page may be refused so; any other refusal of words is our fault."""
        if code == "not_writable":
            return any(self._closed(root) for root in roots)
        return code in ALWAYS_DUE
