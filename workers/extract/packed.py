"""The guard before every file that is a zip inside: counts, sizes, names, DTDs."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from workers.extract import limits
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENCRYPTED = 0x1
_XML = (".xml", ".rels", ".vml")
_PROLOGUE = 2048
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def archive(data: bytes) -> zipfile.ZipFile:
    """Open a zip whose declared sizes are within the limits.

    Python's reader never unpacks a member beyond its declared size, so what is checked
    here holds for what is read later. Raises Unreadable.
    """
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OverflowError):
        raise Unreadable(Refusal.DAMAGED) from None
    members = opened.infolist()
    if len(members) > limits.MEMBERS:
        raise Unreadable(Refusal.TOO_MANY_MEMBERS)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Unreadable(Refusal.PASSWORD)
    if sum(member.file_size for member in members) > limits.UNPACKED_BYTES:
        raise Unreadable(Refusal.UNPACKS_TOO_LARGE)
    if any(_is_bomb(member) for member in members):
        raise Unreadable(Refusal.UNPACKS_TOO_LARGE)
    return opened


def office(data: bytes) -> zipfile.ZipFile:
    """Open an Office or OpenDocument file none of whose parts declares entities."""
    opened = archive(data)
    for member in _xml_parts(opened.infolist()):
        if member.file_size > limits.XML_BYTES:
            raise Unreadable(Refusal.UNPACKS_TOO_LARGE)
        with opened.open(member) as part:
            prologue = part.read(_PROLOGUE).replace(b"\x00", b"")
        if _DECLARATION.search(prologue):
            raise Unreadable(Refusal.FORBIDDEN_XML)
    return opened


def _xml_parts(members: Sequence[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    return [one for one in members if one.filename.lower().endswith(_XML)]


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    ratio = member.file_size / max(member.compress_size, 1)
    return member.file_size > limits.SUSPECT_BYTES and ratio > limits.RATIO
