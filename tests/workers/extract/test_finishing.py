from __future__ import annotations

import pytest

from criteria.evidence import Page, Segment, SegmentKind
from workers.extract import finishing

HEADING, NOTE = SegmentKind.HEADING, SegmentKind.NOTE
PARAGRAPH, RUNNING = SegmentKind.PARAGRAPH, SegmentKind.RUNNING


def kinds(kind: SegmentKind, *tops: tuple[int, str]) -> list[SegmentKind]:
    """Finish pages of a number that begin with a block of a kind; tell what it is."""
    pages = []
    for number, top in tops:
        text = f"{top}\n\nWords of page {'x' * number}."
        first = Segment(kind, 0, len(top))
        second = Segment(PARAGRAPH, len(top) + 2, len(text))
        pages.append(Page(number, text, segments=(first, second)))
    finished, _ = finishing.finish(pages, drawn=True)
    return [page.segments[0].kind for page in finished]


@pytest.mark.parametrize("name", ["Chapter", "Capítulo", "Chapitre", "Anexo"])
def test_headings_that_differ_by_their_number_do_not_run(name: str) -> None:
    found = kinds(HEADING, *((n, f"{name} {n}") for n in range(1, 5)))

    assert found == [HEADING] * 4


def test_numbers_that_do_not_go_with_the_pages_are_of_headings() -> None:
    found = kinds(HEADING, (1, "Goal 1"), (3, "Goal 2"), (4, "Goal 3"), (7, "Goal 4"))

    assert found == [HEADING] * 4


def test_heading_that_counts_its_pages_runs() -> None:
    found = kinds(HEADING, *((n, f"REPORT 2024, PAGE {n} OF 9") for n in (2, 3, 5, 6)))

    assert found == [RUNNING] * 4


def test_chapter_that_is_named_on_all_its_pages_runs() -> None:
    tops = [(1, "Chapter 1"), (2, "Chapter 1"), (3, "Chapter 2"), (4, "Chapter 2")]

    assert kinds(HEADING, *tops) == [RUNNING] * 4


def test_lines_that_are_no_headings_run_whatever_their_number_is() -> None:
    found = kinds(PARAGRAPH, (1, "Sheet 4"), (2, "Sheet 9"), (3, "Sheet 2"))

    assert found == [RUNNING] * 3


def test_notes_that_differ_by_their_number_do_not_run() -> None:
    found = kinds(NOTE, (1, "1 Ibid."), (2, "4 Ibid."), (3, "6 Ibid."))

    assert found == [NOTE] * 3


def test_boxes_behind_the_text_do_not_run() -> None:
    found = kinds(SegmentKind.ITEM, *((n, "☒ Agreed") for n in range(1, 5)))

    assert found == [SegmentKind.ITEM] * 4
