"""Takes documents by mail: what is attached becomes documents of an assessment.

Who sent a message is what it says of itself, so it is told and never believed; but who
says to be somebody whose access has ended is refused. A server that hands a message on
hears "taken" only once all of it is kept.
"""

from __future__ import annotations

import asyncio
import io
import logging
import signal
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aiosmtpd.smtp import SMTP
from sqlalchemy.exc import SQLAlchemyError

from criteria.telling import tell
from storage import documents, events, intake, rounds
from storage.documents import About
from storage.errors import OutOfReach, Refusal
from workers.extract import documents as extract
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiosmtpd.smtp import Envelope, Session
    from sqlalchemy.orm import Session as Db

    from storage.blobs import Blob
    from storage.models import Assessment
    from storage.store import Store

# What is attached is a third larger while it travels.
TRAVELLING = 1.4
LONGEST_NOTE = 2000
# A message goes to one city; a few more are its colleagues'.
MOST_ADDRESSES = 10
SILENT_SECONDS = 60
# By whose deed the history tells of what came; whoever sent it is not known.
MAIL = "mail"
LATER = "451 Not now. Send it again in some minutes."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Came:
    """A file that came by mail, kept under its hash."""

    name: str
    blob: Blob


class Mailroom:
    """Answers the servers that bring mail; aiosmtpd calls its handlers by name."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # One child opens messages, and it is asked one thing at a time.
        self._turn = asyncio.Lock()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        """Take mail for the addresses that are ours, and for no other."""
        del server, session, rcpt_options
        sender = envelope.mail_from or ""
        if len(envelope.rcpt_tos) >= MOST_ADDRESSES:
            return "452 One message takes few addresses. Send it again to the others."
        answer = await asyncio.to_thread(self._welcome, address, sender)
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep what came, then say so."""
        del server, session
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 This is no message."
        async with self._turn:
            return await asyncio.to_thread(self._keep, list(envelope.rcpt_tos), content)

    def _welcome(self, address: str, sender: str) -> str:
        """Why an address takes no mail; nothing if it does."""
        try:
            with self._store.snapshot() as session:
                held = _held(self._store, session, address, sender=sender)
                rounds.require_open(session, held)
        except Refusal as refusal:
            return _plain(550, refusal)
        except SQLAlchemyError:
            return LATER
        return ""

    def _keep(self, addresses: Sequence[str], content: bytes) -> str:
        try:
            received = receive(self._store, addresses, content)
        except OutOfReach:
            return LATER
        except Refusal as refusal:
            return _plain(552, refusal)
        except SQLAlchemyError:
            log.exception("A message could not be kept.")
            return LATER
        return f"250 Kept as {len(received)} documents."


def receive(store: Store, addresses: Sequence[str], content: bytes) -> list[str]:
    """Keep what a message brings for each address: its files, or itself without any.

    Bytes first, then all rows in one transaction, then word to the readers. The ids of
    the documents are given; the same files again are the same documents.

    Raises:
        Refused: A city has no room, or takes nothing now.
        NotFound: An address is of no assessment any more.
    """
    came, said = _opened(store, content)
    ids: list[str] = []
    with store.transaction() as session:
        events.begin(session, events.Origin(name=MAIL))
        for address in addresses:
            assessment = _held(store, session, address)
            ids += [
                documents.receive(
                    session, assessment, one.name, one.blob, about=About(note=said)
                ).id
                for one in came
            ]
    for document_id in ids:
        store.queue.nudge(document_id)
    return ids


async def serve(store: Store) -> None:
    """Take mail until SIGTERM or Ctrl-C."""
    host, _, port = store.settings.intake_listen.rpartition(":")
    room, loop = Mailroom(store), asyncio.get_running_loop()
    over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    async with await listening(room, store, host or "127.0.0.1", int(port)):
        await over.wait()


async def listening(
    room: Mailroom, store: Store, host: str, port: int
) -> asyncio.Server:
    """Listen for servers that bring mail."""
    most = int(store.settings.max_upload * TRAVELLING)

    def answer() -> SMTP:
        return SMTP(
            room,
            data_size_limit=most,
            hostname=store.settings.intake_host,
            ident="Assay",
            timeout=SILENT_SECONDS,
        )

    return await asyncio.get_running_loop().create_server(answer, host, port)


def _opened(store: Store, content: bytes) -> tuple[list[Came], str]:
    """The files of a message and what it says, opened where documents are opened."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "message.eml"
        path.write_bytes(content)
        said = _said(path)
        came = list(_files(store, path))
    if not came:
        blob = store.blobs.put(io.BytesIO(content), limit=store.settings.max_upload)
        came = [Came("message.eml", blob)]
    return came, said


def _files(store: Store, path: Path) -> Iterator[Came]:
    with suppress(Unreadable):  # then the message itself is kept, and says why
        for child in extract.children(path, path.name):
            if child.data and not child.problem:
                blob = store.blobs.put(
                    io.BytesIO(child.data), limit=store.settings.max_upload
                )
                yield Came(child.name, blob)


def _said(path: Path) -> str:
    """What a message says, from whom on, as a note of limited length."""
    try:
        reading = extract.read(path, path.name)
    except Unreadable:
        return tell("Came by mail.")
    text = "\n".join(page.text for page in reading.pages)
    return tell("Came by mail.") + " " + text[:LONGEST_NOTE]


def _held(store: Store, session: Db, address: str, *, sender: str = "") -> Assessment:
    """The assessment that an address is of; NotFound as `intake.find` says."""
    word, _, host = address.rpartition("@")
    ours = host.lower() == store.settings.intake_host.lower()
    return intake.find(session, word if ours else "", sender=sender)


def _plain(code: int, refusal: Refusal) -> str:
    """A refusal on one line that every mail server understands."""
    said = " ".join(str(refusal).split()).encode("ascii", "replace").decode()
    return f"{code} {said}"
