"""Makes words printable: characters that no shipped font has become a visible "[?]"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
MISSING = "[?]"
KEPT_CONTROLS = "\n"
JOINERS = "\u200c\u200d\ufe0e\ufe0f\u20e3"
LONG_WORD = re.compile(r"\S{25,}")
BREAK_EVERY = 12


@cache
def covered() -> Sequence[frozenset[int]]:
    """The code points of each shipped font: a letter and its accents must share one font."""
    return tuple(_points(path) for path in sorted(FONTS.glob("*.ttf")))


def _points(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(value: Any) -> Any:
    """Make every string in a JSON value printable, its keys left alone (REC-11)."""
    if isinstance(value, str):
        return breakable(swap_missing(value))
    if isinstance(value, list):
        return [printable(one) for one in value]
    if isinstance(value, dict):
        return {key: printable(one) for key, one in value.items()}
    return value


def swap_missing(text: str) -> str:
    """Put one "[?]" for each run of characters that no shipped font can draw."""
    if text.isascii() and text.isprintable():
        return text
    drawn = (_drawn(cluster) for cluster in clusters(clean(text)))
    return re.sub(r"(?:\[\?\]\0)+", MISSING, "".join(drawn)).replace("\0", "")


def clean(text: str) -> str:
    """Canonical text without control characters, half characters and unassigned ones."""
    canonical = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(one for one in canonical if one in KEPT_CONTROLS or _is_kept(one))


def _is_kept(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in "\u2028\u2029"


def clusters(text: str) -> list[str]:
    """Split into letters with the marks and joiners that belong to them."""
    found: list[str] = []
    for character in text:
        if found and (_joins(character) or found[-1][-1] == "\u200d"):
            found[-1] += character
        else:
            found.append(character)
    return found


def _joins(character: str) -> bool:
    skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    return skin_tone or character in JOINERS or unicodedata.category(character).startswith("M")


def _drawn(cluster: str) -> str:
    if cluster == "\n":
        return cluster
    points = {ord(character) for character in cluster}
    if any(points <= font for font in covered()):
        return cluster
    bare = "".join(character for character in cluster if character not in JOINERS)
    if bare and any({ord(character) for character in bare} <= font for font in covered()):
        return bare
    return MISSING + "\0"


def breakable(text: str) -> str:
    """Let a very long word break, so that it does not run off the page (REC-11)."""
    return LONG_WORD.sub(_with_breaks, text)


def _with_breaks(match: re.Match[str]) -> str:
    word = match[0]
    pieces = [word[at : at + BREAK_EVERY] for at in range(0, len(word), BREAK_EVERY)]
    return "\u200b".join(pieces)
