"""Where an item stands among its neighbours: one number, never a list."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST_GAP = 1e-9
STEP = 1.0


def place(order: Sequence[tuple[str, float]], after: str | None) -> tuple[float, dict[str, float]]:
    """The position right after `after` (None: first), and new positions where the gap ran out.

    `order` is (item id, position) in reading order, without the item that moves. An `after` that
    is not there means last. BRD-3.
    """
    index = _index_after(order, after)
    before = order[index - 1][1] if index else None
    behind = order[index][1] if index < len(order) else None
    if before is None and behind is None:
        return STEP, {}
    if before is None:
        return float(behind or 0) - STEP, {}
    if behind is None:
        return before + STEP, {}
    if behind - before > SMALLEST_GAP:
        return (before + behind) / 2, {}
    return _renumber(order, index)


def _index_after(order: Sequence[tuple[str, float]], after: str | None) -> int:
    if after is None:
        return 0
    ids = [item for item, _ in order]
    return ids.index(after) + 1 if after in ids else len(ids)


def _renumber(order: Sequence[tuple[str, float]], index: int) -> tuple[float, dict[str, float]]:
    moved = {item: STEP * (n + 1 + (n >= index)) for n, (item, _) in enumerate(order)}
    return STEP * (index + 1), moved
