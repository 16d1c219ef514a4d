from __future__ import annotations

import json
import logging
import socket
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from storage import logs
from tests.certificates import Authority

if TYPE_CHECKING:
    from pathlib import Path


def test_a_log_line_as_json_carries_the_id_of_its_request() -> None:
    name = logs.begin("abc123")
    try:
        int("broken")
    except ValueError:
        record = logging.LogRecord(
            "web", logging.ERROR, "", 1, "It %s.", ("broke",), sys.exc_info()
        )

    told = json.loads(logs.AsJson().format(record))

    assert name == "abc123"
    assert (told["level"], told["from"], told["says"]) == ("error", "web", "It broke.")
    assert told["request"] == "abc123"
    assert told["trace"].endswith("'broken'")


def test_an_id_that_could_forge_a_line_is_replaced() -> None:
    given = ["", "a b", "a\nb", "x" * 65, "ñ"]

    assert [logs.begin(one) == one for one in given] == [False] * 5


@pytest.mark.parametrize("name", ["localhost", "elsewhere.example"])
def test_lines_are_sent_to_a_machine_that_proves_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        listening = threading.Thread(target=hear, args=(server, authority, name, heard))
        listening.start()
        away = logs.Away(f"tls://localhost:{server.getsockname()[1]}")
        away.setFormatter(logs.AsJson())
        for says in ("First.", "Second\nline."):
            away.emit(logging.LogRecord("web", logging.INFO, "", 1, says, (), None))
        away.close()
        listening.join()
    told = [json.loads(line)["says"] for line in b"".join(heard).splitlines()]

    assert told == (["First.", "Second\nline."] if name == "localhost" else [])


def hear(
    server: socket.socket, authority: Authority, name: str, heard: list[bytes]
) -> None:
    plain, _ = server.accept()
    with plain:
        try:
            with authority.context(name).wrap_socket(plain, server_side=True) as secure:
                while more := secure.recv(4096):
                    heard.append(more)
        except OSError:
            return


def test_nobody_waits_for_a_log_that_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    away = logs.Away(f"tls://127.0.0.1:{port}")
    away.setFormatter(logs.AsJson())

    for _ in range(3):
        away.emit(logging.LogRecord("web", logging.INFO, "", 1, "Lost.", (), None))

    assert (away.sock, away.retryTime is not None) == (None, True)
