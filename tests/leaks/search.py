"""Looks for words in whatever a reader was sent, however it was wrapped."""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import json
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import unquote_to_bytes

import pikepdf
from pypdf import PdfReader

from server.contract.lib0 import Malformed, Reader, read_var_uint
from server.document import updates
from server.document.verdicts import Unfit

BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
ESCAPE = re.compile(rb"\\u[0-9a-fA-F]{4}")


def texts_in(data: bytes, depth: int = 3) -> Iterator[bytes]:
    """The bytes as they are, and all that is packed in them."""
    yield data
    if depth == 0:
        return
    for inner in _unpacked(data):
        if inner != data:
            yield from texts_in(inner, depth - 1)


def _unpacked(data: bytes) -> Iterator[bytes]:
    if data[:4] == b"PK\x03\x04":
        yield from _zip(data)
    elif data[:4] == b"%PDF":
        yield from _pdf(data)
    elif data[:2] == b"\x1f\x8b":
        with suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(data)
    else:
        yield from _words(data)


def _zip(data: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            yield name.encode()
            yield packed.read(name)
            yield re.sub(rb"<[^>]*>", b"", packed.read(name))  # a word may be cut by mark-up
        yield packed.comment


def _pdf(data: bytes) -> Iterator[bytes]:
    """The pages' words, every object (bookmarks, titles, alternative text), every stream."""
    read = PdfReader(io.BytesIO(data))
    yield "\n".join(page.extract_text() for page in read.pages).encode()
    yield repr(read.metadata).encode()
    with pikepdf.open(io.BytesIO(data)) as opened:
        for one in opened.objects:
            yield repr(one).encode()
            if isinstance(one, pikepdf.Stream):
                with suppress(pikepdf.PdfError):
                    yield one.read_bytes()


def _words(data: bytes) -> Iterator[bytes]:
    if b"%" in data:
        yield unquote_to_bytes(data)
    if b"&" in data:
        yield html.unescape(data.decode("utf-8", "replace")).encode()
    if ESCAPE.search(data):
        with suppress(ValueError):
            yield json.dumps(json.loads(data), ensure_ascii=False).encode()
    for run in BASE64.findall(data):
        with suppress(binascii.Error, ValueError):
            yield base64.b64decode(run.rstrip(b"=") + b"=" * (-len(run.rstrip(b"=")) % 4), b"-_")
        with suppress(binascii.Error, ValueError):
            yield base64.b64decode(run)


def typed_in(frames: Iterable[bytes]) -> bytes:
    """All that was ever typed in the text updates of one device's frames, deleted or not.

    Letters that came one by one stand in the order of their client's clock, as one run.
    """
    letters: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for frame in frames:
        reader = Reader(frame)
        with suppress(Malformed, Unfit, IndexError):
            if reader.var_uint() == 0 and reader.var_uint() > 0:
                _collect(reader.var_bytes(), letters)
    runs = ("".join(run[clock] for clock in sorted(run)) for run in letters.values())
    return "\n".join(runs).encode()


def _collect(update: bytes, letters: defaultdict[int, dict[int, str]]) -> None:
    read_var_uint(update, 0)  # no update is empty
    for section in updates.decode_text_update(update, 100_000).sections:
        for struct in section.structs:
            if struct.words is not None:
                letters[section.client][struct.clock] = struct.words


def found(words: Iterable[str], heaps: Iterable[bytes]) -> set[str]:
    """Those of the words that stand in any of the heaps, whatever their case."""
    sought = {word: word.lower().encode() for word in words}
    seen: set[str] = set()
    for heap in heaps:
        for text in texts_in(heap):
            lower = text.lower()
            seen |= {word for word, raw in sought.items() if raw in lower}
    return seen
