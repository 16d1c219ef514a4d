"""Make the searchable form of a document from its pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria import blocks
from criteria.evidence import SegmentKind
from criteria.inflection import LANGUAGES
from criteria.sections import SECTIONS, Outline
from criteria.text import fold, word_spans
from criteria.tokens import (
    ANY_LANGUAGE,
    KINDS,
    NEW_PARAGRAPH,
    NEW_SENTENCE,
    Numbers,
    Tokens,
    number_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.blocks import Block
    from criteria.evidence import Page

LONGEST_PHRASE: Final = 12
"""How many words a phrase may have."""

# A list belongs to the words that introduce it, as far as a reader keeps them in mind.
_LONGEST_LIST: Final = 150
_CAPITALS: Final = 1 << 32
_LOW: Final = 0xFFFFFFFF
_CACHED_WORDS: Final = 400_000
_LONGEST_WORD: Final = (1 << 16) - 1
_BROKEN = re.compile(r"[-\u2010\u00ad][ \t]*\r?\n[ \t]*(?=[^\W\d_])")


class _Words(dict[str, int]):
    """Raw words with their number; the bit above says that a word is in capitals."""

    def __missing__(self, word: str) -> int:
        if len(self) > _CACHED_WORDS:
            self.clear()
        capitals = _CAPITALS if len(word) > 1 and word.isupper() else 0
        number = self[word] = number_of(fold(word)) | capitals
        return number


_words = _Words()


class _Draft:
    """What is gathered of a document, page by page."""

    def __init__(self) -> None:
        self.numbers: list[Numbers] = []
        self.starts: list[Numbers] = []
        self.lengths: list[Numbers] = []
        self.pages: list[int] = []
        self.languages: list[int] = []
        self.pieces: list[tuple[int, int]] = []
        self.blocks: list[tuple[int, int, int, int, int]] = []
        self.broken: list[tuple[int, int]] = []
        self.count = 0
        self._outline = Outline()
        self._paragraph = 0

    def add(self, page: Page) -> None:
        """Add the words and marks of the next page."""
        text = page.text
        starts, ends = word_spans(text)
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        self.numbers.append(np.array([_words[text[a:b]] for a, b in spans], np.int64))
        self.starts.append(starts)
        self.lengths.append(np.minimum(ends - starts, _LONGEST_WORD))
        self.pages.append(self.count)
        known = page.language in LANGUAGES
        self.languages.append(LANGUAGES.index(page.language) if known else ANY_LANGUAGE)
        self._add_blocks(page, starts)
        self._add_broken(text, starts, ends)
        self.count += len(starts)

    def _add_blocks(self, page: Page, starts: Numbers) -> None:
        """Add the blocks that have words, and the pieces they are made of."""
        text = page.text
        found = blocks.blocks(page)
        stops = [blocks.sentences(text, b.start, b.end) for b in found]
        bounds = [at for b, s in zip(found, stops, strict=True) for at in (*s, b.end)]
        words = iter(np.searchsorted(starts, bounds).tolist())
        last: Block | None = None
        for block, sentences in zip(found, stops, strict=True):
            firsts = [next(words) for _ in sentences]
            end = next(words)
            if firsts[0] >= end:
                continue
            self._add_block(text, block, firsts[0], end)
            mark = self._marks(text, block, last, firsts[0])
            for first in dict.fromkeys(firsts):
                if first < end:
                    self.pieces.append((self.count + first, mark))
                mark = 0 if block.row else NEW_SENTENCE
            last = block

    def _add_block(self, text: str, block: Block, first: int, end: int) -> None:
        inside = text[block.start : block.end]
        section = self._outline.section(inside, block.kind, block.level, end - first)
        kind, part = KINDS.index(block.kind), SECTIONS.index(section)
        self.blocks.append((self.count + first, kind, part, block.start, block.end))

    def _marks(self, text: str, block: Block, last: Block | None, first: int) -> int:
        if last is not None and 0 < block.row == last.row:
            return 0
        at = self.count + first
        is_near = at - self._paragraph < _LONGEST_LIST
        if is_near and last is not None and _goes_on(text, last, block):
            return NEW_SENTENCE
        self._paragraph = at
        return NEW_SENTENCE | NEW_PARAGRAPH

    def _add_broken(self, text: str, starts: Numbers, ends: Numbers) -> None:
        for gap in _BROKEN.finditer(text):
            right = int(np.searchsorted(starts, gap.end()))
            if not 0 < right < len(starts) or starts[right] != gap.end():
                continue
            left, stop = int(starts[right - 1]), int(ends[right - 1])
            if gap.start() <= stop <= gap.start() + 1:
                whole = text[left : gap.start()] + text[gap.end() : int(ends[right])]
                self.broken.append((self.count + right - 1, number_of(fold(whole))))


def _goes_on(text: str, last: Block, block: Block) -> bool:
    """Tell whether a block is an item of the list that the last one is in or opens."""
    if block.kind is not SegmentKind.ITEM:
        return False
    opens = text[last.start : last.end].rstrip().endswith(":")
    return last.kind is SegmentKind.ITEM or opens


def tokenise(pages: Sequence[Page]) -> Tokens:
    """Return the searchable form of a document's pages."""
    draft = _Draft()
    for page in pages:
        draft.add(page)
    numbers = _joined(draft.numbers)
    pieces = np.array(draft.pieces, np.int64).reshape(-1, 2)
    found = np.array(draft.blocks, np.int64).reshape(-1, 5)
    around, origins = _around_broken(numbers & _LOW, pieces[:, 0], draft.broken)
    return Tokens(
        ids=np.concatenate((numbers & _LOW, around)).astype(np.uint32),
        origins=origins.astype(np.uint32),
        starts=_joined(draft.starts).astype(np.uint32),
        lengths=_joined(draft.lengths).astype(np.uint16),
        capitals=numbers >= _CAPITALS,
        pages=np.array(draft.pages, np.uint32),
        languages=np.array(draft.languages, np.uint8),
        pieces=pieces[:, 0].astype(np.uint32),
        marks=pieces[:, 1].astype(np.uint8),
        blocks=found[:, 0].astype(np.uint32),
        block_kinds=found[:, 1].astype(np.uint8),
        block_sections=found[:, 2].astype(np.uint8),
        block_starts=found[:, 3].astype(np.uint32),
        block_ends=found[:, 4].astype(np.uint32),
    )


def _joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _around_broken(
    numbers: Numbers, pieces: Numbers, broken: list[tuple[int, int]]
) -> tuple[Numbers, Numbers]:
    """Return the surroundings of broken words with their halves joined, and origins."""
    ids: list[int] = []
    origins: list[int] = []
    bounds = np.append(pieces, len(numbers))
    for at, whole in broken:
        part = int(np.searchsorted(bounds, at, "right"))
        first = max(int(bounds[part - 1]), at - LONGEST_PHRASE + 1)
        end = min(int(bounds[part]), at + 1 + LONGEST_PHRASE)
        if end < at + 2:
            continue
        ids += [0, *numbers[first:at].tolist(), whole, *numbers[at + 2 : end].tolist()]
        origins += [0, *(2 * word for word in range(first, at)), 2 * at + 1]
        origins += [2 * word for word in range(at + 2, end)]
    return np.array(ids, np.int64), np.array(origins, np.int64)
