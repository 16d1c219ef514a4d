from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from criteria.evidence import SegmentKind
from tests.workers.extract import compound, making
from workers.extract import documents
from workers.extract.children import Child
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workers.extract.conftest import Read
    from workers.extract.sandbox import Sandbox


def message() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Ana Ruiz <ana@city.example>"
    mail["To"] = "council@city.example"
    mail["Subject"] = "Minutes of May"
    mail["Date"] = "Mon, 06 May 2024 10:00:00 +0000"
    mail.set_content("The council adopted the policy.\n\nIt is in force.\n")
    return mail


def test_mail_is_read_with_its_headers(read: Read) -> None:
    mail = message()
    mail.add_attachment(b"a,b", "text", "csv", filename="budget.csv")

    reading = read(bytes(mail), "minutes.eml")

    [page] = reading.pages
    assert (reading.kind, reading.title) == ("eml", "Minutes of May")
    assert making.blocks(page) == [
        (SegmentKind.PARAGRAPH, "From: Ana Ruiz <ana@city.example>"),
        (SegmentKind.PARAGRAPH, "To: council@city.example"),
        (SegmentKind.PARAGRAPH, "Date: Mon, 06 May 2024 10:00:00 +0000"),
        (SegmentKind.HEADING, "Minutes of May"),
        (SegmentKind.PARAGRAPH, "The council adopted the policy."),
        (SegmentKind.PARAGRAPH, "It is in force."),
        (SegmentKind.NOTE, "Attachment: budget.csv"),
    ]


def test_attachments_are_documents_of_their_own(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    mail = message()
    mail.add_attachment(b"a,b", "text", "csv", filename="budget.csv")
    path = tmp_path / "blob"
    path.write_bytes(bytes(mail))

    assert list(documents.children(path, "minutes.eml", sandbox=sandbox)) == [
        Child("budget.csv", b"a,b")
    ]


def test_files_of_an_archive_are_documents_of_their_own(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    path = tmp_path / "blob"
    path.write_bytes(
        making.zipped(
            {
                "2024/minutes.txt": "The council met.",
                "__MACOSX/._minutes.txt": "litter",
                "more.zip": making.zipped({"a.txt": "x"}),
            }
        )
    )

    assert list(documents.children(path, "evidence.zip", sandbox=sandbox)) == [
        Child("2024/minutes.txt", b"The council met."),
        Child("more.zip", b"", Unreadable(Refusal.NESTED).sentence),
    ]


def test_archive_itself_lists_its_files(read: Read) -> None:
    reading = read(making.zipped({"a.txt": "x", "b.txt": "y"}), "evidence.zip")

    assert reading.remarks == (
        "This archive holds 2 files. Each is a document of its own.",
    )
    assert [k for k, _ in making.blocks(reading.pages[0])] == [
        SegmentKind.BOILERPLATE
    ] * 2


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["../a.txt"], Refusal.UNSAFE_MEMBER),
        (["/etc/passwd"], Refusal.UNSAFE_MEMBER),
        (["..\\a.txt"], Refusal.UNSAFE_MEMBER),
        (["C:\\a.txt"], Refusal.UNSAFE_MEMBER),
        ([f"{n}.txt" for n in range(501)], Refusal.TOO_MANY_MEMBERS),
        ([f"{n}.txt" for n in range(100_000)], Refusal.TOO_MANY_MEMBERS),
    ],
)
def test_archive_that_reaches_outside_or_holds_too_much_is_refused(
    tmp_path: Path, sandbox: Sandbox, names: list[str], code: Refusal
) -> None:
    path = tmp_path / "blob"
    path.write_bytes(making.zipped(dict.fromkeys(names, "")))

    with pytest.raises(Unreadable) as problem:
        list(documents.children(path, "evidence.zip", sandbox=sandbox))

    assert problem.value.code == code


def test_outlook_message_is_read_with_its_attachment(
    tmp_path: Path, read: Read, sandbox: Sandbox
) -> None:
    data = compound.message(
        "Minutes of May",
        "The council adopted the policy.\r\n\r\nIt is in force.",
        ("budget.csv", b"a,b"),
    )
    path = tmp_path / "message"
    path.write_bytes(data)

    reading = read(data, "minutes.msg")
    children = list(documents.children(path, "minutes.msg", sandbox=sandbox))

    assert (reading.kind, reading.title) == ("msg", "Minutes of May")
    assert making.texts(reading) == [
        "From: Ana Ruiz",
        "Minutes of May",
        "The council adopted the policy.",
        "It is in force.",
        "Attachment: budget.csv",
    ]
    assert children == [Child("budget.csv", b"a,b")]
