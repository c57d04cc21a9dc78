"""The server is killed in mid-sentence; what was called saved is there afterwards."""

from __future__ import annotations

import random
import time

import pytest

from tests.e2e.device import Device
from tests.e2e.site import Site, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.e2e]
KILLS = 10
TYPISTS = ("mark", "beth", "sunita", "hannah")


def open_room(site: Site, visitor: Visitor, participant: str) -> Device:
    return Device(visitor, site.links["meeting"], participant).open()


def test_SYN_11_ten_kills_lose_nothing_that_was_called_saved(site: Site) -> None:
    chair = ""
    ruth = site.sign_in()
    desk = open_room(site, ruth, chair)
    visitors = {key: site.guest(key) for key in TYPISTS}
    for visitor in visitors.values():
        assert desk.ask("admit", person=visitor.participant)["ok"]
    cards = {}
    for key, visitor in visitors.items():
        device = open_room(site, visitor, visitor.participant)
        cards[key] = device.add("card", section="past_harm")
        device.close()
    saved = dict.fromkeys(TYPISTS, "")
    rng = random.Random(2025)
    for round_ in range(KILLS):
        devices = {k: open_room(site, v, v.participant) for k, v in visitors.items()}
        typed: dict[str, list[str]] = {key: [] for key in TYPISTS}
        bases = {key: devices[key].words(f"t:{cards[key]}") for key in TYPISTS}
        for key in TYPISTS:
            assert bases[key].startswith(saved[key]), f"round {round_}: lost words of {key}"
        until = time.monotonic() + rng.uniform(0.05, 0.5)
        while time.monotonic() < until:
            key = rng.choice(TYPISTS)
            word = f"{key}-{round_}-{len(typed[key])} 🧸 "
            devices[key].type(f"t:{cards[key]}", word)
            typed[key].append(word)
            devices[rng.choice(TYPISTS)].read(0.002)
        site.kill()
        for key, device in devices.items():
            device.drain(0.2)
            # Saved counts this connection's frames, the empty first answer left out.
            saved[key] = bases[key] + "".join(typed[key][: device.saved])
        site.start()
    last = open_room(site, ruth, chair)
    for key in TYPISTS:
        assert last.words(f"t:{cards[key]}").startswith(saved[key])
    assert sum(map(len, saved.values())) > 500
