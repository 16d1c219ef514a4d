"""Text recognition of pages that are pictures, where Tesseract is installed.

The first page of a document tells the language; the others are read in it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from criteria.evidence import Page, Segment, UnreadPage
from workers.extract import blocks, language, limits, refusals, tesseract, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_PACKS = {"en": "eng", "es": "spa", "pt": "por", "fr": "fra"}
_WORD_LEVEL = "5"  # Tesseract's number for a row that is one word
_SURE = 55.0  # of 100: below, more letters are wrong than a reader can mend
_LEAST_LETTERS = 10
_RESOLUTION = 200


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was recognised: its box in pixels, how sure it is, its line."""

    text: str
    box: tuple[int, int, int, int]
    sure: float
    line: tuple[str, str, str]

    @property
    def paragraph(self) -> tuple[str, str]:
        """Say which paragraph the word stands in."""
        return self.line[:2]


class Reader:
    """Recognises the pages of one document, one after the other."""

    def __init__(self) -> None:
        self._pack = ""

    def read(
        self, draw: Callable[[], Image.Image], number: int, reason: str
    ) -> Page | UnreadPage:
        """Recognise a page that is drawn on demand; ``reason`` stands if none can."""
        if not packs():
            return UnreadPage(number, reason)
        words = self.words(draw())
        written = written_of(words)
        letters = len("".join(written.split()))
        if letters < _LEAST_LETTERS:
            return UnreadPage(number, reason)
        if sum(w.sure * len(w.text) for w in words) < _SURE * letters:
            return UnreadPage(number, refusals.PAGE_FAINT)
        sure = tuple(
            (start, end, round(word.sure)) for start, end, word in lined(words)
        )
        found = tuple(_segments(written))
        return Page(number, written, segments=found, by_ocr=True, sure=sure)

    def words(self, image: Image.Image) -> list[Word]:
        """Recognise an image in the language that its document turns out to be in."""
        cleaned = clean(image)
        known = packs()
        first = "eng" if "eng" in known else known[0]
        used = self._pack or first
        words = recognise(cleaned, used)
        # What a page says must not hang on the pages before it: they only help to
        # guess its language, which its own words then decide.
        spoken = _PACKS.get(language.detect(written_of(words)), "")
        settled = spoken if spoken in known else first
        if settled != used:
            words = recognise(cleaned, settled)
        if spoken:
            self._pack = settled
        return words


def packs() -> tuple[str, ...]:
    """List the languages of ours that Tesseract has; none where it is missing."""
    known = tesseract.installed()
    return tuple(pack for pack in _PACKS.values() if pack in known)


def clean(image: Image.Image) -> Image.Image:
    """Even out the light of a scan and take its specks away."""
    if image.width * image.height > limits.PIXELS:
        raise MemoryError
    grey = image if image.mode == "L" else image.convert("L")
    small = grey.reduce(8)
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(6))
    even = ImageChops.invert(ImageChops.subtract(paper.resize(grey.size), grey))
    return _without_specks(even).filter(ImageFilter.GaussianBlur(0.5))


def _without_specks(image: Image.Image) -> Image.Image:
    """Give each dot the median of itself and its four neighbours.

    Of three times three, as Pillow's filter takes it, it costs six times as much and
    takes away no more. The median of five is that of the fifth and of the second and
    third of the other four.
    """
    darker, lighter = ImageChops.darker, ImageChops.lighter
    up, down = (ImageChops.offset(image, 0, step) for step in (1, -1))
    left, right = (ImageChops.offset(image, step, 0) for step in (1, -1))
    one = lighter(darker(up, down), darker(left, right))
    two = darker(lighter(up, down), lighter(left, right))
    return lighter(darker(one, two), darker(lighter(one, two), image))


def recognise(image: Image.Image, pack: str) -> list[Word]:
    """Ask Tesseract for the words of an image."""
    return list(_words(tesseract.table(image, pack, _RESOLUTION)))


def written_of(words: Sequence[Word]) -> str:
    """Write words out: a line a line, and a blank line between paragraphs."""
    parts: list[str] = []
    last: Word | None = None
    for word in words:
        if last is not None:
            same = word.line == last.line
            near = word.paragraph == last.paragraph
            parts.append(" " if same else "\n" if near else "\n\n")
        parts.append(word.text)
        last = word
    return "".join(parts)


def lined(words: Sequence[Word]) -> Iterator[tuple[int, int, Word]]:
    """Say where each word stands in what they are written out to."""
    at = 0
    last: Word | None = None
    for word in words:
        if last is not None:
            at += 1 if word.paragraph == last.paragraph else 2
        yield at, at + len(word.text), word
        at, last = at + len(word.text), word


def _segments(written: str) -> Iterator[Segment]:
    """Find the blocks of recognised text; the text itself stays as it is."""
    at = 0
    for part in text.apart(written):
        for block in text.paragraph(part):
            start = written.index(block.text, at)
            at = start + len(block.text)
            yield Segment(block.kind, start, at, block.level)


def _words(table: str) -> Iterator[Word]:
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in rows:
        said = blocks.keep_length((row.get("text") or "").strip())
        if row.get("level") != _WORD_LEVEL or not said:
            continue
        left, top = int(row["left"]), int(row["top"])
        box = (left, top, left + int(row["width"]), top + int(row["height"]))
        line = (row["block_num"], row["par_num"], row["line_num"])
        yield Word(said, box, max(float(row["conf"]), 0.0), line)
