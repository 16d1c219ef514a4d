"""Files to measure readers on, made by us: what a city hands in, in ordinary sizes.

The same files every time. A deck needs python-pptx, which is measured with it.
"""

from __future__ import annotations

import importlib.util
import random
from functools import partial
from typing import TYPE_CHECKING

import docx
import xlsxwriter

if TYPE_CHECKING:
    from pathlib import Path

_WORDS = (
    *("the", "city", "council", "adopted", "a", "policy", "on", "open", "data", "and"),
    *("each", "department", "shall", "report", "to", "residents", "every", "quarter"),
    *("using", "results", "budget", "equity", "outcomes", "contracts", "vendors"),
    *("evidence", "program", "review", "staff", "training", "public", "goals", "plan"),
)
_COPIES = 3
THIN = "thin-"  # how decks of bare text are called


def make(folder: Path) -> None:
    """Write the files into a folder."""
    chance = random.Random(7)  # noqa: S311 - nothing to guess
    for copy in range(_COPIES):
        _document(folder / f"plan-{copy}.docx", chance)
        _workbook(folder / f"measures-{copy}.xlsx", chance)
        _web_page(folder / f"page-{copy}.html", chance)
        if importlib.util.find_spec("pptx"):
            _decks(folder, copy, chance)


def _said(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize() + "."


def _document(path: Path, chance: random.Random) -> None:
    """Write chapters of paragraphs, a list and a table each, under one header."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "City of Example"
    for _ in range(15):
        document.add_heading(_said(chance, 5), 1)
        for _ in range(8):
            paragraph = document.add_paragraph()
            for _ in range(4):
                paragraph.add_run(_said(chance, 12) + " ")
        for _ in range(4):
            document.add_paragraph(_said(chance, 10), style="List Bullet")
        for row in document.add_table(5, 4).rows:
            for cell in row.cells:
                cell.text = _said(chance, 3)
    document.save(str(path))


def _workbook(path: Path, chance: random.Random) -> None:
    """Write 2,000 rows of twelve columns, with empty cells and formats."""
    book = xlsxwriter.Workbook(str(path))
    share = book.add_format({"num_format": "0.0%"})
    sheet = book.add_worksheet("Measures")
    sheet.write_row(0, 0, [f"Column {letter}" for letter in "ABCDEFGHIJKL"])
    for row in range(1, 2_001):
        sheet.write_row(row, 0, [_said(chance, 2), _said(chance, 5), f"X-{row}"])
        sheet.write_row(row, 3, [chance.randint(1, 900) for _ in range(4)])
        sheet.write_number(row, 7, round(chance.random(), 3), share)
        sheet.write_row(row, 8, [round(chance.random() * 1e6, 2), 2023, "met"])
        if row % 2:
            sheet.write_string(row, 11, _said(chance, 6))
    book.close()


def _web_page(path: Path, chance: random.Random) -> None:
    """Write a page with a menu around it, links, lists and tables."""
    menu = "".join(f'<li><a href="/{n}">{_said(chance, 2)}</a></li>' for n in range(30))
    parts = [f'<nav class="menu"><ul>{menu}</ul></nav><main>']
    for chapter in range(12):
        parts.append(f"<h2>{_said(chance, 4)}</h2>")
        for n in range(6):
            link = f'<a href="https://example.org/{chapter}/{n}">{_said(chance, 3)}</a>'
            parts.append(f"<p>{_said(chance, 45)} {link} <b>{_said(chance, 2)}</b></p>")
        items = "".join(f"<li>{_said(chance, 8)}</li>" for _ in range(5))
        cells = "".join(f"<td>{_said(chance, 2)}</td>" for _ in range(4))
        parts.append(f"<ul>{items}</ul><table>{f'<tr>{cells}</tr>' * 6}</table>")
    page = "\n".join([*parts, "</main><footer>City of Example</footer>"])
    path.write_text(f"<!doctype html><title>Plan</title><body>{page}</body>", "utf-8")


def _decks(folder: Path, copy: int, chance: random.Random) -> None:
    """Write a deck of bare text, and one as people make them."""
    from bench import decks  # noqa: PLC0415 - python-pptx is not installed with the project

    said = partial(_said, chance)
    decks.thin(folder / f"{THIN}{copy}.pptx", chance, said)
    decks.full(folder / f"full-{copy}.pptx", chance, said)
