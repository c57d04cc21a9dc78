"""Finds what may say where somebody lives or how to reach them, before more people read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypedDict

POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{1,2}[0-9][0-9A-Za-z]? ?[0-9][A-Za-z]{2}(?![A-Za-z0-9])"
)
TELEPHONE = re.compile(
    r"(?<![0-9+])(?:\+44[ -]?(?:\(0\)[ -]?)?|0)[0-9](?:[ -]?[0-9]){8,9}(?![0-9])"
)
HOUSE_NUMBER = re.compile(r"\A[0-9]+[a-z]? ")
SHORTEST = 4
"""Characters a protected term has at least: "the" is in every sentence."""


class Found(TypedDict):
    """One finding: "postcode", "telephone" or "term", and the words as typed."""

    code: str
    quote: str


def find_protected(text: str, terms: Iterable[str]) -> list[Found]:
    """Find postcodes, telephone numbers of the UK and protected terms, in reading order (SEE-10).

    A term is found whatever its case and spaces, as whole words; so is each part of it between
    commas or lines, as in an address, with or without the number of the house.
    """
    found = [
        *_each("postcode", POSTCODE, text), *_each("telephone", TELEPHONE, text),
        *_terms(text, terms),
    ]  # fmt: skip
    return [one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1]["code"]))]


def _each(code: str, pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, Found]]:
    for match in pattern.finditer(text):
        yield match.start(), {"code": code, "quote": match[0]}


def _terms(text: str, terms: Iterable[str]) -> Iterator[tuple[int, Found]]:
    for part in sorted({part for term in terms for part in _parts(term)}):
        words = r"\s+".join(map(re.escape, part.split(" ")))
        match = re.search(f"(?<![^\\W_]){words}(?![^\\W_])", text, re.IGNORECASE)
        if match:
            yield match.start(), {"code": "term", "quote": match[0]}


def _parts(term: str) -> Iterator[str]:
    for part in re.split(r"[,\n]", term):
        words = HOUSE_NUMBER.sub("", " ".join(part.split()).lower(), count=1)
        if len(words) >= SHORTEST:
            yield words
