"""What passes between a worker and its child: frames of JSON, of a page, or of bytes.

A frame is one letter (J, P or B), its length in four bytes, and its contents. The child
is not trusted: whatever it sends is checked into our own values here.
"""

from __future__ import annotations

import json
import struct
from array import array
from dataclasses import dataclass
from itertools import chain
from typing import Any

from criteria.evidence import Page, Segment, SegmentKind, UnreadPage
from criteria.language.segments import Segments, numbers

HEADER = struct.Struct(">cI")
# A page's number, whether it was recognised, how many bytes its label and its columns
# have. Behind them comes its text.
_PAGE = struct.Struct("=I?9I")
LARGEST = 256 * 1024 * 1024
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode
_KINDS = {kind.value: kind for kind in SegmentKind}


@dataclass(frozen=True, slots=True)
class Contents:
    """What is known of a document before its pages are read."""

    kind: str
    count: int
    title: str = ""
    remarks: tuple[str, ...] = ()


def frame(message: dict[str, Any] | bytes) -> bytes:
    """Pack one message."""
    if isinstance(message, bytes):
        return HEADER.pack(b"B", len(message)) + message
    if isinstance(message.get("page"), Page):
        body = _packed(message["page"])
        return HEADER.pack(b"P", len(body)) + body
    body = _encode(message).encode()
    return HEADER.pack(b"J", len(body)) + body


def unframe(letter: bytes, body: bytes) -> dict[str, Any] | bytes:
    """Unpack the body of one message; ValueError if it is none of ours."""
    if letter == b"B":
        return body
    if letter == b"P":
        return {"page": _unpacked(body)}
    message = _decode(body.decode())
    if not isinstance(message, dict):
        raise TypeError("A message of the child is no object.")
    return message


def _packed(page: Page) -> bytes:
    of = Segments.of(page.segments, page.text)
    columns: list[bytes | bytearray] = [page.label.encode(), of.kinds, of.levels]
    sure = numbers(chain.from_iterable(page.sure))
    tables = (of.starts, of.ends, of.parted, of.given, of.spans, sure)
    columns += [column.tobytes() for column in tables]
    head = _PAGE.pack(page.number, page.by_ocr, *map(len, columns))
    return b"".join((head, *columns, page.text.encode()))


def _unpacked(body: bytes) -> Page:
    """Read a page back; ValueError or the like if it is none."""
    number, by_ocr, *sizes = _PAGE.unpack_from(body)
    at, parts = _PAGE.size, []
    for size in sizes:
        parts.append(body[at : at + size])
        at += size
    text = body[at:].decode()
    *tables, sure = (array("I", part) for part in parts[3:])
    kinds, levels = bytearray(parts[1]), bytearray(parts[2])
    segments = Segments(text, kinds, levels, *tables)
    segments.check()
    words = zip(*[iter(sure)] * 3, strict=True)
    return Page(
        number,
        text,
        segments=segments,
        label=parts[0].decode(),
        by_ocr=by_ocr,
        sure=(*words,),
    )


def from_page(page: Page) -> dict[str, Any]:
    """Write a page as plain values."""
    return {
        "n": page.number,
        "t": page.text,
        "l": page.language,
        "s": [[s.kind, s.start, s.end, s.level, s.cells] for s in page.segments],
        "b": page.label,
        "o": page.by_ocr,
        "c": page.sure,
    }


def to_page(value: dict[str, Any]) -> Page:
    """Read a page back; ValueError or the like if it is none."""
    text = str(value["t"])
    return Page(
        int(value["n"]),
        text,
        str(value["l"]),
        _segments(value["s"], len(text)),
        str(value["b"]),
        bool(value["o"]),
        tuple((int(a), int(b), int(c)) for a, b, c in value["c"]),
    )


def _segments(values: list[list[Any]], length: int) -> tuple[Segment, ...]:
    found = []
    for kind, start, end, level, cells in values:
        if not 0 <= start <= end <= length:
            raise ValueError("A segment of the child lies outside of its page.")
        spans = _spans(cells) if cells else ()
        found.append(Segment(_KINDS[kind], start, end, level, spans))
    return tuple(found)


def _spans(cells: list[list[int]]) -> tuple[tuple[int, int], ...]:
    """Take a row's cells over, looking at all of them at once: a sheet has many."""
    if {len(one) for one in cells} != {2} or {*map(type, chain(*cells))} != {int}:
        raise ValueError("A cell of the child is no span.")
    return tuple((one, two) for one, two in cells)


def from_unread(page: UnreadPage) -> dict[str, Any]:
    """Write an unread page as plain values."""
    return {"n": page.number, "r": page.reason}


def to_unread(value: dict[str, Any]) -> UnreadPage:
    """Read an unread page back."""
    return UnreadPage(int(value["n"]), str(value["r"]))


def from_contents(contents: Contents) -> dict[str, Any]:
    """Write what is known beforehand as plain values."""
    return {
        "kind": contents.kind,
        "count": contents.count,
        "title": contents.title,
        "remarks": contents.remarks,
    }


def to_contents(value: dict[str, Any]) -> Contents:
    """Read what is known beforehand back."""
    return Contents(
        str(value["kind"]),
        int(value["count"]),
        str(value["title"]),
        tuple(str(one) for one in value["remarks"]),
    )
