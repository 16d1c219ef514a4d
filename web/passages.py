"""A page's text in blocks, with the passages that matter marked where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from criteria.evidence import SegmentKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from criteria.evidence import Page

HEADING_RANKS = 3


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a page to be marked: ``text[start:end]``.

    ``kind`` says how, ``link`` whose they are, ``anchor`` names the place.
    """

    start: int
    end: int
    kind: str = "passage"
    link: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under one mark, or under none.

    ``words`` part it further: each is a text and the kind of sign it is, if any.
    """

    words: tuple[tuple[str, str], ...]
    span: Span | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, item, row or note of a page, in pieces."""

    kind: str
    pieces: tuple[Piece, ...]


def blocks(
    page: Page, spans: Sequence[Span] = (), signs: Sequence[Span] = ()
) -> list[Block]:
    """Part a page's text; marks may reach over several blocks.

    Where marks overlap, the one that begins first, then the longer, keeps the words.
    ``signs`` are words inside marks that deserve a second look, such as cues.
    """
    kept = _apart(spans)
    found = []
    for kind, start, end in _stretches(page):
        pieces = tuple(_pieces(page.text, start, end, kept, signs))
        if pieces:
            found.append(Block(kind, pieces))
    return found


def _stretches(page: Page) -> Iterator[tuple[str, int, int]]:
    if not page.segments:
        yield from _paragraphs(page.text, 0, len(page.text))
        return
    last = 0
    for segment in sorted(page.segments, key=lambda one: one.start):
        if segment.start > last:
            yield from _paragraphs(page.text, last, segment.start)
        kind = segment.kind.value
        if segment.kind is SegmentKind.HEADING:
            kind += f"-{min(max(segment.level, 1), HEADING_RANKS)}"
        yield kind, max(segment.start, last), segment.end
        last = max(last, segment.end)
    yield from _paragraphs(page.text, last, len(page.text))


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    while start < end:
        found = text.find("\n\n", start, end)
        stop = end if found < 0 else found
        yield SegmentKind.PARAGRAPH.value, start, stop
        start = stop + 2


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The marks in order, each beginning where the one before has ended."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        start = max(span.start, kept[-1].end if kept else 0)
        if start < span.end:
            kept.append(Span(start, span.end, span.kind, span.link, span.anchor))
    return kept


def _pieces(
    text: str, start: int, end: int, spans: Sequence[Span], signs: Sequence[Span]
) -> Iterator[Piece]:
    if not text[start:end].strip():
        return
    inside = [span for span in spans if span.start < end and span.end > start]
    edges = {start, end}
    for span in inside:
        edges |= {max(span.start, start), min(span.end, end)}
    for left, right in pairwise(sorted(edges)):
        over = next((s for s in inside if s.start <= left and s.end >= right), None)
        words = _words(text, left, right, signs if over else ())
        yield Piece(tuple(words), over, over is not None and over.start == left)


def _words(
    text: str, start: int, end: int, signs: Sequence[Span]
) -> Iterator[tuple[str, str]]:
    last = start
    for sign in _apart(signs):
        left, right = max(sign.start, last), min(sign.end, end)
        if left < right:
            if left > last:
                yield text[last:left], ""
            yield text[left:right], sign.kind
            last = right
    if last < end:
        yield text[last:end], ""
