"""Plain JSON in one normal form, so that a record reads the same before and after the CRDT."""

from sys import intern
from typing import Any

from server.contract.lib0 import MAX_UINT

_DEEPEST = 16  # deep nesting kills the CRDT library and browsers; our records need far less


def normal(value: Any, depth: int = _DEEPEST) -> Any:
    """A copy of a JSON value; whole floats become ints, as the CRDT gives every number as float.

    Raises ValueError for what JSON, JavaScript or UTF-8 cannot hold, or nests too deep.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        value.encode()  # refuses a lone surrogate
        return value
    if isinstance(value, int | float):
        return _normal_number(value)
    if depth == 0:
        raise ValueError("nested too deep for a record")
    if isinstance(value, dict):
        return {_normal_key(key): normal(part, depth - 1) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [normal(part, depth - 1) for part in value]
    raise ValueError(f"not plain JSON: {type(value).__name__}")


def _normal_number(value: float) -> int | float:
    if isinstance(value, float):
        if not value.is_integer():
            if value - value != 0:
                raise ValueError("not a number that JSON can carry")
            return value
        value = int(value)
    if abs(value) > MAX_UINT:
        raise ValueError("a number too large for JavaScript")
    return value


def _normal_key(key: Any) -> str:
    if not isinstance(key, str):
        raise ValueError("a key that is not a string")
    key.encode()
    return intern(str(key))  # a board holds hundreds of records with the same fifteen keys
