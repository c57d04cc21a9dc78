"""Values of fields: what is taken, in what form, and what is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.contract.catalogue import FieldSpec
from server.sync.fields import CHECKS, NOT_A_VALUE, Known, clean_fields, tidy
from tests.sync.asking import record, refused, words
from tests.sync.world import CATALOGUE, ELLIE, PEOPLE, TOM, World

ARABIC_DATE = "\u0662\u0660\u0662\u0665-\u0660\u0661-\u0660\u0661"
KNOWN = Known(
    children=frozenset({ELLIE, TOM}), people={one.id: one for one in PEOPLE},
    outcomes=frozenset({"cpp"}), categories=frozenset({"neglect", "physical"}),
    participation=frozenset({"PN0"}), kind_of={"set-0001": "set", "card-0001": "card"}.get,
)  # fmt: skip
SPECS = {
    "choice": FieldSpec("choice", of=("fact", "opinion")),
    "empty_choice": FieldSpec("choice", of=("", "yes")),
    "text": FieldSpec("text", max=10), "flag": FieldSpec("flag"), "date": FieldSpec("date"),
    "time": FieldSpec("time"), "child": FieldSpec("child"), "children": FieldSpec("children"),
    "people": FieldSpec("people"), "categories": FieldSpec("categories"),
    "outcome": FieldSpec("outcome"), "participation": FieldSpec("participation"),
    "item": FieldSpec("item", kind="set"), "speaker": FieldSpec("speaker"),
}  # fmt: skip
HOSTILE: list[Any] = [
    0, 1, -1, 1.5, 10**30, True, False, "", " ", "\x00", "x" * 7000, [], [None], [[]], {}, {"": {}},
    ["fact"], {"person": []}, {"name": 5}, {"name": "N", "more": 1}, ARABIC_DATE, "2025-01-01\n",
    "24:00", "9:30", "0000-01-01", "2025-02-29", "p_nobody", ["p_nobody"], [1], "‮txet",
]  # fmt: skip


def clean(field: str, value: Any) -> Any:
    found = clean_fields({field: value}, SPECS, KNOWN)
    return found if isinstance(found, str) else found[field]


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("choice", "fact", "fact"), ("text", "  in June\x07 \r\n", "in June"),
        ("text", "👩‍👩‍👧", "👩‍👩‍👧"), ("flag", True, True), ("date", "2024-02-29", "2024-02-29"),
        ("time", "09:30", "09:30"), ("child", ELLIE, ELLIE), ("item", "set-0001", "set-0001"),
        ("children", [TOM, ELLIE, TOM], [TOM, ELLIE]), ("people", ["p_mark"], ["p_mark"]),
        ("categories", [], []), ("outcome", "cpp", "cpp"), ("participation", "PN0", "PN0"),
        ("speaker", {"name": " Dean ", "role": ""}, {"person": None, "name": "Dean", "role": ""}),
        ("speaker", {"person": "p_pat"}, {"person": "p_pat", "name": "Pat", "role": "gran"}),
    ],
)  # fmt: skip
def test_BRD_5_what_fits_is_stored_tidily(field: str, value: Any, stored: Any) -> None:
    assert clean(field, value) == stored


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("choice", "lie"), ("choice", 1), ("text", "x" * 11), ("text", 5), ("text", "\ud800"),
        ("flag", 1), ("flag", "true"), ("date", "2025-02-29"), ("date", "2025-1-1"),
        ("date", ARABIC_DATE), ("date", "2025-01-01\n"), ("time", "24:00"), ("time", "9:30"),
        ("time", "12:60"), ("child", "c_other"), ("child", [ELLIE]), ("children", ELLIE),
        ("children", ["c_other"]), ("children", [1]), ("people", ["p_nobody"]),
        ("categories", ["made_up"]), ("outcome", "jail"), ("participation", "PN9"),
        ("item", "card-0001"), ("item", "set-none"), ("speaker", "Dean"), ("speaker", {}),
        ("speaker", {"name": ""}), ("speaker", {"name": "X", "person": "p_nobody"}),
        ("speaker", {"name": "X", "side": "family"}), ("speaker", {"name": "x" * 121}),
        ("nobody_knows", "x"), ("child", None),
    ],
)  # fmt: skip
def test_BRD_5_what_does_not_fit_is_refused(field: str, value: Any) -> None:
    assert clean(field, value) == "bad_field"


@pytest.mark.parametrize(
    ("field", "stored"),
    [("children", []), ("people", []), ("categories", []), ("flag", False), ("empty_choice", ""),
     ("choice", None), ("text", None), ("date", None), ("speaker", None), ("outcome", None)],
)  # fmt: skip
def test_BRD_5_a_cleared_field_keeps_its_shape(field: str, stored: Any) -> None:
    assert clean(field, None) == stored


def test_BRD_5_every_field_type_of_the_schema_has_a_check() -> None:
    used = {spec.type for kind in CATALOGUE.schema.kinds.values() for spec in kind.fields.values()}
    assert used == set(CHECKS)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False),
              st.text(), st.sampled_from(HOSTILE)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["person", "name", "role", "x"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@given(field=st.sampled_from(sorted(SPECS)), value=json_values)
def test_BRD_5_any_json_is_refused_or_becomes_something_that_stays_as_it_is(
    field: str, value: Any
) -> None:
    stored = clean(field, value)
    if stored == "bad_field":
        return
    assert clean(field, stored) == stored
    json.dumps(stored).encode()


@given(st.text(st.characters(exclude_categories=())))
def test_BRD_5_tidied_text_has_no_control_characters_and_can_be_written(words: str) -> None:
    tidied = tidy(words, 100)
    if tidied is not NOT_A_VALUE:
        tidied.encode()
        assert not any(ord(sign) < 32 and sign not in "\n\t" for sign in tidied)
        assert tidied == tidied.strip()


@pytest.mark.anyio
async def test_BRD_5_fields_over_the_wire(world: World) -> None:
    ruth = await world.device("Ruth")
    item = await ruth.add("card", section="past_harm")
    start = dict(await record(world, item))
    for field in CATALOGUE.schema.kinds["card"].fields:
        fields = {field: {"nested": [5]}}
        assert await refused(ruth, "set", item=item, fields=fields) == "bad_field", field
    assert await record(world, item) == start
    assert await refused(ruth, "set", item=item, fields={"children": None}) == ""
    assert (await record(world, item))["children"] == []
    assert await refused(ruth, "set", item=item, fields=[]) == "bad_command"


@pytest.mark.anyio
async def test_words_of_every_kind_arrive_as_they_were_typed(world: World) -> None:
    mark, ruth = await world.device("Mark"), await world.device("Ruth")
    for said in (
        "🧸 " * 400,
        "שלום ‏",
        "e\u0301",
        "\u2028",
        "<script>alert(1)</script>",
        "{children}",
    ):
        item = await mark.add("card", section="past_harm", texts={"": said})
        assert await words(world, item) == said
        ruth.read()
        assert ruth.words(item) == said
