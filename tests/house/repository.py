"""Where the repository's own files are, for the tests that keep the house in order."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MAKE_TARGET = re.compile(r"^([a-z-]+):.*## ", re.MULTILINE)


def read(path: str) -> str:
    """The text of a file, by its path from the root."""
    return (ROOT / path).read_text(encoding="utf-8")


def python_files(*folders: str) -> list[Path]:
    """Every Python file under the folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def typescript_files(*folders: str) -> list[Path]:
    """Every TypeScript file under the folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.ts"))


def name_of(path: Path) -> str:
    """The path as people write it, from the root."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a Python file with its length in lines, docstring included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name_of(path)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def make_targets() -> list[str]:
    """The targets that `make help` shows."""
    return MAKE_TARGET.findall(read("Makefile"))
