"""shared/ as the server reads it: each part fits the others."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import msgspec
import pytest

from server.contract.catalogue import SHARED, load_catalogue
from server.sync.fields import CHECKS

CATALOGUE = load_catalogue()
ICPC = CATALOGUE.types["icpc"]
SERVER = Path(SHARED).parent / "server"


def codes_returned(folder: str) -> set[str]:
    """Every string that a command, the door or the fields give back as an outcome."""
    found: set[str] = set()
    for path in sorted((SERVER / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_outcome(node):
                found |= _strings(node)
    return found


def _is_outcome(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    told = ast.unparse(node.returns) if node.returns else ""
    return "Outcome" in told or told in ("str | None", "Found | str", "Participant | str")


def _strings(function: ast.AST) -> set[str]:
    returned = [
        one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value
    ]
    return {
        leaf.value
        for value in returned
        for leaf in _leaves(value)
        if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str) and leaf.value
    }


def _leaves(value: ast.expr) -> list[ast.expr]:
    if isinstance(value, ast.IfExp):
        return [*_leaves(value.body), *_leaves(value.orelse)]
    if isinstance(value, ast.BoolOp):
        return [leaf for part in value.values for leaf in _leaves(part)]
    return [value]


def test_every_code_a_command_can_answer_has_a_sentence() -> None:
    codes = codes_returned("sync")
    assert {"taken_id", "ends_missing", "too_many_sets", "board_full"} <= codes
    assert sorted(codes - set(CATALOGUE.refusals)) == []


def test_sentences_are_plain() -> None:
    for code, refusal in CATALOGUE.refusals.items():
        assert refusal.say.endswith("."), code
        assert "!" not in refusal.say, code
        assert refusal.close == 0 or 4400 <= refusal.close < 4600, code


def test_the_schema_names_only_types_that_are_checked() -> None:
    for kind in CATALOGUE.schema.kinds.values():
        assert set(kind.scopes) <= {"room", "professionals", "closed", "family", "named", "own"}
        assert {field.type for field in kind.fields.values()} <= set(CHECKS)
        assert not set(kind.fields) & set(kind.server)
        assert all(0 < most <= 6000 for most in kind.texts.values())


def test_the_meeting_type_fits_itself() -> None:
    sections = CATALOGUE.sections("icpc")
    assert {"past_harm", "strengths", "grey_area"} <= sections
    stages = [stage["id"] for stage in ICPC["stages"]]
    assert len(stages) == len(set(stages))
    for stage in ICPC["stages"]:
        assert stage["minutes"] > 0
    for role in ICPC["roles"]:
        assert CATALOGUE.role("icpc", role["id"]) is role
    assert CATALOGUE.role("icpc", "nobody") == {"id": "nobody"}


def test_family_and_wall_have_no_clearance_and_advocates_no_number() -> None:
    cleared = {role["id"] for role in ICPC["roles"] if role["clearance"] == "professionals"}
    assert cleared == {"chair", "social_worker", "agency"}
    scoring = {role["id"] for role in ICPC["roles"] if role.get("scores")}
    assert not scoring & {"chair", "minute_taker", "advocate", "interpreter", "observer", "wall"}


def test_a_file_that_is_not_right_is_not_read(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shutil.copytree(SHARED, shared, symlinks=True)
    load_catalogue(shared)
    (shared / "limits.json").write_text('{"frame_bytes": "many"}')
    with pytest.raises(msgspec.ValidationError):
        load_catalogue(shared)
