"""Against real Yjs: people type, one attacks, and everybody reads the same words."""

from base64 import b64decode
from collections.abc import Iterator
from random import Random

import pytest

from server.document.gate import Gate
from server.document.live_board import LiveBoard
from server.document.updates import Deletes, TextStruct, encode_text_update
from server.document.verdicts import Accepted, Id, Nothing, Refused
from tests.document.worlds import (
    ALEX,
    ROOT,
    SAM,
    accept,
    anywhere,
    code,
    judge,
    knowledge,
    only,
    typed,
    write,
)
from tests.document.yjs import YjsPeer

ROOTS = ["t:a", "t:b", "t:c/why"]
PEOPLE = {"sam": 4_000_000_001, "alex": 17, "kim": 2_000_000_000}
MALLORY = 3_000_000_000
WORDS = ["a", "bc", "é", "😀", "👩‍👧", "the words of a child", "x😀y", "\n"]


@pytest.fixture(scope="module")
def yjs() -> Iterator[YjsPeer]:
    with YjsPeer() as peer:
        yield peer


class Meeting:
    """A board, three honest Yjs clients that hear late, a witness that only listens."""

    def __init__(self, yjs: YjsPeer, seed: int) -> None:
        self.yjs = yjs
        self.chance = Random(seed)
        self.seed = seed
        self.board = LiveBoard("room")
        self.log: list[tuple[bytes, str]] = []
        self.unheard: dict[str, list[bytes]] = {name: [] for name in PEOPLE}
        self.witness = f"witness{seed}"
        self.refusals: list[str] = []  # of the last update
        self.attacks = self.passed = 0
        assert self.board.gate.claim(MALLORY, "mallory")
        for name, client in PEOPLE.items():
            yjs.open(name, client, undo=name == "kim")
        yjs.open(self.witness)

    def take(self, update: bytes, who: str) -> bool:
        """Judge, apply, log, send; False when it was not accepted."""
        verdict = self.board.gate.judge(update, who, only(*ROOTS), synced=True)
        self.refusals = [verdict.code] if isinstance(verdict, Refused) else []
        if not isinstance(verdict, Accepted):
            return False
        with self.board.change() as change:
            self.board.apply(verdict)
        self.send(change.update, who)
        return True

    def send(self, update: bytes, who: str) -> None:
        self.log.append((update, who))
        for name, waiting in self.unheard.items():
            if name != who:
                waiting.append(update)
        self.yjs.apply(self.witness, update)

    def honest_edit(self) -> None:
        who = self.chance.choice(list(PEOPLE))
        if self.chance.random() < 0.4:
            self.hear(who)
        root, at = self.chance.choice(ROOTS), self.chance.randrange(40)
        remove = self.chance.choice([0, 0, 0, 1, 5])
        words = self.chance.choice([*WORDS, ""])
        if who == "kim" and self.chance.random() < 0.3:
            update = self.yjs.undo(who, redo=self.chance.random() < 0.4)
        else:
            update = self.yjs.edit(who, root, at, remove, words)
        if update:
            # Not taken and not refused: deleted by somebody else meanwhile.
            self.take(update, who)
            assert not self.refusals

    def hear(self, doc: str) -> None:
        if self.unheard[doc]:
            self.yjs.apply(doc, *self.unheard[doc])
            self.unheard[doc] = []

    def attack(self) -> None:
        self.attacks += 1
        update = self.chance.choice([self.forged, self.damaged])()
        if self.chance.random() < 0.2:
            before = self.board.gate.known.next_clock(MALLORY)
            self.take(update, "nobody")
            assert self.board.gate.known.next_clock(MALLORY) == before
        else:
            self.passed += self.take(update, "mallory")

    def forged(self) -> bytes:
        """Well-formed, with neighbours and deletes drawn from what exists, or nearly."""
        clock = self.board.gate.known.next_clock(MALLORY)
        structs = []
        for _ in range(self.chance.randrange(1, 4)):
            words: str | None = self.chance.choice(WORDS)
            assert words is not None
            length = len(words.encode("utf-16-le")) // 2
            if self.chance.random() < 0.1:
                words = None
            left, right = self.some_pair()
            root = self.chance.choice(ROOTS) if left is right is None else None
            structs.append(TextStruct(clock, length, left, right, root, words))
            clock += length
        return encode_text_update(MALLORY, structs, self.some_deletes())

    def some_pair(self) -> tuple[Id | None, Id | None]:
        """Two neighbours in a text, deleted or not; or two that are none, or not in one text."""
        if self.chance.random() < 0.2:
            return self.some_id(), self.chance.choice([None, self.some_id()])
        root = self.chance.choice(ROOTS)
        ranges = self.board.gate.known.order(root).ids()
        line = [None, *((c, n) for c, start, end in ranges for n in range(start, end)), None]
        at = self.chance.randrange(len(line) - 1)
        apart = self.chance.choice([1, 1, 1, 2, 3, len(line)])
        return line[at], line[min(len(line) - 1, at + apart)]

    def some_id(self) -> Id:
        client = self.chance.choice([*PEOPLE.values(), MALLORY])
        top = self.board.gate.known.next_clock(client)
        return client, self.chance.randrange(top + 1)

    def some_deletes(self) -> Deletes:
        if self.chance.random() < 0.6:
            return []
        client, clock = self.some_id()
        return [(client, [(clock, self.chance.randrange(1, 4))])]

    def damaged(self) -> bytes:
        """Some bytes of a well-formed update changed."""
        data = bytearray(self.forged())
        for _ in range(self.chance.randrange(1, 3)):
            data[self.chance.randrange(len(data))] = self.chance.choice([0, 1, 4, 127, 128, 255])
        return bytes(data)

    def check(self) -> None:
        """Live clients, the witness, a late joiner and a replay read what the board reads."""
        words = {root: self.board.text(root) for root in ROOTS}
        late = f"late{self.seed}"
        self.yjs.open(late)
        self.yjs.apply(late, self.board.state())
        for doc in self.unheard:
            self.hear(doc)
        for doc in [*self.unheard, self.witness, late]:
            seen = self.yjs.look(doc, ROOTS)
            assert seen["texts"] == words, doc
            assert not seen["pending"], doc
            assert set(seen["roots"]) <= {*ROOTS, "items", "meta", "sections"}
            assert self.yjs.orders(doc, ROOTS) == orders(self.board), doc
        replayed = LiveBoard("room")
        for update, who in self.log:
            replayed.replay(update, who)
        assert {root: replayed.text(root) for root in ROOTS} == words
        assert orders(replayed) == orders(self.board)


def orders(board: LiveBoard) -> list[list[list[int]]]:
    """Every id of each text as the gate has them, deleted ones too."""
    return [[[*each] for each in board.gate.known.order(root).ids()] for root in ROOTS]


@pytest.mark.parametrize("seed", range(6))
def test_people_who_type_at_once_read_the_same_words(yjs: YjsPeer, seed: int) -> None:
    meeting = Meeting(yjs, seed)
    for _ in range(400):
        meeting.honest_edit()
    meeting.check()
    assert sum(map(len, meeting.board.texts().values())) > 100


def test_GAT_17_GAT_26_hostile_updates_never_part_what_people_read(yjs: YjsPeer) -> None:
    attacks = passed = 0
    for seed in range(100, 116):
        meeting = Meeting(yjs, seed)
        for _ in range(120):
            meeting.honest_edit()
            for _ in range(8):
                meeting.attack()
        meeting.check()
        attacks, passed = attacks + meeting.attacks, passed + meeting.passed
    assert attacks > 2000
    assert attacks / 20 < passed < attacks / 2


def test_GAT_17_GAT_26_the_pair_that_is_refused_is_one_that_parts_readers(yjs: YjsPeer) -> None:
    gate = Gate()
    a, b = typed(SAM, 0, "a"), typed(SAM, 1, "b", left=(SAM, 0))
    forged = typed(ALEX, 0, "x", right=(SAM, 1))  # at the start and before "b": "a" stood there
    honest = typed(MALLORY, 0, "y", left=(SAM, 0))  # has not heard of "b"
    for update in (a, b):
        accept(gate, update)
    assert code(judge(gate, forged, "alex")) == "out_of_order"
    accept(gate, honest, "mallory")
    texts = []
    for name, updates in {"one": (honest, forged), "two": (forged, honest)}.items():
        yjs.open(name)
        yjs.apply(name, a, b, *updates)
        texts.append(yjs.look(name, [ROOT])["texts"][ROOT])
    assert texts[0] != texts[1]


def test_GAT_12_a_client_that_was_offline_syncs_with_its_whole_delete_set(yjs: YjsPeer) -> None:
    board = LiveBoard("room")
    yjs.open("off", 77)
    write(board, yjs.edit("off", "t:a", 0, 0, "hello 😀 world"))
    write(board, yjs.edit("off", "t:a", 2, 3, ""))
    yjs.edit("off", "t:a", 0, 1, "never sent")
    late = yjs.edit("off", "t:a", 0, 2, "late")
    assert board.gate.judge(late, "sam", anywhere, synced=False) == Nothing()
    write(board, yjs.missing("off", board.state_vector()))
    assert board.text("t:a") == yjs.look("off", ["t:a"])["texts"]["t:a"] != ""
    again = yjs.missing("off", b"\x00")
    assert board.gate.judge(again, "sam", anywhere, synced=True) == Nothing()


def test_GAT_4_a_merged_update_of_known_and_new_text_is_refused_or_read_alike(
    yjs: YjsPeer,
) -> None:
    board = LiveBoard("room")
    yjs.open("two", 78)
    write(board, yjs.edit("two", "t:a", 0, 0, "one"))
    yjs.edit("two", "t:a", 3, 0, " two")
    whole = yjs.missing("two", b"\x00")
    verdict = board.gate.judge(whole, "sam", anywhere, synced=True)
    assert isinstance(verdict, Refused)
    assert verdict.code == "overlap"
    write(board, yjs.missing("two", board.state_vector()))
    assert board.text("t:a") == "one two"


def test_GAT_7_words_that_lean_on_a_tab_the_server_cannot_hear_are_refused(yjs: YjsPeer) -> None:
    """A limit for stock clients: our pages tell each other nothing past the server."""
    board = LiveBoard("room")
    yjs.open("here", 91)
    yjs.open("offline", 92)
    write(board, yjs.edit("here", "t:a", 0, 0, "here"))
    yjs.apply("offline", yjs.missing("here", b"\x00"))
    unsent = yjs.edit("offline", "t:a", 4, 0, " and there")
    yjs.apply("here", unsent)
    leaning = yjs.edit("here", "t:a", 14, 0, ".")
    assert code(board.gate.judge(leaning, "sam", anywhere, synced=True)) == "unknown_origin"
    write(board, unsent)
    write(board, leaning)
    assert board.text("t:a") == "here and there."


def test_GAT_16_people_edit_the_servers_words_and_hear_its_records(yjs: YjsPeer) -> None:
    board = LiveBoard("room")
    yjs.open("reader", 79)
    with board.change() as change:
        board.put_record("a", {"kind": "card", "pos": 1.5, "count": 3, "open": True})
        board.write_text("t:a", "Said by 😀 the child")
    yjs.apply("reader", change.update)
    write(board, yjs.edit("reader", "t:a", 8, 1, "🙂"))
    assert board.text("t:a") == "Said by 🙂 the child"
    with board.change() as change:
        board.write_text("t:a", "Said by 🙃 the child.")
    yjs.apply("reader", change.update)
    assert yjs.look("reader", ["t:a"])["texts"] == {"t:a": "Said by 🙃 the child."}
    assert yjs.records("reader", "items") == {
        "a": {"kind": "card", "pos": 1.5, "count": 3, "open": True}
    }


def test_GAT_24_half_a_character_in_a_state_vector_gets_the_whole_one(yjs: YjsPeer) -> None:
    board = LiveBoard("room")
    yjs.open("cut", 80)
    write(board, yjs.edit("cut", "t:a", 0, 0, "a😀b"))
    yjs.open("half")
    yjs.apply("half", board.missing(b"\x00"))
    # A client that says it has the first half of the pair (clocks 0 and 1).
    tail = board.missing(b"\x01\x50\x02")
    yjs.apply("half", tail)
    assert yjs.look("half", ["t:a"]) == yjs.look("cut", ["t:a"])
    assert "😀b".encode() in tail


def test_GAT_16_every_kind_of_content_is_learned(yjs: YjsPeer) -> None:
    """The server's own documents never hold most of these; a reader must still not trip."""
    whole, clock = yjs.ask({"op": "zoo", "client": 5})[0]
    gate = Gate()
    gate.learn(b64decode(whole), None)
    assert gate.known.next_clock(5) == clock
    assert set(gate.known.sizes) == {"t:rich", "map", "list", "xml", ""}
    before = knowledge(gate)
    gate.learn(b64decode(whole), None)
    assert knowledge(gate) == before
