"""Every rule of the gate, one small world each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.contract.lib0 import var_string, var_uint
from server.document.gate import Gate
from server.document.updates import decode_text_update, encode_text_update
from server.document.verdicts import Accepted, GateLimits, Nothing, Refused
from tests.document.worlds import (
    ALEX,
    ROOT,
    SAM,
    a_gate,
    accept,
    code,
    deleted,
    judge,
    knowledge,
    nowhere,
    only,
    struct,
    typed,
)

NEXT = 5  # Sam's next clock after "hello"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01",
        b"\x01\x01",
        typed(SAM, NEXT, "x", left=(SAM, 4)) + b"\x00",
        b"\x80\x00\x00",  # a number longer than it need be
        b"\x01\x00\x05\x00\x00",  # a section without structs
        b"\x01\x01\x05\x00\x04\x02\x01a\x01x\x00",  # a parent that is neither name nor id
        b"\x01\x01\x05\x00\x04\x01\x01a\x00\x00",  # an empty string
        b"\x01\x01\x05\x00\x04\x01\x01a\x01\xff\x00",  # not UTF-8
        b"\x00\x01\x05\x00",  # a client without ranges
        b"\x00\x01\x05\x01\x00\x00",  # an empty range
        b"\x00\x01\x05\x02\x02\x02\x03\x01",  # ranges that overlap
        b"\x00\x02\x05\x01\x00\x01\x05\x01\x02\x01",  # a client twice in the delete set
        b"\x02" + b"\x01\x05\x00\x04\x01\x01a\x01x" * 2 + b"\x00",  # a client twice
    ],
)
def test_GAT_1_bytes_no_honest_client_sends_are_malformed(data: bytes) -> None:
    assert code(judge(a_gate(), data)) == "malformed"


@given(st.binary(max_size=80))
def test_GAT_1_GAT_14_any_bytes_are_judged_and_a_refusal_changes_nothing(data: bytes) -> None:
    gate = a_gate()
    before = knowledge(gate)
    if not isinstance(judge(gate, data), Accepted):
        assert knowledge(gate) == before


@given(st.data())
def test_GAT_1_GAT_14_damaged_updates_are_judged_and_change_nothing(data: st.DataObject) -> None:
    gate = a_gate()
    structs = [struct(NEXT, "a😀b", (SAM, 2), (SAM, 3)), struct(NEXT + 4, "c", (SAM, NEXT + 3))]
    update = bytearray(encode_text_update(SAM, structs, [(SAM, [(0, 2), (4, 1)])]))
    for _ in range(data.draw(st.integers(1, 3))):
        update[data.draw(st.integers(0, len(update) - 1))] = data.draw(st.integers(0, 255))
    before = knowledge(gate)
    if not isinstance(judge(gate, bytes(update)), Accepted):
        assert knowledge(gate) == before


@pytest.mark.parametrize("kind", [0, 2, 3, 5, 6, 7, 8, 9, 10, 11, 31])
def test_GAT_2_other_content_is_refused(kind: int) -> None:
    data = bytes((1, 1, 5, 0, kind, 1, 1)) + b"a" + b"\x01\x00\x00"
    assert code(judge(a_gate(), data)) == "wrong_content"


def test_GAT_2_a_key_is_refused() -> None:
    data = b"\x01\x01\x05\x00\x24\x01" + var_string("items") + var_string("id") + b"\x01x\x00"
    assert code(judge(a_gate(), data)) == "wrong_content"


def test_GAT_2_a_nested_parent_is_refused() -> None:
    data = b"\x01\x01\x05\x00\x04\x00" + var_uint(SAM) + b"\x00\x01x\x00"
    assert code(judge(a_gate(), data)) == "wrong_content"


def test_GAT_2_text_typed_and_deleted_before_it_was_sent_is_accepted() -> None:
    gate = a_gate()
    run = struct(NEXT, "x", (SAM, 4))._replace(words=None)
    accept(gate, encode_text_update(SAM, [run], [(SAM, [(NEXT, 1)])]))
    assert gate.known.is_deleted(SAM, NEXT)


def test_GAT_3_another_persons_client_id_is_refused() -> None:
    update = typed(SAM, NEXT, "x", left=(SAM, 4))
    assert code(judge(a_gate(), update, "alex")) == "not_yours"


@pytest.mark.parametrize("client", [0, 1, 2**32, 2**53 - 1])
def test_GAT_3_nobody_writes_as_the_server_or_outside_yjs_range(client: int) -> None:
    gate = a_gate()
    assert code(judge(gate, typed(client, 0, "x"))) == "not_yours"
    assert not gate.claim(client, "sam")


def test_GAT_3_a_claimed_client_id_is_its_owners_for_good() -> None:
    gate = a_gate()
    assert gate.claim(ALEX, "alex")
    assert gate.claim(ALEX, "alex")
    assert not gate.claim(ALEX, "sam")
    assert not gate.claim(SAM, "alex")
    assert gate.owner(ALEX) == "alex"
    assert code(judge(gate, typed(ALEX, 0, "x"), "sam")) == "not_yours"


def test_GAT_3_words_from_a_checkpoint_belong_to_who_the_checkpoint_says() -> None:
    gate = Gate()
    gate.learn(typed(SAM, 0, "hello"), None)
    assert not gate.claim(SAM, "alex")
    gate.adopt({SAM: "sam"})
    assert gate.claim(SAM, "sam")


def test_GAT_3_the_log_says_whose_client_id_it_is() -> None:
    gate = Gate()
    gate.learn(typed(SAM, 0, "hello"), "sam")
    assert gate.owners() == {SAM: "sam"}


def test_GAT_3_new_text_of_two_client_ids_is_refused() -> None:
    one, two = typed(SAM, NEXT, "x", left=(SAM, 4)), typed(ALEX, 0, "y")
    both = b"\x02" + one[1:-1] + two[1:-1] + b"\x00"
    assert code(judge(a_gate(), both)) == "not_yours"


def test_GAT_4_an_update_sent_again_is_nothing_new() -> None:
    assert judge(a_gate(), typed(SAM, 0, "hello")) == Nothing()
    assert judge(a_gate(), typed(SAM, 0, "hello"), "alex") == Nothing()
    assert judge(a_gate(), b"\x00\x00") == Nothing()


def test_GAT_4_only_the_new_part_of_an_update_is_accepted() -> None:
    structs = [struct(0, "he"), struct(2, "llo", (SAM, 1)), struct(NEXT, "x", (SAM, 4))]
    accepted = accept(a_gate(), encode_text_update(SAM, structs, []))
    assert accepted.update == typed(SAM, NEXT, "x", left=(SAM, 4))
    assert accepted.client == SAM
    assert accepted.roots == {ROOT}


def test_GAT_4_the_bytes_of_a_new_update_stay_as_they_came() -> None:
    update = encode_text_update(SAM, [struct(NEXT, "é😀", (SAM, 4))], [(SAM, [(0, 1)])])
    assert accept(a_gate(), update).update == update


def test_GAT_4_what_a_text_update_says_survives_its_coding() -> None:
    structs = [struct(7, "a", (1, 2), (3, 4)), struct(8, "b", None, (3, 4)), struct(9, "😀")]
    deletes = [(5, [(0, 1), (300, 70000)]), (2**32 - 1, [(1, 1)])]
    decoded = decode_text_update(encode_text_update(SAM, structs, deletes))
    assert decoded == ([(SAM, structs)], deletes)


def test_GAT_5_a_struct_known_in_part_is_refused() -> None:
    assert code(judge(a_gate(), typed(SAM, 3, "loo", left=(SAM, 2)))) == "overlap"


def test_GAT_6_a_gap_is_refused_after_the_first_sync() -> None:
    assert code(judge(a_gate(), typed(SAM, NEXT + 1, "x", left=(SAM, 4)))) == "clock_gap"


def test_GAT_6_before_the_first_sync_what_comes_too_early_is_ignored() -> None:
    gate = a_gate()
    before = knowledge(gate)
    assert judge(gate, typed(SAM, NEXT + 1, "x", left=(SAM, 4)), synced=False) == Nothing()
    assert judge(gate, deleted([(SAM, [(NEXT, 1)])]), synced=False) == Nothing()
    assert judge(gate, deleted([(ALEX, [(0, 1)])]), synced=False) == Nothing()
    assert knowledge(gate) == before
    accept(gate, typed(SAM, NEXT, "wx", left=(SAM, 4)))


@pytest.mark.parametrize(
    ("left", "right"), [((SAM, NEXT), None), (None, (SAM, 99)), ((ALEX, 0), None)]
)
def test_GAT_7_neighbours_that_do_not_exist_are_refused(
    left: tuple[int, int] | None, right: tuple[int, int] | None
) -> None:
    verdict = judge(a_gate(), typed(SAM, NEXT, "x", left=left, right=right))
    assert code(verdict) == "unknown_origin"


def test_GAT_7_neighbours_of_the_same_update_count() -> None:
    structs = [struct(NEXT, "x", (SAM, 4)), struct(NEXT + 1, "y", (SAM, 4), (SAM, NEXT))]
    accept(a_gate(), encode_text_update(SAM, structs, []))


def test_GAT_8_neighbours_in_two_texts_are_refused() -> None:
    gate = a_gate()
    accept(gate, typed(SAM, NEXT, "other", root="t:other"))
    update = typed(SAM, NEXT + 5, "x", left=(SAM, 0), right=(SAM, NEXT + 1))
    assert code(judge(gate, update)) == "crosses_texts"


@pytest.mark.parametrize(
    "update",
    [
        typed(SAM, 4, "x", left=(SAM, 1)),
        typed(SAM, 4, "x", right=(SAM, 2)),
        deleted([(SAM, [(0, 2)])]),
        deleted([(SAM, [(2, 1)])]),
        encode_text_update(SAM, [struct(4, "😀", (SAM, 3)), struct(6, "x", (SAM, 4))], []),
        encode_text_update(SAM, [struct(4, "😀", (SAM, 3))], [(SAM, [(5, 1)])]),
    ],
)
def test_GAT_9_a_character_is_not_cut_in_half(update: bytes) -> None:
    assert code(judge(a_gate("a😀b"), update)) == "split_character"


def test_GAT_9_whole_characters_are_deleted_and_typed_beside() -> None:
    gate = a_gate("a😀b")
    accept(gate, typed(SAM, 4, "x", left=(SAM, 2), right=(SAM, 3)))
    accept(gate, deleted([(SAM, [(1, 2)])]))


def test_GAT_10_a_text_this_person_may_not_write_is_refused() -> None:
    update = typed(SAM, NEXT, "x", left=(SAM, 4))
    assert code(judge(a_gate(), update, may_write=nowhere)) == "not_writable"
    assert code(judge(a_gate(), update, may_write=only("t:card"))) == "Accepted"


@pytest.mark.parametrize("root", ["items", "meta", "", "T:card", "x"])
def test_GAT_10_only_texts_are_written_whatever_the_caller_allows(root: str) -> None:
    assert code(judge(a_gate(), typed(SAM, NEXT, "x", root=root))) == "not_writable"


def test_GAT_10_GAT_4_a_reader_may_send_what_is_known_and_nothing_else() -> None:
    gate = a_gate()
    assert judge(gate, typed(SAM, 0, "hello"), "alex", nowhere) == Nothing()
    assert code(judge(gate, typed(ALEX, 0, "x"), "alex", nowhere)) == "not_writable"
    assert code(judge(gate, deleted([(SAM, [(0, 1)])]), "alex", nowhere)) == "not_writable"


@pytest.mark.parametrize("deletes", [[(SAM, [(4, 2)])], [(ALEX, [(0, 1)])], [(SAM, [(5, 1)])]])
def test_GAT_11_deletes_of_what_does_not_exist_are_refused(
    deletes: list[tuple[int, list[tuple[int, int]]]],
) -> None:
    assert code(judge(a_gate(), deleted(deletes))) == "unknown_delete"


def test_GAT_11_a_delete_over_several_texts_needs_the_right_to_all() -> None:
    gate = a_gate()
    accept(gate, typed(SAM, NEXT, "other", root="t:other"))
    update = deleted([(SAM, [(3, 4)])])
    assert code(judge(gate, update, may_write=only(ROOT))) == "not_writable"
    assert accept(gate, update).roots == {ROOT, "t:other"}


def test_GAT_11_a_delete_reaches_into_the_same_update() -> None:
    gate = a_gate()
    structs = [struct(NEXT, "xy", (SAM, 4)), struct(NEXT + 2, "z", root="t:other")]
    update = encode_text_update(SAM, structs, [(SAM, [(3, 5)])])
    assert code(judge(gate, update, may_write=only("t:other"))) == "not_writable"
    accept(gate, update)
    assert gate.known.clients[SAM].deleted.missing(0, 8) == [(0, 3)]


def test_GAT_12_only_new_deletes_pass() -> None:
    gate = a_gate()
    accept(gate, deleted([(SAM, [(1, 1), (3, 1)])]))
    accepted = accept(gate, deleted([(SAM, [(0, 5)])]))
    assert accepted.update == deleted([(SAM, [(0, 1), (2, 1), (4, 1)])])
    assert accepted.client == 0


def test_GAT_12_a_whole_delete_set_is_welcome_from_anyone() -> None:
    gate = a_gate()
    accept(gate, deleted([(SAM, [(1, 3)])]))
    assert judge(gate, deleted([(SAM, [(1, 3)])]), "alex", nowhere) == Nothing()


def test_GAT_13_big_updates_are_refused() -> None:
    limits = GateLimits(update_bytes=200, structs=3, ranges=2, clients_each=2)
    gate = Gate(limits)
    assert code(judge(gate, typed(SAM, 0, "x" * 200))) == "too_big"
    structs = [struct(clock, "x") for clock in range(4)]
    assert code(judge(gate, encode_text_update(SAM, structs, []))) == "too_big"
    accept(gate, typed(SAM, 0, "hello"))
    assert code(judge(gate, deleted([(SAM, [(0, 1), (2, 1), (4, 1)])]))) == "too_big"
    accept(gate, deleted([(SAM, [(0, 1), (2, 1)])]))
    accept(gate, deleted([(SAM, [(0, 1), (2, 1), (4, 1)])]))


def test_GAT_13_one_person_cannot_use_up_client_ids() -> None:
    gate = Gate(GateLimits(clients_each=2))
    assert gate.claim(100, "sam")
    assert gate.claim(101, "sam")
    assert not gate.claim(102, "sam")
    assert code(judge(gate, typed(102, 0, "x"))) == "not_yours"
    assert gate.claim(102, "alex")


def test_GAT_14_a_refusal_late_in_an_update_changes_nothing() -> None:
    gate = a_gate()
    before = knowledge(gate)
    structs = [struct(NEXT, "x", (SAM, 4)), struct(NEXT + 1, "y", (ALEX, 9))]
    assert code(judge(gate, encode_text_update(SAM, structs, []))) == "unknown_origin"
    bad_delete = encode_text_update(ALEX, [struct(0, "x")], [(SAM, [(0, 1), (9, 1)])])
    assert code(judge(gate, bad_delete, "alex")) == "unknown_delete"
    crossed = struct(NEXT + 1, "y", (SAM, 4), (SAM, 2))
    between = struct(NEXT, "x", (SAM, 2), (SAM, 3))
    assert code(judge(gate, encode_text_update(SAM, [between, crossed], []))) == "out_of_order"
    assert knowledge(gate) == before


def test_GAT_15_a_text_has_an_end_counted_in_utf16() -> None:
    gate = Gate(GateLimits(ids_per_text=6))
    accept(gate, typed(SAM, 0, "😀😀"))
    accept(gate, deleted([(SAM, [(0, 4)])]))
    assert code(judge(gate, typed(SAM, 4, "😀x", left=(SAM, 3)))) == "too_long"
    assert code(judge(gate, typed(SAM, 4, "new", root="t:other"))) == "Accepted"


def test_GAT_15_an_update_of_many_structs_is_counted_whole() -> None:
    gate = Gate(GateLimits(ids_per_text=3))
    structs = [struct(clock, "ab") for clock in (0, 2)]
    assert code(judge(gate, encode_text_update(SAM, structs, []))) == "too_long"


# What hostile bytes do to the CRDT library without a gate, and what the gate says to them.


def nested_any(size: int) -> bytes:
    content = b"\x01" + b"\x75\x01" * (size // 2) + b"\x7e"
    return b"\x01\x01\x05\x00\x08\x01\x01t" + content + b"\x00"


@pytest.mark.parametrize("size", [1_600, 6_500, 10_000, 52_000])
def test_GAT_2_nested_values_that_kill_the_process_or_every_browser(size: int) -> None:
    assert code(judge(a_gate(), nested_any(size))) == "wrong_content"


@pytest.mark.parametrize("count", [50_000, 200_000])
def test_GAT_13_thousands_of_nested_types(count: int) -> None:
    structs = b"\x27\x01\x01t\x01k\x01" + b"\x07\x00\x05\x00\x01" * (count - 1)
    data = b"\x01" + var_uint(count) + b"\x05\x00" + structs + b"\x01\x05\x01\x00\x01"
    assert code(judge(a_gate(), data)) == "too_big"


def test_GAT_6_a_clock_near_the_end_of_32_bits_that_made_the_library_panic() -> None:
    data = bytes.fromhex("0101fb03d8ffffff0f44fb0300016800")
    assert code(judge(a_gate(), data)) == "clock_gap"
    assert judge(a_gate(), data, synced=False) == Nothing()


def test_GAT_1_twelve_bytes_that_made_the_library_panic() -> None:
    gate = a_gate()
    gate.claim(519, "sam")
    assert isinstance(judge(gate, bytes.fromhex("010187041a842b0400016800")), Refused)


def test_GAT_7_missing_neighbours_that_would_pend_for_ever() -> None:
    structs = [struct(clock, "x" * 60, (ALEX, 10**6 + clock)) for clock in range(0, 60 * 200, 60)]
    assert code(judge(a_gate(), encode_text_update(777, structs, []))) == "unknown_origin"


def test_GAT_15_a_deleted_run_of_four_billion() -> None:
    run = struct(NEXT, "x", (SAM, 4))._replace(words=None, length=2**32 - 1)
    assert code(judge(a_gate(), encode_text_update(SAM, [run], []))) == "too_long"


def test_GAT_6_a_clock_that_would_wrap() -> None:
    assert code(judge(a_gate(), typed(SAM, 2**32 - 3, "hello"))) == "clock_gap"


def test_GAT_11_a_delete_four_billion_wide() -> None:
    assert code(judge(a_gate(), deleted([(SAM, [(0, 2**32)])]))) == "unknown_delete"


def test_GAT_13_a_string_of_ten_megabytes() -> None:
    assert code(judge(a_gate(), typed(SAM, NEXT, "x" * 10**7))) == "too_big"


def test_GAT_13_a_hundred_thousand_client_ids() -> None:
    sections = b"".join(
        b"\x01" + var_uint(9000 + i) + b"\x00\x04\x01\x01t\x01x" for i in range(10**5)
    )
    assert code(judge(a_gate(), b"\xa0\x8d\x06" + sections + b"\x00")) == "too_big"
    few = b"\x02" + sections[: 2 * 10] + b"\x00"
    assert isinstance(judge(a_gate(), few), Refused)


@pytest.mark.parametrize("exponent", [27, 31, 32, 52])
def test_GAT_1_huge_counts_end_at_once(exponent: int) -> None:
    huge = var_uint(2**exponent)
    assert isinstance(judge(a_gate(), huge + b"\x01\x05\x00"), Refused)
    assert isinstance(judge(a_gate(), b"\x01" + huge + b"\x05\x00"), Refused)
    assert isinstance(judge(a_gate(), b"\x00" + huge + b"\x05"), Refused)
    assert isinstance(judge(a_gate(), b"\x00\x01\x05" + huge + b"\x00\x01"), Refused)
