"""The order of one text: what is accepted reads alike in every order of delivery."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Text

from server.document.order import Effort, TextOrder
from server.document.updates import decode_text_update
from server.document.verdicts import Id, Unfit

ANN, BEN, CAY, DEE = 10, 20, 30, 40


class Op(NamedTuple):
    """One insert, as a struct has it."""

    client: int
    clock: int
    length: int
    left: Id | None
    right: Id | None


def put(order: TextOrder, op: Op, *, true: bool = False) -> str:
    """Judge and put; the code of a refusal, "" when accepted."""
    try:
        order.put(*op, None if true else Effort())
    except Unfit as no:
        order.undo()
        return no.code
    order.settle()
    return ""


def ordered(*ops: Op) -> TextOrder:
    """A text of inserts that are all accepted."""
    order = TextOrder()
    for op in ops:
        assert put(order, op) == ""
    return order


def each(order: TextOrder) -> list[Id]:
    """Every id, in order."""
    return [(client, at) for client, start, end in order.ids() for at in range(start, end)]


# What an honest page can have typed, and what none can


HELLO = Op(ANN, 0, 5, None, None)


@pytest.mark.parametrize(
    ("left", "right"),
    [((ANN, 0), (ANN, 1)), ((ANN, 4), None), (None, (ANN, 0)), (None, None)],
)
def test_GAT_17_neighbours_side_by_side_are_accepted(left: Id | None, right: Id | None) -> None:
    assert put(ordered(HELLO), Op(BEN, 0, 2, left, right)) == ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((ANN, 3), (ANN, 1)),  # crossed
        ((ANN, 1), (ANN, 1)),  # the same
        ((ANN, 0), (ANN, 2)),  # who has the second has the first
        ((ANN, 0), (ANN, 4)),
        (None, (ANN, 1)),
    ],
)
def test_GAT_17_neighbours_that_never_stood_together_are_refused(
    left: Id | None, right: Id | None
) -> None:
    order = ordered(HELLO)
    before = order.kept()
    assert put(order, Op(BEN, 0, 2, left, right)) == "out_of_order"
    assert order.kept() == before


def test_GAT_17_the_end_of_the_text_is_a_neighbour_too() -> None:
    order = ordered(HELLO, Op(BEN, 0, 1, (ANN, 4), None))
    assert put(order, Op(BEN, 1, 1, (ANN, 4), None)) == "out_of_order"  # its own word is there
    assert put(order, Op(BEN, 1, 1, (BEN, 0), None)) == ""
    assert put(order, Op(CAY, 0, 1, (ANN, 4), None)) == ""  # has not heard Ben's
    assert put(order, Op(DEE, 0, 1, None, None)) == ""  # has heard nothing


def test_GAT_17_what_somebody_named_once_they_have_seen_for_good() -> None:
    order = ordered(HELLO, Op(BEN, 0, 1, (ANN, 0), (ANN, 1)), Op(CAY, 0, 1, (BEN, 0), (ANN, 1)))
    assert put(order, Op(CAY, 1, 1, (ANN, 0), (ANN, 1))) == "out_of_order"
    assert put(order, Op(CAY, 1, 1, (ANN, 0), (BEN, 0))) == ""


def test_GAT_17_who_has_an_id_has_the_neighbours_it_was_typed_between() -> None:
    order = ordered(
        HELLO,
        Op(BEN, 0, 1, (ANN, 0), (ANN, 1)),
        Op(CAY, 0, 1, (BEN, 0), (ANN, 1)),
        Op(CAY, 1, 1, (ANN, 4), None),
    )
    # Dee names Cay's last word, so Cay's first is there, so Ben's is.
    assert put(order, Op(DEE, 0, 1, (CAY, 1), None)) == ""
    assert put(order, Op(DEE, 1, 1, (ANN, 0), (CAY, 0))) == "out_of_order"
    assert put(order, Op(DEE, 1, 1, (BEN, 0), (CAY, 0))) == ""


def test_GAT_17_words_typed_offline_meet_what_others_typed_at_the_same_place() -> None:
    order = ordered(
        HELLO,
        Op(BEN, 0, 3, (ANN, 2), (ANN, 3)),
        Op(CAY, 0, 3, (ANN, 2), (ANN, 3)),
        Op(CAY, 3, 3, (CAY, 1), (CAY, 2)),
        Op(DEE, 0, 3, (ANN, 2), (ANN, 3)),
    )
    assert order.ids() == [
        (ANN, 0, 3), (BEN, 0, 3), (CAY, 0, 2), (CAY, 3, 6), (CAY, 2, 3), (DEE, 0, 3), (ANN, 3, 5),
    ]  # fmt: skip


def test_GAT_13_an_update_that_takes_too_long_to_put_in_order_is_too_big() -> None:
    order = TextOrder()
    for client in range(100, 1100):
        assert put(order, Op(client, 0, 1, None, None)) == ""
    before, effort = order.kept(), Effort()

    def go_on() -> None:
        for clock in range(1000):  # each at the start of a text of which the writer has seen none
            order.put(5000, clock, 1, None, (5000, clock - 1) if clock else None, effort)

    with pytest.raises(Unfit, match="too long") as no:
        go_on()
    assert no.value.code == "too_big"
    order.undo()
    assert order.kept() == before


# Any inserts, in any order of delivery


def inserts(chance: Random) -> tuple[TextOrder, list[Op], int]:
    """Random neighbours, judged: the text, what was accepted, and how many were not."""
    clients = chance.sample(range(2, 40), chance.choice([2, 3, 4, 6]))
    clocks = dict.fromkeys(clients, 0)
    order, accepted, refused = TextOrder(), list[Op](), 0
    for _ in range(chance.choice([6, 10, 20, 40])):
        line = [None, *each(order), None]
        at = chance.randrange(len(line) - 1)
        to = min(len(line) - 1, at + chance.choice([1, 1, 2, 3]))
        far = chance.choice(line), chance.choice(line)
        left, right = chance.choice([(line[at], line[to]), far])
        client = chance.choice(clients)
        op = Op(client, clocks[client], chance.choice([1, 1, 2, 3]), left, right)
        before = order.kept()
        if put(order, op):
            refused += 1
            assert order.kept() == before
            continue
        accepted.append(op)
        clocks[client] += op.length
    return order, accepted, refused


def letters(ops: list[Op]) -> Iterator[Op]:
    """The same inserts, an id each."""
    for op in ops:
        for n in range(op.length):
            left = op.left if n == 0 else (op.client, op.clock + n - 1)
            yield Op(op.client, op.clock + n, 1, left, op.right)


def delivered(ops: list[Op], chance: Random) -> TextOrder:
    """The inserts in another order, each after what it names."""
    order, have, waiting = TextOrder(), dict.fromkeys((op.client for op in ops), 0), list(ops)
    while waiting:
        ready = [
            op
            for op in waiting
            if have[op.client] == op.clock
            and all(near is None or have[near[0]] > near[1] for near in op[3:])
        ]
        first = chance.choice(list(have))  # somebody's come early, somebody's late
        op = chance.choice([op for op in ready if op.client == first] or ready)
        waiting.remove(op)
        have[op.client] += op.length
        assert put(order, op, true=True) == ""
    return order


def alike(seed: int) -> tuple[int, int]:
    """How many inserts were accepted and refused; all read alike."""
    chance = Random(seed)
    order, accepted, refused = inserts(chance)
    for ops in (accepted, accepted, list(letters(accepted)), list(letters(accepted))):
        assert each(delivered(ops, chance)) == each(order), seed
    return len(accepted), refused


@given(st.integers(0, 2**32))
def test_GAT_17_GAT_26_what_is_accepted_reads_alike_however_it_is_delivered(seed: int) -> None:
    alike(seed)


@pytest.mark.slow
def test_GAT_17_GAT_26_thousands_of_forged_neighbours_read_alike() -> None:
    counts = [alike(seed) for seed in range(8000)]
    assert sum(accepted for accepted, _ in counts) > 40_000
    assert sum(refused for _, refused in counts) > 40_000


@given(st.integers(0, 2**32))
def test_SYN_17_an_order_is_kept_and_recalled(seed: int) -> None:
    chance = Random(seed)
    order, _, _ = inserts(chance)
    again = TextOrder.recalled(order.kept())
    assert again.kept() == order.kept()
    for _ in range(20):
        line = [None, *each(order), None]
        client = chance.randrange(2, 60)
        clock = max((at + 1 for one, at in each(order) if one == client), default=0)
        op = Op(client, clock, 1, chance.choice(line), chance.choice(line))
        assert put(again, op) == put(order, op)
    assert again.ids() == order.ids()


# Honest pages


@given(st.integers(0, 2**32))
def test_GAT_17_honest_pages_are_never_refused_and_read_as_the_order_says(seed: int) -> None:
    """Pages of the CRDT library that hear late, each other and the server, in any order."""
    chance = Random(seed)
    clients = chance.sample(range(2, 1000), chance.choice([2, 3, 5]))
    docs: list[Doc[Text]] = [Doc(client_id=client) for client in clients]
    texts, heard = [doc.get("t", type=Text) for doc in docs], [0] * len(docs)
    order, letter_of, sent, gone = TextOrder(), dict[Id, str](), list[bytes](), set[Id]()
    for _ in range(60):
        which = chance.randrange(len(docs))
        if chance.random() < 0.3:
            start, heard[which] = heard[which], heard[which] + chance.choice([3, 1000])
            for update in sent[start : heard[which]]:
                docs[which].apply_update(update)
            heard[which] = min(heard[which], len(sent))
        before = docs[which].get_state()
        text = texts[which]
        at = chance.randrange(len(text) + 1)
        with docs[which].transaction():
            del text[at : min(len(text), at + chance.choice([0, 0, 1, 4]))]
            text.insert(at, chance.choice(["", "a", "bcd"]))
        sent.append(docs[which].get_update(before))
        learn(sent[-1], order, letter_of, gone)
    for doc, text in zip(docs, texts, strict=True):
        for update in sent:
            doc.apply_update(update)
        assert str(text) == "".join(letter_of[id_] for id_ in each(order) if id_ not in gone)


def learn(update: bytes, order: TextOrder, letter_of: dict[Id, str], gone: set[Id]) -> None:
    """What the gate does with an update: each struct is judged."""
    decoded = decode_text_update(update)
    for client, structs in decoded.sections:
        for struct in structs:
            op = Op(client, struct.clock, struct.length, struct.left, struct.right)
            assert put(order, op) == ""
            for n in range(struct.length):
                letter_of[client, struct.clock + n] = (struct.words or "?" * struct.length)[n]
    for client, ranges in decoded.deletes:
        gone |= {(client, at) for start, length in ranges for at in range(start, start + length)}
