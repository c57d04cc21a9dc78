"""Files made from the stored record alone: PDF, Word, HTML and JSON of either rendition."""

from __future__ import annotations

import builtins
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from server.contract.values import StoredRecord
from server.records.close import fingerprint
from server.records.html import article, html
from server.records.layout import lay_out
from server.records.words import Block
from server.rules import renditions

RenditionName: TypeAlias = str
"""As server/rules/renditions.py names a copy."""

Kind: TypeAlias = Literal["pdf", "docx", "html", "json"]

MEDIA_TYPES: Mapping[Kind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}


@dataclass(frozen=True)
class Export:
    """A file made from a rendition, with no name of anybody in its file name."""

    bytes: builtins.bytes
    media_type: str
    filename: str


def export(record: StoredRecord, rendition: RenditionName, kind: Kind) -> Export:
    """Make one file of a stored record; the same record gives the same bytes (REC-10).

    Takes the caller's thread: tens of milliseconds for a PDF or a Word file. Raises KeyError for
    a rendition or kind that does not exist.
    """
    shown = rendered(record, rendition)
    return Export(
        bytes=WRITERS[kind](shown),
        media_type=MEDIA_TYPES[kind],
        filename=f"{_stem(shown)}-minutes-{_said(rendition)}.{kind}",
    )


def rendered(record: StoredRecord, rendition: RenditionName) -> dict[str, Any]:
    """The rendition of a stored record, with what its files say of the seal."""
    return sealed_rendition(
        json.loads(record.content), rendition, fingerprint(record), record.sealed_at, record.version
    )


def sealed_rendition(
    content: Mapping[str, Any], rendition: RenditionName, mark: str, at: int, version: int
) -> dict[str, Any]:
    """A rendition with its fingerprint, seal time and version."""
    shown = renditions.rendition(content, rendition)
    return {**shown, "fingerprint": mark, "sealed_at": at, "version": version}


def preview(content: Mapping[str, Any], rendition: RenditionName) -> str:
    """The record as this audience will read it, as HTML to stand in a page, before it is sealed."""
    shown = sealed_rendition(content, rendition, "made when the meeting ends", 0, 1)
    return article(_document(shown))


def page(record: StoredRecord, rendition: RenditionName) -> str:
    """The stored record as HTML to stand in a page (classes `r-…`, templates/minutes.css)."""
    return article(_document(rendered(record, rendition)))


def _document(shown: Mapping[str, Any]) -> Block:
    at = datetime.fromtimestamp(shown["sealed_at"] // 1000, UTC)
    return {
        **lay_out(shown),
        "fingerprint": shown["fingerprint"],
        "version": f"{shown['version']}.0",
        "sealed": [at.year, at.month, at.day, at.hour, at.minute, at.second],
    }


def _json(shown: Mapping[str, Any]) -> bytes:
    text = json.dumps(shown, ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode("utf-8", errors="replace") + b"\n"


def _pdf(shown: Mapping[str, Any]) -> bytes:
    from server.records.pdf import pdf  # these two bring 15 MB that most of the day nobody needs

    return pdf(_document(shown))


def _word(shown: Mapping[str, Any]) -> bytes:
    from server.records.word import word

    return word(_document(shown))


WRITERS: Mapping[Kind, Callable[[Mapping[str, Any]], bytes]] = {
    "pdf": _pdf,
    "docx": _word,
    "html": lambda shown: html(_document(shown)),
    "json": _json,
}


def _said(rendition: RenditionName) -> str:
    """A copy for one person is a family copy by its name: no number or id says there are more."""
    return "family" if rendition.startswith("for-") else rendition


def _stem(shown: Mapping[str, Any]) -> str:
    """The reference, if it looks like one and holds no name, else the date (REC-12)."""
    reference = str(shown["reference"])
    looks = re.fullmatch(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9/-]{0,39}", reference)
    names = [
        name for name in re.findall(r"\w{3,}", str(shown["about"]).casefold()) if name != "and"
    ]
    if looks and not any(name in reference.casefold() for name in names):
        return reference.replace("/", "-")
    return str(shown["on"]) or "conference"
