from __future__ import annotations

import datetime
import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from criteria.evidence import SegmentKind
from tests.workers.extract import making, office
from workers.extract import limits, ods_shown, sheets, tables
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read

ROWS: list[list[str | float]] = [
    ["Goals of 2024"],
    [],
    ["Goal", "Owner", "Done"],
    ["Clean streets", "Ana Ruiz", 0.455],
    ["Safe parks", "", 12],
]


def test_each_row_says_its_headings_and_shown_values(read: Read) -> None:
    reading = read(office.workbook({"Goals": ROWS}), "goals.xlsx")

    [page] = reading.pages
    assert (reading.kind, page.label) == ("xlsx", "Goals")
    assert making.blocks(page) == [
        (SegmentKind.PARAGRAPH, "Goals of 2024"),
        (SegmentKind.ROW, "Goal | Owner | Done"),
        (SegmentKind.ROW, "Goal: Clean streets | Owner: Ana Ruiz | Done: 45.50%"),
        (SegmentKind.ROW, "Goal: Safe parks | Done: 12"),
    ]
    row = page.segments[-1]
    assert [page.text[a:b] for a, b in row.cells] == ["Goal: Safe parks", "Done: 12"]


def test_rows_written_together_say_what_each_says_by_itself() -> None:
    day = datetime.date(2024, 5, 1)
    rows: list[list[object]] = [
        ["Goal\n2024", "Share %", "Met", "Day", ""],
        ["Clean  streets", 0.5, "", day, ""],
        ["Parks", 12.0, True, "", "late"],
        ["Roads", 1e6, "", datetime.datetime.fromisoformat("2024-05-01T09:00"), ""],
        ["a | b", 3, "no", "", ""],
        ["Only", "", "", "", ""],
        ["Ends |", "| begins", "", "", " "],
    ]

    [page] = tables.pages([("", tables.read(rows, sheets.written))])

    assert [[page.text[a:b] for a, b in one.cells] for one in page.segments] == [
        ["Goal 2024", "Share %", "Met", "Day"],
        ["Goal 2024: Clean streets", "Share %: 0.5", "Day: 2024-05-01"],
        ["Goal 2024: Parks", "Share %: 12", "Met: TRUE", "late"],
        ["Goal 2024: Roads", "Share %: 1000000", "Day: 2024-05-01 09:00:00"],
        ["Goal 2024: a | b", "Share %: 3", "Met: no"],
        [],
        ["Goal 2024: Ends |", "Share %: | begins"],
    ]
    assert (
        page.text.splitlines()[2] == "Goal 2024: Parks | Share %: 12 | Met: TRUE | late"
    )


def test_hidden_sheet_says_so(read: Read) -> None:
    data = office.workbook({"Goals": ROWS, "Old": [["Draft"]]}, hidden="Old")

    reading = read(data, "goals.xlsx")

    assert [(p.number, p.label) for p in reading.pages] == [
        (1, "Goals"),
        (2, "Old (hidden)"),
    ]


def test_long_sheet_has_several_pages(read: Read) -> None:
    rows: list[list[str | float]] = [["Goal", "Owner"]]
    rows += [[f"Goal {n}", "Ana Ruiz"] for n in range(2000)]

    reading = read(office.workbook({"Goals": rows}), "goals.xlsx")

    assert len(reading.pages) == 4
    assert reading.pages[3].text.endswith("Goal: Goal 1999 | Owner: Ana Ruiz")


def test_cell_far_away_does_not_end_the_reader(read: Read) -> None:
    data = office.workbook({"Goals": ROWS})
    part = making.member(data, "xl/worksheets/s1.xml").decode()
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

    bad = making.replaced(
        data, {"xl/worksheets/s1.xml": part.replace("</sheetData>", far)}
    )
    reading = read(bad, "goals.xlsx")

    assert "Clean streets" in reading.pages[0].text


def test_sheet_of_opendocument_is_read(read: Read) -> None:
    cell = (
        '<table:table-cell office:value-type="string"><text:p>{}</text:p>'
        "</table:table-cell>"
    )
    rows = "".join(
        f"<table:table-row>{cell.format(a)}{cell.format(b)}</table:table-row>"
        for a, b in [("Goal", "Owner"), ("Clean streets", "Ana Ruiz")]
    )
    data = office.opendocument(
        f'<table:table table:name="Goals">{rows}</table:table>', kind="spreadsheet"
    )

    reading = read(data, "goals.ods")

    [page] = reading.pages
    assert (reading.kind, page.label, page.text) == (
        "ods",
        "Goals",
        "Goal | Owner\nGoal: Clean streets | Owner: Ana Ruiz",
    )


def test_sheet_of_opendocument_shows_its_numbers_and_comments(read: Read) -> None:
    share = (
        '<table:table-cell office:value-type="percentage" office:value="0.125">{}'
        "<text:p>12,5 %</text:p></table:table-cell>"
    )
    note = "<office:annotation><text:p>Since May</text:p></office:annotation>"
    word = (
        '<table:table-cell office:value-type="string"><text:p>{}</text:p>'
        "</table:table-cell>"
    )
    rows = [
        word.format("Goal") + word.format("Share"),
        word.format("Clean streets") + share.format(note),
    ]
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    data = office.opendocument(
        f'<table:table table:name="Goals">{table}</table:table>', kind="spreadsheet"
    )

    [page] = read(data, "goals.ods").pages

    assert making.blocks(page) == [
        (SegmentKind.ROW, "Goal | Share"),
        (SegmentKind.ROW, "Goal: Clean streets | Share: 12,5 %"),
        (SegmentKind.NOTE, "Comment: Since May"),
    ]


def test_how_a_sheet_shows_its_numbers_is_not_told_where_it_cannot_be_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = office.opendocument("<table:table/>", kind="spreadsheet")
    content = making.member(data, "content.xml")
    spoilt = data.replace(struct.pack("<I", zlib.crc32(content)), bytes(4))
    assert len(ods_shown.sections(data)) == 1

    assert ods_shown.sections(spoilt) == []
    monkeypatch.setattr(limits, "TREE_BYTES", 1)
    assert ods_shown.sections(data) == []


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_table_in_plain_text_is_read_whatever_parts_it(read: Read, mark: str) -> None:
    lines = [["Goal", "Owner"], ["Clean streets", "José Ruiz"], ["Parks", "Ana Paz"]]
    text = "\n".join(mark.join(line) for line in lines)

    reading = read(text.encode("cp1252"), "goals.csv")

    [page] = reading.pages
    assert page.text == (
        "Goal | Owner\nGoal: Clean streets | Owner: José Ruiz"
        "\nGoal: Parks | Owner: Ana Paz"
    )


def test_old_workbook_that_cannot_be_read_names_the_next_step(read: Read) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    data += "Workbook".encode("utf-16-le")

    with pytest.raises(Unreadable) as problem:
        read(data, "goals.xls")

    assert problem.value.code == Refusal.OLD_SHEET
    assert str(problem.value).endswith("Save it as .xlsx and upload it again.")


def test_sheet_of_single_cells_is_read_once(read: Read) -> None:
    sheet = [["Plan 2025"], [""], ["Goal 1"], ["", "Open data"]]

    [page] = read(office.workbook({"Plan": sheet}), "plan.xlsx").pages

    assert page.text == "Plan 2025\n\nGoal 1\n\nOpen data"


def test_mark_that_a_table_names_for_its_cells_is_believed_and_not_read(
    read: Read,
) -> None:
    [page] = read(b"sep=;\r\nGoal, 1;Owner\r\nTrees, 9;Ana\r\n", "a.csv").pages

    assert page.text == "Goal, 1 | Owner\nGoal, 1: Trees, 9 | Owner: Ana"
