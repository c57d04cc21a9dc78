"""Threefold beside its peers: what a delivered edit costs, how late it comes, what is lost.

    make bench            or: .venv/bin/python -m tests.bench.run --only ours --work room200

Every server runs alone, on core 0; the generator (load.c) on core 1. How to read the table is in
README.md beside this file.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.crowd import Shape, make, plan
from tests.bench.servers import OURS, ROOT, Peers, Server, pinned
from tests.bench.table import Figures, print_tables
from tests.bench.targets import target_table, write_readme

HERE = Path(__file__).parent
ROOM_200, ROOM_50, ROOMS = Shape(1, 200), Shape(1, 50), Shape(100, 5)
LONG = Shape(1, 200, 60, 100_000)

TYPING = {"room200": (ROOM_200, 5.0), "room50": (ROOM_50, 5.0), "rooms": (ROOMS, 2.0)}
OTHERS = ("saturation", "presence", "joins", "storm", "memory")
ALONE = ("keystroke", "ending")
"""Of Threefold only: no peer has the like."""
STEPS = (50, 100, 200, 400, 600, 800)
"""Edits a second of each of 50 clients, one step after the other, until it is too much."""
HALVINGS = 2
"""How often the way between the last that went and the first that did not is halved."""
TRIES = 3
"""Of a step, before it is too much: a stall of a shared machine is not the server's."""


class Bench:
    """One run: its folder, its generator, its figures."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self.folder = folder
        self.seconds = seconds
        self.load = folder / "load"
        self.figures: Figures = {}
        self._made: dict[Shape, tuple[Path, Path]] = {}
        source = str(HERE / "load.c")
        subprocess.run(["cc", "-O2", "-o", str(self.load), source], check=True)

    def typing(self, server: Server, work: str) -> None:
        """Everybody types at a steady rate."""
        shape, rate = TYPING[work]
        self.note(work, server, self.play(server, shape, "type", rate))

    def presence(self, server: Server) -> None:
        """Fifty people move about, ten times a second each."""
        self.note("presence", server, self.play(server, ROOM_50, "presence", 10.0))

    def saturation(self, server: Server) -> None:
        """More and more from fifty people, until the slowest hundredth takes over 100 ms."""
        best: dict[str, float] = {}
        low, high = 0.0, 0.0
        for step in STEPS:
            if not (found := self.keeps_up(server, step)):
                high = step
                break
            low, best = step, found
        for _ in range(HALVINGS if low and high else 0):
            middle = (low + high) / 2
            found = self.keeps_up(server, middle)
            low, high, best = (middle, high, found) if found else (low, middle, best)
        if best:
            best["rate"] = best["delivered"] / best["seconds"]
        self.note("saturation", server, best)

    def keeps_up(self, server: Server, rate: float) -> dict[str, float]:
        """A run at this rate in which nothing was lost and p99 stayed below 100 ms; else empty."""
        options = ("--warm", 1)
        for _ in range(TRIES):
            found = self.play(server, ROOM_50, "type", rate, *options, seconds=2.0, roomy=True)
            if _kept_up(found):
                return found
        return {}

    def joins(self, server: Server) -> None:
        """Two hundred people open a board of 100,000 edits at once."""
        self.note("joins", server, self.play(server, LONG, "join", 0))

    def storm(self, server: Server) -> None:
        """Two hundred come back at once, each with twenty edits made offline."""
        self.note("storm", server, self.play(server, ROOM_200, "storm", 0))

    def memory(self, server: Server) -> None:
        """Resident memory: empty, and what each person and each room adds once there are some."""
        base, few = self.weigh(server, Shape(1, 20))
        _, many = self.weigh(server, Shape(1, 120))
        person = (many - few) / 100
        _, few_rooms = self.weigh(server, Shape(20, 1))
        _, many_rooms = self.weigh(server, Shape(120, 1))
        room = (many_rooms - few_rooms) / 100 - person
        self.note("memory", server, {"base": base, "person": person, "room": room})

    def keystroke(self, server: Server) -> None:
        """A keystroke's way through the server's own functions, on the server's core."""
        script = "import json; from tests.bench.path import measure; print(json.dumps(measure()))"
        self.note("keystroke", server, self.told([*pinned(0), sys.executable, "-c", script]))

    def ending(self, server: Server) -> None:
        """From "End meeting" until the files can be read, with 60 cards and with 300."""
        script = (
            "import json; from tests.bench.ending import measure; print(json.dumps(measure({})))"
        )
        command = [*pinned(0), sys.executable, "-c"]
        large = self.told([*command, script.format(300)])
        found = self.told([*command, script.format(60)])
        self.note("ending", server, {**found, **{f"{key} 300": large[key] for key in large}})

    def told(self, command: list[str]) -> dict[str, float]:
        """What another process measured; empty when it failed."""
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr[-500:], file=sys.stderr)
            return {}
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return found

    def play(
        self, server: Server, shape: Shape, mode: str, rate: float, *more: object,
        seconds: float = 0.0, roomy: bool = False,
    ) -> dict[str, float]:  # fmt: skip
        """One run of the generator against a fresh server."""
        data, seed = self.made(shape)
        with server.run(data, roomy=roomy) as running:
            options = ["--mode", mode, "--rate", rate, "--seconds", seconds or self.seconds, *more]
            done = subprocess.run(
                self.command(server, shape, running.port, seed, *options, "--pid", running.pid),
                capture_output=True, text=True, timeout=180, check=False,
            )  # fmt: skip
            running.check()
        if done.returncode:
            print(f"  {server.name}: {done.stderr.strip()}", file=sys.stderr)
            return {}
        found: dict[str, float] = json.loads(done.stdout)
        return found

    def weigh(self, server: Server, shape: Shape) -> tuple[float, float]:
        """KiB before anybody came, and with everybody there."""
        data, seed = self.made(shape)
        with server.run(data) as running:
            before = running.resident()
            line = self.command(server, shape, running.port, seed, "--mode", "hold")
            with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as held:
                assert held.stdout is not None
                held.stdout.readline()
                after = running.resident()
                held.communicate()
        return before, after

    def command(
        self, server: Server, shape: Shape, port: int, seed: Path, *options: object
    ) -> list[str]:
        """The generator's command line, on its core."""
        lines = self.folder / "plan.tsv"
        lines.write_text(plan(shape, doc=server.named, path=server.path))
        given = ["--plan", lines, "--port", port, *options]
        if server is not OURS:
            given += ["--seed", seed]
        return [*pinned(1), str(self.load), *map(str, given)]

    def made(self, shape: Shape) -> tuple[Path, Path]:
        """The data folder of a shape and the first board as an update; made once a run."""
        if shape not in self._made:
            data = self.folder / "-".join(map(str, shape))
            state = asyncio.run(make(data, shape))
            seed = data.with_suffix(".update")
            seed.write_bytes(state)
            self._made[shape] = data, seed
        return self._made[shape]

    def note(self, work: str, server: Server, found: dict[str, float]) -> None:
        """Keep what was found."""
        self.figures.setdefault(work, {})[server.name] = found
        print(f"  {work:<10} {server.name:<26} {_brief(found)}", file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=5.0, help="of each run, after a warm-up")
    asked.add_argument("--only", default="", help="names of servers, with commas")
    asked.add_argument("--work", default="", help="names of workloads, with commas")
    asked.add_argument("--peers", type=Path, default=None, help="where the peers are installed")
    asked.add_argument("--readme", action="store_true", help="write the last table to README.md")
    options = asked.parse_args()
    servers = [OURS, *Peers(options.peers).install()]
    if options.only:
        servers = [one for one in servers if one.name in options.only.split(",")]
    works = options.work.split(",") if options.work else [*TYPING, *OTHERS, *ALONE]
    began = _load()
    with tempfile.TemporaryDirectory(prefix="threefold-bench-") as folder:
        bench = Bench(Path(folder), options.seconds)
        for work in works:
            for server in servers if work not in ALONE else [OURS]:
                measure(bench, server, work)
    about = (
        f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC. {_machine()}. Load of the machine before"
        f" {began}, after {_load()}. A write of 4 KiB reaches the disk in {_disk()}."
    )
    print(f"\n{about}")
    print_tables(bench.figures, [one.name for one in servers])
    table = target_table(bench.figures)
    print("\nWhat was promised\n", *table, sep="\n")
    if options.readme:
        write_readme(ROOT / "README.md", about, table)


def measure(bench: Bench, server: Server, work: str) -> None:
    """One workload on one server."""
    if work in TYPING:
        bench.typing(server, work)
    else:
        getattr(bench, work)(server)


def _kept_up(found: dict[str, float]) -> bool:
    return bool(found) and found["p99"] <= 100 and found["delivered"] == found["expected"]


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def _machine() -> str:
    about = Path("/proc/cpuinfo").read_text()
    names = [line.partition(":")[2].strip() for line in about.splitlines() if "model name" in line]
    return f"{len(names)} cores, {names[0] if names else 'unknown processor'}"


def _disk() -> str:
    """How long fsync takes: the median and the slowest of a hundred."""
    times = []
    with tempfile.TemporaryFile() as file:
        for _ in range(100):
            file.write(bytes(4096))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    return f"{sorted(times)[50]:.1f} ms, the slowest of a hundred in {max(times):.1f} ms"


def _brief(found: dict[str, float]) -> str:
    kept = ("cpu", "p50", "p99", "delivered", "expected", "converged", "join", "base", "room")
    return " ".join(f"{key}={found[key]}" for key in kept if key in found) or "nothing"


if __name__ == "__main__":
    main()
