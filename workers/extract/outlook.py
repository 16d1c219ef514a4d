"""Messages as Outlook keeps them."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from oxmsg import Message

from workers.extract import blocks, mail, text
from workers.extract.children import Child
from workers.extract.opened import Ask, Opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oxmsg.attachment import Attachment
    from oxmsg.storage import Storage

    from workers.extract.blocks import Plain

_INNER = "__substg1.0_3701000D"
_PROPERTIES = "__properties_version1.0"
# The head of an inner message's properties is shorter than the library believes.
_HEAD, _LACKING = 24, bytes(8)
_SENDER_NAME = 0x0C1A
_SHOWN_NAME = 0x3001


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a message. Its attachments are documents of their own: see ``children``."""
    message = Message.load(data)
    sent = message.sent_date
    lines = [
        ("From", _sender(message)),
        ("To", _receivers(message)),
        ("Date", "" if sent is None else sent.isoformat(" ", "minutes")),
        ("Subject", message.subject),
    ]
    names = [_called(one) or "without a name" for one in message.attachments]
    content = [*mail.head(lines), *_body(message), *mail.attachments(names)]
    return Opened(blocks.sections(content), title=message.subject)


def children(data: bytes, name: str) -> Iterator[Child]:  # noqa: ARG001 - as above
    """Yield what is attached."""
    for number, one in enumerate(Message.load(data).attachments, 1):
        inner = _inner(one)
        body = one.file_bytes or b"" if inner is None else bytes(_as_mail(inner))
        yield Child(_called(one) or f"attachment {number}", body)


def _called(attachment: Attachment) -> str:
    """The name of a file, or what Outlook shows for it: of a message, its subject."""
    inner = _inner(attachment)
    if inner is not None:
        return mail.file_of(inner.subject, ".eml")
    shown = attachment.properties.str_prop_value(_SHOWN_NAME)
    return attachment.file_name or mail.file_of(shown or "")


def _inner(attachment: Attachment) -> Message | None:
    """Find the message that is attached as Outlook keeps it: no file, but a folder."""
    storage = cast("Storage", attachment._storage)  # noqa: SLF001 - there is no other door
    for held in storage.storages:
        if held.name == _INNER:
            streams = (
                replace(one, bytes_=one.bytes_[:_HEAD] + _LACKING + one.bytes_[_HEAD:])
                if one.name == _PROPERTIES
                else one
                for one in held.streams
            )
            return Message(replace(held, streams=tuple(streams)))
    return None


def _as_mail(message: Message, depth: int = 0) -> EmailMessage:
    """Write a message as a mail with what is attached to it, always the same bytes."""
    written, sent = EmailMessage(), message.sent_date
    heads = {
        "From": _sender(message),
        "To": _receivers(message),
        "Date": "" if sent is None else format_datetime(sent),
        "Subject": message.subject,
    }
    for name, value in heads.items():
        if value.strip():
            written[name] = " ".join(value.split())
    plain = message.body or ""
    html = "" if plain.strip() else message.html_body or ""
    written.set_content(html or plain, "html" if html else "plain")
    for one in message.attachments:
        inner = _inner(one)
        if inner is None:
            file = "application", "octet-stream"
            name = _called(one)
            written.add_attachment(one.file_bytes or b"", *file, filename=name)
        else:
            written.add_attachment(_as_mail(inner, depth + 1))
    if written.is_multipart():
        said = sha256(f"{message.subject}\n{html or plain}".encode(errors="replace"))
        written.set_boundary(f"=_{depth}_{said.hexdigest()}")
    return written


def _sender(message: Message) -> str:
    """Say who sent it: an address, or where there is none the sender's name."""
    heads = message.message_headers.get("From", "")
    named = message.properties.str_prop_value(_SENDER_NAME)
    return message.sender or heads or named or ""


def _receivers(message: Message) -> str:
    names = (one.name or one.email_address for one in message.recipients)
    return message.message_headers.get("To", "") or "; ".join(names)


def _body(message: Message) -> Iterator[Plain]:
    if message.body:
        yield from mail.written(text.lines(message.body))
    elif message.html_body:
        yield from mail.drawn(message.html_body)
