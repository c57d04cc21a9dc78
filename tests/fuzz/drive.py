"""Plays a fuzzed meeting by chance: people type, drop off and come back, and one attacks."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.document.yjs import YjsPeer
from tests.fuzz.grammar import ROOTS, WORDS, Forger
from tests.fuzz.meeting import MAY_WRITE, PEOPLE, Found, Meeting, Step, Tally

MALLORY = 3_000_000_000
ROUNDS = 60


class Driver:
    """Everything that happens in one meeting, from one seed."""

    def __init__(self, yjs: YjsPeer, seed: int, tally: Tally) -> None:
        self.chance = Random(seed)
        self.meeting = Meeting(yjs, f"seed{seed}", tally)
        self.away: set[str] = set()
        self.forger = Forger(self.chance, MALLORY, self.meeting.heard)
        # Some meetings are large, some have no attacker at all.
        self.rounds = self.chance.choice([ROUNDS, ROUNDS, ROUNDS * 3])
        self.hostile = self.chance.choice([0, 4, 20, 60])
        self.forger.sly = self.chance.random() < 0.4
        if self.forger.sly:
            self.forger.own += self.chance.sample(range(2, 2**32), k=5)
        # In some, everybody types at a few places at once.
        self.places = self.chance.choice([range(40), range(40), [0, 3, 4], [0, 1000]])

    def play(self) -> None:
        """Raises Found."""
        for _ in range(self.rounds):
            self._round()
        for who in sorted(self.away):
            self._come_back(who)
        self.meeting.do(["check"])

    def _round(self) -> None:
        chance, do = self.chance, self.meeting.do
        attacks = self._attacks()
        while attacks:
            do(["frames", self._batch(attacks)])
        do(["frames", self._batch([])])
        self._listen()
        if chance.random() < 0.05:
            words = chance.choice([*WORDS, "", "words of the server"])
            do(["server", chance.choice(ROOTS), words])
        if chance.random() < 0.03:
            do(["check"])
        self._go_and_come()

    def _listen(self) -> None:
        """Some pages hear some of what waits for them."""
        for who in PEOPLE:
            if who not in self.away and self.chance.random() < 0.4:
                self.meeting.do(["hear", who, self.chance.choice([1, 3, 10**6])])
        who, whom = self.chance.choice([("sam", "tab"), ("tab", "sam")])
        # What a page has typed offline the server would not know, when the other builds on it.
        if who not in self.away and self.chance.random() < 0.3:
            self.meeting.do(["share", who, whom])

    def _go_and_come(self) -> None:
        for who in PEOPLE:
            if who in self.away and self.chance.random() < 0.3:
                self._come_back(who)
            elif self.chance.random() < 0.04:
                self.away.add(who)

    def _batch(self, attacks: list[Step]) -> list[Step]:
        """What arrives within one tick: some attacks among the edits of one page."""
        honest = self._honest()
        hostile = [attacks.pop() for _ in range(min(len(attacks), self.chance.choice([1, 1, 6])))]
        turns = [honest] * len(honest) + [hostile] * len(hostile)
        self.chance.shuffle(turns)
        return [turn.pop(0) for turn in turns]

    def _honest(self) -> list[Step]:
        """Edits of one page, in the order they were made."""
        who = self.chance.choice(list(PEOPLE))
        edits = [self._edit(who) for _ in range(self.chance.choice([0, 0, 1, 3]))]
        return [edit for edit in edits if edit]

    def _edit(self, who: str) -> Step | None:
        meeting, chance = self.meeting, self.chance
        if who == "kim" and chance.random() < 0.3:
            update = meeting.yjs.undo(meeting.doc(who), redo=chance.random() < 0.4)
        else:
            update = meeting.yjs.edit(
                meeting.doc(who), chance.choice(MAY_WRITE[who]), chance.choice(self.places),
                chance.choice([0, 0, 0, 1, 5, 40]), chance.choice([*WORDS, ""]),
            )  # fmt: skip
        if not update:
            return None
        return meeting.frame(who, update, "kept" if who in self.away else "live")

    def _come_back(self, who: str) -> None:
        """As y-websocket does: the last keystroke first, then the answer to step 1."""
        self.away.discard(who)
        meeting = self.meeting
        early = self._edit(who)
        frames = [[*early[:3], False]] if early else []
        missing = meeting.yjs.missing(meeting.doc(who), meeting.board.state_vector())
        frames.append(meeting.frame(who, missing, "step2", synced=False))
        meeting.do(["frames", frames])
        meeting.do(["join", who])

    def _attacks(self) -> list[Step]:
        found = []
        for _ in range(self.chance.randrange(self.hostile + 1)):
            who = "mallory" if self.chance.random() < 0.9 else "nobody"
            update = self.forger.draw(self.meeting.board.gate)
            found.append(
                self.meeting.frame(who, update, "attack", synced=self.chance.random() < 0.9)
            )
        if self.chance.random() < 0.02:
            self.forger.own.append(
                self.chance.choice([2, 2**32 - 1, self.chance.randrange(2, 2**32)])
            )
        return found


def play(yjs: YjsPeer, seed: int, tally: Tally) -> tuple[Meeting, str]:
    """A whole meeting: what was found, "" for nothing."""
    driver = Driver(yjs, seed, tally)
    return driver.meeting, _outcome(driver.play, tally)


def replay(yjs: YjsPeer, steps: list[Step], tally: Tally, name: str = "again") -> str:
    """Steps that were kept: what is found, "" for nothing."""
    meeting = Meeting(yjs, name, tally, again=True)

    def all_of_them() -> None:
        for step in steps:
            meeting.do(step)
        meeting.do(["check"])

    return _outcome(all_of_them, tally)


def _outcome(act: Callable[[], None], tally: Tally) -> str:
    try:
        act()
    except Found as found:
        return str(found)
    except AssertionError as threw:
        tally.counts["yjs threw"] += 1
        return f"yjs threw: {threw}"
    return ""


def smallest(yjs: YjsPeer, steps: list[Step], found: str, tries: int = 400) -> list[Step]:
    """Fewer steps that still find the same kind of thing."""
    kind = _kind(found)
    size = max(1, len(steps) // 2)
    while size >= 1:
        at = 0
        while at < len(steps) and tries > 0:
            tries -= 1
            fewer = steps[:at] + steps[at + size :]
            if _kind(replay(yjs, fewer, Tally(), f"less{tries}")) == kind:
                steps = fewer
            else:
                at += size
        size //= 2
    return steps


def _kind(found: str) -> list[str]:
    """Who saw what; the words themselves differ from try to try."""
    return found.split()[:2]
