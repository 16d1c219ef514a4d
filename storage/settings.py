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

from storage import secretfiles, startup
from storage.errors import SettingsError
from storage.startup import COUNTERS, MEMORY, NONE, PREFIX, SHORTEST_SECRET

if TYPE_CHECKING:
    from collections.abc import Mapping

GUARDED = frozenset({"reviewer", "lead"})
# Pages are served on all of a machine's addresses, and a link needs one.
EVERY_HOST = frozenset({"", "*", "0.0.0.0", "[::]"})  # noqa: S104 - to know it
# A unix socket's path ends at 107 bytes.
LONGEST_SOCKET = 100


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose. Nothing needs to be set.

    Attributes:
        home: The folder of everything that outlives a process.
        database_url: SQLAlchemy address; empty is SQLite in ``home``.
        database_owner_url: The same database by the role that owns its tables, to make
            and change them; empty is ``database_url``.
        broker_url: Redis address; empty is an embedded server in ``home``.
        blobs_url: ``file://`` or ``s3://`` address; empty is a folder in ``home``.
        blobs_secret: Secret key of an S3-compatible store; empty is what its client
            finds in the environment.
        plain_hosts: Hosts, with commas between, that may be asked without TLS.
        secret_key: Signs forms; empty is a key made once and kept in ``home``.
        old_secret_keys: Keys of before, with commas between: what they sealed and
            signed still holds.
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
        log_to: Where log lines are sent besides, as JSON: tls://HOST:PORT, or
            tcp://HOST:PORT for an agent on this host.
        log_json: Whether log lines are JSON; 1 or 0.
        contact: E-mail address for complaints about accessibility; may be empty.
    """

    home: Path = Path("var")
    database_url: str = ""
    database_owner_url: str = field(default="", repr=False)
    broker_url: str = ""
    blobs_url: str = ""
    blobs_secret: str = field(default="", repr=False)
    plain_hosts: str = ""
    secret_key: str = field(default="", repr=False)
    old_secret_keys: str = field(default="", repr=False)
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
    log_to: str = ""
    log_json: int = 0
    contact: str = ""

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings.

        Raises:
            SettingsError: One is unknown or is no number, or what they ask for would
                leave the installation open to others.
        """
        given = secretfiles.read(os.environ if environment is None else environment)
        types = {f.name: type(f.default) for f in fields(cls)}
        values: dict[str, object] = {}
        for key, text in given.items():
            if key.startswith(PREFIX) and not key.startswith(PREFIX + "TEST_"):
                name = key.removeprefix(PREFIX).lower()
                values[name] = _value(key, text, types)
        settings = cls(**values)  # type: ignore[arg-type]  # _value made each fit
        _check(settings, given)
        return settings

    @property
    def database(self) -> str:
        """The database's address, the default filled in."""
        default = f"sqlite:///{self.home.resolve() / 'assay.db'}"
        return _with_driver(self.database_url) or default

    @property
    def database_owner(self) -> str:
        """The database's address by the role that owns its tables."""
        return _with_driver(self.database_owner_url) or self.database

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
        host, _, port = self.listen.rpartition(":")
        host = "127.0.0.1" if host in EVERY_HOST else host
        return (self.public_url or f"http://{host}:{port}").rstrip("/")

    @property
    def sender(self) -> str:
        """The address that mail comes from, the default filled in."""
        return self.mail_from or f"assay@{urlsplit(self.address).hostname}"

    @property
    def inside(self) -> frozenset[str]:
        """The HOST:PORTs that webhooks may reach though they are not public."""
        return frozenset(_listed(self.hooks_inside))

    @property
    def max_upload(self) -> int:
        """Largest file taken, in bytes."""
        return self.max_upload_mb * 1_000_000

    def wires(self, given: Mapping[str, str]) -> list[tuple[str, str]]:
        """The addresses that are spoken with across a network, by their names."""
        names = ("database_url", "database_owner_url", "broker_url", "limits_url")
        found = [*names, "mail_url", "log_to"]
        wires = [(PREFIX + name.upper(), str(getattr(self, name))) for name in found]
        if self.clamd and not self.clamd.startswith("/"):
            wires.append((f"{PREFIX}CLAMD", f"clamd://{self.clamd}"))
        if self.blobs_url.startswith("s3:"):
            wires.append(("AWS_ENDPOINT_URL", given.get("AWS_ENDPOINT_URL", "")))
        return wires

    def old_secrets(self) -> list[str]:
        """The keys of before, the latest first."""
        return [*_listed(self.old_secret_keys)]

    def secrets(self) -> tuple[str, ...]:
        """The key that signs and seals, and then those of before."""
        return (self.secret(), *self.old_secrets())

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


def _check(settings: Settings, given: Mapping[str, str]) -> None:
    for key in filter(None, (settings.secret_key, *settings.old_secrets())):
        startup.check_secret(key, f"{PREFIX}SECRET_KEY")
    startup.check_broker(settings.broker_url, f"{PREFIX}BROKER_URL")
    startup.check_broker(settings.limits_url, f"{PREFIX}LIMITS_URL")
    startup.check_limits(settings.limits_url)
    startup.check_mail(settings.mail_url)
    startup.check_scanner(settings.clamd)
    startup.check_roles(settings.second_factor_roles)
    startup.check_intake(settings.intake_listen, settings.intake_host)
    startup.check_log(settings.log_to)
    startup.check_debug(given.get("FLASK_DEBUG", ""), settings.listen)
    for name, address in settings.wires(given):
        startup.check_wire(address, name, _listed(settings.plain_hosts))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(","))))


def _with_driver(address: str) -> str:
    if address.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + address.split("://", 1)[1]
    return address


def _value(key: str, text: str, types: Mapping[str, type]) -> object:
    name = key.removeprefix(PREFIX).lower()
    if name not in types:
        near = difflib.get_close_matches(name, types, n=1)
        hint = f"Did you mean {PREFIX}{near[0].upper()}? " if near else ""
        raise SettingsError(
            f"{key} is not a setting. {hint}Look it up in docs/operating.md, or take "
            "it out of the environment."
        )
    if types[name] is int:
        if not text.isdecimal():
            raise SettingsError(f"{key} must be a whole number, not '{text}'.")
        return int(text)
    return Path(text) if issubclass(types[name], Path) else text


def _kept_secret(path: Path) -> str:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(f"Others can read {path}. Close it with: chmod 600 {path}")
    secret = path.read_text()
    startup.check_secret(secret, f"The key in {path}")
    return secret


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
