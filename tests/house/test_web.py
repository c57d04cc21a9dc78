"""The browser side has the same floors as the server: imports only point down."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.repository import ROOT, name_of, typescript_files

SOURCE = ROOT / "web/src"
FLOORS = ["rules", "contract", "document", "sync", "board|pages", "ENTRY"]
FLOOR_OF = {name: height for height, names in enumerate(FLOORS) for name in names.split("|")}
# Surfaces of the board share model and parts, and never reach into each other.
SURFACES = ("desk", "wall", "companion")
IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']""")
LOOSE = re.compile(r"(?::|\bas|<|,)\s*any\b|@ts-(?:ignore|nocheck|expect-error)|\beval\(")


def imports_of(path: Path) -> list[str]:
    return IMPORT.findall(path.read_text(encoding="utf-8"))


def parts_of(path: Path) -> tuple[str, ...]:
    """Folder names under web/src; a file that lies directly there is an entry point."""
    return path.relative_to(SOURCE).parts[:-1] or ("ENTRY",)


def inner_imports(path: Path) -> list[tuple[str, ...]]:
    targets = [(path.parent / name).resolve() for name in imports_of(path) if name.startswith(".")]
    return [parts_of(target) for target in targets if target.is_relative_to(SOURCE)]


def surface(parts: tuple[str, ...]) -> str | None:
    return parts[1] if len(parts) > 1 and parts[1] in SURFACES else None


def is_allowed(here: tuple[str, ...], there: tuple[str, ...]) -> bool:
    if here[0] == there[0]:
        return surface(there) in (None, surface(here)) or here[0] == "ENTRY"
    return FLOOR_OF[there[0]] < FLOOR_OF[here[0]]


def test_every_folder_has_a_floor() -> None:
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir()}
    assert folders - set(FLOOR_OF) == set()


def test_imports_only_point_down() -> None:
    wrong = [
        f"{name_of(path)} imports {'/'.join(there)}"
        for path in typescript_files("web/src")
        for there in inner_imports(path)
        if not is_allowed(parts_of(path), there)
    ]
    assert wrong == []


def test_only_document_imports_yjs() -> None:
    wrong = [
        name_of(path)
        for path in typescript_files("web/src")
        if parts_of(path)[0] != "document" and "yjs" in imports_of(path)
    ]
    assert wrong == []


def test_nothing_escapes_the_type_checker() -> None:
    loose = {name_of(path): LOOSE.findall(path.read_text()) for path in typescript_files("web/src")}
    assert {name: found for name, found in loose.items() if found} == {}
