"""The environment becomes one frozen value, or one plain sentence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from server.settings import Settings, SettingsError, read_settings

KEY = "0123456789abcdef" * 4


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = read_settings({}, data=tmp_path / "var")
    assert settings.data == tmp_path / "var"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/threefold.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.origins == ("http://127.0.0.1:8000", "http://localhost:8000")
    assert (settings.secure_cookies, settings.log_level) == (False, "info")
    assert settings.proxies == ()
    assert (len(settings.master_key), len(settings.secret) >= 32) == (32, True)


def test_everything_can_be_set(tmp_path: Path) -> None:
    given = {
        "THREEFOLD_DATA": str(tmp_path),
        "THREEFOLD_DATABASE_URL": "postgresql://board@db/board",
        "THREEFOLD_HOST": "0.0.0.0",  # noqa: S104
        "THREEFOLD_PORT": "9000",
        "THREEFOLD_ORIGINS": "https://board.example.gov.uk/, http://[::1]:9000",
        "THREEFOLD_SECRET": "s" * 32,
        "THREEFOLD_MASTER_KEY": KEY,
        "THREEFOLD_COUNCIL": "Ashmoor County Council",
        "THREEFOLD_CONTACT": "01632 960 417",
        "THREEFOLD_SECURE_COOKIES": "Yes",
        "THREEFOLD_LOG_LEVEL": "WARNING",
        "THREEFOLD_CHECKPOINT_SECONDS": "0.5",
        "THREEFOLD_PROXIES": "10.0.0.5, 10.1.0.0/16 ::1",
    }
    assert read_settings(given) == Settings(
        data=tmp_path,
        database_url="postgresql://board@db/board",
        host="0.0.0.0",  # noqa: S104
        port=9000,
        origins=("https://board.example.gov.uk", "http://[::1]:9000"),
        secret=b"s" * 32,
        master_key=bytes.fromhex(KEY),
        council="Ashmoor County Council",
        contact="01632 960 417",
        secure_cookies=True,
        log_level="warning",
        checkpoint_seconds=0.5,
        proxies=("10.0.0.5", "10.1.0.0/16", "::1"),
    )
    assert list(tmp_path.iterdir()) == [], "nothing is made that was given"


def test_the_command_line_wins(tmp_path: Path) -> None:
    given = {"THREEFOLD_DATA": "/nonexistent/x", "THREEFOLD_PORT": "not read"}
    settings = read_settings(given, data=tmp_path, port=1234)
    assert (settings.data, settings.port) == (tmp_path, 1234)


def test_STO_9_keys_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    first = read_settings({}, data=folder)
    assert read_settings({}, data=folder) == first
    assert {path.name for path in folder.iterdir()} == {"secret", "master.key"}
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert (modes, stat.S_IMODE(folder.stat().st_mode)) == ({0o600}, 0o700)
    assert read_settings({}, data=tmp_path / "other").master_key != first.master_key


def test_cookies_are_secure_when_every_address_is(tmp_path: Path) -> None:
    https = {"THREEFOLD_ORIGINS": "https://a.example"}
    mixed = {"THREEFOLD_ORIGINS": "https://a.example http://b.example"}
    plain = {**https, "THREEFOLD_SECURE_COOKIES": "no"}
    found = [read_settings(env, data=tmp_path).secure_cookies for env in (https, mixed, plain)]
    assert found == [True, False, False]


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    settings = read_settings({"THREEFOLD_SECRET": "hush" * 10}, data=tmp_path)
    shown = f"{settings} {settings!r}"
    assert "hush" not in shown
    assert settings.master_key.hex() not in shown
    assert str(settings.master_key) not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("THREEFOLD_PORT", "0"),
        ("THREEFOLD_PORT", "70000"),
        ("THREEFOLD_PORT", "http"),
        ("THREEFOLD_ORIGINS", "board.example"),
        ("THREEFOLD_ORIGINS", "*"),
        ("THREEFOLD_ORIGINS", "https://board.example/path"),
        ("THREEFOLD_ORIGINS", "https://board.example:x"),
        ("THREEFOLD_ORIGINS", "https://a@board.example"),
        ("THREEFOLD_ORIGINS", "https://["),
        ("THREEFOLD_SECRET", "too short"),
        ("THREEFOLD_MASTER_KEY", "abc"),
        ("THREEFOLD_MASTER_KEY", "g" * 64),
        ("THREEFOLD_SECURE_COOKIES", "maybe"),
        ("THREEFOLD_LOG_LEVEL", "loud"),
        ("THREEFOLD_CHECKPOINT_SECONDS", "0"),
        ("THREEFOLD_CHECKPOINT_SECONDS", "often"),
        ("THREEFOLD_PROXIES", "*"),
        ("THREEFOLD_PROXIES", "10.0.0.5/8"),
        ("THREEFOLD_PROXIES", "proxy.example"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as refused:
        read_settings({name: value}, data=tmp_path)
    assert str(refused.value).endswith(".")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SettingsError, match=r"file/x cannot be made: .*--data"):
        read_settings({}, data=tmp_path / "file" / "x")
    with pytest.raises(SettingsError, match="cannot be made: no such file or directory"):
        read_settings({}, data=tmp_path / "mistyped" / "x")
    with pytest.raises(SettingsError, match="question mark"):
        read_settings({}, data=tmp_path / "what?")


def test_damaged_keys_are_named(tmp_path: Path) -> None:
    read_settings({}, data=tmp_path)
    (tmp_path / "master.key").write_text("")
    with pytest.raises(SettingsError, match=r"master\.key must hold 64"):
        read_settings({}, data=tmp_path)
    (tmp_path / "master.key").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"master\.key is damaged"):
        read_settings({}, data=tmp_path)
