"""Small worlds for the document tests: hand-made updates, and a board with two people."""

from collections.abc import Callable

from server.document.gate import Gate
from server.document.live_board import LiveBoard
from server.document.order import TextOrder
from server.document.updates import Deletes, TextStruct, encode_text_update
from server.document.verdicts import Accepted, Id, Verdict

SAM, ALEX = 507, 9001  # client ids
ROOT = "t:card"


def anywhere(root: str) -> bool:
    """May write every text."""
    return True


def nowhere(root: str) -> bool:
    """May write no text."""
    return False


def only(*roots: str) -> Callable[[str], bool]:
    """May write these texts."""
    return lambda root: root in roots


def typed(
    client: int,
    clock: int,
    words: str,
    *,
    left: Id | None = None,
    right: Id | None = None,
    root: str = ROOT,
) -> bytes:
    """An update with one string."""
    return encode_text_update(client, [struct(clock, words, left, right, root)], [])


def struct(
    clock: int, words: str, left: Id | None = None, right: Id | None = None, root: str = ROOT
) -> TextStruct:
    """One string as a struct."""
    length = len(words.encode("utf-16-le")) // 2
    return TextStruct(clock, length, left, right, root if left is right is None else None, words)


def deleted(deletes: Deletes) -> bytes:
    """An update that only deletes."""
    return encode_text_update(0, [], deletes)


def judge(
    gate: Gate,
    update: bytes,
    who: str = "sam",
    may_write: Callable[[str], bool] = anywhere,
    *,
    synced: bool = True,
) -> Verdict:
    """The gate's verdict."""
    return gate.judge(update, who, may_write, synced=synced)


def accept(gate: Gate, update: bytes, who: str = "sam") -> Accepted:
    """A verdict that must be yes."""
    verdict = judge(gate, update, who)
    assert isinstance(verdict, Accepted), verdict
    return verdict


def code(verdict: Verdict) -> str:
    """The code of a refusal, else the verdict's name."""
    return getattr(verdict, "code", type(verdict).__name__)


def a_gate(words: str = "hello") -> Gate:
    """Sam has typed into the card."""
    gate = Gate()
    accept(gate, typed(SAM, 0, words))
    return gate


def write(board: LiveBoard, update: bytes, who: str = "sam") -> bytes:
    """Judge and apply; gives the bytes for the others."""
    accepted = accept(board.gate, update, who)
    with board.change() as change:
        board.apply(accepted)
    return change.update


def knowledge(gate: Gate) -> object:
    """All a gate knows, to compare before and after."""
    clients = {
        client: (ids.next, ids.starts[:], ids.roots[:], set(ids.lows), ids.deleted.missing(0, 999))
        for client, ids in gate.known.clients.items()
    }
    orders = {
        root: TextOrder.recalled(kept).ids() for root, kept in gate.known.kept_orders().items()
    }
    return (
        clients,
        dict(gate.known.sizes),
        gate.owners(),
        {r: ids for r, ids in orders.items() if ids},
    )
