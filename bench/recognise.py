"""How well and how fast pages that are pictures are read: `make bench-recognise`.

    python -m bench.recognise [--times 3] [--dots 150 200 300]

The pages are made by us, each with its truth: the standard's own sentences in four
languages, printed in about 2,000, 4,000 and 6,400 letters, the last in two columns.
Then they are scanned at so many dots an inch: tilted, blurred, in uneven light, with
noise and specks, as JPEG of low quality. They are the same every time. Each language
and number of dots is a PDF of three such pages, read in the reader's child as a worker
has it read.

Wrong letters are those to be changed, added or taken away, in a hundred; all white
space is alike. Seconds are those of the processor, of all threads of the child, median
of the runs, and hold all that a page takes: also finding out its document's language.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from bench.extract import Boxed
from criteria.editions import standard, translations
from workers.extract import documents, drawing, pdf, tesseract

_EDITION = "wwc-2022"
_LANGUAGES = ("en", "es", "pt", "fr")
_EDGE, _GAP = 64, 24  # points
_PAPER, _INK = 226, 60  # of 255
_JPEG = 50  # quality, of 95
_TILT = 0.8  # degrees at most
_SPECKS = 0.0003  # of all dots


@dataclass(frozen=True, slots=True)
class Print:
    """How a page is printed: letters on it, and sizes in points."""

    letters: int
    font: str
    size: float
    leading: float
    columns: int = 1


PRINTS = (
    Print(2000, "Times-Roman", 12, 20),
    Print(4000, "Helvetica", 10, 13.5),
    Print(6400, "Times-Roman", 9, 10.5, columns=2),
)


def main() -> int:
    """Make the pages, have them read, say how it went."""
    parser = argparse.ArgumentParser(description="Recognition of pages we make.")
    parser.add_argument("--times", type=int, default=3, help="runs")
    parser.add_argument("--dots", type=int, nargs="+", default=[150, 200, 300])
    given = parser.parse_args()
    if not tesseract.installed():
        sys.exit(
            "Tesseract is not installed; 'Scans' in docs/operating.md says how to."
        )
    print(f"{given.times} runs, load {os.getloadavg()[0]:.1f}")
    print(f"{'letters':>8}{'dots':>6}{'wrong letters, %':>24}{'seconds':>36}")
    print(" " * 14 + "".join(f"{name:>8}" for name in _LANGUAGES * 2))
    boxed = Boxed()
    for dots in given.dots:
        found = [_read(boxed, name, dots, given.times) for name in _LANGUAGES]
        for kind, *pages in zip(PRINTS, *found, strict=True):
            wrong = "".join(f"{100 * page[0]:8.2f}" for page in pages)
            spent = "".join(f"{page[1]:8.2f}" for page in pages)
            print(f"{kind.letters:>8}{dots:>6}{wrong}{spent}", flush=True)
    boxed.box.close()
    return 0


def _read(
    boxed: Boxed, language: str, dots: int, times: int
) -> list[tuple[float, float]]:
    """Say of each page which share of its letters is wrong, and its seconds."""
    written = [lines(language, kind) for kind in PRINTS]
    spent: list[list[float]] = [[] for _ in PRINTS]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        path.write_bytes(scanned(printed(written), dots))
        for _ in range(times):
            clock = {0: boxed.seconds()}

            def tell(reached: int, _: int, clock: dict[int, float] = clock) -> None:
                clock.setdefault(reached, boxed.seconds())

            reading = documents.read(path, path.name, sandbox=boxed.box, progress=tell)
            for page, seconds in enumerate(spent, 1):
                seconds.append(clock[page] - clock[page - 1])
    texts = {page.number: page.text for page in reading.pages}
    found = []
    for number, (said, seconds) in enumerate(zip(written, spent, strict=True), 1):
        truth = " ".join(said)
        wrong = distance(truth, " ".join(texts.get(number, "").split()))
        found.append((wrong / len(truth), statistics.median(seconds)))
    return found


def lines(language: str, kind: Print) -> list[str]:
    """Break a language's sentences into the lines of one page."""
    told = translations.told_in(standard.load(_EDITION), language)
    sentences = [text for text in translations.texts(told) if len(text) > kind.columns]
    random.Random(kind.letters).shuffle(sentences)  # noqa: S311 - no secret
    text = " ".join(sentences)[: kind.letters].rsplit(" ", 1)[0]
    wide = (LETTER[0] - 2 * _EDGE - _GAP * (kind.columns - 1)) / kind.columns
    return [str(line) for line in simpleSplit(text, kind.font, kind.size, wide)]


def printed(pages: list[list[str]]) -> bytes:
    """Set pages of lines, each in its print."""
    file = io.BytesIO()
    canvas = Canvas(file, LETTER)
    for kind, page in zip(PRINTS, pages, strict=True):
        canvas.setFont(kind.font, kind.size)
        rows = -(-len(page) // kind.columns)
        step = (LETTER[0] - 2 * _EDGE + _GAP) / kind.columns
        for at, line in enumerate(page):
            column, row = divmod(at, rows)
            down = LETTER[1] - _EDGE - row * kind.leading
            canvas.drawString(_EDGE + column * step, down, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def scanned(data: bytes, dots: int) -> bytes:
    """Scan the pages of a PDF, badly, and bind what comes out as another PDF."""
    chance = np.random.default_rng(dots)
    document = pdf.document_of(data)
    if document is None:
        raise ValueError("This is no PDF.")
    sheets = [document.page(index) for index in range(document.count)]
    scans = [_bad(drawing.grey(sheet, dots), dots, chance) for sheet in sheets if sheet]
    file = io.BytesIO()
    rest = scans[1:]
    scans[0].save(file, "PDF", save_all=True, append_images=rest, resolution=dots)
    return file.getvalue()


def _bad(page: Image.Image, dots: int, chance: np.random.Generator) -> Image.Image:
    """Tilt, blur, shade and speckle a page, and press it as a JPEG."""
    turn = chance.uniform(-_TILT, _TILT)
    tilted = page.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
    soft = tilted.filter(ImageFilter.GaussianBlur(0.7 * dots / 200))
    light = np.asarray(soft, np.float32) / 255 * (_PAPER - _INK) + _INK
    down, across = np.ogrid[: soft.height, : soft.width]
    light *= 1 - 0.25 * down / soft.height * across / soft.width
    light += chance.normal(0, 8, light.shape)
    specks = chance.random(light.shape) < _SPECKS
    light[specks] = _INK
    grey = Image.fromarray(light.clip(0, 255).astype(np.uint8))
    file = io.BytesIO()
    grey.save(file, "JPEG", quality=_JPEG)
    return Image.open(file)


def distance(truth: str, read: str) -> int:
    """Count the letters to be changed, added or taken away (Myers 1999, Hyyrö 2003).

    A column of the table of edits is two numbers, of a bit for each letter of truth.
    """
    if not truth:
        return len(read)
    places: dict[str, int] = {}
    for at, letter in enumerate(truth):
        places[letter] = places.get(letter, 0) | 1 << at
    last = 1 << len(truth) - 1
    every = (last << 1) - 1
    more, less, edits = every, 0, len(truth)
    for letter in read:
        same = places.get(letter, 0)
        level = (((same & more) + more) ^ more) | same | less
        up = less | ~(level | more) & every
        down = more & level
        edits += bool(up & last) - bool(down & last)
        up = (up << 1 | 1) & every
        down = down << 1 & every
        more = down | ~(same | less | up) & every
        less = up & (same | less)
    return edits


if __name__ == "__main__":
    sys.exit(main())
