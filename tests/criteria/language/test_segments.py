"""Segments as columns: what was put in comes out, whatever stands in a cell."""

from __future__ import annotations

import pytest

from criteria.evidence import Segment, SegmentKind
from criteria.language.segments import CODES, Segments

ROW, TITLE = SegmentKind.ROW, SegmentKind.HEADING


def test_columns_give_back_the_segments_they_were_made_of() -> None:
    found = (
        Segment(TITLE, 0, 4, 2),
        Segment(ROW, 6, 20, cells=((6, 9), (14, 20))),
        Segment(ROW, 21, 24),
        Segment(ROW, 26, 33, cells=((26, 27), (30, 33))),
        Segment(ROW, 34, 43, cells=((34, 35), (38, 43))),  # not where bars part it
    )

    columns = Segments.of(found, "Plan\n\nAna     Vendors\nend\na | b c\na | b | c")

    columns.check()
    assert columns == found
    assert [*columns.parted] == [0, 0, 0, 2, 0]
    assert (columns[-1], columns[:1]) == (found[-1], found[:1])


def test_cell_that_holds_a_bar_keeps_its_bounds() -> None:
    text = "a | b | x | | y"
    columns = Segments(text)
    columns.extend([CODES[ROW]], [0], [0], [5], [0])
    columns.add_cells("a | b", ["a", "b"])
    columns.extend([CODES[ROW]], [0], [8], [15], [0])
    columns.add_cells("x | | y", ["x |", "y"])

    cells = [[text[a:b] for a, b in one.cells] for one in columns]

    assert cells == [["a", "b"], ["x |", "y"]]


@pytest.mark.parametrize(
    "wrong",
    [Segment(ROW, 0, 9), Segment(ROW, 3, 2), Segment(ROW, 0, 4, cells=((0, 9),))],
)
def test_segment_outside_of_its_text_is_refused(wrong: Segment) -> None:
    with pytest.raises(ValueError, match="outside of its page"):
        Segments.of((wrong,), "Plan").check()


def test_cells_that_are_missing_are_refused() -> None:
    columns = Segments.of((Segment(ROW, 0, 4, cells=((0, 2),)),), "Plan")
    del columns.spans[:]

    with pytest.raises(ValueError, match="outside of its page"):
        columns.check()
