"""The lock files name packages and hashes, and no place to fetch them from."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.house.repository import read

PYTHON_LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
PINNED = re.compile(r"^([a-z0-9-]+)==\S+", re.MULTILINE)
REQUIRED = re.compile(r"^([A-Za-z0-9-]+)")


def required(requirements: list[str]) -> set[str]:
    return {found[0].lower() for text in requirements if (found := REQUIRED.match(text))}


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_python_locks_hold_hashes_and_no_addresses(lock: str) -> None:
    text = read(lock)
    assert "://" not in text
    assert "--index-url" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_web_lock_holds_hashes_and_no_addresses() -> None:
    packages = json.loads(read("web/package-lock.json"))["packages"]
    packages.pop("")
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    runtime = required(project["project"]["dependencies"])
    dev = required(project["dependency-groups"]["dev"])
    assert runtime - set(PINNED.findall(read("requirements.lock"))) == set()
    assert (runtime | dev) - set(PINNED.findall(read("requirements-dev.lock"))) == set()
