from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from workers.extract import blocks, sheets, tables

if TYPE_CHECKING:
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
