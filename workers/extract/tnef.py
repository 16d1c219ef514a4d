"""The files that Outlook packs into a *winmail.dat* rather than attach them to a mail.

[MS-OXTNEF] says how: attributes one after the other, each with a level, a number, its
length and a check sum; those of an attachment stand together.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGIC = b"\x78\x9f\x3e\x22"
_HEAD = 6  # bytes: the magic and a key
_ATTRIBUTE = struct.Struct("<BHHI")  # level, number, type and length
_SUM = 2
_ATTACHED = 2  # the level of attachments
_BEGIN, _TITLE, _DATA, _MORE = 0x9002, 0x8010, 0x800F, 0x9005
# The long name among the properties of an attachment, in two ways to write letters.
_LONG_NAMES = ((b"\x1f\x00\x07\x37", "utf-16-le"), (b"\x1e\x00\x07\x37", "cp1252"))
_LENGTH = struct.Struct("<8xI")  # behind a property's number and how many values it has


def files(packed: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of the files; what is cut off is left out."""
    name, body = "", b""
    for number, value in _attributes(packed):
        if number == _BEGIN:
            if body:
                yield name, body
            name, body = "", b""
        elif number == _TITLE:
            name = name or value.split(b"\0")[0].decode("cp1252", "replace")
        elif number == _DATA:
            body = value
        elif number == _MORE:
            name = _long_name(value) or name
    if body:
        yield name, body


def _attributes(packed: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the attributes of attachments."""
    at = _HEAD
    while packed.startswith(_MAGIC) and at + _ATTRIBUTE.size <= len(packed):
        level, number, _, length = _ATTRIBUTE.unpack_from(packed, at)
        at += _ATTRIBUTE.size
        if at + length > len(packed):
            return
        if level == _ATTACHED:
            yield number, packed[at : at + length]
        at += length + _SUM


def _long_name(properties: bytes) -> str:
    for number, encoding in _LONG_NAMES:
        at = properties.find(number)
        if 0 <= at <= len(properties) - _LENGTH.size:
            (length,) = _LENGTH.unpack_from(properties, at)
            start = at + _LENGTH.size
            said = properties[start : start + length].decode(encoding, "replace")
            return said.split("\0")[0]
    return ""
