"""What the documents say is true: paths, settings, commands, versions."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib

from tests.house.repository import ROOT, make_targets, read

PATH = re.compile(r"(?<![\w/.-])((?:server|web|shared|tests|\.ci)/[\w./*-]*[\w/*])")
MADE_BY_BUILD = ("web/dist", "web/node_modules", "web/dist-test")
SETTING = re.compile(r"^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$")
PROCESS = re.compile(r"^(\w+): (.+)$", re.MULTILINE)


def paths_named(document: str) -> list[str]:
    found = {path.rstrip("/") for path in PATH.findall(read(document))}
    return sorted(path for path in found if not path.startswith(MADE_BY_BUILD))


def missing(document: str) -> list[str]:
    return [path for path in paths_named(document) if not any(ROOT.glob(path))]


def settings_read() -> set[str]:
    """Names of environment variables: the constants of settings.py that look like one."""
    constants = (
        node.value
        for node in ast.walk(ast.parse(read("server/settings.py")))
        if isinstance(node, ast.Constant)
    )
    return {value for value in constants if isinstance(value, str) and SETTING.match(value)}


def test_paths_in_the_documents_exist() -> None:
    documents = ("ARCHITECTURE.md", "README.md", "CONTRIBUTING.md", "SECURITY.md")
    assert {name: missing(name) for name in documents if missing(name)} == {}


def test_every_promise_of_security_is_a_rule() -> None:
    promised = set(re.findall(r"\b[A-Z]{3}-\d+\b", read("SECURITY.md").replace("AES-256", "")))
    rules = set(re.findall(r"^- \*\*([A-Z]{3}-\d+)\*\*", read("shared/RULES.md"), re.MULTILINE))
    assert len(promised) > 20
    assert sorted(promised - rules) == []


def test_the_architecture_names_every_part() -> None:
    parts = [
        path.name + ("/" if path.is_dir() else "")
        for side in ("server", "web/src")
        for path in sorted((ROOT / side).iterdir())
        if path.name not in ("__pycache__", "__init__.py")
    ]
    text = read("ARCHITECTURE.md")
    assert [part for part in parts if part not in text] == []


def test_the_readme_names_every_setting() -> None:
    text = read("README.md")
    assert settings_read(), "server/settings.py reads no setting"
    assert sorted(name for name in settings_read() if name not in text) == []


def test_every_make_target_is_documented() -> None:
    text = read("README.md") + read("CONTRIBUTING.md")
    assert [name for name in make_targets() if f"make {name}" not in text] == []


def test_the_changelog_has_the_version_of_the_project() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    newest = re.search(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version
    assert f'"version": "{version}"' in read("web/package.json")


def test_every_process_of_the_procfile_can_start() -> None:
    processes = PROCESS.findall(read("Procfile"))
    assert processes
    for _, command in processes:
        python, *arguments = command.split()
        assert python == "python"
        asked = [sys.executable, *arguments, "--help"]
        subprocess.run(asked, check=True, cwd=ROOT, capture_output=True)
