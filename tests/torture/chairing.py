"""What the chair does: danger sets from the first draft to the locked scale, stages, the timer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tests.torture.page import ROOM
from tests.torture.person import Person

if TYPE_CHECKING:
    from tests.torture.script import Script

STAGES = ("worried", "danger", "scaling", "plan", "plan", "close")
HERE = ("already_revealed", "scale_locked")
"""Refusals that say that a step is done."""


class Chairing:
    """The chair's way through one danger set after another."""

    def __init__(self, script: Script) -> None:
        self.set_id = ""
        self.agreed: set[str] = set()
        self.sets_of_statements: dict[str, str] = {}
        self.shown = {"statements": 0, "scores": 0}
        self._script = script
        self._revealed: set[str] = set()  # sets and scales whose reveal was asked for
        self._at = 0
        self._last = ""
        self._steps: list[Callable[[Person], Awaitable[str]]] = [
            self._add_set, self._wait, self._reveal_statements, self._words, self._agree,
            self._reopen, self._open_scale, self._wait, self._reveal_scores, self._wait,
            self._lock, self._strike,
        ]  # fmt: skip

    def is_main(self, name: str) -> bool:
        """One device of each person writes their statement and number."""
        return not name.endswith(("-tab", "-phone"))

    def has_shown(self, statement: str) -> bool:
        """Whether the reveal of this statement was asked for."""
        return self.sets_of_statements.get(statement) in self._revealed

    def set_of(self, root: str) -> str:
        """The set that a statement's text waits for."""
        return self.sets_of_statements[root.removeprefix("t:")]

    async def turn(self, chair: Person) -> bool:
        """Something only the chair does; False: nothing now."""
        if self._script.ending:
            return False
        chance = self._script.chance.random()
        if chance < 0.2:
            return await self.step(chair)
        if chance < 0.35:
            await chair.ask("timer", minutes=1)
        elif chance < 0.4:
            await chair.ask("stage", to=self._script.chance.choice(STAGES))
        return chance < 0.4

    async def step(self, chair: Person) -> bool:
        """The next step, or the last again until it is done; False while it waits."""
        if self._last in chair.waiting:
            return False
        reply = chair.told.answered.get(self._last, {"ok": True})
        if reply["ok"] or reply["refusal"]["code"] in HERE:
            self._last = await self._steps[self._at](chair)
            self._at = (self._at + 1) % len(self._steps)
        else:  # nothing was written yet
            self._at = (self._at - 1) % len(self._steps)
            self._last = ""
        return True

    async def _wait(self, chair: Person) -> str:
        return ""

    async def _add_set(self, chair: Person) -> str:
        self.set_id = self._script.next_id("chair", "set")
        return await chair.ask("add", kind="set", item=self.set_id)

    async def _reveal_statements(self, chair: Person) -> str:
        self.shown["statements"] += 1
        self._show(self.set_id)
        return await chair.ask("reveal_statements", set=self.set_id)

    async def _words(self, chair: Person) -> str:
        page = chair.pages[ROOM]
        if page.can_type and self.set_id in page.items:
            words = self._script.next_id("chair", "agreed")
            await page.type(f"t:{self.set_id}/danger", f"[{words}🧸]")
        return ""

    async def _agree(self, chair: Person) -> str:
        root = f"t:{self.set_id}/danger"
        self.agreed.add(root)
        self._script.shut(root)
        return await chair.ask("agree", set=self.set_id, what="danger", agreed=True)

    async def _reopen(self, chair: Person) -> str:
        self.agreed.discard(f"t:{self.set_id}/danger")
        return await chair.ask("agree", set=self.set_id, what="danger", agreed=False)

    async def _open_scale(self, chair: Person) -> str:
        return await chair.ask("open_scale", scale=f"scale-{self.set_id}")

    async def _reveal_scores(self, chair: Person) -> str:
        self.shown["scores"] += 1
        self._show(f"scale-{self.set_id}")
        return await chair.ask("reveal_scores", scale=f"scale-{self.set_id}")

    async def _lock(self, chair: Person) -> str:
        return await chair.ask("lock_scale", scale=f"scale-{self.set_id}")

    async def _strike(self, chair: Person) -> str:
        self._script.struck.add(self.set_id)
        self._script.shut(self.set_id)
        return await chair.ask("strike", item=self.set_id)

    def _show(self, what: str) -> None:
        self._revealed.add(what)
        self._script.vault.show(what)
