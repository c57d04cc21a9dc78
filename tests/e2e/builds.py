"""Other versions of the program: copies of it with something changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.e2e.site import ROOT


def a_copy(folder: Path) -> Path:
    """The program as it is, in a folder of its own."""
    for part in ("server", "shared", "web/dist"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def newer_pages(folder: Path) -> Path:
    """A copy whose board pages were built anew: every script has another name."""
    dist = a_copy(folder) / "web/dist"
    manifest = json.loads((dist / "manifest.json").read_text())
    for name in ("desk.js", "companion.js"):
        old = manifest[name]
        manifest[name] = f"newer-{old}"
        (dist / manifest[name]).write_text((dist / old).read_text() + "\n// newer\n")
        (dist / old).unlink()
    (dist / "manifest.json").write_text(json.dumps(manifest))
    return folder


def newer_wire(folder: Path) -> Path:
    """A copy whose server and pages speak another wire than those of before."""
    root = newer_pages(folder)
    _change(root / "server/routes/sockets.py", 'PROTOCOL = "1"', 'PROTOCOL = "2"')
    for script in (root / "web/dist").glob("*.js"):
        if "&v=1" in script.read_text():
            _change(script, "&v=1", "&v=2")
            script.with_name(f"{script.name}.br").unlink(missing_ok=True)
    return root


def _change(file: Path, old: str, new: str) -> None:
    words = file.read_text()
    assert words.count(old) == 1, file
    file.write_text(words.replace(old, new))
