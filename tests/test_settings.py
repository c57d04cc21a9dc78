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


PRODUCTION = {
    "THREEFOLD_PRODUCTION": "yes",
    "THREEFOLD_ORIGINS": "https://board.example.gov.uk",
    "THREEFOLD_PROXIES": "10.0.0.5",
    "THREEFOLD_MASTER_KEY": KEY,
    "THREEFOLD_SECRET": "s" * 32,
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"THREEFOLD_ORIGINS": ""}, "https addresses only"),
        ({"THREEFOLD_ORIGINS": "https://a.example http://a.example"}, "https addresses only"),
        ({"THREEFOLD_PROXIES": ""}, "the proxy that does TLS"),
        ({"THREEFOLD_MASTER_KEY": ""}, "needs a master key"),
        ({"THREEFOLD_SECRET": ""}, "needs a secret"),
        ({"THREEFOLD_SECURE_COOKIES": "no"}, "THREEFOLD_SECURE_COOKIES=no"),
    ],
)
def test_production_does_not_start_without_what_it_needs(
    tmp_path: Path, change: dict[str, str], words: str
) -> None:
    assert read_settings(PRODUCTION, data=tmp_path).secure_cookies
    with pytest.raises(SettingsError, match=words) as refused:
        read_settings({**PRODUCTION, **change}, data=tmp_path / "new")
    assert str(refused.value).endswith(".")
    assert not (tmp_path / "new").exists(), "nothing was made in silence"


def test_production_takes_keys_from_their_files(tmp_path: Path) -> None:
    read_settings({}, data=tmp_path)
    given = {name: value for name, value in PRODUCTION.items() if "KEY" not in name}
    given.pop("THREEFOLD_SECRET")
    assert read_settings(given, data=tmp_path).master_key


OIDC = {
    "THREEFOLD_ORIGINS": "https://board.example.gov.uk",
    "THREEFOLD_OIDC_ISSUER": "https://login.example/tenant/v2.0",
    "THREEFOLD_OIDC_CLIENT_ID": "threefold",
    "THREEFOLD_OIDC_CLIENT_SECRET": "hush hush",
}


def test_the_councils_provider_is_read(tmp_path: Path) -> None:
    more = {
        "THREEFOLD_OIDC_TENANTS": "t1, t2",
        "THREEFOLD_OIDC_ROLES": "CP.Chair=chair, X=governance",
    }
    provider = read_settings({**OIDC, **more}, data=tmp_path).provider
    assert provider is not None
    assert provider.redirect == "https://board.example.gov.uk/sign-in/council/back"
    assert provider.tenants == ("t1", "t2")
    assert provider.roles == (("CP.Chair", "chair"), ("X", "governance"))
    assert read_settings({}, data=tmp_path).provider is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("THREEFOLD_OIDC_ISSUER", "http://login.example"),
        ("THREEFOLD_OIDC_CLIENT_ID", ""),
        ("THREEFOLD_OIDC_CLIENT_SECRET", ""),
        ("THREEFOLD_OIDC_ROLES", "CP.Chair=king"),
        ("THREEFOLD_OIDC_ROLES", "chair"),
        ("THREEFOLD_IDLE_MINUTES", "1"),
        ("THREEFOLD_IDLE_MINUTES", "half an hour"),
        ("THREEFOLD_SECOND_STEP_REQUIRED", "perhaps"),
        ("THREEFOLD_STOCK_CLIENTS", "perhaps"),
        ("THREEFOLD_PRODUCTION", "perhaps"),
    ],
)
def test_a_wrong_setting_of_getting_in_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({**OIDC, name: value}, data=tmp_path)


def test_getting_in_has_its_settings(tmp_path: Path) -> None:
    given = {"THREEFOLD_IDLE_MINUTES": "15", "THREEFOLD_SECOND_STEP_REQUIRED": "yes"}
    settings = read_settings(given, data=tmp_path)
    assert settings.entry.idle == 15 * 60_000
    assert settings.entry.second_step_required
    assert not settings.stock_clients
