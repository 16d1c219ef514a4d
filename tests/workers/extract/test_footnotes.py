from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from criteria.evidence import SegmentKind
from criteria.language.tokenising import tokenise
from criteria.language.tokens import number_of
from tests.workers.extract import making
from workers.extract import footnotes
from workers.extract.boxes import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.workers.extract.conftest import Read

NOTE, RUNNING = SegmentKind.NOTE, SegmentKind.RUNNING
PROSE = [
    "The city publishes its budget and its contracts on the open data portal,",
    "where everyone may read them.^1^ The council reviews the portal once in a",
    "year^2^ and reports on it to the public in an open meeting.",
]
NOTES = [
    "^1^ See Ordinance 12 of 2021, which the council has",
    "adopted in March.",
    "^2^ 2019 is the first year.",
]


def written(canvas: Canvas, at: int, line: str, size: float) -> None:
    """Write a line; what stands between two ^ is raised."""
    text = canvas.beginText(72, at)
    for turn, part in enumerate(line.split("^")):
        raised = turn % 2
        text.setFont("Helvetica", size * (0.58 if raised else 1))
        text.setRise(0.35 * size if raised else 0)
        text.textOut(part)
    canvas.drawText(text)


def noted(
    prose: Sequence[str], notes: Sequence[str], *, size: float = 8.5, foot: str = ""
) -> bytes:
    """Make a page of prose with notes at its foot, and a footer below."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    for at, line in enumerate(prose):
        written(canvas, 780 - 14 * at, line, 11)
    for at, line in enumerate(notes):
        written(canvas, 110 - 11 * at, line, size)
    canvas.drawString(280, 40, foot)
    canvas.save()
    return file.getvalue()


def feet(read: Read, data: bytes) -> list[str]:
    [page] = read(data, "report.pdf").pages
    return [
        " ".join(words.split()) for kind, words in making.blocks(page) if kind is NOTE
    ]


def test_raised_number_calls_a_note(read: Read) -> None:
    found = feet(read, noted(PROSE, NOTES, foot="Report of the city, page 1"))

    assert found == [
        "¹ See Ordinance 12 of 2021, which the council has adopted in March.",
        "² 2019 is the first year.",
    ]


@pytest.mark.parametrize("behind", [" ", ". ", ") "])
def test_number_of_a_note_may_stand_in_its_line(read: Read, behind: str) -> None:
    notes = [line.replace("^ ", behind).replace("^", "") for line in NOTES]

    found = feet(read, noted(PROSE, notes))

    assert [one[:5] for one in found] == [f"1{behind}See"[:5], f"2{behind}2019"[:5]]


def test_raised_number_is_told_from_a_year_behind_it(read: Read) -> None:
    found = feet(read, noted(PROSE, [line.replace("^ ", "^") for line in NOTES]))

    assert found[1] == "²2019 is the first year."


@pytest.mark.parametrize(("one", "two"), [("*", "**"), ("¹", "²"), ("†", "§")])
def test_signs_that_are_high_by_themselves_call_notes(
    read: Read, one: str, two: str
) -> None:
    def signed(lines: Sequence[str]) -> list[str]:
        return [line.replace("^1^", one).replace("^2^", two) for line in lines]

    found = feet(read, noted(signed(PROSE), signed(NOTES)))

    assert [note.split()[0] for note in found] == [one, two]


def test_word_that_calls_a_note_is_a_word_by_itself(read: Read) -> None:
    [page] = read(noted(PROSE, NOTES), "report.pdf").pages

    assert page.text.split("\n")[3] == "year²"
    assert tokenise([page]).ids.tolist().count(number_of("year")) == 2


def test_small_lines_that_nothing_calls_are_no_notes(read: Read) -> None:
    prose = [line.replace("^1^", "").replace("^2^", " 2") for line in PROSE]

    assert feet(read, noted(prose, ["1 Street", "2 Square"])) == []


def test_lines_as_large_as_the_text_are_no_notes(read: Read) -> None:
    notes = [line.replace("^", "") for line in NOTES]

    assert feet(read, noted(PROSE, notes, size=11)) == []


def test_small_lines_above_running_text_are_no_notes(read: Read) -> None:
    prose = [*PROSE, *[""] * 47, *PROSE]

    assert feet(read, noted(prose, NOTES)) == []


def test_footer_that_repeats_is_no_note(read: Read) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    for page in range(1, 5):
        for at, line in enumerate(PROSE):
            written(canvas, 780 - 14 * at, line.replace("^2^", f"^{page}^"), 11)
        written(canvas, 60, f"{page} Report of the city", 8.5)
        canvas.showPage()
    canvas.save()

    reading = read(file.getvalue(), "report.pdf")

    assert [making.blocks(page)[-1] for page in reading.pages] == [
        (RUNNING, f"{page} Report of the city") for page in range(1, 5)
    ]


def test_raised_number_of_a_note_on_another_page_is_apart_from_its_word(
    read: Read,
) -> None:
    prose = [
        "The council adopts the policy,^1^ the plan^2,13^ and the budget^4^ in March.",
        "It paved 12 m^2^ of the 4^th^ lane in FY24 and gave form AB12 to all.",
    ]

    [page] = read(noted(prose, []), "report.pdf").pages

    assert " ".join(page.text.split()) == (
        "The council adopts the policy,¹ the plan²,¹³ and the budget⁴ in March. "
        "It paved 12 m2 of the 4th lane in FY24 and gave form AB12 to all."
    )


def test_number_behind_a_raised_one_that_is_not_raised_stays_as_it_is() -> None:
    text = "By the plan5,6, 13 streets are paved."

    def measured(at: int) -> Box:
        raised = text[at] in "56"
        return Box(0, 4 if raised else 0, 5, 10)

    assert footnotes.written(text, [], measured) == (
        "By the plan⁵,⁶, 13 streets are paved."
    )
