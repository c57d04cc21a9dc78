"""Files of the record: complete, the same every time, readable by everybody, and without leaks."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any, get_args

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from pdfua import validate
from pypdf import PdfReader

from server.records.exports import Export, Kind, RenditionName, export, page, preview, rendered
from tests.records import annex_b
from tests.records.marlow import Change, sealed, strings, the_record, with_text

RENDITIONS: tuple[RenditionName, ...] = ("original", "professionals", "family")
KINDS: tuple[Kind, ...] = get_args(Kind)
SEALED = sealed()
SECRETS = (annex_b.ROTA, annex_b.STRUCK, annex_b.NEIGHBOUR, annex_b.PRIVATE_DRAFT)
SPOKEN = (
    "words", "danger", "goal", "because", "up", "what", "so_that", "know", "how_much", "if_not",
    "reason", "dissent", "why", "set_by", "name", "ten", "zero", "question", "contingency",
    "visits", "part", "exclusion", "repeats", "told_to", "event_date",
)  # fmt: skip
"""Fields of the record whose text people typed or are called by: all must be in every file."""


def made(rendition: RenditionName, kind: Kind, *changes: Change) -> Export:
    return export(sealed(*changes) if changes else SEALED, rendition, kind)


def squeezed(text: str) -> str:
    """Text without space, breaks and page furniture, so that line ends do not matter."""
    text = re.sub(r"(?m)^Confidential .*$|^Version 1\.0.*$", "", text)
    return re.sub(r"[\s\u200b]+", "", text)


def pdf_text(file: bytes) -> str:
    pages = PdfReader(io.BytesIO(file)).pages
    return "\n".join(one.extract_text() for one in pages)


def docx_text(file: bytes) -> str:
    body = Document(io.BytesIO(file)).element.body
    return "".join(node.text or "" for node in body.iter(qn("w:t")))


class Page(HTMLParser):
    """What is on an HTML page: its tags with attributes, and its words."""

    def __init__(self, file: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(file.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def spoken(value: Any, key: str = "") -> list[str]:
    if isinstance(value, str):
        return [value] if key in SPOKEN else []
    if isinstance(value, dict):
        return [text for name, one in value.items() for text in spoken(one, name)]
    if isinstance(value, list):
        return [text for one in value for text in spoken(one, key)]
    return []


def lines_of(rendition: RenditionName) -> list[str]:
    said = spoken(rendered(SEALED, rendition)["sections"])
    return [line.rstrip(".") for text in said for line in text.splitlines() if line.strip()]


READERS: dict[str, Callable[[bytes], str]] = {
    "pdf": pdf_text, "docx": docx_text, "html": lambda file: "".join(Page(file).words),
}  # fmt: skip


@pytest.mark.parametrize("rendition", RENDITIONS)
@pytest.mark.parametrize("kind", ["pdf", "docx", "html"])
def test_REC_3_every_word_of_the_rendition_is_in_every_file(
    rendition: RenditionName, kind: Kind
) -> None:
    text = squeezed(READERS[kind](made(rendition, kind).bytes))
    lines = lines_of(rendition)
    assert len(set(lines)) > 120
    assert [line for line in lines if squeezed(line) not in text] == []


def test_the_json_file_is_the_rendition() -> None:
    assert json.loads(made("family", "json").bytes) == rendered(SEALED, "family")


def every_byte(file: bytes, kind: Kind) -> str:
    """All that is in a file, unpacked: words, properties, hidden layers."""
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(file)) as parts:
            return "\n".join(f"{n}\n{parts.read(n).decode('latin-1')}" for n in parts.namelist())
    if kind == "pdf":
        with pikepdf.open(io.BytesIO(file)) as opened:
            streams = (o.read_bytes() for o in opened.objects if isinstance(o, pikepdf.Stream))
            raw = b"\n".join(streams).decode("latin-1")
            return "\n".join([pdf_text(file), raw, *map(repr, opened.objects)])
    return file.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_REC_7_nothing_of_the_annex_is_in_the_family_copy(kind: Kind) -> None:
    file = made("family", kind).bytes
    everything = every_byte(file, kind) + READERS.get(kind, bytes.decode)(file)
    assert [secret for secret in SECRETS if squeezed(secret) in squeezed(everything)] == []
    shown = READERS.get(kind, bytes.decode)(file).casefold()
    hints = ("annex", "restricted", "struck", "rota", "withheld from", "left out")
    assert [hint for hint in hints if hint in shown] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_professionals_copy_has_the_annex_but_no_private_draft(kind: Kind) -> None:
    text = squeezed(every_byte(made("professionals", kind).bytes, kind))
    assert squeezed(annex_b.PRIVATE_DRAFT) not in text
    shown = squeezed(READERS.get(kind, bytes.decode)(made("professionals", kind).bytes))
    assert squeezed(annex_b.ROTA) in shown
    assert squeezed(annex_b.STRUCK) in shown


@pytest.mark.parametrize("rendition", RENDITIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_REC_10_the_same_record_gives_the_same_bytes(rendition: RenditionName, kind: Kind) -> None:
    assert made(rendition, kind) == export(sealed(), rendition, kind)


def test_REC_10_every_date_in_a_file_is_when_the_record_was_sealed() -> None:
    told = PdfReader(io.BytesIO(made("family", "pdf").bytes)).metadata
    assert told is not None
    assert str(told["/CreationDate"]).startswith("D:20250604112100")
    with zipfile.ZipFile(io.BytesIO(made("family", "docx").bytes)) as parts:
        assert {one.date_time for one in parts.infolist()} == {(2025, 6, 4, 11, 21, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", core)) == {"2025-06-04T11:21:00Z"}


@pytest.mark.parametrize("rendition", RENDITIONS)
def test_REC_12_names_of_files_and_their_properties_hold_no_name(rendition: RenditionName) -> None:
    names = {made(rendition, kind).filename for kind in KINDS}
    assert names == {f"CPC-2025-0417-minutes-{rendition}.{kind}" for kind in KINDS}
    properties = str(PdfReader(io.BytesIO(made(rendition, "pdf").bytes)).metadata)
    with zipfile.ZipFile(io.BytesIO(made(rendition, "docx").bytes)) as parts:
        properties += parts.read("docProps/core.xml").decode()
    assert [name for name in ("Ellie", "Tom", "Marlow", "Kerry") if name in properties] == []
    assert "Ashmoor County Council" in properties


@pytest.mark.parametrize("reference", ["", "Marlow-2025", "../../etc/1", "no digits", "a" * 80])
def test_REC_12_a_reference_that_is_no_plain_number_gives_way_to_the_date(reference: str) -> None:
    def change(snapshot: dict[str, Any]) -> None:
        snapshot["meeting"]["reference"] = reference

    assert made("family", "json", change).filename == "2025-06-04-minutes-family.json"


@pytest.mark.parametrize("rendition", RENDITIONS)
def test_REC_13_a_pdf_is_tagged_and_pdfua_finds_nothing(
    rendition: RenditionName, tmp_path: Any
) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(made(rendition, "pdf").bytes)
    assert pdfua_findings(path) == []


def pdfua_findings(path: Any) -> list[str]:
    return [str(finding) for finding in validate(str(path)).findings]


def test_REC_13_a_pdf_says_its_title_language_and_standard() -> None:
    with pikepdf.open(io.BytesIO(made("family", "pdf").bytes)) as opened:
        assert str(opened.Root.Lang) == "en-GB"
        assert bool(opened.Root.MarkInfo.Marked)
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        metadata = opened.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_REC_13_headings_of_a_pdf_go_down_one_level_at_a_time() -> None:
    with pikepdf.open(io.BytesIO(made("professionals", "pdf").bytes)) as opened:
        levels = [int(tag[1]) for tag in tags(opened.Root.StructTreeRoot) if heading(tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def heading(tag: str) -> bool:
    return re.fullmatch(r"H\d", tag) is not None


def tags(node: Any) -> list[str]:
    """Every structure tag under a node, in reading order."""
    if not isinstance(node, pikepdf.Dictionary):
        return []
    kids: Any = node.get("/K", None)
    inner: list[Any] = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    own = [str(node.S).removeprefix("/")] if "/S" in node else []
    return own + [tag for kid in inner for tag in tags(kid)]


def test_REC_13_a_word_file_has_headings_and_tables_with_heads() -> None:
    file = Document(io.BytesIO(made("professionals", "docx").bytes))
    headings = [p.text for p in file.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[0] == "What was decided"
    assert headings[1] == "1 About this conference"
    assert headings[-1] == "19 Sign-off"
    assert len(headings) == 20
    assert len(file.tables) == 6
    for table in file.tables:
        marks = list(table.rows[0]._tr.iter(qn("w:tblHeader")))
        assert len(marks) == 1
        assert all(cell.text for cell in table.rows[0].cells)
    assert file.core_properties.language == "en-GB"
    assert file.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "en-GB"


@pytest.mark.parametrize("rendition", RENDITIONS)
def test_REC_13_an_html_file_stands_alone(rendition: RenditionName) -> None:
    file = made(rendition, "html").bytes
    shown = Page(file)
    names = [tag for tag, _ in shown.tags]
    assert not {"script", "link", "img", "iframe", "base", "form"} & set(names)
    assert not [a for _, attrs in shown.tags for a in attrs if a in ("src", "href", "onclick")]
    assert b"url(" not in file
    assert b"@import" not in file
    assert dict(shown.tags)["html"] == {"lang": "en-GB"}
    heads = [attrs.get("scope") for tag, attrs in shown.tags if tag == "th"]
    assert len(heads) > 20
    assert None not in heads


def test_every_row_of_an_html_table_has_a_cell_under_each_head() -> None:
    file = made("professionals", "html").bytes.decode()
    for table in re.findall(r"<table.*?</table>", file, re.DOTALL):
        rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
        cells = {len(re.findall(r"<t[hd]", row)) for row in rows if "rowgroup" not in row}
        assert len(cells) == 1


def test_REC_13_headings_of_an_html_file_go_down_one_level_at_a_time() -> None:
    levels = [
        int(tag[1])
        for tag, _ in Page(made("professionals", "html").bytes).tags
        if tag[1:].isdigit()
    ]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_page_and_a_preview_have_no_style_of_their_own() -> None:
    for shown in (page(SEALED, "family"), preview(the_record(), "family")):
        assert "style=" not in shown
        assert "<style" not in shown
        assert "<h1>Ellie Marlow and Tom Marlow</h1>" in shown
        assert annex_b.ROTA not in shown


def test_a_preview_reads_as_the_sealed_copy_will() -> None:
    before = preview(the_record(), "professionals")
    after = page(SEALED, "professionals")
    mark = rendered(SEALED, "professionals")["fingerprint"]
    assert after.replace(mark, "made when the meeting ends") == before


def test_words_that_look_like_markup_stay_words() -> None:
    nasty = '<script>alert(1)</script> #panic("x") *b* $x$ & {{ 7*7 }} @ref'
    change = with_text("harm-door", nasty)
    assert b"<script>" not in made("family", "html", change).bytes
    for kind in ("pdf", "docx", "html"):
        text = READERS[kind](made("family", kind, change).bytes)
        assert squeezed(nasty) in squeezed(text)


def test_four_files_of_a_copy_take_less_than_two_seconds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    start = time.process_time()  # this program's own: others may have the machine too
    sizes = {kind: len(made("professionals", kind).bytes) for kind in KINDS}
    taken = time.process_time() - start
    with capsys.disabled():
        print(f"\nfour exports: {taken:.2f} s, {sizes}")  # noqa: T201 - a figure for people
    assert taken < 2


def test_every_string_of_the_family_copy_is_in_the_professionals_too() -> None:
    more = set(strings(rendered(SEALED, "professionals")))
    own = set(strings(rendered(SEALED, "family"))) - more
    assert own == {"Family copy", "Name held", "Held on the child’s file"}
