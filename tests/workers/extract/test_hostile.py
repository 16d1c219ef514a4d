"""Files made to break a reader: each ends with its sentence, and the next is read."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from tests.workers.extract import compound, making
from workers.extract import limits
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read

GOOD = ["The city publishes its budget on the open data portal."]


def flate_bomb(times: int) -> bytes:
    """Make a page whose contents unpack to more than the child may hold."""
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(1200))
    body += packer.flush()
    for _ in range(times - 1):
        body = zlib.compress(body, 9)
    filters = b"/Filter [%s]" % (b"/FlateDecode " * times)
    return making.one_page(making.stream(body, filters))


def loop_in_page_tree() -> bytes:
    return making.raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 2 >>",
            3: b"<< /Type /Pages /Kids [2 0 R] /Count 2 /Parent 2 0 R >>",
        }
    )


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(count))
    return making.raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        }
    )


def expanding_forms() -> bytes:
    """Make ten drawings that each use the next one ten times."""
    names = b"/XObject << /X 6 0 R >>"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << %s >> >>" % names,
        4: making.stream(b"/X Do"),
    }
    for number in range(6, 16):
        below = b"/Resources << /XObject << /X %d 0 R >> >>" % (number + 1)
        kind = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
        objects[number] = making.stream(b"/X Do " * 10, kind + below)
    objects[16] = making.stream(b"0 0 m 9 9 l S", b"/Subtype /Form /BBox [0 0 9 9]")
    return making.raw_pdf(objects)


def million_words() -> bytes:
    return making.one_page(
        making.stream(
            zlib.compress(b"BT /F1 9 Tf " + b"(word) Tj " * 2_000_000 + b"ET", 9),
            b"/Filter /FlateDecode",
        )
    )


def bomb(part: str, size: int) -> bytes:
    """Make an Office file one of whose parts unpacks to blanks and nothing else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open(part, "w", force_zip64=True) as member:
            member.write(b"<x>")
            for _ in range(size >> 20):
                member.write(b" " * (1 << 20))
            member.write(b"</x>")
    return out.getvalue()


def locked() -> bytes:
    return compound.compound({"EncryptedPackage": b"x" * 100})


def crowded() -> bytes:
    return making.replaced(
        making.word("x"), {f"word/media/{n}": b"" for n in range(10_000)}
    )


def with_dtd(declaration: str) -> bytes:
    base = making.word_of("<w:p><w:r><w:t>&big;</w:t></w:r></w:p>")
    xml = making.member(base, "word/document.xml").decode()
    return making.replaced(base, {"word/document.xml": declaration + xml})


def laughs() -> str:
    lines = ['<!ENTITY big0 "ha">']
    lines += [f'<!ENTITY big{n} "{f"&big{n - 1};" * 10}">' for n in range(1, 10)]
    return f'<!DOCTYPE x [{"".join(lines)}<!ENTITY big "&big9;">]>'


def tall_word(size: int) -> bytes:
    """Make a Word document whose body is filled up with blanks to a size."""
    said = "<w:p><w:r><w:t>Data</w:t></w:r></w:p>"
    base = len(making.member(making.word_of(said), "word/document.xml"))
    times, rest = divmod(size - base, 1 << 20)
    blanks = " " * ((1 << 20) - len("<w:proofErr/>"))  # a text of 10 MB is an error
    return making.word_of(said + (blanks + "<w:proofErr/>") * times + " " * rest)


def deep_word() -> bytes:
    return making.word_of("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "empty.pdf", Refusal.EMPTY),
        (b"\0" * 5000, "zeros.pdf", Refusal.UNKNOWN_KIND),
        (b"%PDF-1.7\n", "bare.pdf", Refusal.DAMAGED),
        (b"PK\x03\x04" + b"\0" * 100, "bare.docx", Refusal.DAMAGED),
        (loop_in_page_tree(), "loop.pdf", Refusal.DAMAGED),
        (many_pages(100_000), "pages.pdf", Refusal.TOO_MANY_PAGES),
        (with_dtd(laughs()), "laughs.docx", Refusal.FORBIDDEN_XML),
        (
            with_dtd('<!DOCTYPE x [<!ENTITY big SYSTEM "file:///etc/passwd">]>'),
            "outside.docx",
            Refusal.FORBIDDEN_XML,
        ),
        (deep_word(), "deep.docx", Refusal.DAMAGED),
        (making.word("x")[:-100], "cut.docx", Refusal.DAMAGED),
        (locked(), "locked.docx", Refusal.PASSWORD),
        (crowded(), "crowded.docx", Refusal.TOO_MANY_MEMBERS),
        (tall_word(limits.TREE_BYTES + 1), "tall.docx", Refusal.TOO_HUNGRY),
    ],
)  # fmt: skip
def test_hostile_file_ends_with_its_sentence(
    read: Read, data: bytes, name: str, code: Refusal
) -> None:
    with pytest.raises(Unreadable) as problem:
        read(data, name)
    reading = read(making.pdf(GOOD), "good.pdf")

    assert problem.value.code == code
    assert [page.text for page in reading.pages] == GOOD


def test_part_that_just_fits_is_read(read: Read) -> None:
    reading = read(tall_word(limits.TREE_BYTES), "tall.docx")

    assert making.texts(reading) == ["Data"]


@pytest.mark.parametrize(
    ("part", "name", "size"),
    [
        ("word/document.xml", "bomb.docx", 600 << 20),
        ("word/document.xml", "bomb.docx", 100 << 20),
        ("xl/worksheets/sheet1.xml", "bomb.xlsx", 100 << 20),
        ("ppt/slides/slide1.xml", "bomb.pptx", 100 << 20),
        ("minutes.txt", "bomb.zip", 100 << 20),
    ],
)
def test_bomb_is_refused_before_it_is_unpacked(
    read: Read, part: str, name: str, size: int
) -> None:
    with pytest.raises(Unreadable) as problem:
        read(bomb(part, size), name)

    assert problem.value.code == Refusal.UNPACKS_TOO_LARGE


def test_many_parts_that_are_large_together_are_refused(read: Read) -> None:
    """None of them packs too well; their sizes are told before anything is unpacked."""
    size = limits.UNPACKED_BYTES // 4
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", b"The council met.")
        for member in archive.infolist():
            member.file_size = member.compress_size = size

    with pytest.raises(Unreadable) as problem:
        read(packed.getvalue(), "large.zip")

    assert problem.value.code == Refusal.UNPACKS_TOO_LARGE


@pytest.mark.parametrize("times", [1, 2])
def test_pdf_bomb_ends_and_the_next_file_is_read(read: Read, times: int) -> None:
    with pytest.raises(Unreadable) as problem:
        read(flate_bomb(times), "bomb.pdf")
    reading = read(making.pdf(GOOD), "good.pdf")

    assert problem.value.code in {
        Refusal.NO_TEXT,
        Refusal.CRASHED,
        Refusal.TOO_HUNGRY,
    }
    assert [page.text for page in reading.pages] == GOOD


@pytest.mark.parametrize("data", [expanding_forms(), million_words()])
def test_costly_page_ends_and_the_next_file_is_read(read: Read, data: bytes) -> None:
    try:
        first = read(data, "costly.pdf")
    except Unreadable as problem:
        assert problem.sentence  # noqa: PT017 - either end is right
    else:
        assert first.kind == "pdf"
    reading = read(making.pdf(GOOD), "good.pdf")

    assert [page.text for page in reading.pages] == GOOD


def test_lying_page_count_does_not_matter(read: Read) -> None:
    data = making.one_page(making.stream(b"BT /F1 12 Tf 72 700 Td (The city) Tj ET"))

    reading = read(data.replace(b"/Count 1 ", b"/Count 999999999 "), "lie.pdf")

    assert [page.text for page in reading.pages] == ["The city"]


def test_pdf_cut_anywhere_ends_with_text_or_a_sentence(read: Read) -> None:
    data = making.pdf(*[GOOD] * 30)
    ends = []
    for size in range(0, len(data), 1024):
        try:
            read(data[:size], "cut.pdf")
            ends.append("text")
        except Unreadable as problem:
            ends.append(problem.code)

    assert set(ends) <= {
        "text",
        Refusal.EMPTY,
        Refusal.DAMAGED,
        Refusal.NO_TEXT,
    }
