"""The hash chain of a meeting's log."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from server.rules.chain import GENESIS, link, verify


@dataclass(frozen=True)
class Entry:
    meeting: str
    seq: int
    scope: str
    kind: str
    who: str
    at: int
    data: bytes
    command: bytes
    chain: bytes = b""


def chained(*datas: bytes) -> list[Entry]:
    made: list[Entry] = []
    chain = GENESIS
    for seq, data in enumerate(datas, start=1):
        bare = Entry("m_1", seq, "room", "update", "p_1", 1000 + seq, data, b"")
        chain = linked(chain, bare)
        made.append(replace(bare, chain=chain))
    return made


def linked(previous: bytes, entry: Entry) -> bytes:
    return link(
        previous, meeting=entry.meeting, seq=entry.seq, scope=entry.scope, kind=entry.kind,
        who=entry.who, at=entry.at, data=entry.data, command=entry.command,
    )  # fmt: skip


def test_STO_1_a_whole_log_holds() -> None:
    assert verify([]) is None
    assert verify(chained(b"a", b"b", b"c")) is None


def test_STO_1_a_dropped_moved_or_repeated_entry_is_found() -> None:
    one, two, three = chained(b"a", b"b", b"c")
    assert verify([two, three]) == 1
    assert verify([one, three]) == 2
    assert verify([one, three, two]) == 2
    assert verify([one, one, two]) == 2


def test_STO_1_any_changed_field_is_found() -> None:
    one, two, three = chained(b"a", b"b", b"c")
    changes = [
        replace(two, data=b"x"),
        replace(two, command=b"x"),
        replace(two, scope="professionals"),
        replace(two, kind="command"),
        replace(two, who="p_2"),
        replace(two, at=1),
        replace(two, meeting="m_2"),
        replace(two, chain=bytes(32)),
    ]
    assert [verify([one, changed, three]) for changed in changes] == [2] * len(changes)


def test_STO_1_an_entry_with_a_chain_made_anew_breaks_the_next() -> None:
    one, two, three = chained(b"a", b"b", b"c")
    forged = replace(two, data=b"x")
    forged = replace(forged, chain=linked(one.chain, forged))
    assert verify([one, forged, three]) == 3


text = st.text(max_size=5)
words = st.binary(max_size=5)
fields = st.tuples(text, text, text, words, words)


@given(fields, fields)
def test_STO_1_no_two_entries_give_the_same_bytes(
    left: tuple[str, str, str, bytes, bytes], right: tuple[str, str, str, bytes, bytes]
) -> None:
    def of(given: tuple[str, str, str, bytes, bytes]) -> bytes:
        scope, kind, who, data, command = given
        return linked(GENESIS, Entry("m_1", 1, scope, kind, who, 1, data, command))

    assert (of(left) == of(right)) == (left == right)
