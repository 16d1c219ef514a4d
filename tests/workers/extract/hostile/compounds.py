"""Files as Outlook and old Office keep them, whose sectors go in circles."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from tests.workers.extract import compound
from tests.workers.extract.hostile.attack import Attack
from workers.extract.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

_SECTOR = 512
_FIRST_TABLE, _FIRST_DIRECTORY = 0x4C, 0x30


def mail() -> bytes:
    return compound.message("Budget", "The city met.", ("a.txt", b"Said."))


def put(data: bytes, at: int, *numbers: int) -> bytes:
    """Write numbers of four bytes over a place."""
    new = struct.pack(f"<{len(numbers)}I", *numbers)
    return data[:at] + new + data[at + len(new) :]


def _number(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def table(data: bytes) -> int:
    """Say where the table of sectors lies."""
    return (_number(data, _FIRST_TABLE) + 1) * _SECTOR


def directory(data: bytes) -> int:
    """Say where the list of streams lies."""
    return (_number(data, _FIRST_DIRECTORY) + 1) * _SECTOR


def own_next() -> bytes:
    """Make every sector the next one of itself."""
    data = mail()
    return put(data, table(data), *range(_SECTOR // 4))


def own_neighbour() -> bytes:
    """Make the second stream its own neighbour and its own child."""
    data = mail()
    return put(data, directory(data) + 128 + 0x44, 1, 1, 1)


def vast_stream() -> bytes:
    data = mail()
    return put(data, directory(data) + 128 * 2 + 0x78, 0xFFFFFFFF, 0x7FFFFFFF)


def vast_sectors() -> bytes:
    data = mail()
    return data[:0x1E] + b"\xff\xff" + data[0x20:]


def _file(
    tries: str, file: str, data: Callable[[], bytes], ends: Refusal | str
) -> Attack:
    return Attack(tries, file, data, ends)


_GONE = Refusal.DAMAGED

ATTACKS = (
    _file("a message whose sectors follow themselves", "a.msg", own_next, _GONE),
    _file(
        "a message whose streams are their own children", "a.msg", own_neighbour, _GONE
    ),
    _file(
        "a message whose stream is larger than a disk",
        "a.msg",
        vast_stream,
        "From: Ana Ruiz\nBudget\nThe city met.\nAttachment: a.txt",
    ),
    _file(
        "a message whose sectors are larger than memory", "a.msg", vast_sectors, _GONE
    ),
    _file(
        "a message whose lists of tables go in circles",
        "a.msg",
        lambda: put(mail(), 0x44, 0, 0xFFFF),
        _GONE,
    ),
    _file("a message cut short", "a.msg", lambda: mail()[:1024], Refusal.UNKNOWN_KIND),
    _file(
        "an old Word file with nothing in it",
        "a.doc",
        lambda: compound.compound({"WordDocument": b"\xec\xa5" + b"\xff" * 600}),
        Refusal.OLD_WORD,
    ),
    _file(
        "an old Word file whose sectors follow themselves",
        "a.doc",
        lambda: own_next().replace(
            "__substg1.0_0037001F".encode("utf-16-le"),
            "WordDocument\0\0\0\0\0\0\0\0".encode("utf-16-le"),
        ),
        _GONE,
    ),
    _file(
        "an old workbook that lies about its records",
        "a.xls",
        lambda: compound.compound({"Workbook": b"\x09\x08\xff\xff" + b"\xff" * 600}),
        Refusal.OLD_SHEET,
    ),
    _file(
        "old slides with nothing in them",
        "a.ppt",
        lambda: compound.compound({"PowerPoint Document": b"\xff" * 600}),
        Refusal.OLD_SLIDES,
    ),
    _file(
        "an Office file with a password",
        "a.docx",
        lambda: compound.compound({"EncryptedPackage": b"x" * 100}),
        Refusal.PASSWORD,
    ),
)
