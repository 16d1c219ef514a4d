"""E-mails: who wrote what to whom, and the names of what was attached."""

from __future__ import annotations

import email
import email.policy
from typing import TYPE_CHECKING, cast

from selectolax.lexbor import LexborHTMLParser

from criteria.evidence import SegmentKind
from workers.extract import blocks, text, tnef, webpage
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
_PACKED = {"application/ms-tnef", "application/vnd.ms-tnef"}
_FEW_WORDS = 40  # of a plain form that may only point at the other
_MUCH_MORE = 3  # times the words
# Letters of base64; pictures in a letterhead are smaller.
_LOGO = 80_000


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open an e-mail. Its attachments are documents of their own: see ``children``."""
    message = _message(data)
    subject = _header(message, "Subject")
    heads = [(name, _header(message, name)) for name in _HEADERS]
    held = (name for part in _attached(message) for name, _ in _files(part))
    names = [name or "without a name" for name in held]
    content = [*head(heads), *_body(message), *attachments(names)]
    return Opened(blocks.sections(content), title=subject)


def children(data: bytes, name: str) -> Iterator[Child]:  # noqa: ARG001 - as above
    """Yield what is attached."""
    held = (file for part in _attached(_message(data)) for file in _files(part))
    for number, (called, body) in enumerate(held, 1):
        yield Child(called or f"attachment {number}", body)


def _files(part: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Yield the name and contents of what is attached; Outlook may pack several."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        yield _called(part), b"" if inner is None else bytes(inner)  # type: ignore[arg-type]  # a message knows its bytes
        return
    body = part.get_payload(decode=True)
    body = body if isinstance(body, bytes) else b""
    if kind in _PACKED:
        yield from tnef.files(body)
    else:
        yield _called(part), body


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
    if kind == "related" and "Content-Location" in part and not is_file:
        return False  # what a browser saved with a page
    is_body = held in {"text/plain", "text/html"} or kind == "alternative"
    return is_file or bool(_called(part)) or not is_body


def told(data: bytes) -> Iterator[Plain]:
    """Yield the blocks of a message's body alone."""
    return _body(_message(data))


def _body(message: EmailMessage) -> Iterator[Plain]:
    """Yield what a message says, in all parts of it that are its body."""
    for part in _bodies(message, ""):
        said = _decoded(part)
        yield from drawn(said) if _is_html(part) else written(said)


def _bodies(part: EmailMessage, kind: str) -> list[EmailMessage]:
    """List the parts that are a message's body; there may be files between them.

    ``kind`` is the subtype of the multipart that a part stands in.
    """
    inner = part.get_payload() if part.get_content_maintype() == "multipart" else None
    if not isinstance(inner, list):
        is_text = part.get_content_type() in {"text/plain", "text/html"}
        return [part] if is_text and not _is_attachment(part, kind) else []
    below = part.get_content_subtype()
    found = [_bodies(cast("EmailMessage", one), below) for one in inner]
    filled = [some for some in found if some]
    if below == "alternative":
        return _fuller(filled)
    if below == "related":  # the first is the page, the others stand in it
        return filled[0] if filled else []
    return [one for some in filled for one in some]


def _fuller(ways: list[list[EmailMessage]]) -> list[EmailMessage]:
    """Choose the plain way to say the same, unless it only points at the other."""
    plain = next((some for some in ways if not any(map(_is_html, some))), None)
    html = next((some for some in reversed(ways) if any(map(_is_html, some))), None)
    if plain is None or html is None:
        return plain or html or []
    words = sum(len(_decoded(part).split()) for part in plain)
    if words >= _FEW_WORDS:
        return plain
    shown = (block for part in html for block in drawn(_decoded(part)))
    more = sum(len(block[1].split()) for block in shown) > _MUCH_MORE * words
    return html if more else plain


def _is_html(part: EmailMessage) -> bool:
    return part.get_content_subtype() == "html"


def _decoded(part: EmailMessage) -> str:
    raw = part.get_payload(decode=True)
    declared = part.get_content_charset() or ""
    return text.decode(raw if isinstance(raw, bytes) else b"", declared)
