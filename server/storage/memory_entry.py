"""Second steps, PINs and counted tries in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from server.contract.values import Millis, Pin, SecondStep


class MemorySecondSteps:
    """Authenticators of staff accounts, and the codes for when one is lost."""

    def __init__(self) -> None:
        self._steps: dict[str, SecondStep] = {}
        self._codes: defaultdict[str, set[bytes]] = defaultdict(set)

    async def second_step(self, staff: str) -> SecondStep | None:
        """The account's authenticator, confirmed or not, or None."""
        return self._steps.get(staff)

    async def save_second_step(self, step: SecondStep, code_hashes: Sequence[bytes] = ()) -> None:
        """Store an authenticator in the place of an older one, with its recovery codes."""
        self._steps[step.staff] = step
        self._codes[step.staff] = set(code_hashes)

    async def drop_second_step(self, staff: str) -> None:
        """Forget the authenticator and the recovery codes."""
        self._steps.pop(staff, None)
        self._codes.pop(staff, None)

    async def use_moment(self, staff: str, moment: int) -> bool:
        """Remember the newest moment whose code was taken; False when it is not newer."""
        step = self._steps.get(staff)
        if step is None or moment <= step.last:
            return False
        self._steps[staff] = replace(step, last=moment)
        return True

    async def use_code(self, staff: str, code_hash: bytes) -> bool:
        """Use a recovery code up; False when there is no such code."""
        if code_hash not in self._codes[staff]:
            return False
        self._codes[staff].remove(code_hash)
        return True

    async def codes_left(self, staff: str) -> int:
        """How many recovery codes are not used."""
        return len(self._codes[staff])


class MemoryPins:
    """PINs that personal links ask for, at most one a participant."""

    def __init__(self) -> None:
        self._pins: dict[str, Pin] = {}

    async def pin(self, participant: str) -> Pin | None:
        """The participant's PIN, or None."""
        return self._pins.get(participant)

    async def save_pin(self, pin: Pin) -> None:
        """Store a PIN in the place of an older one."""
        self._pins[pin.participant] = pin

    async def drop_pin(self, participant: str) -> None:
        """Forget the PIN."""
        self._pins.pop(participant, None)

    async def try_pin(self, participant: str, most: int) -> bool:
        """Count a try; False when there were `most` before."""
        pin = self._pins.get(participant)
        if pin is None or pin.tried >= most:
            return False
        self._pins[participant] = replace(pin, tried=pin.tried + 1)
        return True

    def forget(self, meeting: str) -> None:
        """Destroy a meeting's PINs."""
        for person in [one.participant for one in self._pins.values() if one.meeting == meeting]:
            del self._pins[person]

    async def forgive_pin(self, participant: str) -> None:
        """The tries turned out well: they do not count."""
        if participant in self._pins:
            self._pins[participant] = replace(self._pins[participant], tried=0)


class MemoryTries:
    """How often somebody tried."""

    def __init__(self) -> None:
        self._times: dict[bytes, list[Millis]] = {}

    async def take(self, name: bytes, most: int, since: Millis, now: Millis) -> bool:
        """Count a try; False when there were `most` after `since`, and then it is not counted."""
        recent = {each: [at for at in times if at > since] for each, times in self._times.items()}
        self._times = {each: times for each, times in recent.items() if times}
        mine = self._times.setdefault(name, [])
        if len(mine) >= most:
            return False
        mine.append(now)
        return True

    async def give_back(self, name: bytes) -> None:
        """The newest try turned out well: it does not count."""
        if self._times.get(name):
            self._times[name].pop()

    async def forget(self, name: bytes) -> None:
        """All tries of this name turned out well."""
        self._times.pop(name, None)
