"""What the people of a tortured meeting do, turn by turn."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.torture.chairing import Chairing
from tests.torture.page import ROOM, Page
from tests.torture.person import PROFESSIONALS, Person
from tests.torture.vault import Vault

NOTES = ("t:note-discussion", "t:note-summary", "t:note-family")
SECTIONS = ("past_harm", "complicating", "strengths")
NO_NUMBER = ("chair", "amina")
"""The chair and the advocate give no number of their own."""
MANY = 60
"""Changes of one page that wait; then its person waits too."""
PATIENT = 10
"""Commands of one person that may wait for answers."""


class Script:
    """Keeps what was asked of the board, and chooses what somebody does next."""

    def __init__(self, chance: Random, vault: Vault) -> None:
        self.chance, self.vault = chance, vault
        self.people: dict[str, Person] = {}
        self.cards: dict[str, list[tuple[str, str]]] = {}  # by device: (scope, item)
        self.rows: dict[str, list[str]] = {}
        self.struck: set[str] = set()
        self.ending = False
        self.in_the_room = 0.03
        """How often, in the end, words go into the family's copy, which must be read anew then."""
        self.chairing = Chairing(self)
        self._drafted: dict[tuple[str, str], str] = {}  # (device, set): statement
        self._shut: dict[str, str] = {}  # roots and items that were closed, by what
        self._count = 0

    def next_id(self, name: str, what: str) -> str:
        """An id nobody else uses."""
        self._count += 1
        return f"{name}-{what}-{self._count}"

    # What may still be typed into

    def shut(self, *names: str) -> None:
        """Somebody asks that no more be typed into these texts, or texts of these items."""
        self._shut.update((name, name) for name in names)

    def is_closed(self, root: str) -> bool:
        """Whether somebody has asked for it; the server may not have done it yet."""
        item = root.removeprefix("t:").partition("/")[0]
        statement = item in self._drafted.values() and self.chairing.has_shown(item)
        return root in self._shut or item in self._shut or statement

    def all_is_quiet(self) -> None:
        """Everything asked for is done: what is open again is no longer closed."""
        self._shut = {
            name: name for name in self._shut if name in self.struck or name in self.chairing.agreed
        }

    # Turns

    async def turn(self, name: str) -> None:
        """One thing that a person does now."""
        person = self.people[name]
        busy = len(person.waiting) >= PATIENT
        if name == "chair" and not busy and await self.chairing.turn(person):
            return
        if not busy and not self.ending and self.chance.random() < 0.25:
            await self.chance.choices(
                [self._add_card, self._change_card, self._plan, self._draft, self._score],
                [3, 4, 2, 4, 4],
            )[0](name, person)
        else:
            await self._type(name, person)

    async def _type(self, name: str, person: Person) -> None:
        places = self._places(name, person)
        if not places:
            return
        page, root = self.chance.choice(self.chance.choice(places))
        if not page.can_type or page.waits >= MANY:
            return
        if self.chance.random() < 0.15:
            await page.delete(root)
        else:
            await page.type(root, self._word(name, page, root))

    def _places(self, name: str, person: Person) -> list[list[tuple[Page, str]]]:
        """Texts this person may type into as far as their own page knows, in kinds."""
        room = person.pages[ROOM]
        cards = [(person.pages[scope], f"t:{item}") for scope, item in self.cards[name][-6:]
                 if item not in self.struck and item in person.pages[scope].items]  # fmt: skip
        hidden = [one for one in cards if one[0].scope == PROFESSIONALS]
        kinds = [hidden, self._drafts(name, person)]
        if not self.ending or self.chance.random() < self.in_the_room:
            kinds += [cards, self._rows(name, room)]
            if PROFESSIONALS in person.pages:
                kinds += [[(room, root) for root in NOTES], self._set_texts(room)]
        return [kind for kind in kinds if kind]

    def _set_texts(self, room: Page) -> list[tuple[Page, str]]:
        item: dict[str, Any] | None = room.items.get(self.chairing.set_id)
        if item is None or item["status"] != "live":
            return []
        return [(room, f"t:{item['id']}/{field}") for field in ("danger", "goal")
                if item[f"{field}_status"] == "draft"]  # fmt: skip

    def _rows(self, name: str, room: Page) -> list[tuple[Page, str]]:
        rows = [row for rows in self.rows.values() for row in rows[-2:]]
        return [(room, f"t:{row}/{field}") for row in rows for field in ("what", "know")
                if row not in self.struck and row in room.items
                and PROFESSIONALS in self.people[name].pages]  # fmt: skip

    def _drafts(self, name: str, person: Person) -> list[tuple[Page, str]]:
        statement = self._drafted.get((name, self.chairing.set_id), "")
        page = person.pages.get(f"own:{person.who}")
        if page is None or statement not in page.items:
            return []
        return [(page, f"t:{statement}")] if page.items[statement]["status"] == "live" else []

    def _word(self, name: str, page: Page, root: str) -> str:
        self._count += 1
        word = f"{name}{self._count}"
        if page.scope == PROFESSIONALS:
            word = f"~P-{word}~"
        elif page.scope.startswith("own:"):
            word = self.vault.hide(word, page.person.who, self.chairing.set_of(root))
        return f"[{word}🧸]"

    # Commands

    async def _add_card(self, name: str, person: Person) -> None:
        scopes = [scope for scope in person.pages if not scope.startswith("own:")]
        scope, item = self.chance.choice(scopes), self.next_id(name, "card")
        self.cards[name].append((scope, item))
        words = f"[~P-{item}~]" if scope == PROFESSIONALS else f"[{item}]"
        await person.ask(
            "add", kind="card", item=item, scope=scope, section=self.chance.choice(SECTIONS),
            texts={"": words},
        )  # fmt: skip

    async def first_card(self, name: str) -> None:
        """Everybody starts with a card of their own."""
        self.cards[name], self.rows[name] = [], []
        await self._add_card(name, self.people[name])

    async def _change_card(self, name: str, person: Person) -> None:
        _, item = self.chance.choice(self.cards[name])
        if item in self.struck:
            self.struck.discard(item)
            await person.ask("restore", item=item)
            return
        match self.chance.randrange(4):
            case 0:
                self.struck.add(item)
                self.shut(item)
                await person.ask("strike", item=item, reason="said in error")
            case 1 | 2:
                await person.ask("move", item=item, section=self.chance.choice(SECTIONS))
            case _:
                await person.ask("set", item=item, fields={"event_date": f"day {self._count}"})

    async def _plan(self, name: str, person: Person) -> None:
        """A plan row: added, owned, dated, promised, moved, struck."""
        rows = [row for row in self.rows[name] if row not in self.struck]
        if PROFESSIONALS not in person.pages:
            return
        if len(rows) < 2:
            row = self.next_id(name, "row")
            self.rows[name].append(row)
            fields = {"owner": {"person": person.who}, "by_when": "2030-01-31"}
            await person.ask("add", kind="row", item=row, fields=fields,
                             texts={"what": f"[{row}]"})  # fmt: skip
            return
        row, act = self.chance.choice(rows), self.chance.randrange(5)
        if act == 0 and len(rows) > 2:
            self.struck.add(row)
            self.shut(row)
            await person.ask("strike", item=row)
        elif act == 1:
            await person.ask("move", item=row, after=None)
        elif act == 2:
            date = f"2030-02-{self.chance.randrange(10, 28)}"
            await person.ask("set", item=row, fields={"by_when": date})
        else:
            await person.ask("accept", row=row, accepted=self.chance.random() < 0.8)

    async def _draft(self, name: str, person: Person) -> None:
        """One's own statement: begun, and said to be ready; after the reveal that shows it."""
        set_id = self.chairing.set_id
        if (
            f"own:{person.who}" not in person.pages
            or name == "chair"
            or not self._sees(person, set_id)
        ):
            return
        statement = self._drafted.get((name, set_id))
        if statement is None:
            if self.chairing.is_main(name):
                statement = self._drafted[name, set_id] = self.next_id(name, "statement")
                self.chairing.sets_of_statements[statement] = set_id
                await person.ask("add", kind="statement", item=statement, scope="own",
                                 parent=set_id)  # fmt: skip
            return
        await person.ask("ready", item=statement, ready=self.chance.random() < 0.8)

    async def _score(self, name: str, person: Person) -> None:
        scale = f"scale-{self.chairing.set_id}"
        found: dict[str, Any] | None = person.pages[ROOM].items.get(scale)
        if name in NO_NUMBER or not self.chairing.is_main(name) or found is None:
            return
        if found["state"] in ("open", "revealed") and f"own:{person.who}" in person.pages:
            token = self.next_id(name, "score")
            because = self.vault.hide(token, person.who, scale)
            value = self.chance.choice([*range(11), None])
            await person.ask("score", scale=scale, value=value, because=because)

    def _sees(self, person: Person, item: str) -> bool:
        found = person.pages[ROOM].items.get(item)
        return found is not None and found["status"] == "live"
