"""The README says what the limits are: it is checked against the file they stand in."""

from __future__ import annotations

import json
import re

from tests.house.repository import python_files, read

ROW = re.compile(r"^\| `(\w+)` \| ([\d,]+) \| ([^|]+) \| ([^|]*) \|$", re.MULTILINE)


def limits() -> dict[str, int]:
    found: dict[str, int] = json.loads(read("shared/limits.json"))
    return found


def rows() -> list[tuple[str, str, str, str]]:
    """Name, number, words and refusal of each row of the table."""
    return ROW.findall(read("README.md"))


def test_LIM_1_the_readme_gives_every_limit_and_no_other_number() -> None:
    assert {name: int(value.replace(",", "")) for name, value, _, _ in rows()} == limits()


def test_LIM_1_every_refusal_named_beside_a_limit_exists() -> None:
    refusals = json.loads(read("shared/refusals.json"))
    said = " ".join(refusal for _, _, _, refusal in rows())
    named = set(re.findall(r"`(\w+)`", said))
    assert named
    assert named <= set(refusals)
    closing = set(re.findall(r"`(\w+)`, (\d+)", said))
    assert {(code, str(refusals[code]["close"])) for code, _ in closing} == closing


def test_LIM_1_the_server_uses_every_limit() -> None:
    files = (path for path in python_files("server") if path.name != "catalogue.py")
    code = "".join(path.read_text() for path in files)
    assert [name for name in limits() if not re.search(rf"\.{name}\b", code)] == []
