from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest

from criteria.evidence import SegmentKind
from criteria.language.tokenising import tokenise
from criteria.language.tokens import number_of
from tests.workers.extract import making
from workers.extract.line_ends import unnumbered

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read

MINUTES = [
    "MINUTES OF THE MEETING",
    "",
    "The council met in the evening, and all of its",
    "members were there. It adopted the plan for perfor-",
    "mance management, which the mayor had proposed in",
    "the spring, and the open data policy.",
    "",
    "ADJOURNMENT",
    "",
    "The meeting ended at nine. The clerk writes these",
    "minutes down.",
]


def numbered(lines: list[str], first: int = 1) -> list[str]:
    """Number lines as minutes are numbered, also those that are empty."""
    return [f"{number} {line}".strip() for number, line in enumerate(lines, first)]


def test_numbers_before_the_lines_of_minutes_cut_no_sentence(read: Read) -> None:
    [page] = read(making.pdf(numbered(MINUTES)), "minutes.pdf").pages

    assert making.blocks(page) == [
        (SegmentKind.HEADING, MINUTES[0]),
        (SegmentKind.PARAGRAPH, "\n".join(MINUTES[2:6])),
        (SegmentKind.HEADING, MINUTES[7]),
        (SegmentKind.PARAGRAPH, "\n".join(MINUTES[9:])),
    ]


def test_lines_start_behind_their_numbers() -> None:
    lines = numbered(MINUTES, 98)
    text = "\n".join(["Draft of May", *lines])
    starts = [0]
    for line in ["Draft of May", *lines[:-1]]:
        starts.append(starts[-1] + len(line) + 2)

    found, kept = unnumbered(starts, text)

    assert kept.split("\n") == ["Draft of May", *filter(None, MINUTES)]
    raw = text.replace("\n", "\r\n")
    pieces = zip(found, kept.split("\n"), strict=True)
    assert [raw[at : at + len(piece)] for at, piece in pieces] == kept.split("\n")


def test_numbers_of_rows_items_and_few_lines_are_kept() -> None:
    rows = "\n".join(numbered([f"Street {name}" for name in "ABCDEFGHIJKLM"]))
    years = "\n".join(f"{year} the plan of the year" for year in range(1990, 2020, 2))
    few = "\n".join(numbered(MINUTES[2:6]))

    assert [unnumbered([0], text)[1] for text in (rows, years, few)] == [
        rows,
        years,
        few,
    ]


def test_word_whose_letters_are_set_apart_is_one_word(read: Read) -> None:
    lines = ["O P E N    D A T A    P L A N", "The plan of A B C D E is new."]

    [page] = read(making.pdf(lines), "plan.pdf").pages

    assert page.text.replace("\N{SOFT HYPHEN}", "~") == (
        "O~P~E~N D~A~T~A P~L~A~N\nThe plan of A B C D E is new."
    )
    ids = tokenise([page]).ids.tolist()
    assert ids[:3] == [number_of(word) for word in ("open", "data", "plan")]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_outside_of_what_a_page_shows_are_left_out(read: Read, turn: int) -> None:
    lines = ["City_Plan_2024.indd 1", "The plan of the city", "It is in force"]
    with pikepdf.open(io.BytesIO(making.pdf(lines, size=20))) as document:
        document.pages[0].CropBox = pikepdf.Array([0, 0, 595, 772])
        document.pages[0].Rotate = turn
        document.save(file := io.BytesIO())

    [page] = read(file.getvalue(), "plan.pdf").pages

    assert page.text.split("\n") == lines[1:]


def test_all_words_are_read_where_a_page_would_show_few(read: Read) -> None:
    lines = ["The plan of the city", "It is in force"]
    with pikepdf.open(io.BytesIO(making.pdf(lines))) as document:
        document.pages[0].CropBox = pikepdf.Array([0, 0, 20, 20])
        document.save(file := io.BytesIO())

    [page] = read(file.getvalue(), "plan.pdf").pages

    assert page.text.split("\n") == lines
