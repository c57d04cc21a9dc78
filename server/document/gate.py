"""The gate: judges a client's bytes before the CRDT library sees them (RULES GAT)."""

from collections import Counter, deque
from collections.abc import Callable, Mapping

from server.contract.lib0 import Malformed
from server.document.draft import Draft
from server.document.ids import IdRun, IdUpdate, decode_ids
from server.document.known import Known
from server.document.updates import Section, TextStruct, TextUpdate, decode_text_update
from server.document.verdicts import (
    MAX_CLIENT,
    SERVER_CLIENT,
    TEXT_ROOT,
    GateLimits,
    Nothing,
    Refused,
    Unfit,
    Verdict,
)

# Before a connection's first sync step 2 these mean "the step 2 will bring the rest" (GAT-6):
# y-websocket sends live keystrokes before it answers, after a spell offline.
_WAITS_FOR_SYNC = ("clock_gap", "unknown_delete")

_NOTHING = Nothing()


class Gate:
    """What one live board has accepted, as ids; decides what may follow."""

    def __init__(self, limits: GateLimits | None = None) -> None:
        self.limits = limits or GateLimits()
        self.known = Known()
        self._owners: dict[int, str] = {}
        self._claimed: Counter[str] = Counter()

    def judge(
        self, update: bytes, who: str, may_write: Callable[[str], bool], *, synced: bool
    ) -> Verdict:
        """Judge one update of participant `who`; any bytes are safe.

        `may_write` is asked once for each root the update touches. `synced`: this connection
        has answered the server's first sync step 1. An accepted update is known to the gate
        from now on; a refusal changes nothing (GAT-14).
        """
        if len(update) > self.limits.update_bytes:
            return Refused("too_big", f"{len(update)} bytes")
        draft = Draft(self.known, self.limits, may_write)
        try:
            decoded = decode_text_update(update, self.limits.structs)
            self._try(draft, decoded, who)
        except Malformed as fault:
            return Refused("malformed", str(fault))
        except Unfit as no:
            draft.undo()
            if not synced and no.code in _WAITS_FOR_SYNC:
                return _NOTHING
            return Refused(no.code, str(no))
        if not draft.structs and not draft.deletes:
            return _NOTHING
        accepted = draft.accepted(update, decoded.sections, decoded.deletes)
        if draft.structs:
            self._bind(draft.client, who)
        draft.commit()
        return accepted

    def _try(self, draft: Draft, decoded: TextUpdate, who: str) -> None:
        for section in decoded.sections:
            structs = self._fresh(section)
            if not structs:
                continue
            self._check_client(draft, section.client, who)
            next_clock = self.known.next_clock(section.client)
            if structs[0].clock > next_clock:
                raise Unfit("clock_gap", f"{section.client}:{structs[0].clock}, not {next_clock}")
            if structs[0].clock < next_clock:
                raise Unfit("overlap", f"{section.client}:{structs[0].clock}, not {next_clock}")
            draft.take_section(section.client, structs)
        if decoded.deletes:
            draft.take_deletes(decoded.deletes)

    def _fresh(self, section: Section) -> list[TextStruct]:
        """The structs that are not known whole (GAT-4)."""
        next_clock = self.known.next_clock(section.client)
        structs = section.structs
        if structs[0].clock >= next_clock:
            return structs
        return [struct for struct in structs if struct.clock + struct.length > next_clock]

    def _check_client(self, draft: Draft, client: int, who: str) -> None:
        """GAT-3: one client id an update, and it is this person's."""
        if draft.structs:
            raise Unfit("not_yours", "new structs of two client ids")
        if not self._may_use(client, who):
            raise Unfit("not_yours", f"client id {client}")

    # Client ids

    def claim(self, client_id: int, who: str) -> bool:
        """Bind a client id to a participant for good; False when it cannot be theirs (GAT-3)."""
        if not self._may_use(client_id, who):
            return False
        self._bind(client_id, who)
        return True

    def owner(self, client_id: int) -> str | None:
        """The participant a client id belongs to."""
        return self._owners.get(client_id)

    def owners(self) -> dict[int, str]:
        """All bound client ids; kept with a checkpoint, whose bytes do not say it."""
        return dict(self._owners)

    def adopt(self, owners: Mapping[int, str]) -> None:
        """Bind client ids as a checkpoint had them."""
        for client_id, who in owners.items():
            self._bind(client_id, who)

    def _may_use(self, client: int, who: str) -> bool:
        owner = self._owners.get(client)
        if owner is not None:
            return owner == who
        return (
            SERVER_CLIENT < client <= MAX_CLIENT
            and client not in self.known.clients  # it has words already, so it is not free
            and self._claimed[who] < self.limits.clients_each
        )

    def _bind(self, client: int, who: str) -> None:
        if client not in self._owners:
            self._owners[client] = who
            self._claimed[who] += 1

    # Trusted updates

    def learn(self, update: bytes, who: str | None) -> None:
        """Take in an update that is true already: from the log, or the server's own write.

        Known parts are passed over. Raises Malformed when it does not fit what is known.
        """
        decoded = decode_ids(update)
        self._learn_runs(decoded)
        for client, ranges in decoded.deletes:
            for clock, length in ranges:
                self.known.delete(client, clock, clock + length)
        if who is not None:
            for client, _ in decoded.sections:
                if client != SERVER_CLIENT:
                    self._bind(client, who)

    def _learn_runs(self, decoded: IdUpdate) -> None:
        """Sections name each other's ids in any order: go round until all runs have a root."""
        waiting = [(client, deque(runs)) for client, runs in decoded.sections]
        while waiting:
            moved = False
            for client, runs in waiting:
                while runs and self._learn_run(client, runs[0]):
                    runs.popleft()
                    moved = True
            waiting = [(client, runs) for client, runs in waiting if runs]
            if waiting and not moved:
                raise Malformed("an update that names ids nobody has")

    def _learn_run(self, client: int, run: IdRun) -> bool:
        """Whether the run could be placed."""
        known = self.known
        next_clock = known.next_clock(client)
        fresh = run.clock + run.length - next_clock
        if fresh <= 0:
            return True
        if fresh > run.length or run.skip:
            raise Malformed("an update with a gap")
        root = run.root or ""  # a collected struct has no place any more: "" is no one's text
        for near in (run.left, run.right, run.parent):
            if near is not None:
                there = known.root_of(*near)
                if there is None:
                    return False
                if root not in ("", there):
                    raise Malformed("neighbours in two texts")
                root = there
        if root.startswith(TEXT_ROOT):
            left = run.left if next_clock == run.clock else (client, next_clock - 1)
            order = known.order(root)
            order.put(client, next_clock, fresh, left, run.right, None)
            order.settle()
        known.add(client, fresh, root, run.lows, run.gone)
        return True
