from __future__ import annotations

import pytest

from criteria.evidence import Page, Segment, SegmentKind
from workers.extract import blocks, finishing, layout
from workers.extract.blocks import Block, PageBuilder
from workers.extract.boxes import Line

H, P, R = SegmentKind.HEADING, SegmentKind.PARAGRAPH, SegmentKind.ROW


def lines(
    *spoken: tuple[str, float, float], size: float = 12
) -> tuple[str, list[Line]]:
    """Place lines by left edge and height above the ground; six points a letter."""
    text, found = "", []
    for words, left, bottom in spoken:
        start = len(text)
        text += words + "\n"
        end = start + len(words)
        found.append(Line(start, end, left, left + 6 * len(words), bottom, size))
    return text, found


def kinds(text: str, found: list[Line]) -> list[tuple[SegmentKind, str]]:
    return [
        (one.kind, text[one.start : one.end].replace("\n", "/"))
        for one in layout.segments(text, found, 12)
    ]


def test_lines_at_the_usual_distance_are_one_paragraph() -> None:
    text, found = lines(("The city publishes", 72, 700), ("its budget.", 72, 686))

    assert kinds(text, found) == [(P, "The city publishes/its budget.")]


def test_gap_parts_paragraphs() -> None:
    text, found = lines(
        ("The city publishes", 72, 700),
        ("its budget online", 72, 686),
        ("every single year", 72, 650),
    )

    assert kinds(text, found) == [
        (P, "The city publishes/its budget online"),
        (P, "every single year"),
    ]


def test_sentence_goes_on_in_the_next_column() -> None:
    text, found = lines(
        ("The city publishes all", 72, 114),
        ("of its contracts and", 72, 100),
        ("its budget online.", 320, 700),
    )

    assert kinds(text, found) == [
        (P, "The city publishes all/of its contracts and/its budget online.")
    ]


def test_column_that_begins_a_sentence_is_a_block_of_its_own() -> None:
    text, found = lines(
        ("It publishes all of its", 72, 114),
        ("contracts.", 72, 100),
        ("The council meets.", 320, 700),
    )

    assert kinds(text, found)[-1] == (P, "The council meets.")


@pytest.mark.parametrize(
    ("size", "level"), [(12, 0), (13, 0), (14, 3), (17, 2), (21, 1)]
)
def test_larger_letters_make_a_heading(size: int, level: int) -> None:
    text, found = lines(("Our goals", 72, 700), size=size)

    [segment] = layout.segments(text, found, 12)

    assert segment.level == level


def test_line_of_a_table_of_contents_is_no_heading() -> None:
    text, found = lines(("2. Our goals .......... 7", 72, 700), size=20)

    assert kinds(text, found)[0][0] is not H


def test_figures_of_running_lines_may_differ() -> None:
    pages = [
        Page(
            n,
            f"Report, page {n}\n\nWords of page {'x' * n}.",
            segments=(Segment(P, 0, 14), Segment(P, 16, 32 + n)),
        )
        for n in range(1, 5)
    ]

    finished, _ = finishing.finish(pages, drawn=True)

    assert [[s.kind for s in page.segments] for page in finished] == [
        [SegmentKind.RUNNING, P]
    ] * 4


def test_page_of_figures_speaks_the_language_of_its_document() -> None:
    words = "La ciudad publica los datos de cada obra en el portal. " * 20
    pages = [Page(1, words), Page(2, "12 14 15 Norte Sur 17"), Page(3, words)]

    finished, spoken = finishing.finish(pages, drawn=False)

    assert spoken == "es"
    assert [page.language for page in finished] == ["es", "es", "es"]


def test_document_in_two_languages_keeps_both() -> None:
    spanish = "La ciudad publica los datos de cada obra en el portal. " * 20
    english = "The city publishes the data of each work on the portal. " * 30

    finished, spoken = finishing.finish(
        [Page(1, spanish), Page(2, english)], drawn=False
    )

    assert spoken == "en"
    assert [page.language for page in finished] == ["es", "en"]


def test_block_offsets_hold_after_cleaning() -> None:
    builder = PageBuilder()
    builder.add(Block(P, "  The\x00 city\ufeff  "))
    builder.add(Block(P, " | "))
    builder.add(blocks.row(["Goal\n1", "", "Ana"]))

    page = builder.page(1)

    assert page.text == "The  city\n\nGoal 1 |  | Ana"
    assert [page.text[s.start : s.end] for s in page.segments] == [
        "The  city",
        "Goal 1 |  | Ana",
    ]
    assert [page.text[a:b] for a, b in page.segments[1].cells] == ["Goal 1", "", "Ana"]


@pytest.mark.parametrize(
    ("above", "row", "found"),
    [
        (
            "The share of streets that",
            ("are clean", "95 %", "91 %"),
            [(P, "The share of streets that/are clean"), (R, "95 % 91 %")],
        ),
        (
            "The share of streets that",
            ("are clean", "95 %"),
            [(P, "The share of streets that/are clean"), (P, "95 %")],
        ),
        (
            "The streets are clean.",
            ("trees", "95 %"),
            [(P, "The streets are clean."), (R, "trees 95 %")],
        ),
        (
            "What the city measures",
            ("Trees", "95 %"),
            [(P, "What the city measures"), (R, "Trees 95 %")],
        ),
    ],
    ids=["goes on", "one beside", "sentence ends", "row begins"],
)
def test_cell_of_several_lines_is_not_cut_by_what_stands_beside_its_last(
    above: str, row: tuple[str, ...], found: list[tuple[SegmentKind, str]]
) -> None:
    text, placed = lines((above, 72, 700), (" ".join(row), 72, 686))
    spans, at = [], placed[1].start
    for cell in row:
        spans.append((at, at + len(cell)))
        at += len(cell) + 1

    cells = [placed[0], placed[1]._replace(cells=tuple(spans))]

    assert kinds(text, cells) == found


def test_last_cell_of_a_row_goes_on_in_the_lines_below_it() -> None:
    text, placed = lines(
        ("Process Increase what the city", 72, 700),
        ("collects by the end of", 120, 686),
        ("May in all departments", 120, 672),
        ("Roads", 72, 658),
    )
    row = placed[0]._replace(cells=((0, 7), (8, 30)), last_left=120)

    [first, second] = layout.segments(text, [row, *placed[1:]], 12)

    cells = [text[start:end] for start, end in first.cells]
    assert (first.kind, cells) == (
        R,
        [
            "Process",
            "Increase what the city\ncollects by the end of\nMay in all departments",
        ],
    )
    assert text[second.start : second.end] == "Roads"


def test_line_below_a_row_that_begins_anew_is_none_of_it() -> None:
    text, placed = lines(("Process Parks and trees", 72, 700), ("Roads", 120, 686))
    row = placed[0]._replace(cells=((0, 7), (8, 23)), last_left=120)

    assert kinds(text, [row, placed[1]]) == [
        (R, "Process Parks and trees"),
        (P, "Roads"),
    ]
