"""Sends one request to an address that somebody typed in, and to no other.

The name is looked up once, what it stands for is checked, and the connection goes just
there. Nothing is followed, and neither time nor answer is without limit.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from storage.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SILENT_SECONDS = 5
LONGEST_SECONDS = 20
# Addresses that lead to others: an address of IPv4 is hidden in each.
TUNNELS = tuple(
    ipaddress.IPv6Network(one)
    for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)


def post(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    inside: Collection[str] = (),
) -> int:
    """Post a body and give the status of the answer, of which nothing else is read.

    ``inside`` are the HOST:PORTs that may stand in a private network.

    Raises:
        Refused: The name stands for an address that is not public.
        OSError: It is unknown, silent, or no answer came.
    """
    parts = urlsplit(address)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    at = resolved(host, port, anywhere=parts.netloc in inside)
    connection = _Pinned(host, port, at, secure=secure)
    # A server that sends a byte now and then is silent to no time-out of a socket.
    end = threading.Timer(LONGEST_SECONDS, connection.cut)
    end.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, dict(headers))
        return connection.getresponse().status
    except http.client.HTTPException as problem:
        raise OSError(f"The answer is no HTTP ({type(problem).__name__}).") from None
    finally:
        end.cancel()
        connection.close()


def resolved(host: str, port: int, *, anywhere: bool = False) -> str:
    """What a name stands for, looked up once; if any of it is not public, nothing.

    Raises:
        Refused: It is not public.
        OSError: Nobody knows the name.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not anywhere and not all(map(is_public, addresses)):
        raise Refused(
            "This name stands for an address that is not public. Give a public "
            "one, or name it in ASSAY_HOOKS_INSIDE."
        )
    return addresses[0]


def is_public(text: str) -> bool:
    """Whether an address may be asked: nobody's own network, and nothing hidden."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if any(address in net for net in TUNNELS):
            return False
    return address.is_global and not address.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection to an address; the server must prove to be of the name."""

    def __init__(self, host: str, port: int, at: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=SILENT_SECONDS)
        self._at, self._secure = at, secure

    def connect(self) -> None:
        """Connect to where the name was found."""
        self.sock = socket.create_connection((self._at, self.port), SILENT_SECONDS)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End it at once, whoever waits for what."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
