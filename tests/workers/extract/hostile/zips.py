"""Archives: names that lead outside, members that are none, and lies about sizes."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from typing import TYPE_CHECKING

from tests.workers.extract import making
from tests.workers.extract.hostile.attack import Attack
from workers.extract.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

SAID = b"The city met."
_SAME = ("file_size", "compress_size", "CRC", "compress_type", "header_offset")


def holding(*names: str, link: bool = False) -> bytes:
    """Pack a text under names as they are, or as what points at a file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            member = zipfile.ZipInfo("x")
            member.filename = name
            if link:
                member.external_attr = (stat.S_IFLNK | 0o777) << 16
            packed.writestr(member, SAID)
    return out.getvalue()


def bomb(part: str, size: int) -> bytes:
    """Make a zip one of whose members unpacks to blanks and nothing else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open(part, "w", force_zip64=True) as member:
            for _ in range(size >> 20):
                member.write(b" " * (1 << 20))
    return out.getvalue()


def changed(name: str = "a.txt", **values: int) -> bytes:
    """Pack a text, and change what the list of members says of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, SAID)
        for said, value in values.items():
            setattr(packed.filelist[0], said, value)
    return out.getvalue()


def large_together() -> bytes:
    """Make five members that are too large only together."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(5):
            packed.writestr(f"{number}.txt", SAID)
        for member in packed.filelist:
            member.file_size = member.compress_size = 120 << 20
    return out.getvalue()


def overlapping(times: int) -> bytes:
    """Make members that are all the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("0.txt", b" " * (10 << 20))
        first = packed.filelist[0]
        for number in range(1, times):
            other = zipfile.ZipInfo(f"{number}.txt")
            for name in _SAME:
                setattr(other, name, getattr(first, name))
            packed.filelist.append(other)
    return out.getvalue()


def far_end() -> bytes:
    """Make an end that says its list is as long as a disk."""
    data = holding("a.txt")
    at = data.rindex(b"PK\x05\x06")
    return data[: at + 8] + struct.pack("<HHII", 1, 1, 2**32 - 2, 2**32 - 2) + b"\0\0"


def far_end_64() -> bytes:
    """Make an end of the large kind that claims all there could ever be."""
    data = holding("a.txt")
    at = data.rindex(b"PK\x05\x06")
    vast = 2**63 - 1
    end = struct.pack(
        "<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, vast, vast, vast, vast
    )
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
    last = b"PK\x05\x06" + b"\xff" * 16 + b"\0\0"
    return data[:at] + end + locator + last


def two_ends() -> bytes:
    """Make an archive in whose comment another one ends."""
    inner = holding("inner.txt")
    data = holding("outer.txt")
    return data[:-2] + struct.pack("<H", len(inner)) + inner


def locked() -> bytes:
    return changed(flag_bits=1)


def in_itself(depth: int) -> bytes:
    data = holding("a.txt")
    for _ in range(depth):
        data = making.zipped({"more.zip": data})
    return data


def _zip(tries: str, data: Callable[[], bytes], ends: Refusal | str) -> Attack:
    return Attack(tries, "papers.zip", data, ends)


_OUT = Refusal.UNSAFE_MEMBER
_MORE = Refusal.UNPACKS_TOO_LARGE

ATTACKS = (
    _zip(
        "an archive with a way to the folder above", lambda: holding("../a.txt"), _OUT
    ),
    _zip(
        "an archive with a way above further down",
        lambda: holding("a/../../b.txt"),
        _OUT,
    ),
    _zip(
        "an archive with a way above as Windows writes it",
        lambda: holding("..\\a"),
        _OUT,
    ),
    _zip("an archive with a name from the root", lambda: holding("/etc/passwd"), _OUT),
    _zip("an archive with a name on a drive", lambda: holding("C:\\a.txt"), _OUT),
    _zip(
        "an archive with a name on another machine",
        lambda: holding("\\\\host\\a"),
        _OUT,
    ),
    _zip("an archive with a link", lambda: holding("a.txt", link=True), _OUT),
    _zip(
        "an archive with a name that ends early",
        lambda: holding("a.txt\0.exe"),
        "a.txt",
    ),
    _zip(
        "an archive with names of devices",
        lambda: holding("CON", "aux.txt"),
        "CON\naux.txt",
    ),
    _zip(
        "an archive with a file that is a folder too",
        lambda: holding("a", "a/b"),
        "a\na/b",
    ),
    _zip(
        "an archive with a name written backwards",
        lambda: holding("a\u202egpj.exe"),
        "a\u202egpj.exe",
    ),
    _zip(
        "an archive with a name ten thousand folders deep",
        lambda: holding("a/" * 10_000 + "b"),
        "a/" * 10_000 + "b",
    ),
    _zip(
        "an archive of ten thousand files",
        lambda: holding(*map(str, range(10_001))),
        Refusal.TOO_MANY_MEMBERS,
    ),
    _zip("an archive in an archive in an archive", lambda: in_itself(50), "more.zip"),
    _zip("an archive with a password", locked, Refusal.PASSWORD),
    _zip("an archive whose members are the same bytes", lambda: overlapping(60), _MORE),
    _zip("an archive whose members are too large together", large_together, _MORE),
    _zip(
        "an archive that claims more than a disk",
        lambda: changed(file_size=2**62),
        _MORE,
    ),
    _zip("an archive whose list begins behind its end", far_end, Refusal.DAMAGED),
    _zip("an archive that claims all there could be", far_end_64, Refusal.DAMAGED),
    _zip("an archive that ends twice", two_ends, "inner.txt"),
    _zip(
        "an archive behind a picture",
        lambda: b"GIF89a" + holding("a.txt"),
        Refusal.UNKNOWN_KIND,
    ),
    _zip(
        "an archive packed in a way of nobody's",
        lambda: changed(compress_type=97),
        "a.txt",
    ),
    Attack(
        "a text that unpacks far",
        "papers.zip",
        lambda: bomb("minutes.txt", 70 << 20),
        _MORE,
    ),
    Attack(
        "a Word document that unpacks far",
        "bomb.docx",
        lambda: bomb("word/document.xml", 70 << 20),
        _MORE,
    ),
    Attack(
        "a workbook that claims to unpack far",
        "bomb.xlsx",
        lambda: changed("xl/_rels/sheet1.xml", file_size=70 << 20),
        _MORE,
    ),
    Attack(
        "slides that claim to unpack far",
        "bomb.pptx",
        lambda: changed("ppt/_rels/slide1.xml", file_size=70 << 20),
        _MORE,
    ),
    Attack(
        "a Word document of ten thousand parts",
        "crowded.docx",
        lambda: making.replaced(
            making.word("x"), {f"word/media/{n}": b"" for n in range(10_000)}
        ),
        Refusal.TOO_MANY_MEMBERS,
    ),
    Attack(
        "a Word document cut short",
        "cut.docx",
        lambda: making.word("x")[:-100],
        Refusal.DAMAGED,
    ),
    Attack(
        "a start of an archive and nothing behind",
        "bare.docx",
        lambda: b"PK\x03\x04" + b"\0" * 100,
        Refusal.DAMAGED,
    ),
)
