"""How fast documents are read, beside the usual libraries: `make bench-extract`.

    python bench/extract.py [FOLDER...]

The files are those of the folders, and office files that we make. Ours is measured
twice. *In the child*: the format's reader with its blocks, and the way to the parent.
*Whole*: also language, running lines and readability, and our own values of it all. Of
a PDF there is a third, *text and places*: what PDFium gives, from behind the walls.

All engines read the same files in one run, in turn, several times; a figure is the
median of processor seconds, that of child processes included. Engines that are not
installed are left out. Trust the ratios: seconds move with whatever else runs.
"""

from __future__ import annotations

import importlib.util
import io
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2

from bench import letters, samples
from workers.extract import confine, documents, sandbox
from workers.extract.refusals import Unreadable

REPEATS = 5
SLOW = 20  # times ours: an engine that takes so long is measured once
_ALL = 1_000_000  # documents for one child: a new one in between would cost its start
Reader = Callable[[Path], object]


class Boxed:
    """Our reader in its child, which is kept from file to file as a worker keeps it."""

    def __init__(self, main: str = sandbox.MAIN) -> None:
        self.box = sandbox.Sandbox(sandbox.Bounds(documents=_ALL), main)

    def whole(self, path: Path) -> None:
        """Read a file, whatever comes of it."""
        try:
            documents.read(path, path.name, sandbox=self.box)
        except Unreadable as problem:
            print(f"{path.name}: {problem}", file=sys.stderr)

    def frames(self, path: Path) -> None:
        """Have a file read, and take what the child says as it comes."""
        for _ in self.box.ask({"do": "read", "name": path.name}, path):
            pass

    def seconds(self) -> float:
        """Say how much processor time the child has used."""
        if self.box.pid is None:
            return 0.0
        told = Path(f"/proc/{self.box.pid}/schedstat").read_text(encoding="ascii")
        return int(told.split()[0]) / 1e9


def main(folders: list[str]) -> int:
    """Measure every kind of file that there is."""
    # With bubblewrap the child would be a grandchild, whose time nobody counts.
    unwrapped: Any = lambda: ()  # noqa: E731 - what stands in for a function
    confine._bubblewrap = unwrapped  # noqa: SLF001 - no reader wants this but the bench
    with tempfile.TemporaryDirectory() as ours:
        samples.make(Path(ours))
        places = [Path(folder) for folder in (ours, *folders)]
        files = [path for place in places for path in sorted(place.rglob("*"))]
        boxed = Boxed()
        for suffix, rivals in _rivals().items():
            kept = [path for path in files if path.suffix == suffix]
            kept = [path for path in kept if _is_plain(path, boxed)]
            if kept:
                _measure(suffix, kept, boxed, rivals)
    return 0


def _is_plain(path: Path, boxed: Boxed) -> bool:
    """Leave out what needs text recognition: no other engine here reads that."""
    try:
        reading = documents.read(path, path.name, sandbox=boxed.box)
    except Unreadable:
        return False
    return not any(page.by_ocr for page in reading.pages)


def _measure(
    suffix: str, files: list[Path], boxed: Boxed, rivals: dict[str, Reader]
) -> None:
    bare = Boxed(letters.MAIN)
    ours: dict[str, Reader] = {"assay, whole": boxed.whole}
    ours["assay, in the child"] = boxed.frames
    if suffix == ".pdf":
        ours["assay, text and places"] = bare.frames
    engines = ours | rivals
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    for turn in range(REPEATS + 1):
        for name, engine in engines.items():
            if turn > 1 and seconds[name][0] > SLOW * seconds["assay, whole"][0]:
                continue
            before = _used() + boxed.seconds() + bare.seconds()
            for path in files:
                engine(path)
            if turn:  # the first is for imports and for the starting of children
                spent = _used() + boxed.seconds() + bare.seconds() - before
                seconds[name].append(spent)
    medians = {name: statistics.median(found) for name, found in seconds.items()}
    print(f"\n{len(files)} files {suffix}, median of {REPEATS} runs, and in times of")
    print(f"{'':37} {'   '.join(ours)}")
    for name, found in medians.items():
        times = "".join(f"{found / medians[one]:16.2f} x" for one in ours)
        print(f"  {name:28} {found:8.3f} s {times}")
    bare.box.close()


def _used() -> float:
    """Say how much processor time this process has used, and those that have ended."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, both))


def _rivals() -> dict[str, dict[str, Reader]]:
    """Name the engines that are installed, by the kind of file they read."""
    found: dict[str, dict[str, Reader]] = {
        ".pdf": {"pypdfium2": _pypdfium2, "pypdf": _pypdf},
        ".docx": {"python-docx, paragraphs": _docx},
        ".xlsx": {},
        ".pptx": {},
        ".html": {},
    }
    extras: list[tuple[str, str, str, Reader]] = [
        (".pdf", "PyMuPDF", "pymupdf", _pymupdf),
        (".pdf", "pdfminer.six", "pdfminer", _pdfminer),
        (".pdf", "pdfplumber", "pdfplumber", _pdfplumber),
        (".xlsx", "openpyxl, read only", "openpyxl", _openpyxl),
        (".pptx", "python-pptx", "pptx", _pptx),
        (".html", "BeautifulSoup", "bs4", _soup),
    ]
    for suffix, name, module, reader in extras:
        if importlib.util.find_spec(module):
            found[suffix][name] = reader
    return found


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
    import pymupdf  # noqa: PLC0415 - not installed with the project

    with pymupdf.open(path) as document:
        for page in document:
            page.get_text("words")


def _pdfminer(path: Path) -> None:
    from pdfminer.high_level import extract_text  # noqa: PLC0415 - as above

    extract_text(path)


def _pdfplumber(path: Path) -> None:
    import pdfplumber  # noqa: PLC0415 - as above

    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()


def _docx(path: Path) -> None:
    import docx  # noqa: PLC0415 - each reader pays for its own start

    for paragraph in docx.Document(str(path)).paragraphs:
        _ = paragraph.text


def _openpyxl(path: Path) -> None:
    import openpyxl  # noqa: PLC0415 - not installed with the project

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()


def _pptx(path: Path) -> None:
    import pptx  # noqa: PLC0415 - as above

    for slide in pptx.Presentation(str(path)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                _ = shape.text_frame.text
            elif shape.has_table:
                _ = [cell.text for cell in shape.table.iter_cells()]
        if slide.has_notes_slide:
            _ = slide.notes_slide.notes_text_frame.text


def _soup(path: Path) -> None:
    import bs4  # noqa: PLC0415 - as above

    bs4.BeautifulSoup(io.BytesIO(path.read_bytes()), "html.parser").get_text("\n")


if __name__ == "__main__":
    began = time.monotonic()
    code = main(sys.argv[1:])
    print(f"\n{time.monotonic() - began:.0f} s in all", file=sys.stderr)
    sys.exit(code)
