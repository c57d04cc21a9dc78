"""Places among neighbours: whatever the moves, the order is the one that was asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.rules.order import SMALLEST_GAP, place

names = st.lists(st.sampled_from("abcdefghij"), unique=True, max_size=10)


def test_BRD_3_the_first_of_a_list_and_the_last() -> None:
    assert place([], None) == (1.0, {})
    assert place([], "gone") == (1.0, {})
    assert place([("a", 4.0)], None) == (3.0, {})
    assert place([("a", 4.0)], "a") == (5.0, {})
    assert place([("a", 4.0), ("b", 5.0)], "a") == (4.5, {})
    assert place([("a", 4.0), ("b", 5.0)], "gone") == (6.0, {})


def test_BRD_3_a_list_without_a_gap_is_numbered_anew() -> None:
    tight = [("a", 1.0), ("b", 1.0 + SMALLEST_GAP / 2), ("c", 2.0)]
    assert place(tight, "a") == (2.0, {"a": 1.0, "b": 3.0, "c": 4.0})


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | st.sampled_from("abcdef"))))
def test_BRD_3_any_moves_in_any_order_leave_the_order_that_was_asked_for(
    moves: list[tuple[str, str | None]],
) -> None:
    expected: list[str] = []
    positions: dict[str, float] = {}
    for item, after in moves:
        positions.pop(item, None)
        expected = [one for one in expected if one != item]
        order = sorted(positions.items(), key=lambda one: one[1])
        pos, moved = place(order, after)
        positions |= {**moved, item: pos}
        at = 0 if after is None else len(expected)
        at = expected.index(after) + 1 if after in expected else at
        expected.insert(at, item)
        assert sorted(positions, key=positions.__getitem__) == expected


@given(names)
def test_BRD_3_hundreds_of_inserts_at_one_place_never_meet(order: list[str]) -> None:
    positions = {name: float(n) for n, name in enumerate(order)}
    for n in range(200):
        listed = sorted(positions.items(), key=lambda one: one[1])
        pos, moved = place(listed, listed[0][0] if listed else None)
        positions |= {**moved, f"new-{n}": pos}
    assert len(set(positions.values())) == len(positions)
