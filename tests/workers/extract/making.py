"""Documents made for the tests: nothing of anybody's is kept in the project."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import TYPE_CHECKING

import docx
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from criteria.evidence import Page, Reading, SegmentKind

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*pages: Sequence[str], size: int = 11, title: str = "") -> bytes:
    """Make a PDF with lines of text on each page."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    for lines in pages:
        canvas.setFont("Helvetica", size)
        for at, line in enumerate(lines):
            canvas.drawString(72, 780 - at * size * 1.3, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def raw_pdf(objects: Mapping[int, bytes], root: int = 1) -> bytes:
    """Write a PDF of objects as they are, with a right table of places."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = max(objects) + 1
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %s \n" % (
            places.get(number, 0),
            b"n" if number in places else b"f",
        )
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        root,
        start,
    )
    return bytes(out)


def stream(body: bytes, extra: bytes = b"") -> bytes:
    """Write a stream object's body."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), extra, body)


def one_page(
    content: bytes,
    resources: bytes = b"",
    extra: bytes = b"",
    *,
    catalog: bytes = b"",
    more: Mapping[int, bytes] | None = None,
) -> bytes:
    """Make a PDF of one page whose content stream object, and others, are given."""
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> %s >> %s >>" % (resources, extra),
            4: content,
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        }
        | dict(more or {})
    )


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """Pack members into a zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return file.getvalue()


def word(*paragraphs: str) -> bytes:
    """Make a Word document of plain paragraphs."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    """Save a document of python-docx."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@cache
def _one_word() -> bytes:
    return word("x")


def word_of(body: str) -> bytes:
    """Make a Word document whose body is the XML given, in Word's namespaces."""
    names = (
        f'xmlns:w="{_WORD}"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing"'
    )
    whole = f"<w:document {names}><w:body>{body}</w:body></w:document>"
    return replaced(_one_word(), {"word/document.xml": whole})


def replaced(data: bytes, members: Mapping[str, bytes | str]) -> bytes:
    """Pack a zip anew with some members replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        all_members: dict[str, bytes | str] = {
            name: archive.read(name) for name in archive.namelist()
        }
    return zipped(all_members | dict(members))


def blocks(page: Page) -> list[tuple[SegmentKind, str]]:
    """List the kinds and words of a page's blocks."""
    return [(one.kind, page.text[one.start : one.end]) for one in page.segments]


def texts(reading: Reading) -> list[str]:
    """List the words of every block of a reading."""
    return [words for page in reading.pages for _, words in blocks(page)]


def relations(*parts: str) -> str:
    """Write the relations of a Word document to parts beside it."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return (
        f'<Relationships xmlns="{package}">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{office}/{part}" Target="{part}.xml"/>'
            for n, part in enumerate(parts)
        )
        + "</Relationships>"
    )


def content_types(*parts: str) -> str:
    """Write the content types of a Word document with parts beside it."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    package = "http://schemas.openxmlformats.org/package/2006/content-types"
    relation = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{package}"><Default Extension="rels" ContentType="{relation}"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        '<Override PartName="/word/document.xml"'
        f' ContentType="{word}.document.main+xml"/>'
        + "".join(
            f'<Override PartName="/word/{part}.xml" ContentType="{word}.{part}+xml"/>'
            for part in parts
        )
        + "</Types>"
    )


def member(data: bytes, name: str) -> bytes:
    """Take one member out of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)
