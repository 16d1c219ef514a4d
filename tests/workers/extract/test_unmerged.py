from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from tests.workers.extract import making, office
from workers.extract import limits
from workers.extract.refusals import Refusal, Unreadable
from workers.extract.unmerged import unmerged

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

    from tests.workers.extract.conftest import Read

_PART = "xl/worksheets/s1.xml"
_MERGED = '<mergeCells count="1"><mergeCell ref="{}"/></mergeCells></worksheet>'
_ROWS: list[list[str | float]] = [["Goal", "Done", "Owner"]]
_ROWS += [[f"Goal {n}", n / 8, "Ana"] for n in range(800)]


def _book(place: str = "A1:B1") -> bytes:
    data = office.workbook({"Goals": _ROWS, "Notes": [["One"]]})
    part = making.member(data, _PART).decode()
    merged = part.replace("</worksheet>", _MERGED.format(place))
    return making.replaced(data, {_PART: merged})


def _sheet(stream: io.BytesIO, name: str) -> CalamineSheet:
    return CalamineWorkbook.from_filelike(stream).get_sheet_by_name(name)


@pytest.mark.parametrize("name", ["Goals", "Notes"])
def test_sheet_has_the_same_cells_and_none_of_them_are_merged(name: str) -> None:
    quick = unmerged(_book())

    assert quick is not None
    before, after = _sheet(io.BytesIO(_book()), name), _sheet(quick, name)
    assert list(after.iter_rows()) == list(before.iter_rows())
    assert after.merged_cell_ranges == []


def test_workbook_of_short_sheets_stays_as_it_is() -> None:
    assert unmerged(office.workbook({"Goals": _ROWS[:9]})) is None


def test_workbook_that_would_take_much_memory_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = _book()
    size = len(data) + len(making.member(data, _PART))

    monkeypatch.setattr(limits, "TREE_BYTES", size)
    assert unmerged(data) is not None
    monkeypatch.setattr(limits, "TREE_BYTES", size - 1)
    assert unmerged(data) is None


def test_long_sheet_with_a_wrong_check_sum_is_refused(read: Read) -> None:
    data = office.workbook({"Goals": _ROWS})
    check = struct.pack("<I", zlib.crc32(making.member(data, _PART)))

    with pytest.raises(Unreadable) as problem:
        read(data.replace(check, bytes(4)), "goals.xlsx")

    assert problem.value.code == Refusal.DAMAGED


def test_what_is_wrong_with_merged_cells_hides_no_sheet(read: Read) -> None:
    reading = read(_book("A"), "goals.xlsx")

    assert reading.pages[-1].text == "One"
    assert reading.pages[-2].text.endswith("Goal: Goal 799 | Done: 99.875 | Owner: Ana")
