"""Documents by mail, over a real socket: what a sender hears, and what is kept."""

from __future__ import annotations

import asyncio
import smtplib
import threading
from contextlib import contextmanager
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from criteria.review.rounds import Move
from storage import access, documents, events, intake, people, rounds
from storage.models import Role
from tests import factories, servers
from workers import mailroom
from workers.mailroom import Mailroom

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.models import Assessment, Document
    from storage.settings import Settings
    from storage.store import Store


@pytest.fixture
def database() -> str:
    """The kind of database makes no difference to the mail."""
    return ""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings that take mail, for a city that may keep four documents of 1 MB."""
    return replace(
        settings,
        intake_listen=f"127.0.0.1:{servers.free_port()}",
        intake_host="in.example",
        city_files=4,
        max_upload_mb=1,
    )


@pytest.fixture
def listening(store: Store) -> Iterator[Store]:
    """A store whose mailroom listens."""
    with _running(store):
        yield store


@contextmanager
def _running(store: Store) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    host, _, port = store.settings.intake_listen.rpartition(":")
    begin = mailroom.listening(Mailroom(store), store, host, int(port))
    server = loop.run_until_complete(begin)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def _assessment(store: Store) -> tuple[Assessment, str]:
    """An assessment and its address."""
    with store.transaction() as session:
        assessment = factories.make_assessment(session)
        by = factories.make_person(session, role=Role.LEAD)
        word = intake.renew(session, assessment, by=by)
    return assessment, f"{word}@in.example"


def _message(*attached: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Ira Vos <ira@riverbend.example>"
    message["To"] = "evidence"
    message["Subject"] = "Two papers"
    message.set_content("The first is the ordinance.")
    for text in attached:
        name = f"{text.split()[0].lower()}.txt"
        message.add_attachment(text, filename=name)
    return message.as_bytes(policy=policy.SMTP)


# As Apple Mail writes it: the files hang between parts of the body.
FROM_APPLE = b"""From: Ira Vos <ira@riverbend.example>\r
Subject: Two papers\r
Mime-Version: 1.0 (Mac OS X Mail 16.0)\r
Content-Type: multipart/alternative; boundary="Apple-Mail=_1"\r
\r
--Apple-Mail=_1\r
Content-Type: text/plain; charset=utf-8\r
\r
The first is the ordinance.\r
--Apple-Mail=_1\r
Content-Type: multipart/mixed; boundary="Apple-Mail=_2"\r
\r
--Apple-Mail=_2\r
Content-Type: text/html; charset=utf-8\r
\r
<body>The first is the ordinance.\r
--Apple-Mail=_2\r
Content-Disposition: inline; filename=ordinance.txt\r
Content-Type: text/plain; x-unix-mode=0644; name="ordinance.txt"\r
Content-Transfer-Encoding: base64\r
\r
T3JkaW5hbmNlIE5vLiAxMTgu\r
--Apple-Mail=_2\r
Content-Disposition: inline; filename=minutes.txt\r
Content-Type: text/plain; x-unix-mode=0644; name="minutes.txt"\r
Content-Transfer-Encoding: quoted-printable\r
\r
Minutes of May.\r
--Apple-Mail=_2--\r
--Apple-Mail=_1--\r
"""


def _send(store: Store, content: bytes, *to: str) -> tuple[int, str]:
    """What the server says at the end: to the addresses, or to the message."""
    host, _, port = store.settings.intake_listen.rpartition(":")
    with smtplib.SMTP(host, int(port), timeout=30) as server:
        try:
            refused = server.sendmail("ira@riverbend.example", to, content)
        except smtplib.SMTPRecipientsRefused as problem:
            refused = problem.recipients
        except smtplib.SMTPResponseException as problem:
            return problem.smtp_code, _plain(problem.smtp_error)
    code, said = next(iter(refused.values()), (250, b""))
    return code, _plain(said)


def _plain(said: bytes | str) -> str:
    return said.decode() if isinstance(said, bytes) else said


def _kept(store: Store, assessment: Assessment) -> Sequence[Document]:
    with store.snapshot() as session:
        found = documents.listed(session, assessment)
    return sorted(found, key=lambda one: one.name)


@pytest.mark.parametrize(
    "message",
    [_message("Ordinance No. 118.", "Minutes of May."), FROM_APPLE],
    ids=["plain", "apple"],
)
def test_a_message_with_two_attachments_becomes_two_documents(
    listening: Store, message: bytes
) -> None:
    assessment, address = _assessment(listening)

    first = _send(listening, message, address)
    again = _send(listening, message, address)

    kept = _kept(listening, assessment)
    assert (first[0], again[0]) == (250, 250)
    assert [one.name for one in kept] == ["minutes.txt", "ordinance.txt"]
    assert {one.received_by for one in kept} == {None}
    assert [
        [word in one.note for word in ("ira@riverbend.example", "the ordinance.")]
        for one in kept
    ] == [[True, True], [True, True]]
    with store_text(listening, kept[1]) as text:
        assert text.strip() == b"Ordinance No. 118."
    with listening.snapshot() as session:
        [last, *_] = events.listed(session, assessment.city_id)
    assert (last.content or {})["who"] == "mail"


@contextmanager
def store_text(store: Store, document: Document) -> Iterator[bytes]:
    """The bytes of a document as they are kept."""
    with store.blobs.local(document.sha256) as path:
        yield path.read_bytes()


def test_a_message_with_broken_headers_is_kept_as_it_came(listening: Store) -> None:
    assessment, address = _assessment(listening)
    broken = (
        b"From: =?utf-8?q?=ZZ <<@@\r\nContent-Type: multipart/mixed; boundary\r\n"
        b"Subject: \xff\xfe\r\nDate: never\r\n\r\nThe committee met in May.\r\n"
    )

    answer = _send(listening, broken, address)

    [kept] = _kept(listening, assessment)
    assert (answer[0], kept.name) == (250, "message.eml")
    with store_text(listening, kept) as text:
        assert b"The committee met in May." in text


def test_who_may_not_send_hears_why_and_nothing_is_kept(listening: Store) -> None:
    assessment, address = _assessment(listening)
    locked, locked_address = _assessment(listening)
    with listening.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
        rounds.move(session, session.merge(locked), Move.SUBMIT, by=lead)
        old = address
        address = f"{intake.renew(session, assessment, by=lead)}@in.example"
    many = _message(*(f"Paper{number} is new." for number in range(5)))
    large = _message("Large " + "words and words\n" * 120_000)

    codes = {
        "renewed": _send(listening, _message("A b"), old)[0],
        "another host": _send(
            listening,
            _message("A b"),
            address.replace("in.", "out."),
        )[0],
        "handed in": _send(listening, _message("A b"), locked_address)[0],
        "too many": _send(listening, many, address),
        "too large": _send(listening, large, address)[0],
    }

    assert codes == {
        "renewed": 550,
        "another host": 550,
        "handed in": 550,
        "too many": (
            552,
            "A city may keep 4 documents here. Ask the programme lead for room.",
        ),
        "too large": 552,
    }
    assert [_kept(listening, one) for one in (assessment, locked)] == [[], []]


def test_mail_in_the_name_of_whose_access_has_ended_is_kept_as_little(
    listening: Store,
) -> None:
    assessment, address = _assessment(listening)
    with listening.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
        ira = people.add(
            session,
            "ira@riverbend.example",
            Role.CITY,
            city=factories.make_city(session),
        )
        access.end(session, ira, by=lead)

    answer = _send(listening, _message("Ordinance No. 118."), address)

    assert answer == (
        550,
        "Nobody takes mail at this address. Ask the city for its own.",
    )
    assert _kept(listening, assessment) == []
