from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.scores import tables


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("plan.pdf", "plan.pdf"),
        ("", ""),
        ("4 of 5", "4 of 5"),
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\t=1", "'\t=1"),
        ("\tplan", "'\tplan"),
        ("＝1", "'＝1"),
    ],
)
def test_a_cell_is_never_a_formula(text: str, cell: str) -> None:
    assert tables.harmless(text) == cell


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_whatever_is_written_comes_back_as_text_that_does_nothing(
    row: list[str],
) -> None:
    written = tables.csv_text([row]).removeprefix("\ufeff")

    [read] = csv.reader(io.StringIO(written, newline=""))

    for cell, text in zip(read, row, strict=True):
        assert cell.removeprefix("'") == text.removeprefix("'")
        assert cell.strip()[:1] not in {"=", "+", "-", "@"}
