"""The permission table, cell by cell, over real sockets and real pages, as every role."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from server.contract.lib0 import var_string, var_uint
from tests.e2e.builds import a_copy
from tests.e2e.device import Device
from tests.leaks import plants as who
from tests.leaks.cells import (
    ADMITTED,
    AS_NOWHERE,
    CLOSED,
    ENDED,
    FAMILY,
    FIRST_STAGE,
    LATER_STAGE,
    LEVELS,
    OPEN,
    ROLE,
    STAGES,
    STATES,
    Cell,
    cells,
    command,
    nowhere,
    reads,
    refusal,
    unseen,
)
from tests.leaks.conference import SECTION, Conference, do
from tests.leaks.place import make_place
from tests.leaks.reader import Reader

pytestmark = [pytest.mark.slow, pytest.mark.e2e]

MANY = 1_000_000_000
QUICK = dict.fromkeys(
    ("commands_per_second", "commands_burst", "frames_per_second", "frames_burst",
     "bytes_per_second", "bytes_burst", "joins_per_second", "joins_burst"), MANY,
)  # fmt: skip
"""No rate limits: as many questions come at once here as a meeting asks in a day."""
AT_ONCE = 150
"""Commands of one person that are under way together."""


CELLS = 19_647
"""How many cells there are: a change of the table, the roles or the scopes changes it."""
DONE = {"add.card", "set", "move", "strike", "restore", "respond", "timer", "blank", "signal"}


class Meeting(Conference):
    """A meeting with an item on every level, and what each person is answered there."""

    def __init__(self, data: Path) -> None:
        place = make_place(data / "data", apart={})
        place.site.settings["THREEFOLD_LOG_LEVEL"] = "error"
        place.site.root = a_copy(data / "program")
        limits = place.site.root / "shared/limits.json"
        limits.write_text(json.dumps({**json.loads(limits.read_text()), **QUICK}))
        place.site.start()
        super().__init__(place)
        self.answers: dict[Cell, tuple[dict[str, Any], dict[str, Any]]] = {}
        self.opened: dict[tuple[str, str, str], bool] = {}
        self.numbers = itertools.count(1)

    def set_up(self) -> None:
        """Everybody comes in; each level gets a card, and what belongs to it."""
        self.come_in()
        self.named = self.audience("address", people=[who.POLICE])
        self.without = self.audience("screen", but=[who.MUM])
        do(self.chair.room, "closed_start", admitted=[self.place.ids[who.POLICE]], say="Safety.")
        self.follow(who.ROOM - ADMITTED)
        self.one("closed", who.POLICE, "closed")
        do(self.chair.room, "closed_end")
        self.follow(who.ROOM - ADMITTED)
        do(self.chair.room, "family_start")
        self.follow(who.ROOM - who.FAMILY)
        self.one("family", who.GRAN, "family")
        do(self[who.GRAN].room, "family_end")
        self.follow(who.ROOM - who.FAMILY)
        for level, by, scope in (
            ("room", who.CHAIR, "room"), ("professionals", who.WORKER, "professionals"),
            ("named", who.POLICE, self.named), ("named without", who.WORKER, self.without),
        ):  # fmt: skip
            self.one(level, by, scope)
        for person in ROLE:
            if person not in who.SILENT:
                self.one(f"own-{person}", person, "own")

    def one(self, level: str, by: str, scope: str) -> None:
        """A card on a level."""
        do(self[by].room, "add", item=f"item-{level.replace(' ', '-')}", kind="card",
           section=SECTION, scope=scope, texts={"": "Words."})  # fmt: skip

    def scopes(self, person: str) -> dict[str, str]:
        """Level -> the scope that a command or an address of this person would name."""
        other = who.SCHOOL if person != who.SCHOOL else who.POLICE
        return {
            "named": self.named, "named without": self.without, "own": "own",
            "another's own": f"own:{self.place.ids[other]}",
            **{one: one for one in ("room", "professionals", "closed", "family", "chair")},
        }  # fmt: skip

    def items(self, person: str) -> dict[str, str]:
        """Level -> the item that stands there."""
        other = who.SCHOOL if person != who.SCHOOL else who.POLICE
        own = person if person not in who.SILENT else "nobody"
        standing = {one: f"item-{one.replace(' ', '-')}" for one in LEVELS}
        chairs = {"chair": self.named.partition(":")[2]}
        return {
            **standing,
            "own": f"item-own-{own}",
            "another's own": f"item-own-{other}",
            **chairs,
        }

    def walk_all(self) -> None:
        """Every state; while the board is open, more than one stage."""
        for stage in (FIRST_STAGE, LATER_STAGE):
            do(self.chair.room, "stage", to=stage)
            self.ask_all(OPEN, stage)
        stage = LATER_STAGE
        admitted = [self.place.ids[one] for one in ADMITTED]
        do(self.chair.room, "closed_start", admitted=admitted, say="Safety.")
        self.follow(who.ROOM - ADMITTED)
        self.ask_all(CLOSED, stage)
        do(self.chair.room, "closed_end")
        self.follow(who.ROOM - ADMITTED)
        do(self.chair.room, "family_start")
        self.follow(who.ROOM - who.FAMILY)
        self.ask_all(FAMILY, stage)
        do(self[who.GRAN].room, "family_end")
        self.follow(who.ROOM - who.FAMILY)
        self.chair.settle()
        for item, record in (self.chair.devices["closed"].items.to_py() or {}).items():
            if record["kind"] == "card":
                do(self.chair.room, "review", item=item, answer="keep")
        self.end()
        self.ask_all(ENDED, stage)

    def ask_all(self, state: str, stage: str) -> None:
        """Ask for every cell; each is also asked for something that is not there at all."""
        for reader in self.present:
            reader.keep_only_room()
        by_person: defaultdict[str, list[Cell]] = defaultdict(list)
        for cell in cells(state, stage):
            by_person[cell.person].append(cell)
        with ThreadPoolExecutor(len(ROLE)) as people:
            for done in (
                *people.map(partial(self.open_each, state), ROLE),
                *people.map(self.ask_each, by_person.values()),
            ):
                assert done is None

    def open_each(self, state: str, person: str) -> None:
        """Somebody tries to open every scope."""
        scopes = self.scopes(person) | {"own": f"own:{self.place.ids[person]}"}
        for level, scope in scopes.items():
            again = Reader(self.place.site.base, self.place.meeting, person, self.place.ids[person])
            again.client.cookies = self[person].client.cookies
            closed = again.open(scope)
            notices = [one for device in again.devices.values() for one in device.notices]
            waits = any(one.get("waits") for one in notices)
            self.opened[state, person, level] = closed is None and not waits
            again.go()
            again.client.close()

    def ask_each(self, found: list[Cell]) -> None:
        """Somebody asks for all their cells: many at once, then the answers."""
        device = self[found[0].person].room
        items, scopes = self.items(found[0].person), self.scopes(found[0].person)
        sent: list[tuple[Cell, str, str]] = []
        asked_for: set[str] = set()
        for cell in found:
            number = next(self.numbers)
            asked = command(cell.action, cell.level, scopes, items, number)
            beside = nowhere(asked, items[cell.level])
            if cell.action.startswith("add."):
                beside = {**asked, "item": f"{asked['item']}-b", "scope": "named:nobody-0001"}
            twins = [asked, beside] if is_hidden(cell) else [asked]
            names = [f"command-{number}-{part}" for part in range(len(twins))]
            for name, what in zip(names, twins, strict=True):
                device.send(var_uint(100) + var_string(json.dumps({"id": name, **what})))
            sent.append((cell, names[0], names[-1]))
            asked_for.update(names)
            if len(sent) % AT_ONCE == 0:
                device.until(partial(are_answered, device, asked_for), 120)
        device.until(partial(are_answered, device, asked_for), 120)
        for cell, first, second in sent:
            self.answers[cell] = device.replies[first], device.replies[second]


def are_answered(device: Device, commands: set[str]) -> bool:
    """Whether all of these were answered, in whatever order."""
    return device.replies.keys() >= commands


def is_hidden(cell: Cell) -> bool:
    """Whether nothing but that they may not see it stands in the way."""
    return AS_NOWHERE in refusal(cell) or (
        cell.action.startswith("add.") and refusal(cell) == unseen(cell)
    )


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meeting]:
    """A meeting in which everything was asked for, in every state, at every stage."""
    made = Meeting(tmp_path_factory.mktemp("cells"))
    try:
        made.set_up()
        made.walk_all()
        yield made
    finally:
        made.leave()
        made.place.site.stop()


def code_of(reply: dict[str, Any]) -> str:
    """The code of a refusal; "" for what was done."""
    return "" if reply["ok"] else str(reply["refusal"]["code"])


def test_PER_1_every_cell_answers_as_the_table_says(meeting: Meeting) -> None:
    wrong: list[str] = []
    for cell, (reply, beside) in meeting.answers.items():
        expected, code = refusal(cell), code_of(reply)
        if AS_NOWHERE in expected:
            expected = frozenset((code_of(beside),)) - {""}
        if expected and code not in expected:
            wrong.append(f"{cell}: {code or 'done'}, not {sorted(expected)}")
    assert not wrong, (len(wrong), wrong[:20])
    done = {cell.action for cell, (reply, _) in meeting.answers.items() if reply["ok"]}
    assert done >= DONE, "the same walk sees actions that are carried out"
    assert len(meeting.answers) == CELLS


def test_PER_4_every_scope_opens_for_those_alone_who_may_read_it(meeting: Meeting) -> None:
    wrong = [
        key
        for key, shown in meeting.opened.items()
        if key[0] != ENDED and shown != reads(Cell(key[0], STAGES[0], key[1], "", key[2]))
    ]
    assert not wrong
    assert len(meeting.opened) == len(ROLE) * len(LEVELS) * len(STATES)


def test_SEE_13_what_one_may_not_see_answers_as_what_is_not_there(meeting: Meeting) -> None:
    """No refusal tells that a hidden item, or a hidden scope, exists."""
    hidden = 0
    for cell, (reply, beside) in meeting.answers.items():
        if is_hidden(cell):
            assert code_of(reply) == code_of(beside), cell
            hidden += 1
    assert hidden > 2000
