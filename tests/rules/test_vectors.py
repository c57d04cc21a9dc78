"""Runs shared/vectors against server/rules; web/test/vectors.test.ts runs the shared ones too."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest

VECTORS = Path(__file__).resolve().parents[2] / "shared" / "vectors"


def all_cases() -> Iterator[Any]:
    for path in sorted(VECTORS.glob("*/*.json")):
        vector = json.loads(path.read_text(encoding="utf-8"))
        for number, case in enumerate(vector["cases"], start=1):
            label = f"{vector['rule']}-{path.parent.name}-{path.stem}-{number}"
            yield pytest.param(vector["function"], case["given"], case["expect"], id=label)


def rule_named(function: str) -> Callable[..., Any]:
    """`scales.spread` is server.rules.scales.spread."""
    module, name = function.split(".")
    found: Callable[..., Any] = getattr(import_module(f"server.rules.{module}"), name)
    return found


def typed(rule: Callable[..., Any], given: dict[str, Any]) -> dict[str, Any]:
    """JSON made into what the rule takes: dates, tuples, frozen values."""
    assert given.keys() <= inspect.signature(rule).parameters.keys()
    hints = get_type_hints(rule)
    return {name: msgspec.convert(value, hints[name]) for name, value in given.items()}


def test_there_are_vectors_for_both_sides() -> None:
    files = [json.loads(path.read_text(encoding="utf-8")) for path in VECTORS.glob("*/*.json")]
    assert any(vector.get("both") for vector in files)
    assert all(vector["cases"] for vector in files)


@pytest.mark.parametrize(("function", "given", "expect"), list(all_cases()))
def test_vector(function: str, given: dict[str, Any], expect: Any) -> None:
    rule = rule_named(function)
    assert msgspec.to_builtins(rule(**typed(rule, given))) == expect
