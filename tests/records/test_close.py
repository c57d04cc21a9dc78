"""Sealing: one hash over everything, and a record that is made once."""

from __future__ import annotations

import json

import msgspec
import pytest

from server.records.close import canonical, fingerprint, seal, verify
from server.records.ports import RecordStore
from server.storage.memory import MemoryRecords
from tests.records import annex_b
from tests.records.marlow import HOLIDAYS, ICPC, changed, sealed, the_record, with_text


def test_REC_9_a_sealed_record_verifies_and_the_same_values_give_the_same_hash() -> None:
    record = sealed()
    assert verify(record)
    assert sealed() == record
    assert len(record.sha256) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"sealed_at": annex_b.SEALED + 1},
        {"sealed_by": "Somebody else"},
        {"version": 2},
        {"meeting": "m_other000001"},
    ],
)
def test_REC_9_any_change_of_when_who_or_which_shows(change: dict[str, object]) -> None:
    assert not verify(msgspec.structs.replace(sealed(), **change))


@pytest.mark.parametrize("part", ["snapshot", "content"])
def test_REC_9_any_change_of_a_word_shows(part: str) -> None:
    record = sealed()
    altered = getattr(record, part).replace(b"punched the kitchen door", b"saw the door")
    assert not verify(msgspec.structs.replace(record, **{part: altered}))


def test_REC_9_the_head_of_the_log_is_under_the_hash() -> None:
    other = changed()
    other["log"]["chain"] = "00" * 32
    record = seal(other, ICPC, "Ruth Adeyemi", annex_b.SEALED, holidays=HOLIDAYS)
    assert record.sha256 != sealed().sha256


def test_REC_4_every_scope_is_frozen_even_what_the_record_leaves_out() -> None:
    record = sealed()
    assert annex_b.PRIVATE_DRAFT.encode() in record.snapshot
    assert annex_b.PRIVATE_DRAFT.encode() not in record.content
    assert json.loads(record.snapshot)["scopes"].keys() == {"room", "professionals", "own:p_sunita"}


def test_the_content_is_the_record_in_canonical_json() -> None:
    content = json.loads(sealed().content)
    assert list(content.pop("copies")) == ["family"]
    assert content == the_record()
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()


def test_half_a_character_cannot_stop_the_end() -> None:
    assert verify(sealed(with_text("harm-door", "half \ud800 a character")))


def test_a_fingerprint_is_the_first_three_groups_of_the_hash() -> None:
    record = sealed()
    assert fingerprint(record).replace(" ", "") == record.sha256[:12]


@pytest.mark.anyio
async def test_REC_1_a_second_record_of_a_meeting_is_refused_and_changes_nothing() -> None:
    shelf: RecordStore = MemoryRecords()
    first, second = sealed(), sealed(with_text("harm-door", "changed afterwards"))
    assert await shelf.save_once(first)
    assert not await shelf.save_once(second)
    assert await shelf.load(first.meeting) == first
    assert await shelf.load("m_other000001") is None
