"""The leak test: a whole conference, one planted secret for each line of the leak list.

Who may have what is in plants.py, the story in conference.py. A secret must also reach everybody
whom it is for: a test that looks in the wrong place would fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.leaks import plants as who
from tests.leaks.conference import Conference
from tests.leaks.place import APART, make_place
from tests.leaks.plants import PLANTS, Plant
from tests.leaks.search import found

pytestmark = [pytest.mark.slow, pytest.mark.e2e]

KEPT_FROM = {
    who.MUM: (who.DAD, who.DADS_ADVOCATE, who.AUNT, *who.SILENT),
    who.DAD: (who.MUM, who.AUNT, *who.SILENT),
    who.AUNT: (*who.FAMILY - {who.AUNT}, *who.SILENT),
}
"""Who must never learn that this person takes part."""


@pytest.fixture(scope="module")
def conference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Conference]:
    """Everything that was said, to everybody, in the whole of it."""
    place = make_place(tmp_path_factory.mktemp("leaks") / "data")
    place.site.start()
    made = Conference(place)
    try:
        made.play()
        yield made
    finally:
        made.leave()
        place.site.stop()


@pytest.fixture(scope="module")
def known(conference: Conference) -> dict[str, set[str]]:
    """Reader -> the planted words that they got."""
    words = [plant.word for plant in PLANTS]
    return {name: found(words, heap()) for name, heap in conference.heaps().items()}


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.line}: {plant.key}")
def test_SEE_13_each_secret_reaches_whom_it_is_for_and_nobody_else(
    plant: Plant, known: dict[str, set[str]]
) -> None:
    got = {name for name, words in known.items() if plant.word in words}
    reads_the_copies = {who.CHAIR} if plant.copies else set()
    assert got == plant.readers | plant.copies | reads_the_copies, plant.line


@pytest.mark.parametrize("person", APART)
def test_SEE_8_who_attends_apart_is_in_no_frame_of_those_who_must_not_know(
    conference: Conference, person: str
) -> None:
    """Not their id, in a seat, a presence, a hand, an author, an owner, or the name of a scope."""
    sought = conference.place.ids[person]
    for name in KEPT_FROM[person]:
        reader = conference[name]
        frames = [frame for one in (*reader.devices.values(), *reader.gone) for frame in one.frames]
        assert len(frames) > 20, name
        assert not found([sought], [*frames, *reader.given]), (person, name)
    assert found([sought], conference[who.WORKER].heaps), "professionals see who is here"


def test_SEE_8_numbers_of_who_attends_apart_are_not_counted(conference: Conference) -> None:
    """The counter of a scale tells nobody that somebody else is there."""
    counts = [(one["entered"], one["expected"]) for one in conference.counted]
    assert len(counts) == 4
    assert set(counts) == {(1, 5)}, "gran; and three professionals and a child whom all may know"


def test_SCL_3_nobody_has_a_number_or_a_statement_before_it_is_shown(
    conference: Conference,
) -> None:
    assert conference.early == {
        "beth says why": {who.SCHOOL}, "statement-of-mark says this": {who.POLICE},
    }  # fmt: skip
    for words in conference.early:
        assert found([words], conference[who.GRAN].heaps), "and then it is shown to all"


def test_card_order_shows_no_gap_where_a_hidden_card_stands(conference: Conference) -> None:
    items = conference[who.DAD].last_room.items.to_py() or {}
    order = [items[f"room-card-{number}"]["pos"] for number in range(3)]
    steps = {round(after - before, 6) for before, after in pairwise(order)}
    assert len(steps) == 1, order


def test_REC_7_numbers_of_a_family_copy_have_no_gap(conference: Conference) -> None:
    read = 0
    for copy, files in conference.files.items():
        if copy in (who.WHOLE, who.PROS_COPY):
            continue
        (told,) = (json.loads(one) for one in files if one.startswith(b"{"))
        numbers = [section["no"] for section in told["sections"]]
        assert numbers == list(range(1, len(numbers) + 1)), copy
        read += 1
    assert read == 1 + len(who.FAMILY), "the family copy, and one for each whose copy differs"


def test_no_file_is_called_after_anybody(conference: Conference) -> None:
    assert len(conference.names) == 4 * len(conference.files)
    words = [plant.word for plant in PLANTS] + ["marlow", "ellie", "kerry", "dean", "for-", "p_"]
    assert not found(words, (name.encode() for name in conference.names))


def test_no_tab_of_a_device_that_lies_about_is_called_after_anybody(
    conference: Conference,
) -> None:
    words = [plant.word for plant in PLANTS] + ["marlow", "ellie", "tom"]
    for name in (*who.FAMILY, *who.SILENT, who.STRANGER):
        titles = titles_in(conference[name].pages)
        assert titles, name
        assert not found(words, titles), name


def titles_in(pages: Iterable[bytes]) -> list[bytes]:
    """What every page calls its tab."""
    return [title for page in pages for title in re.findall(rb"<title>(.*?)</title>", page, re.S)]


def test_nothing_is_kept_by_a_browser_or_sent_along(conference: Conference) -> None:
    """No copy on disk (`no-store`), no address given away (`no-referrer`)."""
    asked = 0
    for reader in conference.readers.values():
        for answer in reader.answers:
            path = answer.url.path
            if path.startswith("/static") or path == "/healthz" or answer.status_code == 404:
                continue
            assert "no-store" in answer.headers["cache-control"], path
            assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin"), path
            asked += 1
    assert asked > 100


def test_SEE_6_history_is_silent_about_family_time_and_drafts(conference: Conference) -> None:
    never = [
        who.WORDS[key]
        for key in ("replay", "aloud", "offline", "clip", "score", "count", "deleted")
    ]
    assert len(conference.private) > 10
    assert found([who.WORDS["filter"]], conference.replayed)
    assert not found(never, conference.replayed)


def test_STO_3_database_journal_and_backup_hold_no_planted_word(
    conference: Conference, tmp_path: Path
) -> None:
    """Not in the clear, and none in what is packed in them."""
    site = conference.place.site
    site.run("backup", str(tmp_path / "copy.db"))
    files = [*site.data.glob("threefold.db*"), *tmp_path.iterdir()]
    assert {one.suffix for one in files} >= {".db", ".db-wal", ".keys"}
    words = [plant.word for plant in PLANTS] + ["takes her to school", "kerry"]
    heaps = [file.read_bytes() for file in files]
    assert not found(words, (heap[at : at + 65_536 + 64] for heap in heaps
                             for at in range(0, len(heap), 65_536)))  # fmt: skip
