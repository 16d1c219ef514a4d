from __future__ import annotations

from typing import TYPE_CHECKING

from tests.workers.extract import compound, making
from workers.extract import documents
from workers.extract.children import Child

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workers.extract.conftest import Read
    from workers.extract.sandbox import Sandbox


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


def test_what_outlook_shows_for_an_attachment_is_its_name(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    path = tmp_path / "message"
    shown = ("Re: 2024/05: budget", b"a,b")
    path.write_bytes(compound.message("Minutes", "See below.", shown, named=0x3001))

    children = list(documents.children(path, "minutes.msg", sandbox=sandbox))

    assert children == [Child("Re: 2024-05: budget", b"a,b")]


def test_message_attached_to_a_message_of_outlook_is_a_mail_of_its_own(
    tmp_path: Path, read: Read, sandbox: Sandbox
) -> None:
    deepest = compound.inner("Vote", "Seven to none.", ("votes.csv", b"a,b"))
    inner = compound.inner("Re: minutes", "They are in force.", ("Vote", deepest))
    path = tmp_path / "message"
    path.write_bytes(compound.message("Minutes", "See below.", ("Re: minutes", inner)))

    [mail_inside] = documents.children(path, "minutes.msg", sandbox=sandbox)
    [again] = documents.children(path, "minutes.msg", sandbox=sandbox)
    path.write_bytes(mail_inside.data)
    [below] = documents.children(path, mail_inside.name, sandbox=sandbox)
    path.write_bytes(below.data)
    [file] = documents.children(path, below.name, sandbox=sandbox)

    assert mail_inside == again
    assert mail_inside.name == "Re: minutes.eml"
    assert making.texts(read(mail_inside.data, mail_inside.name)) == [
        'From: "Ana Ruiz"',
        "Re: minutes",
        "They are in force.",
        "Attachment: Vote.eml",
    ]
    assert making.texts(read(below.data, below.name))[1:3] == ["Vote", "Seven to none."]
    assert file == Child("votes.csv", b"a,b")
