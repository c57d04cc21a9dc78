"""A board as it was: its words, and who wrote which of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from server.document.live_board import BoardBroken, LiveBoard
from server.document.past import PastBoard

ROOT = "t:item-0001"


class Page:
    """Somebody's browser, on a past that hears all they type."""

    def __init__(self, client: int, who: str) -> None:
        self.who = who
        self.doc: Doc[Any] = Doc(client_id=client)
        self.text: Text = self.doc.get(ROOT, type=Text)

    def type(self, at: int, words: str) -> bytes:
        state = self.doc.get_state()
        self.text.insert(len(str(self.text)[:at].encode()), words)
        return self.doc.get_update(state)

    def delete(self, start: int, end: int) -> bytes:
        state = self.doc.get_state()
        words = str(self.text)
        first = len(words[:start].encode())
        del self.text[first : first + len(words[start:end].encode())]
        return self.doc.get_update(state)


def test_HIS_3_words_are_told_apart_by_who_wrote_them() -> None:
    past, hannah, mark = PastBoard(), Page(7, "p_hannah"), Page(8, "p_mark")
    one = hannah.type(0, "Pat can help.")
    mark.doc.apply_update(one)
    two = mark.type(8, "not ")
    hannah.doc.apply_update(two)
    three = hannah.delete(0, 4)
    for page, update in ((hannah, one), (mark, two), (hannah, three)):
        past.take(update, page.who)
    assert past.text(ROOT) == "can not help."
    assert past.spans(ROOT) == [("p_hannah", "can "), ("p_mark", "not "), ("p_hannah", "help.")]


def test_HIS_3_what_the_server_wrote_belongs_to_who_asked_for_it() -> None:
    board, past = LiveBoard("room"), PastBoard()
    for who, words in (("", "One."), ("p_ruth", "One. Two."), ("p_colin", "One. Two. Three.")):
        with board.change() as change:
            board.put_record("item-0001", {"id": "item-0001", "words": len(words)})
            board.write_text(ROOT, words)
        past.take(change.update, who)
    assert past.spans(ROOT) == [("", "One."), ("p_ruth", " Two."), ("p_colin", " Three.")]
    assert past.records() == {"item-0001": {"id": "item-0001", "words": 16}}


def test_what_the_library_cannot_read_is_one_kind_of_fault() -> None:
    past = PastBoard()
    with pytest.raises(BoardBroken):
        past.take(b"\x01\x01\x07\x00\xff", "p_hannah")


edit = st.tuples(
    st.sampled_from([0, 1, 2]),
    st.integers(0, 30),
    st.sampled_from(["a", "é", "🧸", "two words", "\n"]) | st.integers(1, 5),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(edit, max_size=30))
def test_HIS_3_every_letter_has_its_writer(edits: list[tuple[int, int, str | int]]) -> None:
    pages = [Page(10 + n, f"p_{n}") for n in range(3)]
    past, model = PastBoard(), list[tuple[str, str]]()
    for number, place, what in edits:
        page = pages[number]
        at = min(place, len(model))
        if isinstance(what, str):
            update = page.type(at, what)
            model[at:at] = [(letter, page.who) for letter in what]
        else:
            update = page.delete(at, at + what)
            del model[at : at + what]
        for other in pages:
            if other is not page:
                other.doc.apply_update(update)
        past.take(update, page.who)
    spans = past.spans(ROOT)
    assert [(letter, who) for who, words in spans for letter in words] == model
    assert all(one[0] != two[0] for one, two in pairwise(spans))
