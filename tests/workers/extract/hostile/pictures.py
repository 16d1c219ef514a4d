"""Pictures that are larger than they look, loop, or are something else too."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

from tests.workers.extract.hostile.attack import Attack
from workers.extract.refusals import Refusal

_HEAD = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes, *, size: int | None = None, crc: int = 0) -> bytes:
    """Write a chunk of a PNG, with a length or a checksum that may be a lie."""
    length = len(body) if size is None else size
    right = zlib.crc32(kind + body)
    return struct.pack(">I", length) + kind + body + struct.pack(">I", right ^ crc)


def header(wide: int, high: int) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0))


def png(*chunks: bytes, wide: int = 20, high: int = 20) -> bytes:
    """Make a white picture with more chunks before its pixels."""
    rows = (b"\0" + b"\xff" * 20) * 20
    pixels = chunk(b"IDAT", zlib.compress(rows))
    inside = b"".join(chunks)
    return _HEAD + header(wide, high) + inside + pixels + chunk(b"IEND", b"")


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("L", (20, 20), 255).save(file, "JPEG")
    return file.getvalue()


def vast_jpeg() -> bytes:
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 65_500, 65_500)
    return bytes(data)


def marked(marker: int, body: bytes, *, size: int | None = None) -> bytes:
    """Put a segment at the start of a JPEG."""
    length = len(body) + 2 if size is None else size
    data = jpeg()
    return data[:2] + struct.pack(">BBH", 255, marker, length) + body + data[2:]


def own_directory() -> bytes:
    """Make notes of a camera whose next list, and inner list, are themselves."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack(
        "<HHHH", 0x0112, 3, 1, 99
    )
    return marked(
        0xE1,
        b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entry + struct.pack("<II", 0, 8),
    )


def many_scans() -> bytes:
    """Make a picture that is drawn over itself two thousand times."""
    file = io.BytesIO()
    Image.new("L", (64, 64), 128).save(file, "JPEG", progressive=True)
    data = file.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * 2000 + data[-2:]


def tiff(*tags: tuple[int, int, int, int], after: int = 0) -> bytes:
    """Make a picture of one strip from tags, and say where its next page is."""
    said = {
        256: (256, 4, 1, 20),
        257: (257, 4, 1, 20),
        258: (258, 3, 1, 8),
        259: (259, 3, 1, 1),
        262: (262, 3, 1, 1),
        273: (273, 4, 1, 8),
        278: (278, 4, 1, 20),
        279: (279, 4, 1, 400),
    } | {tag[0]: tag for tag in tags}
    at = 8 + 400
    written = b"".join(struct.pack("<HHII", *tag) for tag in sorted(said.values()))
    start = struct.pack("<2sHI", b"II", 42, at) + b"\xff" * 400
    return start + struct.pack("<H", len(said)) + written + struct.pack("<I", after)


def many_pages() -> bytes:
    """Make six thousand pages of one pixel."""
    count, size = 6000, 2 + 12 * 5 + 4
    pages = b""
    for number in range(count):
        after = 8 + (number + 1) * size if number + 1 < count else 0
        tags = (
            (256, 4, 1, 1),
            (257, 4, 1, 1),
            (262, 3, 1, 1),
            (273, 4, 1, 0),
            (279, 4, 1, 1),
        )
        written = b"".join(struct.pack("<HHII", *tag) for tag in tags)
        pages += struct.pack("<H", 5) + written + struct.pack("<I", after)
    return struct.pack("<2sHI", b"II", 42, 8) + pages


_VAST = struct.pack(">II", 0xFFFFFFF, 0)
_NOTHING = Refusal.NO_TEXT

ATTACKS = (
    Attack(
        "a PNG of sixty thousand by as many",
        "scan.png",
        lambda: png(wide=60_000, high=60_000),
        Refusal.TOO_MANY_PIXELS,
    ),
    Attack(
        "a PNG whose chunk fails its sum",
        "scan.png",
        lambda: png(chunk(b"PLTE", b"\0" * 3, crc=1)),
        Refusal.DAMAGED,
    ),
    Attack(
        "a PNG whose chunk claims more than there is",
        "scan.png",
        lambda: png(chunk(b"tEXt", b"x", size=0x7FFFFFFF)),
        Refusal.DAMAGED,
    ),
    Attack(
        "a PNG whose remark unpacks to twenty megabytes",
        "scan.png",
        lambda: png(chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(20 << 20), 9))),
        Refusal.DAMAGED,
    ),
    Attack(
        "a PNG of two hundred million moving pictures",
        "scan.png",
        lambda: png(chunk(b"acTL", _VAST)),
        Refusal.TOO_MANY_PAGES,
    ),
    Attack(
        "a PNG without its pixels",
        "scan.png",
        lambda: _HEAD + header(20, 20) + chunk(b"IEND", b""),
        Refusal.DAMAGED,
    ),
    Attack(
        "a JPEG of sixty-five thousand by as many",
        "scan.jpg",
        vast_jpeg,
        Refusal.TOO_MANY_PIXELS,
    ),
    Attack("a JPEG drawn two thousand times", "scan.jpg", many_scans, _NOTHING),
    Attack(
        "a JPEG whose camera's notes are inside of themselves",
        "scan.jpg",
        own_directory,
        _NOTHING,
    ),
    Attack(
        "a JPEG whose segment has no length",
        "scan.jpg",
        lambda: marked(0xE5, b"", size=0),
        _NOTHING,
    ),
    Attack(
        "a JPEG that is a web page too",
        "page.html",
        lambda: marked(0xFE, b"<html><script>document.title='x'</script></html>"),
        _NOTHING,
    ),
    Attack(
        "a GIF that is a web page too",
        "page.html",
        lambda: b"GIF89a/*<html><body><script>document.title='x'</script><p>Said.",
        "GIF89a/*\nSaid.",
    ),
    Attack(
        "a TIFF whose next page is the same",
        "scan.tif",
        lambda: tiff(after=408),
        _NOTHING,
    ),
    Attack(
        "a TIFF whose inner list is itself",
        "scan.tif",
        lambda: tiff((330, 4, 1, 408), (34665, 4, 1, 408)),
        _NOTHING,
    ),
    Attack(
        "a TIFF of six thousand pages", "scan.tif", many_pages, Refusal.TOO_MANY_PAGES
    ),
    Attack(
        "a TIFF of two thousand million by as many",
        "scan.tif",
        lambda: tiff((256, 4, 1, 2**31), (257, 4, 1, 2**31)),
        Refusal.TOO_MANY_PIXELS,
    ),
    Attack(
        "a TIFF whose strip lies outside",
        "scan.tif",
        lambda: tiff((273, 4, 1, 2**31), (279, 4, 1, 2**31)),
        Refusal.DAMAGED,
    ),
    Attack(
        "a TIFF that claims thousands of millions of samples",
        "scan.tif",
        lambda: tiff((258, 3, 2**31, 8), (277, 3, 1, 65_535)),
        Refusal.DAMAGED,
    ),
    Attack(
        "an SVG with a script and with entities",
        "drawing.svg",
        lambda: b'<!DOCTYPE svg [<!ENTITY a "ha">]><svg onload="x()">&a;</svg>',
        Refusal.UNKNOWN_KIND,
    ),
)
