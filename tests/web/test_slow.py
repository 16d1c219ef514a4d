"""Clients that dribble keep nobody else waiting."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.request import urlopen

from web.__main__ import serving

if TYPE_CHECKING:
    from storage.store import Store

SLOW = 64
PATIENCE = 60


def test_many_who_send_a_byte_at_a_time_keep_nobody_waiting(store: Store) -> None:
    server = serving(store, "127.0.0.1:0")

    def run() -> None:
        with suppress(OSError):  # it is closed while it looks
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    at = ("127.0.0.1", server.effective_port)
    begun = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx"
    slow = [socket.create_connection(at) for _ in range(SLOW)]
    try:
        for number, one in enumerate(slow):
            # Half are stuck in their head, half in their body.
            one.sendall(begun if number % 2 else begun[:40])
        for one in slow:
            one.sendall(b"y")
        answers = [
            urlopen(f"http://{at[0]}:{at[1]}/livez", timeout=PATIENCE).status
            for _ in range(3)
        ]
    finally:
        for one in slow:
            one.close()
        server.close()
        thread.join(5)

    assert answers == [200] * 3
