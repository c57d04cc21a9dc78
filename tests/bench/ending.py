"""From "End meeting" to minutes that can be read: sealed, with the PDF and the Word file ready.

    .venv/bin/python -m tests.bench.ending --cards 300

The invented conference on a real server, by its own doors: commands over the chair's socket, the
form, the downloads. Four danger sets, twelve plan rows, and cards in the chair's name.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from itertools import count
from pathlib import Path

from tests.e2e.device import Device
from tests.e2e.site import Site, Visitor

SECTIONS = ("past_harm", "future_danger", "complicating", "strengths", "safety", "next_steps")
WORDS = (
    "Ellie rang Gran at ten at night because Mum and Dean were shouting, and Gran came over in"
    " her slippers and took both children home with her until the morning."
)
BURST, RATE = 50, 9.0
"""Commands at once, and a second after that: one person may send few more."""


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cards", type=int, default=60)
    for what, milliseconds in measure(asked.parse_args().cards).items():
        print(f"{what}: {milliseconds:.0f} ms")


def measure(cards: int) -> dict[str, float]:
    """Milliseconds: "sealed", then each file, and "all" of them together."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        site.demo()
        site.start()
        try:
            return _end(site, cards)
        finally:
            site.stop()


def _end(site: Site, cards: int) -> dict[str, float]:
    chair, meeting = site.sign_in(), site.links["meeting"]
    office = f"/meetings/{meeting}/close"
    device = Device(chair, meeting, "")
    device.until(lambda: bool(device.notices))
    chair.get(f"/m/{meeting}/{device.notices[0]['me']}")  # the chair's own page opens the meeting
    fill(Chair(device.open()), cards)
    chair.get(f"{office}/family")
    form = chair.get(office)
    began = time.perf_counter()
    status, where = chair.post(office, form)
    assert status == 303, f"the meeting did not end: {status}"
    took = {"sealed": _since(began)}
    assert meeting in where
    for kind in ("pdf", "docx"):
        one = time.perf_counter()
        _download(chair, f"/records/{meeting}/professionals.{kind}")
        took[kind] = _since(one)
    return {**took, "all": _since(began)}


def _download(chair: Visitor, path: str) -> None:
    assert len(chair.fetch(path)) > 10_000


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


class Chair:
    """Sends commands no faster than one person may."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._began, self._sent = time.monotonic(), count()

    def ask(self, op: str, **arguments: object) -> None:
        """One command, which must be carried out."""
        due = self._began + max(0, next(self._sent) - BURST) / RATE
        time.sleep(max(0.0, due - time.monotonic()))
        reply = self._device.ask(op, **arguments)
        assert reply["ok"], reply

    def decisions(self) -> list[str]:
        """Ids of the decisions, one a child."""
        return [item for item in self._device.items.to_py() or {} if item.startswith("decision-")]


def fill(chair: Chair, cards: int) -> None:
    """All that a conference decides, and so many cards."""
    for number in range(cards):
        section = SECTIONS[number % len(SECTIONS)]
        chair.ask(
            "add", kind="card", item=f"bench-card-{number}", section=section, texts={"": WORDS}
        )
    for number in range(4):
        texts = {"danger": WORDS, "goal": WORDS}
        chair.ask("add", kind="set", item=f"bench-set-{number}", texts=texts)
    for number in range(12):
        texts = {"what": WORDS, "so_that": WORDS}
        chair.ask("add", kind="row", item=f"bench-row-{number}", texts=texts)
    outcome = {"outcome": "cpp", "categories": ["emotional"], "participation": "PN5"}
    for decision in chair.decisions():
        chair.ask("set", item=decision, fields=outcome)
    chair.ask(
        "set", item="dates", fields={"core_group_on": "2026-12-03", "review_on": "2027-02-10"}
    )
    chair.ask("set", item="quorum", fields={"enough": "yes"})


if __name__ == "__main__":
    main()
