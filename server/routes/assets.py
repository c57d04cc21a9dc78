"""What web/dist holds, read once at start: hashed pages' scripts, styles, fonts and icons."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from markupsafe import Markup

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
    """One file of web/dist: its bytes, the same bytes in gzip (or b""), its media type."""

    body: bytes
    squeezed: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """Every file that a page may ask for. `manifest` maps office.css to office-4F2K.css."""

    manifest: Mapping[str, str]
    icons: Mapping[str, Markup]
    files: Mapping[str, StaticFile] = field(repr=False)

    def address(self, name: str) -> str:
        """The address of a built file by the name it has in the sources, else ""."""
        return f"/static/{self.manifest[name]}" if name in self.manifest else ""

    def icon(self, name: str) -> Markup:
        """The inline drawing of an icon of web/icons.txt."""
        return self.icons[name]


def read_assets(dist: Path = DIST) -> Assets:
    """Read web/dist. Raises AssetsMissing when it was not built."""
    try:
        manifest = msgspec.json.decode((dist / "manifest.json").read_bytes(), type=dict[str, str])
        icons = msgspec.json.decode((dist / "icons.json").read_bytes(), type=dict[str, str])
        files = {name: _read(dist / name) for name in (*manifest.values(), LICENCES)}
    except OSError as missing:
        raise AssetsMissing("The web pages are not built. Run: make build") from missing
    # The drawings come from our own build, not from people: they need no escaping.
    marks = {name: Markup(drawing) for name, drawing in icons.items()}  # noqa: S704
    return Assets(manifest=manifest, icons=marks, files=files)


def _read(path: Path) -> StaticFile:
    body = path.read_bytes()
    squeezed = gzip.compress(body, 9, mtime=0) if path.suffix in SQUEEZED else b""
    return StaticFile(body, squeezed, MEDIA_TYPES.get(path.suffix, "application/octet-stream"))
