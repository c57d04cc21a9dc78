"""The PDF of a rendition: tagged for screen readers (PDF/UA-1), fit to keep (PDF/A-2a)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import typst

from server.records.printable import FONTS, MISSING, printable
from server.records.words import Block

TEMPLATES = Path(__file__).parent / "templates"
STANDARDS: tuple[Literal["ua-1", "a-2a"], ...] = ("ua-1", "a-2a")


def pdf(document: Block) -> bytes:
    """Set the document (layout.lay_out, with `sealed`, `version`, `fingerprint`) as a PDF.

    Takes the caller's thread for some tens of milliseconds. The date in the file is when the
    record was sealed, so that the same record gives the same bytes (REC-10).
    """
    shown = printable(document)
    shown["has_missing"] = MISSING in str(shown) and MISSING not in str(document)
    made: bytes = typst.compile(
        str(TEMPLATES / "minutes.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
        pdf_standards=[*STANDARDS],
    )
    return made
