"""Every numbered rule has a test that names it, and no test names a rule that is not there."""

from __future__ import annotations

import json
import re
from collections import Counter

from tests.house.repository import ROOT, name_of, python_files, read, typescript_files

RULE = re.compile(r"^- \*\*([A-Z]{3}-\d+)\*\* \S", re.MULTILINE)
PYTHON_TEST = re.compile(r"^\s*(?:async )?def test_(\w+)", re.MULTILINE)
NUMBER_IN_NAME = re.compile(r"(?:^|_)([A-Z]{3})_(\d+)(?=_|$)")
TYPESCRIPT_TEST = re.compile(r"\b(?:test|it)\(\s*[\"'`]((?:[A-Z]{3}-\d+ )+)")


def rules() -> list[str]:
    return RULE.findall(read("shared/RULES.md"))


def named_in_python() -> set[str]:
    names = [
        name for path in python_files("tests") for name in PYTHON_TEST.findall(path.read_text())
    ]
    return {f"{area}-{digits}" for name in names for area, digits in NUMBER_IN_NAME.findall(name)}


def named_in_typescript() -> set[str]:
    titles = [
        title
        for path in typescript_files("web/test")
        for title in TYPESCRIPT_TEST.findall(path.read_text())
    ]
    return {number for title in titles for number in title.split()}


def named_in_vectors() -> set[str]:
    files = (ROOT / "shared/vectors").glob("*/*.json")
    return {json.loads(path.read_text())["rule"] for path in files}


def test_no_two_rules_share_a_number() -> None:
    assert [number for number, times in Counter(rules()).items() if times > 1] == []


def test_every_rule_has_a_test_that_names_it() -> None:
    named = named_in_python() | named_in_typescript() | named_in_vectors()
    assert sorted(set(rules()) - named) == []


def test_every_rule_that_a_test_names_exists() -> None:
    named = named_in_python() | named_in_typescript() | named_in_vectors()
    assert sorted(named - set(rules())) == []


def test_rules_named_in_the_code_exist() -> None:
    known = set(rules())
    prefixes = "|".join(sorted({number[:3] for number in known}))
    cited = re.compile(rf"\b(?:{prefixes})-\d+\b")
    files = [*python_files("server"), *typescript_files("web/src")]
    wrong = {name_of(path): set(cited.findall(path.read_text())) - known for path in files}
    assert {name: sorted(numbers) for name, numbers in wrong.items() if numbers} == {}
