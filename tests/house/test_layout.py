"""The shape of the repository: what may lie where, and how long it may be."""

from __future__ import annotations

import statistics

import server
from tests.house.repository import ROOT, functions, name_of, python_files, typescript_files

AT_THE_TOP = {
    *("server", "web", "shared", "tests", "pyproject.toml", "Procfile"),
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"),
    *("Makefile", ".ci", ".gitignore", ".editorconfig", ".git"),
    *("requirements.lock", "requirements-dev.lock", "requirements-node.lock"),
}
MADE_BY_TOOLS = {
    *(".venv", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"),
    *(".import_linter_cache", ".hypothesis", ".coverage", ".DS_Store", ".idea", ".vscode"),
}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
MEDIAN_FUNCTION = 8


def test_the_imported_server_is_this_one() -> None:
    assert server.__file__ is not None
    assert server.__file__.startswith(str(ROOT / "server"))


def test_nothing_else_lies_at_the_top() -> None:
    found = {path.name for path in ROOT.iterdir()}
    assert found - AT_THE_TOP - MADE_BY_TOOLS == set()


def test_the_tests_are_not_a_package() -> None:
    # With tests/server/__init__.py, `import server` in a test finds the tests instead.
    assert [name_of(path) for path in (ROOT / "tests").rglob("__init__.py")] == []


def test_modules_stay_short() -> None:
    files = [*python_files("server"), *typescript_files("web/src")]
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: lines for name, lines in lengths.items() if lines >= LONGEST_MODULE} == {}


def test_functions_stay_short() -> None:
    # Migrations list columns: they are long, and nobody edits them twice.
    files = [path for path in python_files("server") if "versions" not in path.parts]
    lengths = dict(row for path in files for row in functions(path))
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    assert statistics.median(lengths.values()) <= MEDIAN_FUNCTION
