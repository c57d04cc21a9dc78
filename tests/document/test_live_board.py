"""The live board: changes, records, texts, and what happens when it breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.contract.lib0 import Malformed
from server.document.live_board import BoardBroken, LiveBoard
from server.document.plain import normal
from server.document.updates import encode_text_update
from server.document.verdicts import SERVER_CLIENT, Accepted
from tests.document.worlds import ALEX, ROOT, SAM, accept, code, judge, struct, typed, write

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
RECORD = {"kind": "card", "pos": 2, "share": 0.25, "by": ["p1", None], "open": True}


def a_board(words: str = "hello") -> LiveBoard:
    board = LiveBoard("room")
    write(board, typed(SAM, 0, words))
    return board


def reloaded(*updates: bytes) -> LiveBoard:
    board = LiveBoard("room")
    for update in updates:
        board.replay(update, None)
    return board


def test_a_change_gives_the_bytes_of_all_that_happened_in_it() -> None:
    board = LiveBoard("room")
    first = accept(board.gate, typed(SAM, 0, "hello"))
    second = accept(board.gate, typed(ALEX, 0, "there", root="t:other"), "alex")
    with board.change() as change:
        board.apply(first)
        board.apply(second)
        board.put_record("card", RECORD)
        assert change.update == b""
    assert reloaded(change.update).plain() == board.plain()
    assert board.plain() == {
        "meta": {},
        "sections": {},
        "items": {"card": RECORD},
        "texts": {ROOT: "hello", "t:other": "there"},
    }


def test_a_change_that_changes_nothing_gives_no_bytes() -> None:
    board = a_board()
    with board.change() as change:
        board.write_text(ROOT, "hello")
    assert change.update == b""
    with board.change():
        board.put_record("card", RECORD)
    with board.change() as change:
        board.put_record("card", dict(RECORD))
        board.drop_record("nowhere")
    assert change.update == b""


def test_writing_needs_a_change() -> None:
    board = a_board()
    accepted = accept(board.gate, typed(SAM, 5, "x", left=(SAM, 4)))
    with pytest.raises(RuntimeError, match="inside a change"):
        board.apply(accepted)
    with pytest.raises(RuntimeError, match="inside a change"):
        board.put_meta("stage", "map")
    with pytest.raises(RuntimeError, match="inside a change"):
        board.write_text(ROOT, "x")


def test_GAT_16_people_edit_what_the_server_wrote() -> None:
    board = LiveBoard("room")
    with board.change():
        board.put_record("card", RECORD)
        board.write_text(ROOT, "hello")
    write(board, typed(SAM, 0, "!", left=(SERVER_CLIENT, 5)))
    assert board.text(ROOT) == "hello!"
    assert code(judge(board.gate, typed(SAM, 1, "x", left=(SERVER_CLIENT, 0)))) == "not_writable"


def test_GAT_16_what_the_server_deleted_is_known_as_deleted() -> None:
    board = a_board()
    with board.change():
        board.write_text(ROOT, "")
    whole = encode_text_update(0, [], [(SAM, [(0, 5)])])
    assert code(judge(board.gate, whole)) == "Nothing"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_GAT_18_a_panic_breaks_the_board_for_good() -> None:
    board = a_board()
    hostile = bytes.fromhex("0101fb03d8ffffff0f44fb0300016800")  # past the gate, on purpose
    with pytest.raises(BoardBroken, match="Panic"), board.change():
        board.apply(Accepted(hostile, frozenset(), SAM))
    for use in (board.state, board.plain, board.records, board.state_vector):
        with pytest.raises(BoardBroken):
            use()
    with pytest.raises(BoardBroken), board.change():
        pass
    with pytest.raises(BoardBroken):
        board.replay(b"\x00\x00", None)


def fail_half_way(board: LiveBoard) -> None:
    with board.change():
        board.put_meta("stage", "map")
        raise LookupError("a rule failed")


def test_GAT_18_a_change_that_fails_half_way_breaks_the_board() -> None:
    board = a_board()
    with pytest.raises(LookupError):
        fail_half_way(board)
    with pytest.raises(BoardBroken, match="half way"):
        board.meta()


def test_GAT_18_a_refused_record_breaks_nothing() -> None:
    board = a_board()
    with pytest.raises(ValueError, match="JSON"), board.change():
        board.put_record("card", {"at": object()})
    assert board.plain()["items"] == {}


def test_GAT_18_a_log_that_does_not_fit_breaks_the_board() -> None:
    board = LiveBoard("room")
    with pytest.raises(BoardBroken, match="log"):
        board.replay(typed(SAM, 5, "x"), None)
    with pytest.raises(BoardBroken):
        board.state()


def test_GAT_23_records_read_the_same_before_and_after_a_reload() -> None:
    board = LiveBoard("room")
    with board.change() as change:
        board.put_record("card", {**RECORD, "big": 2**52, "whole": 3.0, "deep": {"a": [1, {}]}})
        board.put_section("worries", {"title": "Worries", "pos": 1})
        board.put_meta("stage", "map")
    again = reloaded(change.update)
    assert again.plain() == board.plain()
    assert repr(again.plain()["items"]["card"]["pos"]) == "2"
    assert again.record("card") == board.records()["card"]
    assert again.sections() == {"worries": {"title": "Worries", "pos": 1}}
    assert again.meta() == {"stage": "map"}


def test_GAT_23_a_record_is_replaced_whole_and_dropped() -> None:
    board = LiveBoard("room")
    with board.change() as first:
        board.put_record("card", RECORD)
    with board.change() as second:
        board.put_record("card", {"kind": "scale"})
    assert reloaded(first.update, second.update).record("card") == {"kind": "scale"}
    with board.change() as third:
        board.drop_record("card")
    assert board.record("card") is None
    assert reloaded(first.update, second.update, third.update).records() == {}
    assert b"worries" not in board.state()


def test_GAT_23_the_board_keeps_its_own_copy_of_a_record() -> None:
    board = LiveBoard("room")
    record = {"by": ["p1"]}
    with board.change():
        board.put_record("card", record)
    record["by"].append("p2")
    assert board.record("card") == {"by": ["p1"]}


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**53, -(2**60), 1e300, "\ud800", {1: 2}, b"x", {"\udc00": 1}],
)
def test_GAT_23_values_that_json_or_browsers_cannot_hold_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        normal({"field": value})


def test_GAT_23_deep_nesting_is_refused() -> None:
    value: list[object] = []
    for _ in range(40):
        value = [value]
    with pytest.raises(ValueError, match="deep"):
        normal(value)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_GAT_25_the_server_rewrites_a_text(versions: list[str]) -> None:
    board = a_board("x😀y")
    updates = [board.state()]
    for words in versions:
        with board.change() as change:
            board.write_text(ROOT, words)
        updates += [change.update] if change.update else []
        assert board.text(ROOT) == words
    assert reloaded(*updates).text(ROOT) == versions[-1]


def test_GAT_25_only_what_differs_is_rewritten() -> None:
    board = a_board("the 😀 child says")
    with board.change() as change:
        board.write_text(ROOT, "the 😁 child says")
    assert change.update.count("😁".encode()) == 1
    assert b"child" not in change.update
    write(board, typed(SAM, 17, ".", left=(SAM, 16)))
    assert board.text(ROOT) == "the 😁 child says."


def test_GAT_25_a_lone_surrogate_is_refused_before_anything_changes() -> None:
    board = a_board()
    with pytest.raises(ValueError, match="surrogate"), board.change():
        board.write_text(ROOT, "\ud83d")
    assert board.text(ROOT) == "hello"


def test_states_are_fresh_after_each_change() -> None:
    board = a_board()
    before, vector = board.state(), board.state_vector()
    assert board.state() is before
    write(board, typed(SAM, 5, "x", left=(SAM, 4)))
    assert board.state() != before
    assert reloaded(before, board.missing(vector)).text(ROOT) == "hellox"
    assert board.missing(b"\x00") == board.state()


def test_GAT_24_state_vectors_of_strangers_and_of_the_future_do_no_harm() -> None:
    board = a_board("a😀")
    strange = b"\x02\x05\x01" + bytes.fromhex("fb03ffffffff0f")
    assert reloaded(board.state(), board.missing(strange)).text(ROOT) == "a😀"
    assert "😀".encode() in board.missing(bytes.fromhex("01fb0302"))


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x00\x00", b"\xff\xff\xff\xff\x0f", b"\x01\x05"])
def test_GAT_24_a_state_vector_that_cannot_be_read_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        a_board().missing(data)


def test_deleted_words_leave_the_bytes() -> None:
    board = a_board("secret")
    with board.change():
        board.put_record("card", {"note": "private"})
    with board.change():
        board.write_text(ROOT, "")
        board.put_record("card", {"note": ""})
    assert b"secret" not in board.state()
    assert b"private" not in board.state()
    assert board.texts() == {}


def test_a_board_goes_on_after_a_checkpoint() -> None:
    board = a_board("a😀")
    with board.change():
        board.put_record("card", RECORD)
        board.put_record("gone", RECORD)
        board.drop_record("gone")
        board.write_text("t:card/why", "why")
    again = reloaded(board.state())
    again.gate.adopt(board.gate.owners())
    write(again, typed(SAM, 3, "b", left=(SAM, 2)))
    write(again, typed(ALEX, 0, "!", left=(SERVER_CLIENT, 4)), "alex")
    assert again.texts() == {ROOT: "a😀b", "t:card/why": "why!"}
    assert code(judge(again.gate, typed(SAM, 4, "x", left=(SAM, 1)))) == "split_character"
    with again.change():
        again.put_record("card", {"kind": "card"})
    assert again.records() == {"card": {"kind": "card"}}


def test_an_empty_text_reads_as_no_words() -> None:
    assert a_board().text("t:nobody") == ""


def test_structs_of_two_people_that_lean_on_each_other_are_learned() -> None:
    board = a_board("ab")
    write(board, typed(ALEX, 0, "1", left=(SAM, 0), right=(SAM, 1)), "alex")
    write(board, typed(SAM, 2, "2", left=(ALEX, 0), right=(SAM, 1)))
    write(board, typed(ALEX, 1, "3", left=(SAM, 2), right=(SAM, 1)), "alex")
    write(board, encode_text_update(ALEX, [struct(2, "new", root="t:new")], []), "alex")
    again = reloaded(board.state())
    assert again.texts() == board.texts() == {ROOT: "a123b", "t:new": "new"}
    assert again.gate.known.root_of(ALEX, 1) == ROOT
    assert again.gate.known.root_of(ALEX, 3) == "t:new"
