"""Files made to break a reader: each ends as it must, and the next is read."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workers.extract import making
from tests.workers.extract.hostile import offices
from tests.workers.extract.hostile.attacks import ATTACKS
from workers.extract import limits
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read
    from tests.workers.extract.hostile.attack import Attack

GOOD = ["The city publishes its budget on the open data portal."]
PAGE = Path(__file__).resolve().parents[3] / "docs" / "security.md"


def named(attack: Attack) -> str:
    return attack.tries.replace(" ", "-").replace("'", "")


@pytest.mark.parametrize("attack", ATTACKS, ids=named)
def test_hostile_file_ends_as_it_must_and_the_next_is_read(
    read: Read, attack: Attack
) -> None:
    try:
        end: Refusal | str = "\n".join(making.texts(read(attack.made(), attack.file)))
    except Unreadable as problem:
        end = problem.code
    after = read(GOOD[0].encode(), "good.txt")

    assert (end, making.texts(after)) == (attack.ends, GOOD)


def test_the_page_says_how_many_hostile_files_there_are() -> None:
    tried = {attack.tries for attack in ATTACKS}

    assert len(tried) == len(ATTACKS) >= 60
    assert f"{len(ATTACKS)} hostile files" in PAGE.read_text("utf-8")


def flate_bomb(times: int) -> bytes:
    """Make a page whose contents unpack to more than the child may hold."""
    packer = zlib.compressobj(9)
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    body = start + block * 1200 + packer.flush()
    for _ in range(times - 1):
        body = zlib.compress(body, 9)
    filters = b"/Filter [%s]" % (b"/FlateDecode " * times)
    return making.one_page(making.stream(body, filters))


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
            zlib.compress(b"BT /F1 9 Tf " + b"(word) Tj " * 300_000 + b"ET", 9),
            b"/Filter /FlateDecode",
        )
    )


def test_part_that_just_fits_is_read(read: Read) -> None:
    reading = read(offices.tall_word(limits.TREE_BYTES), "tall.docx")

    assert making.texts(reading) == ["Data"]


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
    data = making.pdf(*[GOOD] * 8)
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
