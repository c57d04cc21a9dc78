"""A real server in a process of its own, on a folder of its own, and the ways in."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Keep a redirect as it is."""

    def redirect_request(self, *_: Any) -> None:
        return None


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Site:
    """`python -m server` on a data folder: started, killed, started again."""

    def __init__(
        self, data: Path, port: int | None = None, settings: dict[str, str] | None = None
    ) -> None:
        """`settings` are THREEFOLD_ variables beside the folder and the port."""
        self.data = data
        self.root = ROOT
        """Where the program lies: another copy is another version."""
        self.settings = settings or {}
        self.arguments: tuple[str, ...] = ()
        """What the server's process is told besides."""
        self.port = port or free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.links: dict[str, Any] = {}

    # The process

    def demo(self) -> dict[str, Any]:
        """Make the invented conference; the links for everybody."""
        file = self.data / "links.json"
        self.run("migrate")
        self.run("demo", "--links", str(file))
        self.links = json.loads(file.read_text())
        return self.links

    def read_links(self) -> dict[str, Any]:
        """The links of a conference that was made before, in a copied folder."""
        self.links = json.loads((self.data / "links.json").read_text())
        return self.links

    def run(self, *command: str) -> str:
        """A command of `python -m server` on this site's folder."""
        done = subprocess.run(
            [sys.executable, "-m", "server", *command],
            cwd=self.root, env=self._environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr or done.stdout
        return done.stdout

    def start(self, module: str = "server") -> None:
        """Start the server and wait until it answers."""
        self.launch(module)
        self.wait_until_up()

    def launch(self, module: str = "server") -> None:
        """Start the server's process."""
        self.log = (self.data / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, "serve", *self.arguments],
            cwd=self.root, env=self._environment(), stdout=self.log, stderr=self.log,
        )  # fmt: skip

    def wait_until_up(self) -> None:
        """Wait until the server answers."""
        assert self.process is not None
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.base + "/healthz", timeout=5).close()  # noqa: S310 - loopback
                return
            assert self.process.poll() is None, (self.data / "server.log").read_text()
            time.sleep(0.02)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def stop(self) -> None:
        """Stop as a person would."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()

    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("THREEFOLD_")}
        here = {"THREEFOLD_DATA": str(self.data), "THREEFOLD_PORT": str(self.port)}
        return {**kept, **self.settings, **here}

    # The ways in, without a browser

    def browser(self) -> Visitor:
        """A cookie jar and a way to ask for pages."""
        return Visitor(self.base)

    def sign_in(self, who: str = "chair") -> Visitor:
        """A signed-in member of staff: "chair" or "minute_taker"."""
        visitor = self.browser()
        page = visitor.get("/sign-in")
        account = self.links[who]
        visitor.post("/sign-in", page, email=account["email"], password=account["password"])
        return visitor

    def guest(self, key: str) -> Visitor:
        """Somebody who opened their link and pressed the button; waiting to be let in."""
        visitor = self.browser()
        invited = self.links["wall"] if key == "wall" else self.links["people"][key]
        path = urllib.parse.urlparse(invited["url"]).path
        visitor.post(path, visitor.get(path))
        visitor.participant = invited["participant"]
        return visitor


class Visitor:
    """Asks for pages as a browser would, cookies kept."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.participant = ""
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar), NoRedirect()
        )

    @property
    def cookies(self) -> str:
        """The Cookie header this visitor would send."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    def get(self, path: str) -> str:
        """The page at a path."""
        return self.fetch(path).decode()

    def fetch(self, path: str) -> bytes:
        """What is at a path."""
        with self._opener.open(self.base + path, timeout=10) as answer:
            found: bytes = answer.read()
            return found

    def post(self, path: str, page: str, **fields: str) -> tuple[int, str]:
        """Send a form with the page's CSRF mark: status and where it leads."""
        found = CSRF.search(page)
        body = {"csrf": found[1] if found else "", **fields}
        data = urllib.parse.urlencode(body).encode()
        request = urllib.request.Request(  # noqa: S310 - loopback
            self.base + path, data, headers={"Origin": self.base}, method="POST"
        )
        try:
            with self._opener.open(request, timeout=10) as answer:
                return answer.status, answer.headers.get("Location", "")
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers.get("Location", "")
