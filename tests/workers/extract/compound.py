"""A compound file, as Outlook and old Office keep theirs, written for the tests."""

from __future__ import annotations

import struct
from itertools import pairwise

_SECTOR, _SMALL = 512, 64
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STREAM, _STORAGE, _ROOT = 2, 1, 5
Tree = dict[str, "bytes | Tree"]


def compound(tree: Tree) -> bytes:
    """Write streams and the storages they stand in; every stream must be short."""
    entries: list[list[object]] = [["Root Entry", _ROOT, _FREE, _FREE, b""]]
    entries[0][3] = _add(entries, tree)
    small: list[bytes] = []
    small_chain: list[int] = []
    starts = {}
    for number, entry in enumerate(entries):
        body = entry[4]
        if isinstance(body, bytes) and body:
            assert len(body) < 4096
            starts[number] = _append(small, small_chain, body, _SMALL)
    entries[0][4] = b"".join(small)
    sectors: list[bytes] = []
    chain: list[int] = []
    starts[0] = _append(sectors, chain, b"".join(small), _SECTOR)
    packed = b"".join(struct.pack("<I", one) for one in small_chain)
    packed += b"\xff" * (-len(packed) % _SECTOR)
    small_table = _append(sectors, chain, packed, _SECTOR)
    directory = b"".join(
        _entry(entry, starts.get(n, _END)) for n, entry in enumerate(entries)
    )
    first = _append(sectors, chain, directory, _SECTOR)
    table = len(sectors)
    assert table < 127
    chain.append(_TABLE)
    body = b"".join(struct.pack("<I", one) for one in chain)
    sectors.append(body.ljust(_SECTOR, b"\xff"))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    count = len(packed) // _SECTOR
    head += struct.pack("<9I", 0, 1, first, 0, 4096, small_table, count, _END, 0)
    head += struct.pack("<I", table)
    return head.ljust(_SECTOR, b"\xff") + b"".join(sectors)


def _add(entries: list[list[object]], tree: Tree) -> int:
    """Add a storage's entries as a chain of right neighbours; say the first."""
    numbers = []
    for name, body in sorted(tree.items(), key=lambda one: (len(one[0]), one[0])):
        number = len(entries)
        numbers.append(number)
        if isinstance(body, bytes):
            entries.append([name, _STREAM, _FREE, _FREE, body])
        else:
            entries.append([name, _STORAGE, _FREE, _FREE, b""])
            entries[number][3] = _add(entries, body)
    for number, right in pairwise(numbers):
        entries[number][2] = right
    return numbers[0] if numbers else _FREE


def _append(sectors: list[bytes], chain: list[int], body: bytes, size: int) -> int:
    first = len(sectors)
    count = -(-len(body) // size)
    for n in range(count):
        sectors.append(body[n * size : (n + 1) * size].ljust(size, b"\0"))
        chain.append(first + n + 1 if n + 1 < count else _END)
    return first


def _entry(entry: list[object], start: int) -> bytes:
    name, kind, right, child, body = entry
    encoded = str(name).encode("utf-16-le") + b"\0\0"
    size = len(body) if isinstance(body, bytes) else 0
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(encoded), kind, 1, _FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def message(
    subject: str,
    body: str,
    attachment: tuple[str, bytes | Tree],
    *,
    named: int = 0x3707,
) -> bytes:
    """Write an Outlook message with one attachment, its name in one of its fields."""
    tree = inner(subject, body, attachment, named=named, head=32)
    return compound(
        tree | {"__nameid_version1.0": {"__substg1.0_00020102": b"\0" * 16}}
    )


def inner(
    subject: str,
    body: str,
    attachment: tuple[str, bytes | Tree],
    *,
    named: int = 0x3707,
    head: int = 24,
) -> Tree:
    """Make the streams of a message, which may itself be attached to one."""
    name, data = attachment
    field = named << 16 | 0x1F
    kind = 0x37010102 if isinstance(data, bytes) else 0x3701000D
    size = data if isinstance(data, bytes) else b""
    return {
        "__properties_version1.0": _properties(
            head, {0x0037001F: subject, 0x1000001F: body, 0x0C1A001F: "Ana Ruiz"}
        ),
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_1000001F": body.encode("utf-16-le"),
        "__substg1.0_0C1A001F": "Ana Ruiz".encode("utf-16-le"),
        "__substg1.0_001A001F": "IPM.Note".encode("utf-16-le"),
        "__attach_version1.0_#00000000": {
            "__properties_version1.0": _properties(8, {field: name, kind: size}),
            f"__substg1.0_{field:08X}": name.encode("utf-16-le"),
            f"__substg1.0_{kind:08X}": data,
        },
    }


def _properties(header: int, lengths: dict[int, str | bytes]) -> bytes:
    lines = b""
    for tag, value in lengths.items():
        size = len(value) * 2 + 2 if isinstance(value, str) else len(value)
        lines += struct.pack("<IIII", tag, 6, size, 0)
    return struct.pack("<8x4I", 0, 1, 0, 1).ljust(header, b"\0")[:header] + lines
