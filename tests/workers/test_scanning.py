"""Documents are opened once a scanner, which speaks as clamd does, found them clean."""

from __future__ import annotations

import io
import socket
import struct
import threading
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage import documents
from storage.clock import now
from storage.errors import SettingsError
from storage.jobs import NUDGE_AGAIN
from storage.models import Document, DocumentState, Role, Scan
from storage.settings import Settings
from tests import factories
from tests.web.browsing import visitor
from web.app import create_app
from workers import health, reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.store import Store

# Written in two parts, so that no scanner stops at this file.
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 100_000


class Clamd(threading.Thread):
    """A server that answers zPING and zINSTREAM as clamd's manual says."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(daemon=True)
        self.listening = socket.create_server(("127.0.0.1", port))
        self.address = f"127.0.0.1:{self.listening.getsockname()[1]}"
        self.answers_with = b""

    def run(self) -> None:
        while True:
            try:
                connection, _from = self.listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                connection.sendall((self.answers_with or self._answer(stream)) + b"\0")

    def _answer(self, stream: io.BufferedReader) -> bytes:
        command = b""
        while not command.endswith(b"\0"):
            command += stream.read(1)
        if command == b"zPING\0":
            return b"PONG"
        assert command == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            data += stream.read(size)
            if len(data) > LIMIT:
                return b"INSTREAM size limit exceeded. ERROR"
        found = EICAR.encode() in data
        return b"stream: Eicar-Test-Signature FOUND" if found else b"stream: OK"

    def stop(self) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.join()


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    server = Clamd()
    server.start()
    yield server
    if server.is_alive():
        server.stop()


@pytest.fixture
def database() -> str:
    """What is asked of the database here is the same on both kinds."""
    return ""


def _with(store: Store, address: str) -> Store:
    store.settings = replace(store.settings, clamd=address)
    return store


def _kept(store: Store, document_id: str) -> tuple[DocumentState, Scan | None, str]:
    with store.snapshot() as session:
        one = session.get_one(Document, document_id)
        return one.state, one.scan, one.problem_code or ""


def _original(store: Store, document_id: str) -> int:
    with store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
    somebody = visitor(create_app(store), store, lead)
    return somebody.get(f"/documents/{document_id}/original").status_code


@pytest.mark.parametrize(
    ("text", "kept", "status"),
    [
        ("The board met.", (DocumentState.READ, Scan.CLEAN, ""), 200),
        (EICAR, (DocumentState.UNREADABLE, Scan.FOUND, "infected"), 403),
        (
            "long " * LIMIT,
            (DocumentState.UNREADABLE, Scan.FOUND, "not-scanned"),
            403,
        ),
    ],
    ids=["clean", "infected", "too-long"],
)
def test_a_document_is_opened_only_if_it_was_found_clean(
    store: Store,
    clamd: Clamd,
    text: str,
    kept: tuple[DocumentState, Scan, str],
    status: int,
) -> None:
    document_id = factories.upload(_with(store, clamd.address), text)

    reading.read(store, document_id)

    assert (_kept(store, document_id), _original(store, document_id)) == (kept, status)


def test_what_was_found_is_given_to_no_other_city_either(
    store: Store, clamd: Clamd
) -> None:
    before = factories.upload(store, EICAR)
    reading.read(store, before)
    assert _original(store, before) == 200
    found = factories.upload(_with(store, clamd.address), EICAR)

    reading.read(store, found)

    assert (_original(store, found), _original(store, before)) == (403, 403)


def test_a_file_in_an_archive_is_looked_at_by_itself(
    store: Store, clamd: Clamd
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bad.txt", EICAR)
    blob = store.blobs.put(io.BytesIO(packed.getvalue()), limit=10_000)
    with _with(store, clamd.address).transaction() as session:
        assessment = factories.make_assessment(session)
        outer = documents.receive(session, assessment, "a.zip", blob).id

    reading.read(store, outer)
    with store.snapshot() as session:
        inner = session.scalars(
            sa.select(Document.id).where(Document.parent_id == outer)
        ).one()
    reading.read(store, inner)

    assert _kept(store, outer)[1] is Scan.CLEAN
    assert _kept(store, inner)[1:] == (Scan.FOUND, "infected")


@pytest.mark.parametrize("answer", [b"", b"stream: ", b"UNKNOWN COMMAND", b"OK"])
def test_while_the_scanner_is_away_or_odd_a_document_waits_and_is_tried_again(
    store: Store, clamd: Clamd, answer: bytes
) -> None:
    if not answer:
        clamd.stop()
    clamd.answers_with = answer
    document_id = factories.upload(_with(store, clamd.address), "The board met.")
    with store.transaction() as session:
        assessment_id = session.get_one(Document, document_id).assessment_id
        lead = factories.make_person(session, role=Role.LEAD)
    page = visitor(create_app(store), store, lead)

    for _ in range(4):  # more often than a document is tried
        reading.read(store, document_id)

    assert _kept(store, document_id) == (DocumentState.WAITING, Scan.WAITS, "")
    assert _original(store, document_id) == 403
    assert "Waiting for scan" in page.text(f"/assessments/{assessment_id}/documents")
    assert "waits for the virus scanner" in page.text(f"/documents/{document_id}")
    with store.transaction() as session:
        one = session.get_one(Document, document_id)
        one.nudged = now(session) - 2 * NUDGE_AGAIN
    if answer:
        clamd.answers_with = b""
        reading.sweep(store)
        reading.read(store, document_id)
        assert _kept(store, document_id) == (DocumentState.READ, Scan.CLEAN, "")
        assert _original(store, document_id) == 200


def test_reading_again_asks_the_scanner_again(store: Store, clamd: Clamd) -> None:
    document_id = factories.upload(_with(store, clamd.address), "The board met.")
    reading.read(store, document_id)
    with store.transaction() as session:
        documents.read_again(session, session.get_one(Document, document_id))
    clamd.answers_with = b"stream: New FOUND"

    reading.read(store, document_id)

    assert _kept(store, document_id)[1:] == (Scan.FOUND, "infected")


def test_the_doctor_says_whether_the_scanner_answers(
    store: Store, clamd: Clamd
) -> None:
    _with(store, clamd.address)

    there = [f.well for f in health.examine(store) if f.part == "scanner"]
    clamd.stop()
    away = [f.well for f in health.examine(store) if f.part == "scanner"]

    assert (there, away) == ([True], [False])


def test_an_address_that_cannot_be_asked_stops_the_start() -> None:
    with pytest.raises(SettingsError):
        Settings.from_env({"ASSAY_CLAMD": "clamd.example"})
