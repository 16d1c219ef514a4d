from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.evidence import Segment, SegmentKind
from tests.workers.extract import making

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read


def test_marks_are_taken_away_and_blocks_kept(read: Read) -> None:
    reading = read(
        b"---\ntitle: Open data policy\n---\n"
        b"# Policy\n\nThe **city** publishes its _data_ on a\n[portal](https://x.org).\n\n"
        b"Goals\n-----\n\n* Be `open`\n* Be\n  current\n\n---\n\n> A quote.\n",
        "policy.md",
    )

    [page] = reading.pages
    assert reading.title == "Open data policy"
    assert making.blocks(page) == [
        (SegmentKind.BOILERPLATE, "title: Open data policy"),
        (SegmentKind.HEADING, "Policy"),
        (SegmentKind.PARAGRAPH, "The city publishes its data on a\nportal."),
        (SegmentKind.NOTE, "portal: https://x.org"),
        (SegmentKind.HEADING, "Goals"),
        (SegmentKind.ITEM, "Be open"),
        (SegmentKind.ITEM, "Be\ncurrent"),
        (SegmentKind.PARAGRAPH, "A quote."),
    ]
    assert [s.level for s in page.segments if s.level] == [1, 2]


def test_table_becomes_rows_with_cells(read: Read) -> None:
    [page] = read(b"| Goal | Owner |\n|---|:-:|\n| Clean | *Ana* |\n", "a.md").pages

    assert page.text == "Goal | Owner\nClean | Ana"
    assert page.segments == (
        Segment(SegmentKind.ROW, 0, 12, cells=((0, 4), (7, 12))),
        Segment(SegmentKind.ROW, 13, 24, cells=((13, 18), (21, 24))),
    )


def test_footnote_is_read_whole_and_apart(read: Read) -> None:
    text = (
        b"Adopted.[^1]\n\n[^1]: By the *council*\n    in June.\n[^b]: Alone.\n\nMore."
    )

    [page] = read(text, "a.md").pages

    assert making.blocks(page) == [
        (SegmentKind.PARAGRAPH, "Adopted."),
        (SegmentKind.NOTE, "By the council\nin June."),
        (SegmentKind.NOTE, "Alone."),
        (SegmentKind.PARAGRAPH, "More."),
    ]


def test_footnote_straight_below_a_paragraph_is_apart_from_it(read: Read) -> None:
    [page] = read(b"A paragraph with[^1] mark.\n[^1]: the note", "a.md").pages

    assert making.blocks(page) == [
        (SegmentKind.PARAGRAPH, "A paragraph with mark."),
        (SegmentKind.NOTE, "the note"),
    ]


def test_mark_of_a_footnote_ends_before_the_next_bracket(read: Read) -> None:
    [page] = read(b"Open [^and [^[^1] done, as adopted.\n", "a.md").pages

    assert page.text == "Open [^and [^ done, as adopted."


def test_long_text_is_parted_at_its_headings(read: Read) -> None:
    chapter = "The city publishes its budget every year. " * 100
    text = f"# One\n\n{chapter}\n\n# Two\n\n{chapter}\n\n## Three\n\nShort.\n"

    reading = read(text.encode(), "plan.md")

    assert [(p.number, p.label) for p in reading.pages] == [
        (1, "One"),
        (2, "Two"),
        (3, "Three"),
    ]


def test_snake_case_and_arithmetic_keep_their_marks(read: Read) -> None:
    [page] = read(b"Use data_set_name and 2 * 3 * 4.\n", "a.md").pages

    assert page.text == "Use data_set_name and 2 * 3 * 4."
