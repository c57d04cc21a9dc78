"""lib0 coding: round trips, and everything that is not canonical is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.contract.lib0 import (
    MAX_UINT,
    Malformed,
    Reader,
    read_var_uint,
    var_bytes,
    var_string,
    var_uint,
)


@given(st.integers(0, MAX_UINT))
def test_WIR_5_a_number_comes_back(value: int) -> None:
    data = var_uint(value)
    assert read_var_uint(data, 0) == (value, len(data))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.binary(), st.integers(0, MAX_UINT))
def test_values_come_back_in_order(words: str, run: bytes, number: int) -> None:
    reader = Reader(var_string(words) + var_bytes(run) + var_uint(number))
    assert (reader.var_string(), reader.var_bytes(), reader.var_uint()) == (words, run, number)
    reader.end()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80",
        b"\x80\x00",
        b"\xff\x80\x00",
        b"\xff" * 7 + b"\x1f",
        b"\xff" * 8 + b"\x01",
        b"\xff" * 100,
    ],
)
def test_WIR_5_other_forms_of_a_number_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_var_uint(data, 0)


def test_WIR_5_the_largest_number_is_read() -> None:
    assert read_var_uint(b"\xff" * 7 + b"\x0f", 0) == (MAX_UINT, 8)


@pytest.mark.parametrize("value", [-1, MAX_UINT + 1])
def test_WIR_5_a_number_that_javascript_cannot_hold_is_not_written(value: int) -> None:
    with pytest.raises(ValueError, match="lib0"):
        var_uint(value)


@pytest.mark.parametrize("data", [b"\x02a", b"\x01\xff", b"\x03\xed\xa0\x80", b"\xff\xff\xff\x0f"])
def test_a_string_that_is_cut_or_no_utf8_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        Reader(data).var_string()


def read_to_the_end(reader: Reader) -> None:
    while True:
        reader.var_uint()
        reader.var_string()
        reader.byte()
        reader.skip(1)


@given(st.binary(max_size=40))
def test_reading_any_bytes_only_ever_says_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_to_the_end(Reader(data))


def test_an_end_that_is_not_the_end_is_refused() -> None:
    with pytest.raises(Malformed, match="trailing"):
        Reader(b"\x00").end()
