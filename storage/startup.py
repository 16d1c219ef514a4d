"""What an installation refuses to start with: each is a sentence and the way out.

Each function raises SettingsError where its setting would do harm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from storage.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Collection

PREFIX = "ASSAY_"
SAMPLES = frozenset({"change-me", "changeme", "secret", "password", "assay", "sample"})
SHORTEST_SECRET = 32
MEMORY, COUNTERS = "memory://", ("redis://", "rediss://")
# By these nobody between reads along, and who answers proves who it is.
SECURE = {"redis": "rediss://", "amqp": "amqps://", "smtp+plain": "smtps://"}
SECURE |= {"http": "https://", "tcp": "tls://", "clamd": "the path of a socket"}
PROVEN = frozenset({"verify-full", "verify-ca"})
ROLES, NONE = ("city", "reviewer", "lead"), "none"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# What an address of a mail server may begin with, and the port where it names none.
MAIL_PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}


def check_secret(secret: str, name: str) -> None:
    """A secret must be long and nobody's example."""
    if secret.lower() in SAMPLES or len(secret) < SHORTEST_SECRET:
        raise SettingsError(
            f"{name} is a known sample or shorter than {SHORTEST_SECRET} "
            "characters. Make one with: openssl rand -hex 32"
        )


def check_roles(named: frozenset[str]) -> None:
    """A second factor is asked of roles that there are."""
    for name in sorted(named - set(ROLES)):
        raise SettingsError(
            f"'{name}' is no role. Name in {PREFIX}SECOND_FACTOR some of: "
            f"{', '.join(ROLES)}; or {NONE}."
        )


def check_limits(address: str) -> None:
    """Tries are counted in memory or at a Redis."""
    if address and not address.startswith((MEMORY, *COUNTERS)):
        raise SettingsError(
            f"{PREFIX}LIMITS_URL must begin with {MEMORY} or redis://, not as it does."
        )


def check_broker(address: str, name: str) -> None:
    """Whoever reaches a broker can give the workers work, so it asks who they are."""
    parts = urlsplit(address)
    if parts.hostname not in {None, *LOOPBACK} and not parts.password:
        raise SettingsError(
            f"The broker at {parts.hostname} is open: {name} has no "
            "password. Set one there, and here: redis://:PASSWORD@HOST:6379/0"
        )


def check_wire(address: str, name: str, plain: Collection[str]) -> None:
    """What leaves this host is read by nobody between, or nobody is between."""
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    host = parts.hostname or asked.get("host", [""])[0]
    if not host or host.startswith("/") or host in {*LOOPBACK, *plain}:
        return
    how = SECURE.get(parts.scheme, "")
    if parts.scheme.startswith("postgres"):
        proven = asked.get("sslmode", [""])[0] in PROVEN
        how = "" if proven else "it with ?sslmode=verify-full"
    if how:
        raise SettingsError(
            f"{name} would speak with {host} so that others can read it. Give {how}; "
            "or, where nobody else reaches the network between, name the host in "
            f"{PREFIX}PLAIN_HOSTS."
        )


def check_log(address: str) -> None:
    """Lines of the log go to one place, by TLS or to an agent."""
    parts = urlsplit(address)
    if address and (parts.scheme not in {"tls", "tcp"} or not parts.port):
        raise SettingsError(
            f"{PREFIX}LOG_TO must be tls://HOST:PORT, or tcp://HOST:PORT for an agent "
            f"on this host, not '{address}'."
        )


def check_mail(address: str) -> None:
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


def check_scanner(address: str) -> None:
    """A scanner that cannot be asked would keep every document waiting."""
    host, _colon, port = address.rpartition(":")
    if address and not address.startswith("/") and not (host and port.isdecimal()):
        raise SettingsError(
            f"{PREFIX}CLAMD must be HOST:PORT or the path of a socket, such as "
            f"127.0.0.1:3310, not '{address}'."
        )


def check_intake(listen: str, host: str) -> None:
    """Who takes mail must know for which addresses."""
    if listen and not (host and listen.rpartition(":")[2].isdecimal()):
        raise SettingsError(
            f"{PREFIX}INTAKE_LISTEN must be HOST:PORT, and {PREFIX}INTAKE_HOST "
            "say what stands behind the @, such as evidence.example.org."
        )


def check_debug(asked: str, listen: str) -> None:
    """A debugger shows what a page knows to whoever makes it fail."""
    host = listen.rpartition(":")[0].strip("[]")
    if asked.lower() not in {"", "0", "false", "no"} and host not in LOOPBACK:
        raise SettingsError(
            f"FLASK_DEBUG is on and the pages are open to others at {listen}. Take it "
            f"out of the environment, or set {PREFIX}LISTEN to 127.0.0.1:8431."
        )
