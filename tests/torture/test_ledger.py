"""What the ledger of a torture finds."""

from __future__ import annotations

from random import Random

from tests.torture.ledger import out_of_order
from tests.torture.page import Address
from tests.torture.person import Asked, Person
from tests.torture.vault import Vault


def kerry(*commands: str) -> Person:
    """Somebody who has asked for these, in this order."""
    person = Person("kerry", Address(1, "", "m", "p_kerry", ""), [], Random(1), Vault())
    person.asked += [Asked(command, "ready", {}) for command in commands]
    return person


def test_commands_in_the_order_they_were_asked_are_well() -> None:
    stored = {("p_kerry", "a"): 3, ("p_kerry", "c"): 5, ("p_mark", "b"): 1}
    assert out_of_order(kerry("a", "b", "c"), stored) == set()


def test_a_command_done_behind_a_later_one_is_found() -> None:
    stored = {("p_kerry", "a"): 7, ("p_kerry", "b"): 5, ("p_kerry", "c"): 9}
    assert out_of_order(kerry("a", "b", "c"), stored) == {"kerry: ready b in entry 5, after 7"}
