"""Real Yjs in a Node child process, one method a request."""

import json
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SCRIPT = Path(__file__).with_name("yjs_peer.mjs")


class YjsPeer:
    """Any number of Yjs documents by name. Raises AssertionError when Yjs throws."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            ["node", str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()  # closes its input, which ends it
        self._process.wait(timeout=10)

    def ask(self, *requests: dict[str, Any]) -> list[Any]:
        """Send requests together; gives their answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(requests) + "\n")
        self._process.stdin.flush()
        answers = json.loads(self._process.stdout.readline())
        errors = [answer["error"] for answer in answers if "error" in answer]
        assert errors == [], errors
        return [answer["value"] for answer in answers]

    def open(self, doc: str, client: int | None = None, *, undo: bool = False) -> None:
        """A new document; `undo`: one whose own edits can be undone."""
        named = {} if client is None else {"client": client}
        self.ask({"op": "open", "doc": doc, "undo": undo, **named})

    def undo(self, doc: str, *, redo: bool = False) -> bytes:
        """Undo or redo the last edit; the update, b"" when there was none."""
        return b64decode(self.ask({"op": "undo", "doc": doc, "redo": redo})[0])

    def edit(self, doc: str, root: str, at: int, remove: int, words: str) -> bytes:
        """Delete and type, counted in characters; the update, b"" when nothing changed."""
        request = {"op": "edit", "doc": doc, "root": root, "at": at, "remove": remove}
        return b64decode(self.ask({**request, "words": words})[0])

    def apply(self, doc: str, *updates: bytes) -> None:
        self.ask(*({"op": "apply", "doc": doc, "update": coded(update)} for update in updates))

    def missing(self, doc: str, vector: bytes) -> bytes:
        """A sync step 2."""
        return b64decode(self.ask({"op": "missing", "doc": doc, "vector": coded(vector)})[0])

    def vector(self, doc: str) -> bytes:
        return b64decode(self.ask({"op": "vector", "doc": doc})[0])

    def look(self, doc: str, roots: list[str]) -> Any:
        """{"texts", "pending", "roots"}."""
        return self.ask({"op": "look", "doc": doc, "roots": roots})[0]

    def orders(self, doc: str, roots: list[str]) -> list[list[list[int]]]:
        """Every id of each text in order, deleted ones too: [client id, first clock, end]."""
        return self.ask(*({"op": "order", "doc": doc, "root": root} for root in roots))

    def records(self, doc: str, name: str) -> Any:
        return self.ask({"op": "records", "doc": doc, "name": name})[0]


def coded(data: bytes) -> str:
    return b64encode(data).decode()
