"""How people are named: initials unique within a meeting, and the line that says who spoke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TITLES = frozenset(
    (
        "dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "rev", "revd", "sir", "dame",
        "pc", "dc", "ds", "di", "sgt", "insp",
    )
)  # fmt: skip


def initials(names: Mapping[str, str]) -> dict[str, str]:
    """Give each person (id -> name) initials that nobody else in the meeting has (PEO-1)."""
    short: dict[str, str] = {}
    for person, name in names.items():
        short[person] = _free(_candidates(name), set(short.values()))
    return short


def _free(candidates: Sequence[str], taken: set[str]) -> str:
    for candidate in candidates:
        if candidate not in taken:
            return candidate
    return next(f"{candidates[0]}{n}" for n in range(2, 1000) if f"{candidates[0]}{n}" not in taken)


def _candidates(name: str) -> list[str]:
    words = [word for word in name.replace("-", " ").replace(".", " ").split() if word]
    words = [word for word in words if word.lower() not in TITLES] or words or ["?"]
    if len(words) == 1:
        return [words[0][:2].capitalize(), words[0][:3].capitalize()]
    first, last = words[0], words[-1]
    return [
        (first[0] + last[0]).upper(),
        first[0].upper() + last[:2].capitalize(),
        first[:2].capitalize() + last[0].upper(),
    ]


def who(name: str, role: str) -> str:
    """Say who somebody is in one line: "Mark Ellison, police" (PEO-2)."""
    name, role = name.strip(), role.strip()
    if not role or role.casefold() == name.casefold():
        return name
    return f"{name}, {role}" if name else role[:1].upper() + role[1:]


def together(names: Sequence[str]) -> str:
    """Join names as they are said: "Ellie", "Ellie and Tom", "Ellie, Tom and Sam" (PEO-3)."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
