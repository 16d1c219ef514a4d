"""Tables as a workbook for a spreadsheet, in which every text stays a text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

from criteria.scores.tables import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Wide enough to read, narrow enough for a page across.
NARROWEST, WIDEST = 10, 60
# No text may become a formula, a number or an address, whatever it looks like.
AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def made(sheets: Mapping[str, Sequence[Sequence[str | int]]]) -> bytes:
    """A workbook with these sheets, by their names; a row's head is in bold."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, AS_TEXT) as book:
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    style = wrapped if row and column else bold
                    if isinstance(cell, str):
                        sheet.write_string(row, column, harmless(cell), style)
                    else:
                        sheet.write_number(row, column, cell, style)
            for column, width in enumerate(_widths(rows)):
                sheet.set_column(column, column, width)
    return written.getvalue()


def _widths(rows: Sequence[Sequence[str | int]]) -> list[int]:
    columns = max((len(row) for row in rows), default=0)
    longest = [
        max(len(str(row[n])) for row in rows if n < len(row)) for n in range(columns)
    ]
    return [min(max(length + 2, NARROWEST), WIDEST) for length in longest]
