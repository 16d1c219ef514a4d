from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import SettingsError
from storage.settings import Settings


def test_nothing_needs_to_be_set() -> None:
    settings = Settings.from_env({"PATH": "/bin", "ASSAY_TEST_POSTGRES_URL": "x"})

    assert settings == Settings()
    assert settings.embedded_broker


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        ("127.0.0.1:8555", "http://127.0.0.1:8555"),
        ("assay.city.example:80", "http://assay.city.example:80"),
        ("0.0.0.0:8431", "http://127.0.0.1:8431"),
        ("[::]:8431", "http://127.0.0.1:8431"),
        (":8431", "http://127.0.0.1:8431"),
    ],
)
def test_links_lead_to_where_the_pages_are_served(listen: str, address: str) -> None:
    assert Settings.from_env({"ASSAY_LISTEN": listen}).address == address


def test_settings_are_read_with_their_kinds() -> None:
    settings = Settings.from_env(
        {
            "ASSAY_HOME": "/srv/assay",
            "ASSAY_DATABASE_URL": "postgresql://db/assay?sslmode=verify-full",
            "ASSAY_MAX_UPLOAD_MB": "7",
        }
    )

    assert settings.home == Path("/srv/assay")
    assert settings.database == "postgresql+psycopg://db/assay?sslmode=verify-full"
    assert settings.max_upload == 7_000_000


LOOK = "Look it up in docs/operating.md, or take it out of the environment."


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "ASSAY_DATABSE_URL",
            "x",
            "ASSAY_DATABSE_URL is not a setting. Did you mean ASSAY_DATABASE_URL? "
            + LOOK,
        ),
        ("ASSAY_ZZZ", "x", "ASSAY_ZZZ is not a setting. " + LOOK),
        (
            "ASSAY_MAX_UPLOAD_MB",
            "many",
            "ASSAY_MAX_UPLOAD_MB must be a whole number, not 'many'.",
        ),
    ],
)
def test_what_is_no_setting_stops_the_start(
    name: str, value: str, sentence: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({name: value})

    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    "unsafe",
    [
        {"ASSAY_SECRET_KEY": "change-me"},
        {"ASSAY_SECRET_KEY": "Secret"},
        {"ASSAY_SECRET_KEY": "x" * 31},
        {"ASSAY_BROKER_URL": "rediss://redis:6379/0"},
        {"ASSAY_BROKER_URL": "rediss://user@10.0.0.7:6379/0"},
        {"ASSAY_MAIL_URL": "http://mail.example"},
        {"ASSAY_INTAKE_LISTEN": "127.0.0.1:2525"},
        {"ASSAY_INTAKE_LISTEN": "2525x", "ASSAY_INTAKE_HOST": "in.example"},
        {"ASSAY_MAIL_URL": "smtp+plain://name:word@mail.example"},
        {"ASSAY_OLD_SECRET_KEYS": f"{'x' * 32},short"},
        {"ASSAY_DATABASE_URL": "postgresql://name:word@db/assay"},
        {"ASSAY_DATABASE_URL": "postgresql:///assay?host=db&sslmode=require"},
        {"ASSAY_BROKER_URL": "redis://:k3y@redis:6379/0"},
        {"ASSAY_BROKER_URL": "amqp://name:word@rabbit"},
        {"ASSAY_LIMITS_URL": "redis://:k3y@redis:6379/0"},
        {"ASSAY_BLOBS_URL": "s3://a/b", "AWS_ENDPOINT_URL": "http://store:8333"},
        {"ASSAY_MAIL_URL": "smtp+plain://mail.example"},
        {"ASSAY_CLAMD": "10.0.0.7:3310"},
        {"ASSAY_LOG_TO": "tcp://logs.example:6514"},
        {"ASSAY_LOG_TO": "https://logs.example"},
        {"ASSAY_BROKER_URL": "redis://:k@redis", "ASSAY_PLAIN_HOSTS": "store,redis2"},
        {"FLASK_DEBUG": "1", "ASSAY_LISTEN": "0.0.0.0:80"},
        {"FLASK_DEBUG": "true", "ASSAY_LISTEN": "[::]:80"},
    ],
)
def test_refuses_to_start(unsafe: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        Settings.from_env(unsafe)


@pytest.mark.parametrize(
    "safe",
    [
        {"ASSAY_SECRET_KEY": "x" * 32},
        {"ASSAY_BROKER_URL": "rediss://:k3y@redis:6379/0"},
        {"ASSAY_BROKER_URL": "redis://127.0.0.1:6379/0"},
        {"ASSAY_BROKER_URL": "amqp://a:b@r", "ASSAY_PLAIN_HOSTS": "store, r"},
        {"ASSAY_DATABASE_URL": "postgresql:///assay?host=/run/postgresql"},
        {"ASSAY_DATABASE_URL": "postgresql://name:word@127.0.0.1:5433/assay"},
        {"ASSAY_BLOBS_URL": "s3://a/b", "AWS_ENDPOINT_URL": "https://store"},
        {"ASSAY_LOG_TO": "tls://logs.example:6514"},
        {"ASSAY_CLAMD": "/run/clamd.ctl"},
        {"ASSAY_MAIL_URL": "smtp://name:word@mail.example"},
        {"ASSAY_BROKER_URL": "redis+socket:///run/broker.sock?virtual_host=0"},
        {"FLASK_DEBUG": "0", "ASSAY_LISTEN": "0.0.0.0:80"},
        {"FLASK_DEBUG": "1"},
    ],
)
def test_starts_with_what_is_closed_to_others(safe: dict[str, str]) -> None:
    Settings.from_env(safe)


@pytest.mark.parametrize("kept", ["", "short", "x" * 31])
def test_refuses_to_start_with_a_kept_key_that_is_too_short(
    tmp_path: Path, kept: str
) -> None:
    (tmp_path / "secret").write_text(kept)
    (tmp_path / "secret").chmod(0o600)

    with pytest.raises(SettingsError):
        Settings(home=tmp_path).secret()


def test_a_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = Settings(home=tmp_path).secret()

    assert Settings(home=tmp_path).secret() == first
    assert len(first) == 64
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(SettingsError):
        Settings(home=tmp_path).secret()


def test_a_long_home_has_a_short_socket(tmp_path: Path) -> None:
    short, long = Settings(home=Path("/srv/a")), Settings(home=tmp_path / ("x" * 90))

    assert str(short.broker_socket) == "/srv/a/broker.sock"
    assert len(str(long.broker_socket)) < 108
    assert long.broker_socket == Settings(home=long.home).broker_socket


CHECK = "Check its name and whose it is."


def test_passwords_and_keys_are_read_from_files(tmp_path: Path) -> None:
    key, address = tmp_path / "key", tmp_path / "database"
    key.write_text("k" * 32 + "\n")
    address.write_text("postgresql://127.0.0.1/assay")
    for path in (key, address):
        path.chmod(0o640)

    settings = Settings.from_env(
        {
            "ASSAY_SECRET_KEY_FILE": str(key),
            "ASSAY_DATABASE_URL_FILE": str(address),
            "ASSAY_OLD_SECRET_KEYS": f"{'a' * 32}, {'b' * 32}",
        }
    )

    assert settings.secrets() == ("k" * 32, "a" * 32, "b" * 32)
    assert settings.database == "postgresql+psycopg://127.0.0.1/assay"


@pytest.mark.parametrize(
    ("mode", "more", "sentence"),
    [
        (0o604, {}, "Others can read {path}. Close it with: chmod o= {path}"),
        (
            0o600,
            {"ASSAY_MAIL_URL": "smtps://mail.example"},
            "ASSAY_MAIL_URL and ASSAY_MAIL_URL_FILE are both set. Take one out.",
        ),
        (
            0o600,
            {"ASSAY_MAIL_URL_FILE": "/nowhere/mail"},
            "ASSAY_MAIL_URL_FILE names /nowhere/mail, which cannot be read. " + CHECK,
        ),
    ],
)
def test_refuses_a_file_that_is_open_gone_or_one_too_many(
    tmp_path: Path, mode: int, more: dict[str, str], sentence: str
) -> None:
    path = tmp_path / "mail"
    path.write_text("smtps://name:word@mail.example")
    path.chmod(mode)

    with pytest.raises(SettingsError) as refused:
        Settings.from_env({"ASSAY_MAIL_URL_FILE": str(path), **more})

    assert refused.value.sentence == sentence.format(path=path)
