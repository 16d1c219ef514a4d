"""Make the searchable form of a document from its pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.blocks import blocks
from criteria.evidence import SegmentKind
from criteria.inflection import LANGUAGES
from criteria.sections import SECTIONS, Outline
from criteria.stops import sentence_starts
from criteria.text import fold, points_of, spans_of
from criteria.tokens import (
    ANY_LANGUAGE,
    KINDS,
    NEW_PARAGRAPH,
    NEW_SENTENCE,
    Numbers,
    Tokens,
    number_of,
)
from criteria.wordnumbers import CAPITALS, WordNumbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from criteria.blocks import Block
    from criteria.evidence import Page

LONGEST_PHRASE: Final = 12
"""How many words a phrase may have."""

# A list belongs to the words that introduce it, as far as a reader keeps them in mind.
_LONGEST_LIST: Final = 150
_LOW: Final = CAPITALS - 1
_LONGEST_WORD: Final = (1 << 16) - 1
_BROKEN = re.compile(r"[-\u2010\u00ad][ \t]*\r?\n[ \t]*(?=[^\W\d_])")
# Parts the pages of a document while they are looked at as one text.
_BETWEEN: Final = "\0"
_KINDS: Final = {kind: number for number, kind in enumerate(KINDS)}
_SECTIONS: Final = {section: number for number, section in enumerate(SECTIONS)}

_numbers = WordNumbers()


def tokenise(pages: Sequence[Page]) -> Tokens:
    """Return the searchable form of a document's pages."""
    text = _BETWEEN.join(page.text for page in pages)
    bases = np.zeros(len(pages), np.int64)
    bases[1:] = np.cumsum([len(page.text) + len(_BETWEEN) for page in pages[:-1]])
    points = points_of(text)
    starts, ends = spans_of(text, points)
    numbers = _numbers.of(text, points, starts, ends)
    low = numbers & _LOW
    found = [blocks(page) for page in pages]
    spans = _spans(found, bases)
    sentences = sentence_starts(text, points, (starts, ends, low), spans)
    rows, marks = _walk(pages, found, *(np.searchsorted(starts, at) for at in spans))
    inner = np.searchsorted(starts, sentences)
    pieces, piece_marks = _pieces(rows, marks, inner[inner < len(starts)])
    around, origins = _around_broken(low, pieces, _broken(text, starts, ends))
    firsts = np.searchsorted(starts, bases)
    of_page = np.repeat(bases, np.diff(firsts, append=len(starts)))
    return Tokens(
        ids=np.concatenate((low, around)).astype(np.uint32),
        origins=origins.astype(np.uint32),
        starts=(starts - of_page).astype(np.uint32),
        lengths=np.minimum(ends - starts, _LONGEST_WORD).astype(np.uint16),
        capitals=numbers >= CAPITALS,
        pages=firsts.astype(np.uint32),
        languages=np.array([_language(page) for page in pages], np.uint8),
        pieces=pieces.astype(np.uint32),
        marks=piece_marks.astype(np.uint8),
        blocks=rows[:, 0].astype(np.uint32),
        block_kinds=rows[:, 1].astype(np.uint8),
        block_sections=rows[:, 2].astype(np.uint8),
        block_starts=rows[:, 3].astype(np.uint32),
        block_ends=rows[:, 4].astype(np.uint32),
    )


def _language(page: Page) -> int:
    known = page.language in LANGUAGES
    return LANGUAGES.index(page.language) if known else ANY_LANGUAGE


def _spans(found: list[list[Block]], bases: Numbers) -> tuple[Numbers, Numbers]:
    """Return where the blocks of all pages start and end in the text of all."""
    places = np.array([(b.start, b.end) for of in found for b in of], np.int64)
    places = places.reshape(-1, 2)
    places += np.repeat(bases, [len(of) for of in found])[:, None]
    return places[:, 0], places[:, 1]


def _walk(
    pages: Sequence[Page], found: list[list[Block]], firsts: Numbers, ends: Numbers
) -> tuple[Numbers, Numbers]:
    """Go through the blocks that have words, in the order a reader does.

    Returns a row for each: first word, kind, section, start, end, table row; and marks.
    """
    walk = _Walk()
    words = zip(firsts.tolist(), ends.tolist(), strict=True)
    for page, of_page in zip(pages, found, strict=True):
        walk.read(page.text, of_page, words)
    rows = np.array(walk.rows, np.int64).reshape(-1, 6)
    return rows, np.array(walk.marks, np.int64)


class _Walk:
    """What is gathered of the blocks, page by page."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, ...]] = []
        self.marks: list[int] = []
        self._outline = Outline()
        self._paragraph = 0

    def read(
        self, text: str, found: list[Block], words: Iterator[tuple[int, int]]
    ) -> None:
        """Add the blocks of the next page; ``words`` has each one's first and end."""
        last: Block | None = None
        for block, (first, end) in zip(found, words, strict=False):
            if first >= end:
                continue
            kind, start, stop, level, row = block
            inside = text[start:stop]
            section = _SECTIONS[self._outline.section(inside, kind, level, end - first)]
            self.rows.append((first, _KINDS[kind], section, start, stop, row))
            self.marks.append(self._mark(text, block, last, first))
            last = block

    def _mark(self, text: str, block: Block, last: Block | None, first: int) -> int:
        if last is not None and 0 < block.row == last.row:
            return 0
        is_near = first - self._paragraph < _LONGEST_LIST
        if is_near and last is not None and _goes_on(text, last, block):
            return NEW_SENTENCE
        self._paragraph = first
        return NEW_SENTENCE | NEW_PARAGRAPH


def _goes_on(text: str, last: Block, block: Block) -> bool:
    """Tell whether a block is an item of the list that the last one is in or opens."""
    if block.kind is not SegmentKind.ITEM:
        return False
    opens = text[last.start : last.end].rstrip().endswith(":")
    return last.kind is SegmentKind.ITEM or opens


def _pieces(
    rows: Numbers, marks: Numbers, sentences: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the first words of all pieces, and their marks.

    A cell of a table is one piece with the sentences of its row.
    """
    firsts = rows[:, 0]
    inner = np.setdiff1d(sentences, firsts)
    owner = np.searchsorted(firsts, inner, "right") - 1
    inner_marks = np.where(rows[owner, 5] > 0, 0, NEW_SENTENCE)
    order = np.argsort(np.concatenate((firsts, inner)))
    pieces = np.concatenate((firsts, inner))[order]
    return pieces, np.concatenate((marks, inner_marks))[order]


def _broken(text: str, starts: Numbers, ends: Numbers) -> list[tuple[int, int]]:
    """Return the words broken at a line's end, and the number of the joined word."""
    gaps = np.array([gap.span() for gap in _BROKEN.finditer(text)], np.int64)
    gaps = gaps.reshape(-1, 2)
    rights = np.searchsorted(starts, gaps[:, 1])
    between = (rights > 0) & (rights < len(starts))
    gaps, rights = gaps[between], rights[between]
    behind = gaps[:, 0] - ends[rights - 1]
    real = (starts[rights] == gaps[:, 1]) & ((behind == 0) | (behind == -1))
    found = []
    for right, (start, end) in zip(
        rights[real].tolist(), gaps[real].tolist(), strict=True
    ):
        whole = text[starts[right - 1] : start] + text[end : ends[right]]
        found.append((right - 1, number_of(fold(whole))))
    return found


def _around_broken(
    numbers: Numbers, pieces: Numbers, broken: list[tuple[int, int]]
) -> tuple[Numbers, Numbers]:
    """Return the surroundings of broken words with their halves joined, and origins."""
    ids: list[int] = []
    origins: list[int] = []
    parts = np.searchsorted(pieces, [at for at, _ in broken], "right").tolist()
    bounds = [*pieces.tolist(), len(numbers)]
    for (at, whole), part in zip(broken, parts, strict=True):
        first = max(bounds[part - 1], at - LONGEST_PHRASE + 1)
        end = min(bounds[part], at + 1 + LONGEST_PHRASE)
        if end < at + 2:
            continue
        ids += [0, *numbers[first:at].tolist(), whole, *numbers[at + 2 : end].tolist()]
        origins += [0, *range(2 * first, 2 * at, 2), 2 * at + 1]
        origins += range(2 * at + 4, 2 * end, 2)
    return np.array(ids, np.int64), np.array(origins, np.int64)
