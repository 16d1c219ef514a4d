"""E-mails: who wrote what to whom, and the names of what was attached."""

from __future__ import annotations

import email
import email.policy
from typing import TYPE_CHECKING, cast

from selectolax.lexbor import LexborHTMLParser

from criteria.evidence import SegmentKind
from workers.extract import blocks, text, webpage
from workers.extract.blocks import Block, Plain
from workers.extract.children import Child
from workers.extract.opened import Ask, Opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from email.message import EmailMessage

_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_SIGNATURES = {
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
}
# The library stumbles so over headers that other programs wrote wrongly.
_STUMBLES = (AttributeError, IndexError, KeyError, TypeError, ValueError)
# What stands before a slash would be taken for a folder.
_SLASHES = str.maketrans("/\\", "--")
# Letters of base64; pictures in a letterhead are smaller.
_LOGO = 80_000


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open an e-mail. Its attachments are documents of their own: see ``children``."""
    message = _message(data)
    subject = _header(message, "Subject")
    heads = [(name, _header(message, name)) for name in _HEADERS]
    names = [_called(part) or "without a name" for part in _attached(message)]
    content = [*head(heads), *_body(message), *attachments(names)]
    return Opened(blocks.sections(content), title=subject)


def children(data: bytes, name: str) -> Iterator[Child]:  # noqa: ARG001 - as above
    """Yield what is attached."""
    for number, part in enumerate(_attached(_message(data)), 1):
        called = _called(part) or f"attachment {number}"
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            body = b"" if inner is None else bytes(inner)  # type: ignore[arg-type]  # a message knows its bytes
        else:
            body = part.get_payload(decode=True) or b""  # type: ignore[assignment]  # decoded, it is bytes
        yield Child(called, body)


def head(headers: Iterable[tuple[str, str]]) -> Iterator[Block]:
    """Write the lines above a message, the subject as its heading."""
    for name, value in headers:
        if value and name == "Subject":
            yield Block(SegmentKind.HEADING, value, 1)
        elif value:
            yield Block(SegmentKind.PARAGRAPH, f"{name}: {value}")


def attachments(names: Iterable[str]) -> Iterator[Block]:
    """Write down the names of attachments."""
    for name in names:
        yield Block(SegmentKind.NOTE, f"Attachment: {name}")


def written(body: str) -> Iterator[Block]:
    """Yield the blocks of a plain body."""
    for part in text.apart(body):
        yield from text.paragraph(part)


def drawn(body: str) -> Iterator[Plain]:
    """Yield the blocks of a body in HTML."""
    yield from webpage.parse(LexborHTMLParser(body))


def _message(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message[name] or "").strip()
    except _STUMBLES:
        return ""


def _called(part: EmailMessage) -> str:
    """The name of a file; of a message that was forwarded, its subject; or nothing."""
    forwarded = part.get_content_type() == "message/rfc822"
    try:
        named = part.get_filename() or ""
        if not forwarded:
            return named
        if not named:
            inner = cast("EmailMessage", part.get_payload(0))
            named = _header(inner, "Subject")
    except _STUMBLES:
        return ""
    return file_of(named, ".eml")


def file_of(subject: str, ending: str = "") -> str:
    """Name a file by a subject, in which a slash parts no folders; "" by none."""
    name = " ".join(subject.translate(_SLASHES).split())
    return f"{name.removesuffix(ending)}{ending}" if name else ""


def _attached(message: EmailMessage) -> Iterator[EmailMessage]:
    """What was attached, however deep the sender's program hangs it, in its order."""
    ways = [(message, "")]
    while ways:
        part, kind = ways.pop()
        inner = part.get_payload() if part.get_content_maintype() == "multipart" else ""
        if isinstance(inner, list):
            below = part.get_content_subtype()
            ways += [(cast("EmailMessage", one), below) for one in reversed(inner)]
        elif part is not message and _is_attachment(part, kind):
            yield part


def _is_attachment(part: EmailMessage, kind: str) -> bool:
    """Whether a part is a file, and not the body, its decoration or its signature.

    ``kind`` is the subtype of the multipart that it stands in.
    """
    held = part.get_content_type()
    if held in _SIGNATURES:
        return False
    if kind == "related" and "Content-ID" in part and held.startswith("image/"):
        # A letterhead's logo; a large one may be the scan that is meant.
        return len(part.get_payload()) > _LOGO
    is_file = _header(part, "Content-Disposition").lower().startswith("attachment")
    is_body = held in {"text/plain", "text/html"} or kind == "alternative"
    return is_file or bool(_called(part)) or not is_body


def _body(message: EmailMessage) -> Iterator[Plain]:
    part = message.get_body(("plain", "html"))
    if part is None:
        return
    raw = part.get_payload(decode=True)
    declared = part.get_content_charset() or ""
    decoded = text.decode(raw if isinstance(raw, bytes) else b"", declared)
    html = part.get_content_subtype() == "html"
    yield from drawn(decoded) if html else written(decoded)
