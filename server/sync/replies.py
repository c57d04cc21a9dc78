"""The answer to a command, as it goes to the device that sent it."""

from __future__ import annotations

import msgspec

from server.sync.change import Done, Facts, Outcome


def reply_to_command(command: str, outcome: Outcome, seq: int, facts: Facts) -> bytes:
    """JSON: done and at which entry of the log, or a refusal with its sentence (SYN-7)."""
    if isinstance(outcome, Done):
        told = {"id": command, "ok": True, "seq": seq, "item": outcome.item}
        return msgspec.json.encode(told)
    refusal = {"code": outcome, "say": facts.catalogue.say(outcome)}
    return msgspec.json.encode({"id": command, "ok": False, "refusal": refusal})
