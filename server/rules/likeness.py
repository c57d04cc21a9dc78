"""A short number for what a board holds, so that two boards can be compared (SYN-18)."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence


def likeness(
    clocks: Sequence[tuple[int, int]], texts: Mapping[str, str], changed: Mapping[str, int]
) -> int:
    """The CRC-32 of client ids with their clocks, items with when they last changed, and words.

    `texts` are words by text root, those without words left out. Faults are to be found with it,
    not forgeries.
    """
    lines = [
        *(f"{client} {clock}" for client, clock in sorted(clocks)),
        *(f"{item} {at}" for item, at in sorted(changed.items())),
        *(f"{root} {words}" for root, words in sorted(texts.items())),
    ]
    return zlib.crc32("\n".join(lines).encode())
