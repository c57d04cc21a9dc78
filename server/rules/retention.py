"""How long a meeting is kept, and what may be destroyed; the periods stand in shared/retention."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, TypeAlias

from server.rules.clocks import months_after

State: TypeAlias = Literal["kept", "held", "due", "asked"]


def trigger_day(trigger: str, given: str, ended: str, births: Collection[str]) -> str:
    """The day a period runs from, YYYY-MM-DD; "" when nothing says so yet (RET-1).

    `given` is the day that somebody set, and wins. Else it is the youngest child's birth for the
    trigger "birth" (none known: ""), and the day of the meeting's end for any other.
    """
    if given:
        return given
    return max(births, default="") if trigger == "birth" else ended


def due_day(trigger_on: str, years: int) -> str:
    """The day from which a meeting may be destroyed, or "" without a trigger (RET-1)."""
    return months_after(trigger_on, 12 * years) if trigger_on else ""


def state(due_on: str, today: str, hold: str, *, asked: bool) -> State:
    """How a meeting stands: a hold goes before everything (RET-2)."""
    if hold:
        return "held"
    if asked:
        return "asked"
    return "due" if due_on and due_on <= today else "kept"


def why_not(due_on: str, today: str, hold: str) -> str:
    """The code of what stands in the way of destroying a meeting today, or "" (RET-2)."""
    if hold:
        return "on_hold"
    return "" if due_on and due_on <= today else "not_due"


def may_approve(asked_by: str, by: str) -> str:
    """The code "second_person" unless somebody else than who asked approves; else "" (RET-3)."""
    return "second_person" if by == asked_by else ""
