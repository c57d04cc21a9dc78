"""web/build.mjs: names files by their content and refuses a board page that is too heavy."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.repository import ROOT


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A web folder of its own, with our build and our packages, and no pages yet."""
    shutil.copy(ROOT / "web/build.mjs", tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "web/node_modules")
    (tmp_path / "icons.txt").write_text("sprout\n")
    (tmp_path / "src").mkdir()
    return tmp_path


def build(web: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["node", "build.mjs"], cwd=web, capture_output=True, text=True)


def noise(size: int) -> str:
    """Words that gzip cannot make much smaller than `size` bytes."""
    return random.Random(3).randbytes(size * 3 // 4).hex()


def test_a_light_page_is_built_under_the_hash_of_its_content(web: Path) -> None:
    (web / "src/wall.ts").write_text("document.title = 'Wall';")
    assert build(web).returncode == 0
    first = json.loads((web / "dist/manifest.json").read_text())["wall.js"]
    assert (web / "dist" / first).exists()
    (web / "src/wall.ts").write_text("document.title = 'The wall';")
    assert build(web).returncode == 0
    second = json.loads((web / "dist/manifest.json").read_text())["wall.js"]
    assert second != first
    assert not (web / "dist" / first).exists()


def test_a_heavy_board_page_stops_the_build(web: Path) -> None:
    (web / "src/wall.ts").write_text(f"document.title = '{noise(90_000)}';")
    stopped = build(web)
    assert stopped.returncode == 1
    assert "wall.js is" in stopped.stderr
    assert not (web / "dist/manifest.json").exists()


def test_a_page_names_what_it_cannot_start_without_and_each_text_has_a_twin(web: Path) -> None:
    (web / "src/later.ts").write_text("export const later = 'later';")
    (web / "src/both.ts").write_text("export const both = 'both';")
    (web / "src/more.ts").write_text("import { both } from './both.ts'; document.title = both;")
    (web / "src/desk.ts").write_text(
        "import { both } from './both.ts'; document.title = both;"
        "void import('./more.ts'); void import('./later.ts');"
    )
    assert build(web).returncode == 0
    preloads = json.loads((web / "dist/preloads.json").read_text())
    [shared] = preloads["desk.js"]
    assert "both" in (web / "dist" / shared).read_text()
    assert (web / "dist" / f"{shared}.br").exists()
    assert not any("later" in name for name in preloads["desk.js"])


def test_an_icon_is_silent_and_takes_its_size_from_css(web: Path) -> None:
    assert build(web).returncode == 0
    icon = json.loads((web / "dist/icons.json").read_text())["sprout"]
    assert icon.startswith('<svg class="i" viewBox="0 0 24 24" aria-hidden="true">')
    assert "width=" not in icon


def test_an_unknown_icon_stops_the_build(web: Path) -> None:
    (web / "icons.txt").write_text("no-such-icon\n")
    stopped = build(web)
    assert stopped.returncode == 1
    assert "no-such-icon" in stopped.stderr
