"""Every setting, read once from the environment into a frozen value."""

from __future__ import annotations

import difflib
import hashlib
import os
import secrets
import stat
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from storage.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "ASSAY_"
SAMPLES = frozenset({"change-me", "changeme", "secret", "password", "assay", "sample"})
SHORTEST_SECRET = 32
MEMORY, COUNTERS = "memory://", ("redis://", "rediss://")
ROLES, NONE = ("city", "reviewer", "lead"), "none"
GUARDED = frozenset({"reviewer", "lead"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# What an address of a mail server may begin with, and the port where it names none.
MAIL_PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
# A unix socket's path ends at 107 bytes.
LONGEST_SOCKET = 100


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose. Nothing needs to be set.

    Attributes:
        home: The folder of everything that outlives a process.
        database_url: SQLAlchemy address; empty is SQLite in ``home``.
        broker_url: Redis address; empty is an embedded server in ``home``.
        blobs_url: ``file://`` or ``s3://`` address; empty is a folder in ``home``.
        secret_key: Signs forms; empty is a key made once and kept in ``home``.
        second_factor: Roles that need a second factor, by commas, or ``none``; empty
            is reviewer and lead where people open the pages by https.
        limits_url: Where tries to sign in are counted; empty is the broker, or the
            memory of the one process of pages where the broker is embedded.
        listen: HOST:PORT of the pages.
        proxies: How many proxies stand before the pages and add to X-Forwarded-For.
        public_url: Address in links that are handed out; empty is ``listen``.
        max_upload_mb: Largest file taken, in megabytes of 10^6 bytes.
        city_files: Most documents of one city; 0 is no limit.
        city_mb: Most megabytes of one city's documents; 0 is no limit.
        city_waiting: Most documents of one city that wait to be read; 0 is no limit.
        api_per_minute: Most requests of one personal token in a minute.
        worker_processes: Documents read side by side; 0 is one per core.
        mail_url: Address of the server that takes mail, such as smtps://NAME:WORD@HOST;
            empty sends none.
        mail_from: The address that mail comes from; empty is ``assay`` at the host of
            ``public_url``.
        clamd: HOST:PORT or socket of a virus scanner, clamd; empty is none.
        intake_listen: HOST:PORT where documents come by mail; empty takes none.
        intake_host: What stands behind the @ of the addresses for that.
        hooks_inside: HOST:PORTs, with commas between, that webhooks may reach by http
            and in a private network.
        metrics_listen: HOST:PORT of the figures, for nobody outside; empty is none.
        log_json: Whether log lines are JSON; 1 or 0.
        contact: E-mail address for complaints about accessibility; may be empty.
    """

    home: Path = Path("var")
    database_url: str = ""
    broker_url: str = ""
    blobs_url: str = ""
    secret_key: str = field(default="", repr=False)
    second_factor: str = ""
    limits_url: str = field(default="", repr=False)
    listen: str = "127.0.0.1:8431"
    proxies: int = 0
    public_url: str = ""
    max_upload_mb: int = 100
    city_files: int = 0
    city_mb: int = 0
    city_waiting: int = 0
    api_per_minute: int = 600
    worker_processes: int = 0
    mail_url: str = field(default="", repr=False)
    mail_from: str = ""
    clamd: str = ""
    intake_listen: str = ""
    intake_host: str = ""
    hooks_inside: str = ""
    metrics_listen: str = ""
    log_json: int = 0
    contact: str = ""

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings.

        Raises:
            SettingsError: One is unknown or is no number, or what they ask for would
                leave the installation open to others.
        """
        given = os.environ if environment is None else environment
        types = {f.name: type(f.default) for f in fields(cls)}
        values: dict[str, object] = {}
        for key, text in given.items():
            if key.startswith(PREFIX) and not key.startswith(PREFIX + "TEST_"):
                name = key.removeprefix(PREFIX).lower()
                values[name] = _value(key, text, types)
        settings = cls(**values)  # type: ignore[arg-type]  # _value made each fit
        if settings.secret_key:
            _check_secret(settings.secret_key, f"{PREFIX}SECRET_KEY")
        _check_broker(settings.broker_url, f"{PREFIX}BROKER_URL")
        _check_broker(settings.limits_url, f"{PREFIX}LIMITS_URL")
        _check_limits(settings.limits_url)
        _check_mail(settings.mail_url)
        _check_scanner(settings.clamd)
        _check_roles(settings.second_factor_roles)
        _check_intake(settings.intake_listen, settings.intake_host)
        _check_debug(given.get("FLASK_DEBUG", ""), settings.listen)
        return settings

    @property
    def database(self) -> str:
        """The database's address, the default filled in."""
        if self.database_url.startswith(("postgresql://", "postgres://")):
            return "postgresql+psycopg://" + self.database_url.split("://", 1)[1]
        return self.database_url or f"sqlite:///{self.home.resolve() / 'assay.db'}"

    @property
    def embedded_broker(self) -> bool:
        """Whether the broker is a child of ``assay serve``."""
        return not self.broker_url

    @property
    def broker_socket(self) -> Path:
        """Where the embedded broker listens."""
        inside = self.home.resolve() / "broker.sock"
        if len(str(inside)) <= LONGEST_SOCKET:
            return inside
        owner = os.getuid()
        return Path(f"/tmp/assay-{owner}-{_short(str(inside))}.sock")  # noqa: S108 - the path must be short, and the server makes it private

    @property
    def broker(self) -> str:
        """The broker's address, the default filled in."""
        default = f"redis+socket://{self.broker_socket}?virtual_host=0"
        return self.broker_url or default

    @property
    def limits(self) -> str:
        """Where tries to sign in are counted, the default filled in."""
        outside = self.broker_url.startswith(COUNTERS)
        return self.limits_url or (self.broker_url if outside else MEMORY)

    @property
    def second_factor_roles(self) -> frozenset[str]:
        """The roles that need a second factor, the default filled in."""
        if self.second_factor == NONE:
            return frozenset()
        if self.second_factor:
            return frozenset(one.strip() for one in self.second_factor.split(","))
        return GUARDED if self.address.startswith("https:") else frozenset()

    @property
    def blobs(self) -> str:
        """The address of the documents' bytes, the default filled in."""
        return self.blobs_url or f"file://{self.home.resolve() / 'blobs'}"

    @property
    def address(self) -> str:
        """The address people open, without a slash at its end."""
        return (self.public_url or f"http://{self.listen}").rstrip("/")

    @property
    def sender(self) -> str:
        """The address that mail comes from, the default filled in."""
        return self.mail_from or f"assay@{urlsplit(self.address).hostname}"

    @property
    def inside(self) -> frozenset[str]:
        """The HOST:PORTs that webhooks may reach though they are not public."""
        return frozenset(filter(None, map(str.strip, self.hooks_inside.split(","))))

    @property
    def max_upload(self) -> int:
        """Largest file taken, in bytes."""
        return self.max_upload_mb * 1_000_000

    def secret(self) -> str:
        """The key that signs forms: the one set, or one made once and kept."""
        if self.secret_key:
            return self.secret_key
        self.home.mkdir(parents=True, exist_ok=True)
        path = self.home / "secret"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _kept_secret(path)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(SHORTEST_SECRET))
        return path.read_text()


def _value(key: str, text: str, types: Mapping[str, type]) -> object:
    name = key.removeprefix(PREFIX).lower()
    if name not in types:
        near = difflib.get_close_matches(name, types, n=1)
        hint = f" Did you mean {PREFIX}{near[0].upper()}?" if near else ""
        raise SettingsError(f"{key} is not a setting.{hint}")
    if types[name] is int:
        if not text.isdecimal():
            raise SettingsError(f"{key} must be a whole number, not '{text}'.")
        return int(text)
    return Path(text) if issubclass(types[name], Path) else text


def _check_secret(secret: str, name: str) -> None:
    if secret.lower() in SAMPLES or len(secret) < SHORTEST_SECRET:
        raise SettingsError(
            f"{name} is a known sample or shorter than {SHORTEST_SECRET} "
            "characters. Make one with: openssl rand -hex 32"
        )


def _check_roles(named: frozenset[str]) -> None:
    for name in sorted(named - set(ROLES)):
        raise SettingsError(
            f"{PREFIX}SECOND_FACTOR names roles: {', '.join(ROLES)}; or {NONE}. "
            f"'{name}' is no role."
        )


def _check_limits(address: str) -> None:
    if address and not address.startswith((MEMORY, *COUNTERS)):
        raise SettingsError(
            f"{PREFIX}LIMITS_URL must begin with {MEMORY} or redis://, not as it does."
        )


def _check_broker(address: str, name: str) -> None:
    """Whoever reaches a broker can give the workers work, so it asks who they are."""
    parts = urlsplit(address)
    if parts.hostname not in {None, *LOOPBACK} and not parts.password:
        raise SettingsError(
            f"The broker at {parts.hostname} is open: {name} has no "
            "password. Set one there, and here: redis://:PASSWORD@HOST:6379/0"
        )


def _check_mail(address: str) -> None:
    """A password must not cross a network in the clear."""
    if not address:
        return
    parts = urlsplit(address)
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise SettingsError(
            f"{PREFIX}MAIL_URL must be smtps://HOST, or smtp://HOST for a server that "
            "begins TLS when asked, or smtp+plain://HOST for one without TLS."
        )
    plain = parts.scheme == "smtp+plain" and parts.hostname not in LOOPBACK
    if plain and parts.password:
        raise SettingsError(
            f"{PREFIX}MAIL_URL would send its password in the clear. Use smtp:// or "
            "smtps://, or leave the password out."
        )


def _check_scanner(address: str) -> None:
    """A scanner that cannot be asked would keep every document waiting."""
    host, _colon, port = address.rpartition(":")
    if address and not address.startswith("/") and not (host and port.isdecimal()):
        raise SettingsError(
            f"{PREFIX}CLAMD must be HOST:PORT or the path of a socket, such as "
            f"127.0.0.1:3310, not '{address}'."
        )


def _check_intake(listen: str, host: str) -> None:
    """Who takes mail must know for which addresses."""
    if listen and not (host and listen.rpartition(":")[2].isdecimal()):
        raise SettingsError(
            f"{PREFIX}INTAKE_LISTEN must be HOST:PORT, and {PREFIX}INTAKE_HOST "
            "say what stands behind the @, such as evidence.example.org."
        )


def _check_debug(asked: str, listen: str) -> None:
    """A debugger shows what a page knows to whoever makes it fail."""
    host = listen.rpartition(":")[0].strip("[]")
    if asked.lower() not in {"", "0", "false", "no"} and host not in LOOPBACK:
        raise SettingsError(
            f"FLASK_DEBUG is on and the pages are open to others at {listen}. Take it "
            f"out of the environment, or set {PREFIX}LISTEN to 127.0.0.1:8431."
        )


def _kept_secret(path: Path) -> str:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(f"Others can read {path}. Close it with: chmod 600 {path}")
    secret = path.read_text()
    _check_secret(secret, f"The key in {path}")
    return secret


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
