"""Checks a value against a JSON Schema, as far as shared/record.schema.json uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,), "boolean": (bool,), "object": (dict,), "array": (list,),
    "null": (type(None),), "integer": (int,),
}  # fmt: skip


def faults(
    value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], at: str = "$"
) -> list[str]:
    """Every way in which `value` differs from `schema`, with its place."""
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix("#/$defs/")
        return faults(value, root["$defs"][name], root, at)
    if "anyOf" in schema:
        return _any(value, schema["anyOf"], root, at)
    if "const" in schema:
        return [] if value == schema["const"] else [f"{at}: {value!r} is not {schema['const']!r}"]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{at}: {value!r} is not one of them"]
    return [*_type(value, schema, at), *_inside(value, schema, root, at)]


def _any(value: Any, options: list[Any], root: Mapping[str, Any], at: str) -> list[str]:
    tries = [faults(value, option, root, at) for option in options]
    return min(tries, key=len)


def _type(value: Any, schema: Mapping[str, Any], at: str) -> list[str]:
    wanted = schema.get("type")
    if wanted is None:
        return []
    right = isinstance(value, TYPES[wanted]) and (wanted != "integer" or value is not True)
    return [] if right else [f"{at}: {value!r} is not {wanted}"]


def _inside(
    value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], at: str
) -> Iterator[str]:
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from faults(one, schema.get("items", {}), root, f"{at}[{number}]")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (
            f"{at}.{key} is missing" for key in schema.get("required", ()) if key not in value
        )
        if schema.get("additionalProperties") is False:
            yield from (f"{at}.{key} is not in the schema" for key in value if key not in known)
        for key in value.keys() & known.keys():
            yield from faults(value[key], known[key], root, f"{at}.{key}")
