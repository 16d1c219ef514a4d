from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from criteria.evidence import SegmentKind
from tests.workers.extract import making
from workers.extract import documents, mail
from workers.extract.children import Child
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workers.extract.conftest import Read
    from workers.extract.sandbox import Sandbox


def message() -> EmailMessage:
    sent = EmailMessage()
    sent["From"] = "Ana Ruiz <ana@city.example>"
    sent["To"] = "council@city.example"
    sent["Subject"] = "Minutes of May"
    sent["Date"] = "Mon, 06 May 2024 10:00:00 +0000"
    sent.set_content("The council adopted the policy.\n\nIt is in force.\n")
    return sent


def test_mail_is_read_with_its_headers(read: Read) -> None:
    sent = message()
    sent.add_attachment(b"a,b", "text", "csv", filename="budget.csv")

    reading = read(bytes(sent), "minutes.eml")

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
    sent = message()
    sent.add_attachment(b"a,b", "text", "csv", filename="budget.csv")
    path = tmp_path / "blob"
    forwarded = message()
    sent.add_attachment(forwarded)
    path.write_bytes(bytes(sent))

    assert list(documents.children(path, "minutes.eml", sandbox=sandbox)) == [
        Child("budget.csv", b"a,b"),
        Child("Minutes of May.eml", bytes(forwarded)),
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


def _part(kind: str, *parts: str) -> str:
    """A multipart, as the programs write it: each with a boundary of its own."""
    line = f"=_{kind}"
    head = f'Content-Type: multipart/{kind}; boundary="{line}"\n\n'
    return head + "".join(f"--{line}\n{one}\n" for one in parts) + f"--{line}--\n"


PLAIN = "Content-Type: text/plain; charset=utf-8\n\nThe council adopted the policy."
HTML = (
    "Content-Type: text/html; charset=utf-8\n\n<p>The council adopted the policy.</p>"
)
LOGO = "Content-Type: image/png; name=logo.png\nContent-ID: <logo@city>\n\nbG9nbw=="
SCAN = LOGO.replace("logo", "scan").replace("bG9nbw==", "c2Nh" * 20_001)
PDF = (
    "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
    "Content-Disposition: inline; filename*0*=UTF-8''Proc%C3%A8s-;\n"
    " filename*1*=verbal.pdf\n\ncGRm"
)
SHEET = (
    'Content-Type: text/csv; name="=?UTF-8?Q?presupuesto_a=C3=B1o.csv?="\n'
    "Content-Disposition: attachment\n\na,b"
)
FORWARDED = "Content-Type: message/rfc822\n\nSubject: Minutes 3/2024 of A\\B\n\nText"
NAMED = (
    'Content-Type: message/rfc822; name="Re: 2024/05: budget.eml"\n\n'
    "Subject: Re: 2024/05: budget\n\nText"
)
FOLDED = (
    "Content-Type: message/rfc822\n\nSubject: Act 3/5\n of =?utf-8?q?a=C3=B1o?=\n\n."
)
SIGNED = "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nc2ln"


@pytest.mark.parametrize(
    ("body", "names"),
    [
        # As Apple Mail hangs files, between parts of the body.
        (
            _part("alternative", PLAIN, _part("mixed", HTML, PDF, HTML, SHEET, HTML)),
            ["Procès-verbal.pdf", "presupuesto año.csv"],
        ),
        # As Outlook and Gmail do, with a letterhead.
        (
            _part(
                "mixed",
                _part("related", _part("alternative", PLAIN, HTML), LOGO),
                PDF,
                SHEET,
            ),
            ["Procès-verbal.pdf", "presupuesto año.csv"],
        ),
        (_part("related", _part("alternative", PLAIN, HTML), LOGO), []),
        (_part("related", HTML, SCAN), ["scan.png"]),
        (_part("signed", _part("mixed", PLAIN, PDF), SIGNED), ["Procès-verbal.pdf"]),
        (_part("mixed", PLAIN, FORWARDED), ["Minutes 3-2024 of A-B.eml"]),
        (_part("mixed", PLAIN, NAMED), ["Re: 2024-05: budget.eml"]),
        (_part("mixed", PLAIN, FOLDED), ["Act 3-5 of año.eml"]),
        (PLAIN, []),
    ],
    ids=[
        *("apple", "outlook", "letterhead", "scan", "signed", "forwarded", "named"),
        *("folded", "plain"),
    ],
)
def test_files_are_found_wherever_a_mail_program_hangs_them(
    body: str, names: list[str]
) -> None:
    data = f"Subject: Minutes\nMIME-Version: 1.0\n{body}".encode()

    found = list(mail.children(data, "minutes.eml"))

    assert [one.name for one in found] == names
    assert [one.data for one in found if one.name.endswith(".pdf")] == [
        b"pdf" for name in names if name.endswith(".pdf")
    ]


@pytest.mark.parametrize("plain", ["\n", "Please open this in another program.\n"])
def test_mail_that_says_nothing_in_its_plain_form_is_read_in_the_other(
    read: Read, plain: str
) -> None:
    sent = EmailMessage()
    sent.set_content(plain)
    said = "The council adopted the open data policy and the plan that goes with it."
    sent.add_alternative(f"<p>{said} {said}</p>", subtype="html")

    assert making.texts(read(bytes(sent), "a.eml")) == [f"{said} {said}"]


def test_mail_is_read_on_behind_a_file_that_stands_in_it(read: Read) -> None:
    sent = EmailMessage()
    sent["Subject"] = "Policy"
    sent.make_mixed()
    for body, kind in (
        (b"Before", "text/plain"),
        (b"x", "a"),
        (b"After", "text/plain"),
    ):
        part = EmailMessage()
        if kind == "a":
            part.set_content(body, "application", "pdf", filename="policy.pdf")
        else:
            part.set_content(body.decode())
        sent.attach(part)

    expected = ["Policy", "Before", "After", "Attachment: policy.pdf"]
    assert making.texts(read(bytes(sent), "a.eml")) == expected


def test_what_a_browser_saves_with_a_page_is_no_attachment(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    part = "--b\nContent-Location: https://city.example/{}\nContent-Type: {}\n\n{}\n"
    path = tmp_path / "blob"
    path.write_text(
        "From: <Saved>\nSubject: Policy\nDate: Mon, 06 May 2024 10:00:00 +0000\n"
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
        + part.format("a.html", "text/html", "<p>The policy is in force.</p>")
        + part.format("a.css", "text/css", "p {}")
        + part.format("ad.html", "text/html", "<p>An advertisement.</p>")
        + "--b--\n",
        "ascii",
    )

    assert list(documents.children(path, "page.mhtml", sandbox=sandbox)) == []
    [page] = documents.read(path, "page.mhtml", sandbox=sandbox).pages
    assert page.text.split("\n\n")[-1] == "The policy is in force."
