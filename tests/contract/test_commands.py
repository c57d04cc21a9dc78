"""Commands at the door: what is read, what is refused, and that nothing ever raises."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.contract.catalogue import load_catalogue
from server.contract.commands import AnyCommand, command_id, decode_command

CATALOGUE = load_catalogue()
STAGE = {"id": "command-1", "op": "stage", "to": "plan"}


def decoded(**changes: Any) -> Any:
    return decode_command(json.dumps({**STAGE, **changes}).encode())


def test_BRD_2_a_command_holds_what_its_op_takes_and_nothing_more() -> None:
    assert decoded().to == "plan"
    assert decoded().op == "stage"
    for more in ("author", "at", "status", "typed_by", "seq"):
        assert decoded(**{more: "p_ruth"}) == "bad_command"


@pytest.mark.parametrize(
    "item",
    ["", "short", "x" * 65, "has space", "dot.dot.dot", "slash/slash", "t:something", "item-0001\n",
     "\nitem-0001", "item\x000001", "ítem-0001", "item-000\u0661", 12345678, None, ["item-0001"]],
)  # fmt: skip
def test_BRD_1_an_id_is_of_plain_letters(item: Any) -> None:
    add = {"op": "add", "kind": "card", "item": item}
    raw = json.dumps({"id": "command-1", **add}).encode()
    assert decode_command(raw) == "bad_command"
    assert decoded(id=item) == "bad_command"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "bad_command"), (b"[]", "bad_command"), (b"null", "bad_command"),
        (b"\xff\xfe", "bad_command"), (b'{"op": "stage"', "bad_command"),
        (b'{"id": "command-1", "op": "fly"}', "unknown_command"),
        (b'{"id": "command-1"}', "bad_command"),
        (b'{"id": "command-1", "op": 5}', "unknown_command"),
        (b'{"id": "command-1", "op": "stage", "to": "\\ud800"}', "bad_command"),
        (b'{"id": "command-1", "op": "timer", "minutes": "5"}', "bad_command"),
        (b'{"id": "command-1", "op": "timer", "minutes": 1e99}', "bad_command"),
        (b'{"id": "command-1", "op": "timer", "minutes": NaN}', "bad_command"),
        (b'{"id": "command-1", "op": "blank", "on": 1}', "bad_command"),
        (b'{"id": "command-1", "op": "score", "scale": "overall", "value": true}', "bad_command"),
        (b"[" * 100_000, "bad_command"),
        (b'{"id":"command-1","op":"set","item":"x","fields":{"a":' + b"[" * 50_000, "bad_command"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(raw: bytes, code: str) -> None:
    assert decode_command(raw) == code
    assert command_id(raw) in ("", "command-1")


def test_of_two_equal_keys_the_last_one_counts_everywhere() -> None:
    raw = b'{"id": "command-1", "op": "timer", "minutes": 1, "minutes": 2, "id": "command-2"}'
    told = decode_command(raw)
    assert not isinstance(told, str)
    assert (told.id, told) == ("command-2", decode_command(msgspec.json.encode(told)))
    assert command_id(raw) == "command-2"
    assert msgspec.json.decode(raw) == msgspec.to_builtins(told)


@given(st.binary())
def test_any_bytes_are_safe(raw: bytes) -> None:
    assert isinstance(decode_command(raw), str)
    command_id(raw)


def odd_commands(leaves: int) -> st.SearchStrategy[dict[str, Any]]:
    inside = st.recursive(
        st.none() | st.text() | st.integers() | st.floats(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=leaves,
    )
    return st.dictionaries(st.sampled_from(["id", "op", "item", "to", "fields", "value"]), inside)


@given(odd_commands(leaves=12))
def test_any_json_is_a_command_or_a_code_with_a_sentence(value: dict[str, Any]) -> None:
    told = decode_command(json.dumps(value).encode())
    assert not isinstance(told, str) or CATALOGUE.say(told)


@pytest.mark.slow
@settings(max_examples=300, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(odd_commands(leaves=100))
def test_any_large_json_is_a_command_or_a_code(value: dict[str, Any]) -> None:
    told = decode_command(json.dumps(value).encode())
    assert not isinstance(told, str) or CATALOGUE.say(told)


def test_every_command_can_be_read() -> None:
    ops = {one.__struct_config__.tag for one in AnyCommand.__args__}
    assert {*ops, "history"} == {action.partition(".")[0] for action in CATALOGUE.permissions}
