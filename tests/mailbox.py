"""A real mail server for the tests: what comes to it is kept in a list."""

from __future__ import annotations

import email
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

from tests import servers

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(slots=True)
class Mailbox:
    """What has come, in order; an address in ``refused`` gets that answer instead."""

    refused: dict[str, str] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names it
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        del server, session, options
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd names it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del server, session
        content = envelope.content
        assert isinstance(content, bytes)
        self.raw.append(content)
        self.mails.append(email.message_from_bytes(content, policy=policy.default))
        return "250 kept"


@contextmanager
def running(mailbox: Mailbox, tls: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """Run a server for a mailbox; with ``tls`` it takes mail only after STARTTLS."""
    mailbox.port = servers.free_port()
    server = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=mailbox.port,
        tls_context=tls,
        require_starttls=tls is not None,
    )
    server.start()
    try:
        yield mailbox
    finally:
        server.stop()
