"""Text recognition of pages that are pictures, where Tesseract is installed.

The first page of a document tells the language; the others are read in it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from criteria.evidence import Page, Segment, UnreadPage
from workers.extract import blocks, ink, language, limits, refusals, tesseract, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_PACKS = {"en": "eng", "es": "spa", "pt": "por", "fr": "fra"}
_SURE = 55.0  # of 100: below, more letters are wrong than a reader can mend
_LEAST_LETTERS = 10
_RESOLUTION = 200
_GLANCE = (0.46, 0.54)  # of a page's height: what its language is guessed from


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

    def words(self, image: Image.Image) -> list[tesseract.Word]:
        """Recognise an image in the language that its document turns out to be in."""
        grey = image.convert("L")
        shown = clean(_narrowed(grey, ink.narrowing(grey)))
        known = packs()
        first = "eng" if "eng" in known else known[0]
        used = self._pack or _guess(shown, first, known)
        words = recognise(shown, used)
        # What a page says must not hang on the pages before it: they only help to
        # guess its language, which its own words then decide.
        spoken = _spoken(words, known)
        settled = spoken or first
        if settled != used:
            words = recognise(shown, settled)
        if spoken:
            self._pack = settled
        return _placed(words, image.width / shown.width)


def packs() -> tuple[str, ...]:
    """List the languages of ours that Tesseract has; none where it is missing."""
    known = tesseract.installed()
    return tuple(pack for pack in _PACKS.values() if pack in known)


def packs_missing() -> tuple[str, ...]:
    """List the others."""
    known = packs()
    return tuple(pack for pack in _PACKS.values() if pack not in known)


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


def recognise(image: Image.Image, pack: str) -> list[tesseract.Word]:
    """Ask Tesseract for the words of an image."""
    found = tesseract.words(image, pack, _RESOLUTION)
    said = [blocks.keep_length(word.text.strip()) for word in found]
    return [
        replace(word, text=text, sure=max(word.sure, 0.0))
        for word, text in zip(found, said, strict=True)
        if text
    ]


def _narrowed(image: Image.Image, share: float) -> Image.Image:
    """Show an image in a share of its width.

    Tesseract makes every line 36 dots high, and takes its time for its width in dots.
    """
    if share == 1:
        return image
    wide = max(round(image.width * share), 1)
    return image.resize((wide, image.height), Image.Resampling.BILINEAR)


def _placed(words: Sequence[tesseract.Word], across: float) -> list[tesseract.Word]:
    """Say where words stand in an image so many times as wide."""
    found = []
    for word in words:
        left, top, right, bottom = word.box
        box = (int(left * across), top, round(right * across), bottom)
        found.append(replace(word, box=box))
    return found


def _guess(image: Image.Image, first: str, known: Sequence[str]) -> str:
    """Guess the language of a page from a few lines of it, for a tenth of its time."""
    if len(known) == 1:
        return first
    top, bottom = (round(image.height * share) for share in _GLANCE)
    lines = image.crop((0, top, image.width, bottom))
    return _spoken(recognise(lines, first), known) or first


def _spoken(words: Sequence[tesseract.Word], known: Sequence[str]) -> str:
    """Say which of the known languages words are in; "" if in none."""
    spoken = _PACKS.get(language.detect(written_of(words)), "")
    return spoken if spoken in known else ""


def written_of(words: Sequence[tesseract.Word]) -> str:
    """Write words out: a line a line, and a blank line between paragraphs."""
    parts: list[str] = []
    last: tesseract.Word | None = None
    for word in words:
        if last is not None:
            same = word.line == last.line
            near = word.paragraph == last.paragraph
            parts.append(" " if same else "\n" if near else "\n\n")
        parts.append(word.text)
        last = word
    return "".join(parts)


def lined(words: Sequence[tesseract.Word]) -> Iterator[tuple[int, int, tesseract.Word]]:
    """Say where each word stands in what they are written out to."""
    at = 0
    last: tesseract.Word | None = None
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
