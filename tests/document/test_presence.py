"""Presence: pinned, stamped, bounded, and in the server's own time."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.contract.lib0 import var_string, var_uint
from server.document.presence import PresenceBook, Stamped, stamp
from server.document.verdicts import Nothing, Refused

SAM, ALEX = 507, 9001
WHO = {"user": {"id": "p1", "name": "Sam"}}


def frame(*entries: tuple[int, int, str]) -> bytes:
    parts = [
        var_uint(client) + var_uint(clock) + var_string(words) for client, clock, words in entries
    ]
    return var_uint(len(entries)) + b"".join(parts)


def stamped(words: str, clock: int = 1) -> Stamped:
    found = stamp(frame((SAM, clock, words)), client_id=SAM, identity=WHO)
    assert isinstance(found, Stamped), found
    return found


def code(payload: bytes, client_id: int | None = SAM) -> str:
    verdict = stamp(payload, client_id=client_id, identity=WHO)
    return verdict.code if isinstance(verdict, Refused) else type(verdict).__name__


def test_GAT_19_the_first_frame_says_which_client_id_it_is() -> None:
    found = stamp(frame((SAM, 1, "{}")), client_id=None, identity=WHO)
    assert isinstance(found, Stamped)
    assert found.client == SAM
    assert code(frame((SAM, 1, "{}"), (ALEX, 1, "{}")), None) == "not_yours"
    assert code(frame((1, 1, "{}")), None) == "not_yours"
    assert code(frame((2**32, 1, "{}")), None) == "not_yours"
    assert code(frame(), None) == "Nothing"


def test_GAT_19_what_a_stock_client_echoes_of_others_is_passed_over() -> None:
    assert code(frame((ALEX, 9, '{"user":"mallory"}'))) == "Nothing"
    both = stamp(frame((ALEX, 9, "null"), (SAM, 2, '{"at":1}')), client_id=SAM, identity=WHO)
    assert isinstance(both, Stamped)
    assert both.payload == frame((SAM, 2, '{"at":1,"user":{"id":"p1","name":"Sam"}}'))


def test_GAT_20_who_it_is_comes_from_the_server() -> None:
    words = stamped('{"user":{"id":"p9","name":"The judge"},"at":"card"}').words
    assert json.loads(words) == {"at": "card", **WHO}


@pytest.mark.parametrize(
    "words",
    ["", "[]", "1", '"x"', "{", '{"a":NaN}', '{"a":1e999}', '{"a":-Infinity}', "[" * 2000, "{}x"],
)
def test_GAT_21_what_a_browser_cannot_parse_is_malformed(words: str) -> None:
    assert code(frame((SAM, 1, words))) == "malformed"


def test_GAT_21_a_presence_has_a_size() -> None:
    assert code(frame((SAM, 1, json.dumps({"a": "x" * 2040})))) == "too_big"
    assert code(frame((SAM, 1, json.dumps({"a": "x" * 2030})))) == "Stamped"
    assert code(frame((SAM, 1, json.dumps({"a": "é" * 1020}, ensure_ascii=False)))) == "too_big"


@pytest.mark.parametrize("payload", [b"", b"\x01", b"\x01\x05", frame((SAM, 1, "{}")) + b"\x00"])
def test_GAT_21_damaged_payloads_are_malformed(payload: bytes) -> None:
    assert code(payload) == "malformed"


def test_GAT_21_a_clock_or_a_count_out_of_range_is_malformed() -> None:
    assert code(frame((SAM, 2**32, "{}"))) == "malformed"
    assert code(var_uint(10**6) + b"\x00" * 100) == "malformed"


@given(st.binary(max_size=60))
def test_GAT_21_any_bytes_are_safe(payload: bytes) -> None:
    for client_id in (None, SAM):
        assert isinstance(
            stamp(payload, client_id=client_id, identity=WHO), Stamped | Refused | Nothing
        )


def test_GAT_22_old_news_is_not_told() -> None:
    book = PresenceBook()
    assert book.put(stamped('{"at":1}', 5)) is not None
    assert book.put(stamped('{"at":0}', 4)) is None
    assert book.put(stamped('{"at":1}', 5)) is None
    assert book.put(stamped('{"at":2}', 6)) is not None
    assert json.loads(book.state(SAM) or "") == {"at": 2, **WHO}


def test_GAT_22_who_comes_back_with_an_old_clock_is_seen_at_once() -> None:
    book = PresenceBook()
    book.put(stamped("{}", 7))
    gone = book.remove(SAM)
    assert gone == frame((SAM, 8, "null"))
    back = book.put(stamped("{}", 7))
    assert back == frame((SAM, 9, stamped("{}").words))
    assert book.clock(SAM) == 9


def test_GAT_22_goodbye_is_told_once() -> None:
    book = PresenceBook()
    book.put(stamped("{}", 1))
    assert book.put(stamped("null", 1)) == frame((SAM, 2, "null"))
    assert book.put(stamped("null", 2)) is None
    assert book.remove(SAM) is None
    assert len(book) == 0


def test_a_joiner_hears_of_everyone_else() -> None:
    book = PresenceBook()
    assert book.everyone() is None
    book.put(stamped("{}", 3))
    assert SAM in book
    assert book.everyone(but=SAM) is None
    assert book.everyone() == frame((SAM, 3, stamped("{}").words))
