from __future__ import annotations

import pytest

from tests.workers.extract import making
from workers.extract import kinds
from workers.extract.kinds import Kind

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
STORED = b"PK\x03\x04" + b"\0" * 26 + b"minutes.pdf%PDF-1.4"  # not packed tighter


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.4\n", "minutes.pdf", Kind.PDF),
        (b"\0\0junk\n%PDF-1.4\n", "minutes", Kind.PDF),
        (b"{\\rtf1 Hello}", "minutes.doc", Kind.RTF),
        (b"\x89PNG\r\n\x1a\n", "scan.jpg", Kind.PNG),
        (b"\xff\xd8\xff\xe0", "scan.jpg", Kind.JPEG),
        (b"II*\0", "scan.tif", Kind.TIFF),
        (b"<!DOCTYPE html><html>", "page.txt", Kind.HTML),
        (b"\xef\xbb\xbf<html>", "page.html", Kind.HTML),
        (b"# Title\n\nWords.", "policy.md", Kind.MARKDOWN),
        (b"# Title\n\nWords.", "policy", Kind.TEXT),
        (b"a,b\n1,2\n", "table.csv", Kind.CSV),
        (b"From: a\nTo: b\nSubject: c\n\nBody", "letter", Kind.EML),
        (b"From: the mayor\nTo all", "letter.txt", Kind.TEXT),
        ("Ordenanza".encode("utf-16"), "ley.txt", Kind.TEXT),
        (b"\0\1\2\3", "thing.bin", Kind.UNKNOWN),
        (b"alert(1)", "thing.js", Kind.UNKNOWN),
        (b"<svg onload='x()'/>", "drawing.svg", Kind.UNKNOWN),
        (b"It is resolved", "Resolution No. 5", Kind.TEXT),
        (OLE + "WordDocument".encode("utf-16-le"), "a.doc", Kind.DOC),
        (OLE + "Workbook".encode("utf-16-le"), "a.xls", Kind.XLS),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "a.ppt", Kind.PPT),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", Kind.LOCKED),
        (making.word("x"), "a.zip", Kind.DOCX),
        (making.zipped({"a.txt": "x"}), "a.zip", Kind.ZIP),
        (STORED, "papers.zip", Kind.ZIP),
        (making.zipped({"[Content_Types].xml": "", "xl/a": ""}), "a", Kind.XLSX),
        (making.zipped({"[Content_Types].xml": "", "ppt/a": ""}), "a", Kind.PPTX),
        (
            making.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}),
            "a.odt",
            Kind.ODT,
        ),
    ],
)
def test_kind_is_told_by_content(data: bytes, name: str, kind: Kind) -> None:
    assert kinds.of(data, name) == kind


@pytest.mark.parametrize(
    ("kind", "name", "remark"),
    [
        (Kind.PDF, "minutes.pdf", ""),
        (Kind.PDF, "minutes", ""),
        (Kind.DOCX, "minutes.DOCM", ""),
        (
            Kind.PDF,
            "minutes.docx",
            "The name ends in .docx, but the file is a PDF. It was read so.",
        ),
    ],
)
def test_wrong_extension_is_remarked_on(kind: Kind, name: str, remark: str) -> None:
    assert kinds.remark(kind, name) == remark
