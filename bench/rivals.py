"""The other readers that ours are measured beside, as they are used by those who do.

They belong into an environment of their own, never into the project's: PyMuPDF is under
the AGPL. One that is not installed is named.
"""

from __future__ import annotations

import functools
import importlib.util
import io
import shutil
import subprocess
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2

Reader = Callable[[Path], object]
KINDS = (".pdf", ".docx", ".xlsx", ".pptx", ".html")


def installed() -> tuple[dict[str, dict[str, Reader]], list[str]]:
    """Give the engines by the kind of file they read, and name those not here."""
    found: dict[str, dict[str, Reader]] = {kind: {} for kind in KINDS}
    missing = []
    for name, needs, kinds, reader in _ENGINES:
        here = shutil.which(needs) if needs == "pdftotext" else None
        if here is None and importlib.util.find_spec(needs) is None:
            missing.append(name)
            continue
        for kind in kinds:
            found[kind][name] = reader
    return found, missing


def _pypdfium2(path: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    for number in range(len(document)):
        page = document[number]
        letters = page.get_textpage()
        letters.get_text_range()
        letters.close()
        page.close()
    document.close()


def _pypdf(path: Path) -> None:
    for page in pypdf.PdfReader(path).pages:
        page.extract_text()


def _pymupdf(path: Path) -> None:
    with import_module("pymupdf").open(path) as document:
        for page in document:
            page.get_text("words")


def _pdfminer(path: Path) -> None:
    import_module("pdfminer.high_level").extract_text(path)


def _pdfplumber(path: Path) -> None:
    with import_module("pdfplumber").open(path) as document:
        for page in document.pages:
            page.extract_text()


def _pdftotext(path: Path) -> None:
    command = ["pdftotext", "-q", str(path), "-"]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)


def _docx(path: Path) -> None:
    for paragraph in import_module("docx").Document(str(path)).paragraphs:
        _ = paragraph.text


def _openpyxl(path: Path) -> None:
    openpyxl = import_module("openpyxl")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()


def _pptx(path: Path) -> None:
    for slide in import_module("pptx").Presentation(str(path)).slides:
        _shapes(slide.shapes)
        if slide.has_notes_slide:
            _ = slide.notes_slide.notes_text_frame.text


def _shapes(shapes: Any) -> None:  # noqa: ANN401 - of a package that need not be here
    for shape in shapes:
        if shape.has_text_frame:
            _ = shape.text_frame.text
        elif shape.has_table:
            _ = [cell.text for cell in shape.table.iter_cells()]
        elif hasattr(shape, "shapes"):  # a group
            _shapes(shape.shapes)


def _soup(path: Path) -> None:
    soup = import_module("bs4").BeautifulSoup
    soup(io.BytesIO(path.read_bytes()), "html.parser").get_text("\n")


def _kreuzberg(path: Path) -> None:
    kreuzberg = import_module("kreuzberg")
    # With its cache it would read every file but once.
    kreuzberg.extract_file_sync(
        str(path), config=kreuzberg.ExtractionConfig(use_cache=False)
    )


@functools.cache
def _converter() -> Any:  # noqa: ANN401 - of a package that need not be here
    return import_module("markitdown").MarkItDown()


def _markitdown(path: Path) -> None:
    _converter().convert(str(path))


_ENGINES: list[tuple[str, str, tuple[str, ...], Reader]] = [
    ("pypdfium2", "pypdfium2", (".pdf",), _pypdfium2),
    ("pypdf", "pypdf", (".pdf",), _pypdf),
    ("PyMuPDF, words", "pymupdf", (".pdf",), _pymupdf),
    ("pdfminer.six", "pdfminer", (".pdf",), _pdfminer),
    ("pdfplumber", "pdfplumber", (".pdf",), _pdfplumber),
    ("pdftotext", "pdftotext", (".pdf",), _pdftotext),
    ("python-docx, paragraphs", "docx", (".docx",), _docx),
    ("openpyxl, read only", "openpyxl", (".xlsx",), _openpyxl),
    ("python-pptx", "pptx", (".pptx",), _pptx),
    ("BeautifulSoup", "bs4", (".html",), _soup),
    ("kreuzberg", "kreuzberg", KINDS, _kreuzberg),
    ("markitdown", "markitdown", KINDS, _markitdown),
]
