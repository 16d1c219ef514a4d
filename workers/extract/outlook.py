"""Messages as Outlook keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oxmsg import Message

from workers.extract import blocks, mail, text
from workers.extract.children import Child
from workers.extract.opened import Ask, Opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oxmsg.attachment import Attachment

    from workers.extract.blocks import Plain

_SENDER_NAME = 0x0C1A
_SHOWN_NAME = 0x3001


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a message. Its attachments are documents of their own: see ``children``."""
    message = Message.load(data)
    heads = message.message_headers
    sent = message.sent_date
    lines = [
        ("From", message.sender or heads.get("From", "") or _sender(message)),
        ("To", heads.get("To", "") or "; ".join(_names(message))),
        ("Date", "" if sent is None else sent.isoformat(" ", "minutes")),
        ("Subject", message.subject),
    ]
    names = [_called(one) or "without a name" for one in message.attachments]
    content = [*mail.head(lines), *_body(message), *mail.attachments(names)]
    return Opened(blocks.sections(content), title=message.subject)


def children(data: bytes, name: str) -> Iterator[Child]:  # noqa: ARG001 - as above
    """Yield what is attached."""
    for number, one in enumerate(Message.load(data).attachments, 1):
        yield Child(_called(one) or f"attachment {number}", one.file_bytes or b"")


def _called(attachment: Attachment) -> str:
    """The name of a file, or what Outlook shows for it: of a message, its subject."""
    shown = attachment.properties.str_prop_value(_SHOWN_NAME)
    return attachment.file_name or mail.file_of(shown or "")


def _sender(message: Message) -> str:
    """Say the sender's name, where no address stands beside it."""
    return message.properties.str_prop_value(_SENDER_NAME) or ""


def _names(message: Message) -> list[str]:
    return [one.name or one.email_address for one in message.recipients]


def _body(message: Message) -> Iterator[Plain]:
    if message.body:
        yield from mail.written(text.lines(message.body))
    elif message.html_body:
        yield from mail.drawn(message.html_body)
