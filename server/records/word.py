"""The Word file of a rendition: real headings, real lists, table heads that repeat."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from server.records.words import Block, Run, Runs

QUIET = RGBColor(0x4A, 0x50, 0x58)
WIDTH = 170
ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def word(document: Block) -> bytes:
    """Write the document (layout.lay_out with `sealed`, ...) as a Word file.

    Every date in the file is when the record was sealed (REC-10).
    """
    file = Document()
    at = datetime(*document["sealed"])  # noqa: DTZ001 - Word's core dates carry no zone
    _set_up(file, document, at)
    _front(file, document["front"])
    for section in document["sections"]:
        file.add_heading(f"{section['no']} {section['title']}", level=1)
        for block in section["blocks"]:
            WRITERS[block["kind"]](file, block)
    made = io.BytesIO()
    file.save(made)
    return _same_dates(made.getvalue(), at)


def _set_up(file: WordDocument, document: Block, at: datetime) -> None:
    front, core = document["front"], file.core_properties
    core.title, core.author, core.language = front["document_title"], front["council"], "en-GB"
    core.comments, core.last_modified_by, core.keywords = "", front["council"], ""
    core.created = core.modified = core.last_printed = at
    _styles(file)
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(22), Mm(18)
    page.header.paragraphs[0].text = legal(f"Confidential. {front['running']}")
    foot = page.footer.paragraphs[0]
    foot.text = f"Version {document['version']} · fingerprint {document['fingerprint']} · Page "
    _page_number(foot)


def _styles(file: WordDocument) -> None:
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    quote = file.styles["Quote"]
    quote.font.italic, quote.font.size = False, Pt(12.5)
    quote.paragraph_format.left_indent = Mm(5)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        style = file.styles[name]
        style.font.name, style.font.color.rgb = "Arial", RGBColor(0x1F, 0x23, 0x28)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)


def _page_number(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _front(file: WordDocument, front: Block) -> None:
    file.add_paragraph(legal(front["council"]))
    file.add_paragraph(legal(front["about"]), style="Title")
    file.add_paragraph(legal(front["title"]))
    if front["line"]:
        words, said_by = front["line"]
        _fill(file.add_paragraph(style="Quote"), [["words", words], ["soft", f" {said_by}"]])
    file.add_heading("What was decided", level=1)
    for box in front["decided"]:
        file.add_heading(legal(f"{box['name']}: {box['outcome']}"), level=2)
        for line in filter(None, (box["category"], box["note"])):
            file.add_paragraph(legal(line))
    for label, when in front["dates"]:
        _fill(file.add_paragraph(), [["strong", f"{label}: "], ["", when]])


def _fill(paragraph: Paragraph, runs: Runs) -> Paragraph:
    for run in runs:
        _run(paragraph, run)
    return paragraph


def _run(paragraph: Paragraph, run: Run) -> None:
    style, text = run
    added = paragraph.add_run(legal(f"“{text}”" if style == "words" else text))
    if style == "strong":
        added.bold = True
    elif style == "soft":
        added.font.color.rgb = QUIET


def legal(text: str) -> str:
    """Text without the characters that a Word file cannot hold (REC-11)."""
    return ILLEGAL.sub("", text)


def _para(file: WordDocument, block: Block) -> None:
    _fill(file.add_paragraph(), block["runs"])


def _heading(file: WordDocument, block: Block) -> None:
    file.add_heading(legal(block["text"]), level=block["level"] - 1)


def _facts(file: WordDocument, block: Block) -> None:
    for label, runs in block["rows"]:
        _fill(file.add_paragraph(), [["strong", f"{label}: "], *runs])


def _list(file: WordDocument, block: Block) -> None:
    _bullets(file, block["items"])


def _bullets(file: WordDocument, items: list[Runs]) -> None:
    for runs in items:
        _fill(file.add_paragraph(style="List Bullet"), runs)


def _columns(file: WordDocument, block: Block) -> None:
    for column in block["columns"]:
        for inner in column:
            WRITERS[inner["kind"]](file, inner)


def _table(file: WordDocument, block: Block) -> None:
    _make_table(file, block["heads"], block["columns"], block["groups"])


def _attendance(file: WordDocument, block: Block) -> None:
    groups = [
        {"title": g["title"], "rows": [_plain_cells(row) for row in g["rows"]]}
        for g in block["groups"]
    ]
    _make_table(file, block["heads"], [4, 5, 2.4, 4, 4], groups)


def _plain_cells(row: list[str]) -> list[Runs]:
    name, role, how, _, stay, report = row
    return [[["strong", name]], *([["", cell]] for cell in (role, how, stay, report))]


def _make_table(
    file: WordDocument, heads: list[str], shares: list[float], groups: list[Block]
) -> None:
    table = file.add_table(rows=1, cols=len(heads))
    table.style, table.autofit = file.styles["Table Grid"], False
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _fill(cell.paragraphs[0], [["strong", head]])
    _repeat(table)
    for group in groups:
        if group["title"]:
            cells = table.add_row().cells
            _fill(cells[0].merge(cells[-1]).paragraphs[0], [["strong", group["title"]]])
        for row in group["rows"]:
            _write_row(table.add_row().cells, row)
    _widths(table, shares)
    _tighten(table)
    file.add_paragraph()


def _write_row(cells: tuple[_Cell, ...], row: list[Runs]) -> None:
    for cell, runs in zip(cells, row, strict=True):
        _fill(cell.paragraphs[0], runs)


def _tighten(table: Table) -> None:
    """Smaller type, little space, and rows that stay whole."""
    for row in table.rows:
        mark = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().insert(0, mark)
        for paragraph in (one for cell in row.cells for one in cell.paragraphs):
            paragraph.paragraph_format.space_after = Pt(2)
            for run in paragraph.runs:
                run.font.size = Pt(9.5)


def _repeat(table: Table) -> None:
    """Mark the head row as one: it repeats on each page and is read out as heads."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def _widths(table: Table, shares: list[float]) -> None:
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(round(WIDTH * share / sum(shares)))
        for cell in column.cells:
            cell.width = column.width


def _voice(file: WordDocument, block: Block) -> None:
    file.add_heading(legal(block["title"]), level=2)
    for house, style, words in block["items"]:
        if house:
            file.add_heading(house, level=3)
        own = style == "words"
        _fill(file.add_paragraph(style="Quote" if own else None), [["words" * own, words]])
    _fill(file.add_paragraph(), [["soft", block["note"]]])


def _map(file: WordDocument, block: Block) -> None:
    for part in (part for column in block["columns"] for part in column):
        file.add_heading(legal(part["title"]), level=2)
        for title, cards in part["groups"]:
            if title:
                file.add_heading(legal(title), level=3)
            _bullets(file, cards)


def _set(file: WordDocument, block: Block) -> None:
    for part in block["parts"]:
        file.add_heading(legal(part["title"]), level=2)
        if part["note"]:
            _fill(file.add_paragraph(), part["note"])
        for _, runs in part["paras"]:
            _fill(file.add_paragraph(), runs)


def _scale(file: WordDocument, block: Block) -> None:
    _fill(file.add_paragraph(), block["title"])
    for end, words in (("10", block["ten"]), ("0", block["zero"])):
        _fill(file.add_paragraph(), [["strong", f"{end}: "], ["", words]])


def _dissent(file: WordDocument, block: Block) -> None:
    file.add_heading(block["title"], level=3)
    for runs in block["paras"]:
        _fill(file.add_paragraph(), runs)


def _sign_off(file: WordDocument, block: Block) -> None:
    _facts(file, block)
    _fill(file.add_paragraph(), [["soft", block["note"]]])


WRITERS: Mapping[str, Callable[[WordDocument, Any], None]] = {
    "para": _para, "heading": _heading, "facts": _facts, "list": _list, "columns": _columns,
    "table": _table, "attendance": _attendance, "voice": _voice, "map": _map, "set": _set,
    "scale": _scale, "dissent": _dissent, "sign_off": _sign_off,
}  # fmt: skip


def _same_dates(made: bytes, at: datetime) -> bytes:
    """The same file with one date on every part inside."""
    out = io.BytesIO()
    stamp = max(at, datetime(1980, 1, 1)).timetuple()[:6]  # noqa: DTZ001 - zip dates have no zone
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist()):
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
