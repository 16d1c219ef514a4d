from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.extract import blocks, sheets, tables
from workers.extract.blocks import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.evidence import Page

_NUMBERS = st.one_of(
    st.floats(),
    st.integers(-20, 6_000).map(float),
    st.sampled_from([0.0, -0.0, 4_999.0, 5_000.0, 1e15, 1e16, 1e-4, 1e-5, 0.1 + 0.2]),
    st.integers(0, 10**7).map(lambda cents: cents / 100),
)
_WORDS = st.one_of(
    st.sampled_from(
        ["Parks", "Ana Ruiz", "", "a | b", "two  blanks", " led", "line\nend"]
    ),
    st.text(st.characters(codec="utf-8"), max_size=5),
    st.sampled_from(["%s", "%.15g", "\0", "a\0 | b", "\ufeff", "\u2028", "é", "|"]),
)
_OTHERS = st.sampled_from(
    [True, False, 3, datetime.date(2024, 5, 1), datetime.time(9, 30), ""]
)
_COLUMN = st.sampled_from([_NUMBERS, _WORDS, _OTHERS, st.one_of(_NUMBERS, _WORDS)])
_NAMES = st.sampled_from(["Done", "Share %", "", "When", "%s", "In\n2024", "x | y"])


@st.composite
def _sheets(draw: st.DrawFn) -> tuple[list[str], list[list[object]]]:
    """Draw a head and rows whose first two cells are filled, so that each is a row."""
    columns = draw(st.lists(_COLUMN, max_size=4))
    rest = st.tuples(*columns).map(list)
    rows = draw(
        st.lists(
            rest.map(lambda cells: ["Goal", "City", *cells]), min_size=1, max_size=6
        )
    )
    names = draw(st.lists(_NAMES, min_size=len(columns), max_size=len(columns)))
    times = draw(st.sampled_from([1, 1, 25]))
    return ["What", "Who", *names], rows * times


@settings(deadline=None)
@given(_sheets())
def test_each_row_is_written_as_it_would_be_alone(
    drawn: tuple[list[str], list[list[object]]],
) -> None:
    head, rows = drawn

    pages = tables.pages([("", tables.read([head, *rows], sheets.written))])

    assert [cells for page in pages for cells in _cells(page)][1:] == [
        _said(head, row) for row in rows
    ]


@settings(deadline=None)
@given(st.lists(_NUMBERS, min_size=1, max_size=140))
def test_number_is_written_with_fifteen_digits(numbers: list[float]) -> None:
    rows: list[list[object]] = [["What", "Done"]]
    rows += [["Parks", number] for number in numbers]

    pages = tables.pages([("", tables.read(rows, sheets.written))])

    assert [cells for page in pages for cells in _cells(page)][1:] == [
        ["What: Parks", f"Done: {number:.15g}"] for number in numbers
    ]


def _said(head: list[str], row: list[object]) -> list[str]:
    texts = zip(head, sheets.written(row), strict=True)
    named = [
        f"{name}: {text}" if name else text for name, text in texts if text.strip()
    ]
    return [" ".join(blocks.clean(one).split()) for one in named]


def _cells(page: Page) -> list[list[str]]:
    return [[page.text[a:b] for a, b in one.cells] for one in page.segments]


def rows_of(*rows: Sequence[str]) -> list[str]:
    """Say how the rows of a table are written."""
    texts: list[str] = []
    for one in tables.read(rows):
        texts += one.texts if isinstance(one, Rows) else [one.text]
    return texts


def test_second_head_below_wider_ones_stands_before_its_values() -> None:
    heads = (
        ("Department", "FY 2024", "", "FY 2025", "", "Notes"),
        ("", "Target", "Actual", "Target", "Actual", ""),
    )

    *above, row = rows_of(*heads, ("Police", "9", "8", "7", "6", "None"))

    assert above == [
        "Department | FY 2024 | FY 2025 | Notes",
        "Target | Actual | Target | Actual",
    ]
    assert row == (
        "Department: Police | FY 2024 Target: 9 | FY 2024 Actual: 8"
        " | FY 2025 Target: 7 | FY 2025 Actual: 6 | Notes: None"
    )


def test_years_below_a_wider_head_are_heads() -> None:
    heads = ("Department", "Budget", ""), ("", "2023", "2024")

    assert rows_of(*heads, ("Police", "9", "8"))[2:] == [
        "Department: Police | Budget 2023: 9 | Budget 2024: 8"
    ]


@pytest.mark.parametrize(
    "row",
    [
        ("Police", "Ana Ruiz", "x"),  # it has a first cell, as the head has
        ("Police", "Yes", "Yes"),
        ("", "9", "8"),  # figures
        ("", "Ana", "a" * 41),  # a long text
        ("", "Ana", ""),  # no column lacks a head
    ],
)
def test_row_below_a_head_that_is_no_head_is_read_as_a_row(row: Sequence[str]) -> None:
    below = rows_of(("Department", "Chief", ""), row, ("Parks", "Ben", "y"))

    assert below[-1] == "Department: Parks | Chief: Ben | y"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (("Department", "2023", "2024"), "Department: Police | 2023: 9 | 2024: 8"),
        (("", "2023-24", "2022-23"), "Police | 2023-24: 9 | 2022-23: 8"),
        (("Adopted", "2021", "2023"), "Police | 9 | 8"),
        (("Department", "2024", ""), "Police | 9 | 8"),
    ],
)
def test_years_that_follow_one_another_are_heads(head: Sequence[str], row: str) -> None:
    assert rows_of(head, ("Police", "9", "8"))[1] == row
