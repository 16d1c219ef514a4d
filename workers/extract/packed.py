"""The guard before every file that is a zip inside: counts, sizes, names, DTDs."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from workers.extract import limits
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

_ENCRYPTED = 0x1
_XML = (".xml", ".rels", ".vml")
_PROLOGUE = 2048
_LOCAL = struct.Struct("<4s4xH16xHH")  # what stands before a member in a zip
_SMALL = 32 * 1024  # bytes: deflate makes no more than a thousand of one
_MAGIC = b"PK\x03\x04"
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# What may stand before the first element: remarks and instructions, however long.
_BEFORE = re.compile(rb"(?:[^<]++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)


def archive(data: bytes) -> zipfile.ZipFile:
    """Open a zip whose declared sizes are within the limits.

    Python's reader never unpacks a member beyond its declared size, so what is checked
    here holds for what is read later. Raises Unreadable.
    """
    return guarded(io.BytesIO(data), most=limits.UNPACKED_BYTES)


def guarded(stream: BinaryIO, *, most: int) -> zipfile.ZipFile:
    """Open a zip that declares to unpack to no more than ``most`` bytes.

    Raises Unreadable.
    """
    try:
        opened = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OverflowError):
        raise Unreadable(Refusal.DAMAGED) from None
    members = opened.infolist()
    if len(members) > limits.MEMBERS:
        raise Unreadable(Refusal.TOO_MANY_MEMBERS)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Unreadable(Refusal.PASSWORD)
    if sum(member.file_size for member in members) > most:
        raise Unreadable(Refusal.UNPACKS_TOO_LARGE)
    if any(_is_bomb(member) for member in members):
        raise Unreadable(Refusal.UNPACKS_TOO_LARGE)
    return opened


def office(data: bytes) -> zipfile.ZipFile:
    """Open an Office or OpenDocument file none of whose parts declares entities.

    For readers that unpack it themselves; others ask for each ``part`` they want.
    """
    opened = archive(data)
    for member in _xml_parts(opened.infolist()):
        head = _unpacked(data, member, _PROLOGUE)
        if not _guard(head) and len(head) < member.file_size:
            _guard(_unpacked(data, member, member.file_size))
    return opened


def part(data: bytes, member: zipfile.ZipInfo) -> bytes:
    """Unpack a part of XML that declares no entities, whole and unharmed.

    Raises Unreadable. It is Python's own way without what that does for files on disk,
    which takes longer than small parts do.
    """
    bound(member)
    body = _unpacked(data, member, member.file_size)
    if len(body) != member.file_size or zlib.crc32(body) != member.CRC:
        raise Unreadable(Refusal.DAMAGED)
    if b"!" in body or b"\x00" in body[:4]:  # no declaration is without
        _guard(body)
    return body


def bound(member: zipfile.ZipInfo) -> None:
    """Refuse a part that would take too much memory once it is parsed."""
    if member.file_size > limits.TREE_BYTES:
        raise Unreadable(Refusal.TOO_HUNGRY)


def _unpacked(data: bytes, member: zipfile.ZipInfo, most: int) -> bytes:
    """Unpack the first bytes of a member.

    Never many more than are asked for: what is unpacked in one go, in a fifth of the
    time, is so small that it cannot become large.
    """
    if member.file_size > limits.XML_BYTES:
        raise Unreadable(Refusal.UNPACKS_TOO_LARGE)
    at = member.header_offset
    try:
        magic, kind, name, extra = _LOCAL.unpack_from(data, at)
    except struct.error:
        raise Unreadable(Refusal.DAMAGED) from None
    if magic != _MAGIC or kind not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable(Refusal.DAMAGED)
    at += _LOCAL.size + name + extra
    most = min(most, member.file_size)
    body = memoryview(data)[at : at + member.compress_size]
    if kind == zipfile.ZIP_STORED or not most:
        return bytes(body[:most])
    try:
        if most == member.file_size and len(body) <= _SMALL:
            return zlib.decompress(body, -zlib.MAX_WBITS, most)
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, most)
    except zlib.error:
        raise Unreadable(Refusal.DAMAGED) from None


def _guard(body: bytes) -> bool:
    """Refuse a part that declares entities; say whether its first element was seen."""
    written = body.replace(b"\x00", b"") if b"\x00" in body[:4] else body
    end = _BEFORE.match(written).end()  # type: ignore[union-attr]  # nothing matches too
    if _DECLARATION.search(written[:_PROLOGUE]) or _DECLARATION.match(written, end):
        raise Unreadable(Refusal.FORBIDDEN_XML)
    return end < len(written)


def _xml_parts(members: Sequence[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    return [one for one in members if one.filename.lower().endswith(_XML)]


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    ratio = member.file_size / max(member.compress_size, 1)
    return member.file_size > limits.SUSPECT_BYTES and ratio > limits.RATIO
