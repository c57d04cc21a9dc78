"""Which details of meetings, children and people can be used; what roles bring with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from server.contract.catalogue import load_limits
from server.contract.values import Child, Value
from server.identity.answers import LONG_LINE, Answers
from server.identity.values import Code, MeetingDetails, PersonDetails

CHILDREN = 12
PEOPLE = load_limits().people_per_meeting
MODES = ("in_person", "video", "hybrid")
CLEARANCES = ("room", "professionals")


class Role(Value, frozen=True, kw_only=True):
    """What a role brings with it: whose side, and who may see what."""

    side: str
    clearance: str


class Roles:
    """The roles of every meeting type (shared/meetings/*.json, passed in)."""

    def __init__(self, types: Mapping[str, Mapping[str, Any]]) -> None:
        self._roles = {
            type_id: {
                role["id"]: Role(side=role["side"], clearance=role["clearance"])
                for role in kind["roles"]
            }
            for type_id, kind in types.items()
        }

    @property
    def types(self) -> tuple[str, ...]:
        """Every type of meeting."""
        return tuple(self._roles)

    def of(self, type_id: str) -> Mapping[str, Role]:
        """The roles of a type, by id."""
        return self._roles.get(type_id, {})

    def role(self, type_id: str, role_id: str) -> Role:
        """One role. Raises KeyError for one that `check_person` would not let through."""
        return self._roles[type_id][role_id]


def check_meeting(details: MeetingDetails, roles: Roles) -> tuple[MeetingDetails, dict[str, Code]]:
    """The details as they will be stored, and field -> code for those that cannot be."""
    answers = Answers()
    checked = MeetingDetails(
        type=answers.choice("type", details.type, roles.types, "bad_field"),
        on=answers.date("on", details.on, missing="date_missing"),
        starts=answers.clock("starts", details.starts),
        venue=answers.line("venue", details.venue, LONG_LINE),
        mode=answers.choice("mode", details.mode, MODES, "bad_field"),
        reference=answers.line("reference", details.reference),
        strategy_on=answers.date("strategy_on", details.strategy_on),
        council=answers.line("council", details.council),
        contact=answers.line("contact", details.contact, LONG_LINE),
    )
    return checked, answers.wrong


def check_child(child: Child) -> tuple[Child, dict[str, Code]]:
    """The child as stored, and field -> code. A missing first name is taken from the name."""
    answers = Answers()
    name = answers.line("name", child.name, missing="name_missing")
    first_name = answers.line("first_name", child.first_name) or name.partition(" ")[0]
    lines = (
        "sex", "ethnicity", "language", "disability", "school",
        "legal_status", "reference", "plan_before",
    )  # fmt: skip
    rest = {field: answers.line(field, getattr(child, field), LONG_LINE) for field in lines}
    days = {field: answers.date(field, getattr(child, field)) for field in ("born", "due")}
    return replace(child, name=name, first_name=first_name, **days, **rest), answers.wrong


def check_person(
    details: PersonDetails, type_id: str, roles: Roles
) -> tuple[PersonDetails, dict[str, Code]]:
    """The details as stored, and field -> code. Family never gets professionals' clearance."""
    answers = Answers()
    role = answers.choice("role", details.role, roles.of(type_id), "role_missing")
    allowed = ["", "room"]
    if role in roles.of(type_id) and roles.role(type_id, role).side == "professional":
        allowed = ["", *CLEARANCES]
    checked = PersonDetails(
        name=answers.line("name", details.name, missing="name_missing"),
        role=role,
        agency=answers.line("agency", details.agency),
        relation=answers.line("relation", details.relation),
        clearance=answers.choice("clearance", details.clearance, allowed, "bad_field"),
        staff=details.staff,
        speaks_for=details.speaks_for,
        apart=tuple(dict.fromkeys(details.apart)),
        arrives=answers.clock("arrives", details.arrives),
    )
    return checked, answers.wrong
