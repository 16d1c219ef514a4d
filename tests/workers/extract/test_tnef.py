from __future__ import annotations

import struct
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from tests.workers.extract import making
from workers.extract import documents, tnef
from workers.extract.children import Child

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workers.extract.conftest import Read
    from workers.extract.sandbox import Sandbox

BEGIN, TITLE, DATA, MORE = 0x9002, 0x8010, 0x800F, 0x9005
MESSAGE, ATTACHED = 1, 2


def attribute(level: int, number: int, value: bytes) -> bytes:
    """Write an attribute with its check sum."""
    head = struct.pack("<BHHI", level, number, 6, len(value))
    return head + value + struct.pack("<H", sum(value) & 0xFFFF)


def packed(*attributes: tuple[int, int, bytes]) -> bytes:
    """Write attributes as Outlook does."""
    head = struct.pack("<IH", 0x223E9F78, 1)
    return head + b"".join(attribute(*one) for one in attributes)


TWO = packed(
    (MESSAGE, 0x800C, b"The body.\0"),
    (ATTACHED, BEGIN, bytes(14)),
    (ATTACHED, TITLE, b"POLICY~1.TXT\0"),
    (ATTACHED, DATA, b"The policy is in force."),
    (
        *(ATTACHED, MORE),
        struct.pack("<IIII", 1, 0x3707001F, 1, 24) + "policy 1.txt".encode("utf-16-le"),
    ),
    (ATTACHED, BEGIN, bytes(14)),
    (ATTACHED, TITLE, b"b.csv\0"),
    (ATTACHED, DATA, b"a,b"),
)
FILES = [("policy 1.txt", b"The policy is in force."), ("b.csv", b"a,b")]


def test_files_are_found_with_their_long_names() -> None:
    assert list(tnef.files(TWO)) == FILES


@pytest.mark.parametrize("cut", [0, 3, 8, 30, len(TWO) - 4])
def test_what_is_cut_off_is_left_out(cut: int) -> None:
    found = list(tnef.files(TWO[:cut]))

    assert found == FILES[: len(found)]


def test_files_that_outlook_packed_are_attachments_of_the_mail(
    tmp_path: Path, read: Read, sandbox: Sandbox
) -> None:
    sent = EmailMessage()
    sent["Subject"] = "Policy"
    sent.set_content("See below.")
    sent.add_attachment(TWO, "application", "ms-tnef", filename="winmail.dat")
    path = tmp_path / "blob"
    path.write_bytes(bytes(sent))

    children = list(documents.children(path, "policy.eml", sandbox=sandbox))

    assert children == [Child(name, body) for name, body in FILES]
    assert making.texts(read(bytes(sent), "policy.eml")) == [
        "Policy",
        "See below.",
        "Attachment: policy 1.txt",
        "Attachment: b.csv",
    ]
