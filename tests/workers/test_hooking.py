"""Webhooks, told to a real server; and where they never go."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from criteria.review.rounds import Move
from storage import hooks, rounds
from storage.clock import now
from storage.errors import Refused
from storage.hook_models import Delivery, HookKind
from storage.models import Role
from tests import factories
from tests.certificates import Authority
from workers import hooking, outward
from workers.standing import today

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.settings import Settings
    from storage.store import Store


@pytest.fixture
def database() -> str:
    """One kind is enough: the outbox is as that of notices."""
    return ""


@dataclass(slots=True)
class Receiver:
    """A program that takes webhooks; it answers ``status``."""

    status: int = 204
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0


@contextmanager
def _listening(
    receiver: Receiver, tls: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.requests.append((dict(self.headers), body))
            self.send_response(receiver.status)
            self.send_header("Location", f"http://127.0.0.1:{receiver.port}/other")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in the base
            if tls is None:
                return super().finish_request(request, client_address)
            # The handshake belongs to the connection's own thread, and may fail there.
            with (
                suppress(ssl.SSLError, ConnectionError),
                tls.wrap_socket(request, server_side=True) as wrapped,
            ):
                super().finish_request(wrapped, client_address)
            return None

    with Server(("127.0.0.1", 0), Handler) as server:
        receiver.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield receiver
        server.shutdown()
        thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with _listening(Receiver()) as receiver:
        yield receiver


@pytest.fixture
def settings(settings: Settings, receiver: Receiver) -> Settings:
    """Settings by which the receiver is one of our own network."""
    return replace(settings, hooks_inside=f"127.0.0.1:{receiver.port}")


def _hooked(store: Store, receiver: Receiver) -> str:
    """Have the receiver be told; gives its secret."""
    with store.transaction() as session:
        hook = hooks.add(
            session,
            f"http://127.0.0.1:{receiver.port}/assay?to=us",
            inside=store.settings.inside,
            by=factories.make_person(session, role=Role.LEAD),
        )
    return hooks.secret(hook.id, key=store.settings.secret())


def test_what_happens_is_told_signed_and_in_ids_alone(
    store: Store, receiver: Receiver
) -> None:
    secret = _hooked(store, receiver)
    with store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
        assessment = factories.make_assessment(session)
        document = factories.make_read_document(
            session, assessment=assessment, text="The ACME contract."
        )
        for move in ("submit", "begin", "close", "reopen", "return"):
            rounds.move(session, assessment, Move(move), by=lead, why="Renew ACME.")
    hooking.sweep(store)
    with store.transaction() as session:  # as if it had reached a level before
        hooks.keep_level(session, assessment, "Gold", number=0, day=today())

    hooking.sweep(store)
    hooking.sweep(store)

    told = [json.loads(body) for _headers, body in receiver.requests]
    kinds = [(one["kind"], one.get("document"), one.get("level")) for one in told]
    assert sorted(kinds, key=str) == [
        ("document-read", document.id, None),
        ("level-changed", None, "Gold"),
        ("level-changed", None, None),
        ("round-closed", None, None),
        ("round-returned", None, None),
    ]
    assert {one["assessment"] for one in told} == {assessment.id}
    for headers, body in receiver.requests:
        at, signed = headers["Assay-Signature"].split(",")
        said = at.removeprefix("t=").encode() + b"." + body
        expected = hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()
        assert signed == f"v1={expected}"
        assert b"ACME" not in body
        assert b"minutes.txt" not in body


def test_what_was_not_taken_is_told_again_and_no_redirect_is_followed(
    store: Store, receiver: Receiver
) -> None:
    _hooked(store, receiver)
    with store.transaction() as session:
        document = factories.make_read_document(session)

    outcomes = []
    for status in (302, 500, 200):
        receiver.status = status
        hooking.sweep(store)
        with store.transaction() as session:
            [row] = hooks.log(session)
            outcomes.append((row.attempts, row.status, row.failure, bool(row.sent)))
            session.execute(sa.update(Delivery).values(due=now(session)))

    assert outcomes == [
        (1, 302, "It answered 302.", False),
        (2, 500, "It answered 500.", False),
        (3, 200, "", True),
    ]
    assert len({headers["Assay-Delivery"] for headers, _ in receiver.requests}) == 1
    with store.transaction() as session:
        hooks.resend(session, row.id)
    hooking.sweep(store)
    assert [json.loads(body)["document"] for _, body in receiver.requests] == [
        document.id
    ] * 4


@pytest.mark.parametrize(
    ("name", "days", "trusted", "failure"),
    [
        ("hook.example", 1, True, ""),
        ("hook.example", 1, False, "unable to get local issuer certificate"),
        ("hook.example", -1, True, "certificate has expired"),
        ("other.example", 1, True, "Hostname mismatch"),
    ],
)
def test_over_https_only_who_proves_to_be_the_name_is_told_where_it_was_found(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    days: int,
    *,
    trusted: bool,
    failure: str,
) -> None:
    authority = Authority(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    asked: list[str] = []
    numbers = socket.getaddrinfo

    def look_up(host: str, port: int, *rest: Any, **words: Any) -> Any:  # noqa: ANN401 - as in the base
        """A directory in which the name leads elsewhere when it is asked again."""
        if host != "hook.example":
            return numbers(host, port, *rest, **words)
        asked.append(host)
        return numbers(f"127.0.0.{len(asked)}", port, *rest, **words)

    with _listening(Receiver(), authority.context(name, days=days)) as receiver:
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        there = f"hook.example:{receiver.port}"
        said = ""
        try:
            outward.post(f"https://{there}/assay", b"{}", {}, inside={there})
        except ssl.SSLCertVerificationError as problem:
            said = problem.verify_message

    assert (failure in said, bool(failure)) == (True, bool(said))
    assert len(receiver.requests) == (0 if failure else 1)
    assert asked == ["hook.example"]


def test_a_name_of_which_one_address_is_private_is_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443))
        for one in ("9.9.9.9", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_words, **_more: found)

    with pytest.raises(Refused) as refused:
        outward.post("https://hook.example/", b"{}", {})

    assert refused.value.sentence == (
        "This name stands for an address that is not public. Give a public one, or "
        "name it in ASSAY_HOOKS_INSIDE."
    )


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:a00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "ff02::1",
    ],
)
def test_no_private_or_hidden_address_is_public(address: str) -> None:
    assert not outward.is_public(address)


def test_public_addresses_are_public() -> None:
    found = [outward.is_public(one) for one in ("9.9.9.9", "2620:fe::fe")]

    assert found == [True, True]


def test_nothing_is_sent_to_a_name_that_stands_for_this_machine(
    receiver: Receiver,
) -> None:
    with pytest.raises(Refused):
        outward.post(f"http://localhost:{receiver.port}/", b"{}", {})

    assert receiver.requests == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "http://example.org/",
        "http://127.0.0.1:9/",
        "https://name:word@example.org/",
        "https://example.org:22/",
        "https://example.org:99999/",
        "https://example.org/#a",
        "https://example.org/a b",
        "https://example.org/\r\nHost: a",
        "ftp://127.0.0.1:1/",
        "https://[::1",
    ],
)
def test_an_address_that_is_not_allowed_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        hooks.check(address, inside={"127.0.0.1:1"})


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (ssl.SSLCertVerificationError("expired"), "It does not prove by a certificate"),
        (ConnectionRefusedError(111, "refused"), "Nothing listens there."),
        (socket.gaierror(-2, "unknown"), "Nobody knows this name."),
        (TimeoutError("timed out"), "Nothing answered in time."),
        (Refused("This name is private."), "This name is private."),
        (OSError("The answer is no HTTP."), "The answer is no HTTP."),
        (OSError(), "OSError"),
    ],
)
def test_the_log_says_why_nothing_was_answered(
    problem: OSError | Refused, told: str
) -> None:
    assert hooking.why(problem).startswith(told)


def test_every_kind_leads_to_a_page() -> None:
    assert set(hooking.PAGES) == set(HookKind)
