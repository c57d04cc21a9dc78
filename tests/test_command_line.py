"""The command line as people use it: real processes, plain sentences, no tracebacks."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from server.contract.values import LogEntry
from server.rules.chain import GENESIS, link
from server.settings import read_settings
from server.storage.store import SqlStore

# Each command is a process of its own.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("THREEFOLD_")}
CHAIR = ("--email", "ruth@ashmoor.example", "--name", "Ruth Adeyemi", "--title", "Chair")


def server(
    *arguments: str | Path, typed: str = "", file_bytes: int = -1, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end; `file_bytes` is all that any file may grow to."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    return subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        cwd=ROOT,
        env={**CLEAN, **environment},
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=limit if file_bytes >= 0 else None,
        check=False,
    )


def refusal(ended: subprocess.CompletedProcess[str]) -> str:
    """The one plain sentence of a command that could not be carried out."""
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert ended.stdout == ""
    return ended.stderr.strip()


def broken(ended: subprocess.CompletedProcess[str]) -> str:
    """The one plain sentence of a check that found something changed."""
    assert (ended.returncode, ended.stdout) == (1, ""), ended.stdout + ended.stderr
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr.strip()


def test_an_account_is_added_and_listed(tmp_path: Path) -> None:
    add = ("staff", "add", "--data", tmp_path, *CHAIR, "--password-stdin")
    added = server(*add, typed="three sheep on a wall\n")
    assert (added.returncode, added.stdout) == (0, "ruth@ashmoor.example can sign in now.\n")
    assert "already" in refusal(server(*add, typed="three sheep on a wall\n"))
    listed = server("staff", "list", "--data", tmp_path)
    assert listed.stdout == "ruth@ashmoor.example\tRuth Adeyemi\tChair\n"
    assert "12 characters" in refusal(server(*add, typed="short\n"))


def test_the_demo_writes_its_links(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "links.json"
    made = server("demo", "--data", data, "--links", file)
    assert (made.returncode, made.stderr) == (0, "")
    links = json.loads(file.read_text(encoding="utf-8"))
    assert {"base", "meeting", "chair", "minute_taker", "people", "wall"} == set(links)
    shown = server("demo", "--data", data)
    assert links["chair"]["password"] in shown.stdout
    assert links["people"]["kerry"]["url"] in shown.stdout


def test_migrate_says_what_it_did(tmp_path: Path) -> None:
    for _ in range(2):
        assert server("migrate", "--data", tmp_path).stdout == "The database is up to date.\n"


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for command in ("run", "serve", "migrate", "demo"):
        said = refusal(server(command, "--data", tmp_path / "file" / "x"))
        assert said.startswith(f"The data folder {tmp_path}/file/x cannot be made")
    said = refusal(server("migrate", "--data", tmp_path / "no" / "x"))
    assert "cannot be made: no such file or directory" in said


def test_a_database_that_cannot_be_reached(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    addresses = {
        "nonsense": "cannot be read",
        "mysql://x/y": "must be SQLite or PostgreSQL",
        f"postgresql://nobody@127.0.0.1:{port}/x": "cannot be reached",
        f"sqlite:///{tmp_path}/no/such.db": "cannot be opened",
    }
    for address, words in addresses.items():
        ended = server("migrate", "--data", tmp_path, THREEFOLD_DATABASE_URL=address)
        assert words in refusal(ended)


def test_a_database_that_is_behind(tmp_path: Path) -> None:
    said = refusal(server("serve", "--data", tmp_path, "--port", "0"))
    assert said.endswith("python -m server migrate")


def test_another_master_key(tmp_path: Path) -> None:
    server("migrate", "--data", tmp_path)
    assert server("staff", "list", "--data", tmp_path).returncode == 0
    ended = server("staff", "list", "--data", tmp_path, THREEFOLD_MASTER_KEY="0" * 64)
    assert "another master key" in refusal(ended)


def test_a_wrong_setting(tmp_path: Path) -> None:
    ended = server("run", "--data", tmp_path, THREEFOLD_PORT="many")
    assert refusal(ended) == "THREEFOLD_PORT must be a number from 1 to 65535."
    assert "1 to 65535" in refusal(server("run", "--data", tmp_path, "--port", "70000"))
    away = server("run", "--data", tmp_path, "--port", "0", THREEFOLD_HOST="192.0.2.1")
    assert "THREEFOLD_HOST" in refusal(away)


def test_REC_15_a_log_is_checked_on_the_command_line(tmp_path: Path) -> None:
    assert server("migrate", "--data", tmp_path).returncode == 0
    asked = ("verify", "m_marlow00001", "--data", tmp_path)
    assert refusal(server(*asked)) == "There is no meeting m_marlow00001 here."
    asyncio.run(store_a_meeting(tmp_path))
    ended = server(*asked)
    said = "Nothing was changed: 2 entries hold, and no record is sealed yet.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, said, "")
    asyncio.run(store_a_meeting(tmp_path, chain=GENESIS))
    assert "entry 3 does not follow" in broken(server(*asked))
    with closing(sqlite3.connect(tmp_path / "threefold.db")) as database, database:
        database.execute("UPDATE log SET who = 'p_kerry' WHERE seq = 1")
    assert "entry 1 does not follow" in broken(server(*asked))
    with closing(sqlite3.connect(tmp_path / "threefold.db")) as database, database:
        database.execute("UPDATE log SET sealed = zeroblob(60) WHERE seq = 1")
    assert "A row of log was changed" in broken(server(*asked))


def test_AUD_5_everything_is_checked_on_the_command_line(tmp_path: Path) -> None:
    data = ("--data", tmp_path)
    added = server("staff", "add", *data, *CHAIR, "--password-stdin", typed="three sheep here\n")
    assert added.returncode == 0
    asyncio.run(store_a_meeting(tmp_path))
    checked = server("verify", *data)
    said = (
        "Nothing was changed: 1 entries of the audit trail hold,"
        " and the logs and records of 1 meetings.\n"
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, said, "")
    with closing(sqlite3.connect(tmp_path / "threefold.db")) as database, database:
        database.execute("UPDATE log SET at = at + 1 WHERE seq = 2")
    said = broken(server("verify", *data))
    assert said.startswith("Meeting m_marlow00001: The log was changed: entry 2")
    with closing(sqlite3.connect(tmp_path / "threefold.db")) as database, database:
        database.executescript("DROP TRIGGER audit_no_update; UPDATE audit SET who = 's_nobody'")
    assert "The audit trail was changed: entry 1 " in broken(server("verify", *data))


def test_KEY_1_the_master_key_is_changed_on_the_command_line(tmp_path: Path) -> None:
    data = ("--data", tmp_path)
    assert server("migrate", *data).returncode == 0
    asyncio.run(store_a_meeting(tmp_path))
    old = (tmp_path / "master.key").read_text()
    changed = server("keys", "rotate", *data)
    assert "The keys of 1 meetings are wrapped with the new master key." in changed.stdout
    assert changed.returncode == 0
    assert not (tmp_path / "master.key.new").exists()
    new = (tmp_path / "master.key").read_text()
    assert new != old
    assert server("verify", "m_marlow00001", *data).returncode == 0
    (tmp_path / "master.key").write_text(old)
    assert "made with another master key" in refusal(server("verify", "m_marlow00001", *data))
    # Broken off before the new file took the old one's place: the same again goes on.
    (tmp_path / "master.key.new").write_text(new)
    assert server("keys", "rotate", *data).returncode == 0
    assert (tmp_path / "master.key").read_text() == new
    assert server("verify", *data).returncode == 0


def test_KEY_1_a_master_key_of_the_environment_is_changed_there(tmp_path: Path) -> None:
    old, new = "ab" * 32, "cd" * 32
    assert server("migrate", "--data", tmp_path).returncode == 0
    listed = server("staff", "list", "--data", tmp_path, THREEFOLD_MASTER_KEY=old)
    assert listed.returncode == 0
    rotate = ("keys", "rotate", "--data", tmp_path)
    assert "THREEFOLD_NEW_MASTER_KEY" in refusal(server(*rotate, THREEFOLD_MASTER_KEY=old))
    changed = server(*rotate, THREEFOLD_MASTER_KEY=old, THREEFOLD_NEW_MASTER_KEY=new)
    assert "Set THREEFOLD_MASTER_KEY" in changed.stdout
    verify = ("verify", "--data", tmp_path)
    assert server(*verify, THREEFOLD_MASTER_KEY=new).returncode == 0
    assert "another master key" in refusal(server(*verify, THREEFOLD_MASTER_KEY=old))


def test_STO_3_the_invented_family_is_in_no_file_in_the_clear(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    assert server("migrate", "--data", data).returncode == 0
    made = server("demo", "--links", tmp_path / "links.json", "--data", data)
    assert made.returncode == 0, made.stderr
    assert server("backup", tmp_path / "copy.db", "--data", data).returncode == 0
    family = [
        one["name"] for one in json.loads((tmp_path / "links.json").read_text())["people"].values()
    ]
    assert len(family) > 5
    files = [*data.glob("threefold.db*"), *tmp_path.glob("copy.db*")]
    assert len(files) >= 3
    for file in files:
        for name in (*family, "Marlow", "Ellie"):
            assert name.encode() not in file.read_bytes(), (file.name, name)


def test_KEY_3_a_copy_needs_its_keys_and_the_master_key(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    assert server("migrate", "--data", here).returncode == 0
    asyncio.run(store_a_meeting(here))
    made = server("backup", tmp_path / "copy.db", "--data", here)
    assert made.returncode == 0
    assert "is there already" in refusal(server("backup", tmp_path / "copy.db", "--data", here))
    for file in ("copy.db", "copy.db.keys"):
        assert (tmp_path / file).stat().st_mode & 0o077 == 0
    there.mkdir()
    shutil.copy(tmp_path / "copy.db", there / "threefold.db")
    shutil.copy(here / "master.key", there / "master.key")
    verify = ("verify", "--data", there)
    assert "keys restore" in refusal(server(*verify))
    restore = ("keys", "restore", tmp_path / "copy.db.keys", "--data", there)
    assert "The keys of 1 meetings are back." in server(*restore).stdout
    assert server(*verify).returncode == 0
    assert server("verify", "m_marlow00001", "--data", there).returncode == 0
    (tmp_path / "no.keys").write_text("[]")
    assert "holds no keys" in refusal(
        server("keys", "restore", tmp_path / "no.keys", "--data", there)
    )


async def store_a_meeting(data: Path, chain: bytes = b"") -> None:
    """Two more entries of one meeting, with a chain that holds unless another is given."""
    settings = read_settings({}, data=data)
    store = await SqlStore.open(settings.database_url, settings.master_key)
    log = await store.log.read("m_marlow00001")
    for seq in (len(log) + 1, len(log) + 2):
        plain: dict[str, Any] = {"meeting": "m_marlow00001", "seq": seq, "at": seq, "who": "p_mark"}
        plain |= {"scope": "room", "kind": "update", "data": b"words"}
        before = log[-1].chain if log else GENESIS
        log.append(LogEntry(**plain, chain=chain or link(before, **plain)))
        await store.log.append(log[-1:])
    await store.close()


def test_a_busy_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refusal(server("run", "--data", tmp_path, "--port", port))
    assert said == f"Port {port} is in use. Stop what uses it, or choose another port."


@pytest.mark.parametrize("room", [0, 30, 5_000, 60_000])
def test_a_disk_that_is_full(tmp_path: Path, room: int) -> None:
    said = refusal(server("demo", "--data", tmp_path, file_bytes=room))
    assert "Traceback" not in said
    again = server("demo", "--data", tmp_path)
    assert (again.returncode, again.stderr) == (0, "")


def test_run_serves_until_it_is_stopped(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "server", "run", "--port", "0", "--data", str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, env=CLEAN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        try:
            address = running.stdout.readline().split()[-1]
            with urllib.request.urlopen(f"{address}/healthz", timeout=20) as answer:  # noqa: S310
                assert answer.status == 200
                assert "server" not in {name.lower() for name in answer.headers}
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(20)
        said = running.stdout.read()
        assert "ruth.adeyemi@ashmoor.example" in said
        assert "The wall" in said
        assert "Traceback" not in running.stderr.read()
        assert running.returncode == 0
