"""What the gate answers, and the limits it holds people to."""

from dataclasses import dataclass
from typing import Final

SERVER_CLIENT: Final = 1  # the server writes under this client id, nobody else may
TEXT_ROOT: Final = "t:"  # how the name of every text begins
MAX_CLIENT: Final = 2**32 - 1  # Yjs draws client ids from 32 bits

Id = tuple[int, int]  # (client id, clock): the name of one UTF-16 unit for ever


@dataclass(frozen=True, slots=True)
class GateLimits:
    """Bounds of one update, and of one text and one person on one board."""

    update_bytes: int = 65536
    structs: int = 1000
    ranges: int = 2000  # deleted ranges that are new to the board
    ids_per_text: int = 50000  # UTF-16 units ever typed into one text, deleted ones included
    clients_each: int = 1000  # client ids one person may use up on one board


@dataclass(slots=True)
class Accepted:
    """A canonical update that pycrdt may see. `client` is 0 when it only deletes."""

    update: bytes
    roots: frozenset[str]
    client: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A no: `code` is one of `shared/refusals.json`, `detail` is for the log."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing new, or nothing that can be used yet: neither accepted nor punished."""


Verdict = Accepted | Refused | Nothing


class Unfit(Exception):
    """Raised inside the gate for the first rule an update breaks; never leaves it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
