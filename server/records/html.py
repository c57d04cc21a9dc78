"""The HTML of a rendition: one file with its style inside, that asks nothing of any server."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.records.words import Block

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def html(document: Block) -> bytes:
    """Make the whole page, with inline style, for keeping and printing."""
    style = (TEMPLATES / "minutes.css").read_text(encoding="utf-8")
    page = _templates().get_template("minutes.html").render(document=document, style=style)
    return page.encode("utf-8", errors="replace")


def plain_page(template: str, content: Mapping[str, Any]) -> bytes:
    """Make a page of another kind, with the record's style inline."""
    style = (TEMPLATES / "minutes.css").read_text(encoding="utf-8")
    page = _templates().get_template(template).render(content=content, style=style)
    return page.encode("utf-8", errors="replace")


def article(document: Block) -> str:
    """Give only the record itself, without style, to stand in one of our own pages.

    Its classes begin with `r-`; templates/minutes.css holds their style.
    """
    return _templates().get_template("article.html").render(document=document)
