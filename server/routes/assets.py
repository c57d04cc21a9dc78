"""What web/dist holds, read once at start: hashed pages' scripts, styles, fonts and icons."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec
from markupsafe import Markup

J = TypeVar("J")

DIST = Path(__file__).resolve().parents[2] / "web" / "dist"
LICENCES = "LICENCES.txt"

MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
SQUEEZED = (".js", ".css", ".svg", ".txt")


class AssetsMissing(RuntimeError):
    """The web pages have not been built. The message is a plain sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file of web/dist, its media type, and its bytes in gzip and Brotli (or b"")."""

    body: bytes
    media_type: str
    gzip: bytes
    brotli: bytes

    def for_browser(self, accepts: str) -> tuple[bytes, str]:
        """What to send to a browser with this Accept-Encoding, and the encoding's name or ""."""
        named = (each.replace(" ", "") for each in accepts.split(","))
        names = {each.partition(";")[0] for each in named if not each.endswith(";q=0")}
        if self.brotli and "br" in names:
            return self.brotli, "br"
        return (self.gzip, "gzip") if self.gzip and "gzip" in names else (self.body, "")


@dataclass(frozen=True, slots=True)
class Assets:
    """Every file that a page may ask for. `manifest` maps office.css to office-4F2K.css, `preloads`
    a page's script to those that it cannot start without."""

    manifest: Mapping[str, str]
    preloads: Mapping[str, list[str]]
    icons: Mapping[str, Markup]
    files: Mapping[str, StaticFile] = field(repr=False)

    def address(self, name: str) -> str:
        """The address of a built file by the name it has in the sources, else ""."""
        return f"/static/{self.manifest[name]}" if name in self.manifest else ""

    def needs(self, name: str) -> list[str]:
        """The addresses of the scripts that a script cannot start without."""
        return [f"/static/{own}" for own in self.preloads.get(name, ())]

    def icon(self, name: str) -> Markup:
        """The inline drawing of an icon of web/icons.txt."""
        return self.icons[name]


def read_assets(dist: Path = DIST) -> Assets:
    """Read web/dist. Raises AssetsMissing when it was not built."""
    try:
        manifest = _json(dist / "manifest.json", dict[str, str])
        needs = _json(dist / "preloads.json", dict[str, list[str]])
        icons = _json(dist / "icons.json", dict[str, str])
        files = {name: _read(dist / name) for name in (*manifest.values(), LICENCES)}
    except OSError as missing:
        raise AssetsMissing("The web pages are not built. Run: make build") from missing
    # The drawings come from our own build, not from people: they need no escaping.
    marks = {name: Markup(drawing) for name, drawing in icons.items()}  # noqa: S704
    return Assets(manifest=manifest, preloads=needs, icons=marks, files=files)


def _json(path: Path, shape: type[J]) -> J:
    return msgspec.json.decode(path.read_bytes(), type=shape)


def _read(path: Path) -> StaticFile:
    body = path.read_bytes()
    squeezed = gzip.compress(body, 9, mtime=0) if path.suffix in SQUEEZED else b""
    twin = path.with_name(f"{path.name}.br")
    media_type = MEDIA_TYPES.get(path.suffix, "application/octet-stream")
    return StaticFile(body, media_type, squeezed, twin.read_bytes() if twin.exists() else b"")
