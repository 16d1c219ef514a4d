"""Zip archives: each file in one is a document of its own."""

from __future__ import annotations

import lzma
import re
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from criteria.about import remarks
from criteria.evidence import SegmentKind
from workers.extract import blocks, kinds, limits, packed
from workers.extract.blocks import Block
from workers.extract.children import Child
from workers.extract.kinds import Kind
from workers.extract.opened import Ask, Opened
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPOILT = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError),
    NotImplementedError,
)
_DRIVE = re.compile(r"[A-Za-z]:")
_LITTER = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """List the files of an archive. What they say is read from each by itself."""
    with packed.archive(data) as opened:
        names = [member.filename for member in _members(opened)]
    listed = [Block(SegmentKind.BOILERPLATE, name) for name in names]
    remark = remarks.PACKED % {"count": len(names)}
    return Opened(blocks.sections(listed), remarks=(remark,))


def children(data: bytes, name: str) -> Iterator[Child]:  # noqa: ARG001 - as above
    """Yield the files of an archive; an archive among them is not opened."""
    with packed.archive(data) as opened:
        for member in _members(opened):
            yield _child(opened, member)


def _child(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> Child:
    try:
        body = opened.read(member)
    except _SPOILT:
        return Child(member.filename, b"", Unreadable(Refusal.DAMAGED).sentence)
    if kinds.of(body, member.filename) is Kind.ZIP:
        return Child(member.filename, b"", Unreadable(Refusal.NESTED).sentence)
    return Child(member.filename, body)


def _members(opened: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """List the files that are documents; refuse an archive that reaches outside."""
    found = []
    for member in opened.infolist():
        if _is_unsafe(member):
            raise Unreadable(Refusal.UNSAFE_MEMBER)
        parts = PurePosixPath(member.filename).parts
        if not member.is_dir() and not _LITTER & set(parts):
            found.append(member)
    if len(found) > limits.CHILDREN:
        raise Unreadable(Refusal.TOO_MANY_MEMBERS)
    return found


def _is_unsafe(member: zipfile.ZipInfo) -> bool:
    name = member.filename.replace("\\", "/")
    linked = stat.S_ISLNK(member.external_attr >> 16)
    outside = name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/")
    return linked or bool(outside)
