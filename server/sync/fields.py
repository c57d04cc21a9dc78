"""Values a command may set on an item, checked against shared/board.schema.json."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

import msgspec

from server.contract.catalogue import FieldSpec
from server.contract.values import Participant

NOT_A_VALUE = msgspec.UNSET


class Known(msgspec.Struct, frozen=True):
    """What a field may refer to: the meeting's children, people, outcomes, categories, items."""

    children: frozenset[str]
    people: Mapping[str, Participant]
    outcomes: frozenset[str]
    categories: frozenset[str]
    participation: frozenset[str]
    kind_of: Callable[[str], str | None]


def clean_fields(
    given: Mapping[str, Any], specs: Mapping[str, FieldSpec], known: Known
) -> dict[str, Any] | str:
    """The fields as they will be stored, or the code bad_field (BRD-5). None clears a field."""
    cleaned: dict[str, Any] = {}
    for name, value in given.items():
        spec = specs.get(name)
        if spec is None:
            return "bad_field"
        found = _cleared(spec) if value is None else CHECKS[spec.type](value, spec, known)
        if found is NOT_A_VALUE:
            return "bad_field"
        cleaned[name] = found
    return cleaned


def _cleared(spec: FieldSpec) -> Any:
    """What a field holds when it was emptied: of the same shape as when it was new."""
    match spec.type:
        case "children" | "people" | "categories":
            return []
        case "flag":
            return False
        case "child":
            return NOT_A_VALUE  # words are always some child's
        case "choice" if "" in spec.of:
            return ""
    return None


def _choice(value: Any, spec: FieldSpec, known: Known) -> Any:
    return value if isinstance(value, str) and value in spec.of else NOT_A_VALUE


def _text(value: Any, spec: FieldSpec, known: Known) -> Any:
    return tidy(value, spec.max)


def _flag(value: Any, spec: FieldSpec, known: Known) -> Any:
    return value if isinstance(value, bool) else NOT_A_VALUE


def _date(value: Any, spec: FieldSpec, known: Known) -> Any:
    return _parsed(value, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat)


def _time(value: Any, spec: FieldSpec, known: Known) -> Any:
    return _parsed(value, r"[0-9]{2}:[0-9]{2}", time.fromisoformat)


def _child(value: Any, spec: FieldSpec, known: Known) -> Any:
    return value if isinstance(value, str) and value in known.children else NOT_A_VALUE


def _children(value: Any, spec: FieldSpec, known: Known) -> Any:
    return _several(value, known.children)


def _people(value: Any, spec: FieldSpec, known: Known) -> Any:
    return _several(value, frozenset(known.people))


def _categories(value: Any, spec: FieldSpec, known: Known) -> Any:
    return _several(value, known.categories)


def _outcome(value: Any, spec: FieldSpec, known: Known) -> Any:
    return value if isinstance(value, str) and value in known.outcomes else NOT_A_VALUE


def _participation(value: Any, spec: FieldSpec, known: Known) -> Any:
    return value if isinstance(value, str) and value in known.participation else NOT_A_VALUE


def _item(value: Any, spec: FieldSpec, known: Known) -> Any:
    return value if isinstance(value, str) and known.kind_of(value) == spec.kind else NOT_A_VALUE


def _speaker(value: Any, spec: FieldSpec, known: Known) -> Any:
    """Somebody named: {person: id or null, name, role}.

    A participant is named in the server's words, so that nobody speaks under a false name.
    """
    if not isinstance(value, dict) or not set(value) <= {"person", "name", "role"}:
        return NOT_A_VALUE
    person = value.get("person")
    if person is not None:
        found = known.people.get(person) if isinstance(person, str) else None
        return NOT_A_VALUE if found is None else speaker(found)
    name, role = tidy(value.get("name"), 120), tidy(value.get("role", ""), 120)
    if name in (NOT_A_VALUE, "") or role is NOT_A_VALUE:
        return NOT_A_VALUE
    return {"person": None, "name": name, "role": role}


def speaker(person: Participant) -> dict[str, Any]:
    """A participant as the speaker of an item."""
    return {"person": person.id, "name": person.name, "role": person.relation}


CHECKS: Mapping[str, Callable[[Any, FieldSpec, Known], Any]] = {
    "choice": _choice, "text": _text, "flag": _flag, "date": _date, "time": _time,
    "child": _child, "children": _children, "people": _people, "categories": _categories,
    "outcome": _outcome, "participation": _participation, "item": _item, "speaker": _speaker,
}  # fmt: skip

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def tidy(value: Any, most: int) -> Any:
    """Text without control characters or outer space, at most `most` long."""
    if not isinstance(value, str):
        return NOT_A_VALUE
    text = _CONTROL.sub("", value.replace("\r\n", "\n")).strip()
    return text if len(text) <= most and _whole(text) else NOT_A_VALUE


def _whole(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _parsed(value: Any, pattern: str, parse: Callable[[str], object]) -> Any:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        return NOT_A_VALUE
    try:
        parse(value)
    except ValueError:
        return NOT_A_VALUE
    return value


def _several(value: Any, allowed: frozenset[str]) -> Any:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return NOT_A_VALUE
    unique = list(dict.fromkeys(value))
    return unique if set(unique) <= allowed else NOT_A_VALUE
