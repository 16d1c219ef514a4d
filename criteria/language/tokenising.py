"""Make the searchable form of a document from its pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.language.blocks import blocks
from criteria.language.inflection import LANGUAGES
from criteria.language.layout import Words, marks, sections
from criteria.language.sections import Outline
from criteria.language.stops import HYPHEN, SPACE, flags_of, sentence_starts
from criteria.language.text import points_of, spans_of
from criteria.language.tokens import (
    ANY_LANGUAGE,
    NEW_SENTENCE,
    Numbers,
    Tokens,
    joined,
)
from criteria.language.wordnumbers import CAPITALS, WordNumbers, word_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from criteria.evidence import Page
    from criteria.language.stops import Flags
    from criteria.language.text import Points

LONGEST_PHRASE: Final = 12
"""How many words a phrase may have."""

_MOST_JOINED: Final = 4  # broken words in one phrase
_LOW: Final = CAPITALS - 1
_LONGEST_WORD: Final = (1 << 16) - 1
_NEWLINE: Final = ord("\n")
_LETTERS: Final = 400_000  # that are looked at as one text
WORDS: Final = 200_000
"""How many words of a document are searched at once: about 500 pages of text."""
_BROKEN = re.compile(r"[-\u2010\u00ad][ \t]*\r?\n[ \t]*(?=[^\W\d_])")
# Parts the pages of a document while they are looked at as one text.
_BETWEEN: Final = "\0"

_numbers = WordNumbers()


def tokenise(pages: Sequence[Page]) -> Tokens:
    """Return the searchable form of a document's pages."""
    return _together([*tokenise_in_parts(pages)])


def tokenise_in_parts(pages: Sequence[Page], words: int = WORDS) -> Iterator[Tokens]:
    """Return the searchable form in parts of whole pages, each of about so many words.

    A few hundred pages are looked at as one text, which is quick and takes fifty bytes
    a letter; a larger document is done bit by bit, so that it takes no more.
    """
    outline = Outline()
    part: list[Tokens] = []
    for group in _groups(pages, min(2 * words, _LETTERS)):
        found = _tokenised(group, outline)
        if part and sum(of.count for of in part) + found.count > words:
            yield _together(part)
            part = []
        part.append(found)
    yield _together(part)


def _together(parts: Sequence[Tokens]) -> Tokens:
    return parts[0] if len(parts) == 1 else joined(parts)


def _groups(pages: Sequence[Page], most: int) -> Iterator[Sequence[Page]]:
    first, letters = 0, 0
    for at, page in enumerate(pages):
        if letters > most:
            yield pages[first:at]
            first, letters = at, 0
        letters += len(page.text)
    yield pages[first:]


def _tokenised(pages: Sequence[Page], outline: Outline) -> Tokens:
    text = _BETWEEN.join(page.text for page in pages)
    bases = np.zeros(len(pages), np.int64)
    bases[1:] = np.cumsum([len(page.text) + len(_BETWEEN) for page in pages[:-1]])
    points = points_of(text)
    starts, ends = spans_of(text, points)
    numbers = _numbers.of(text, points, starts, ends)
    low, flags = numbers & _LOW, flags_of(points)
    every = blocks(text, points, flags, pages, bases)
    spans = (every.starts, every.ends)
    sentences = sentence_starts(text, points, flags, (starts, ends, low), spans)
    first_words, ends_of_words = (np.searchsorted(starts, at) for at in spans)
    worded = first_words < ends_of_words
    own, block_starts = every.at(worded), first_words[worded]
    words = Words(starts, ends, low, block_starts, ends_of_words[worded] - 1)
    inner = np.searchsorted(starts, sentences)
    pieces, piece_marks = _pieces(
        block_starts,
        own.rows,
        marks(flags, points, own, block_starts),
        inner[inner < len(starts)],
    )
    around, origins = _around_broken(
        low, pieces, *_broken(text, points, flags, starts, ends)
    )
    firsts = np.searchsorted(starts, bases)
    of_page = np.repeat(bases, np.diff(firsts, append=len(starts)))
    return Tokens(
        ids=np.concatenate((low, around), dtype=np.uint32, casting="unsafe"),
        origins=origins.astype(np.uint32),
        starts=(starts - of_page).astype(np.uint32),
        lengths=np.minimum(ends - starts, _LONGEST_WORD).astype(np.uint16),
        capitals=numbers >= CAPITALS,
        pages=firsts.astype(np.uint32),
        languages=np.array([_language(page) for page in pages], np.uint8),
        pieces=pieces.astype(np.uint32),
        marks=piece_marks.astype(np.uint8),
        blocks=block_starts.astype(np.uint32),
        block_kinds=own.kinds.astype(np.uint8),
        block_sections=sections(text, points, flags, own, words, outline).astype(
            np.uint8
        ),
        block_starts=(own.starts - bases[own.pages]).astype(np.uint32),
        block_ends=(own.ends - bases[own.pages]).astype(np.uint32),
    )


def _language(page: Page) -> int:
    known = page.language in LANGUAGES
    return LANGUAGES.index(page.language) if known else ANY_LANGUAGE


def _pieces(
    firsts: Numbers, rows: Numbers, marks: Numbers, sentences: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the first words of all pieces, and their marks.

    A cell of a table is one piece with the sentences of its row.
    """
    owner = firsts.searchsorted(sentences, "right") - 1
    new = firsts[owner] != sentences
    new[1:] &= sentences[1:] > sentences[:-1]
    inner, owner = sentences[new], owner[new]
    inner_marks = np.where(rows[owner] > 0, 0, NEW_SENTENCE)
    pieces = np.concatenate((firsts, inner))
    order = np.argsort(pieces, kind="stable")
    return pieces[order], np.concatenate((marks, inner_marks))[order]


def _broken(
    text: str, points: Points, flags: Flags, starts: Numbers, ends: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the words broken at a line's end, and the number of the joined word."""
    hyphens = np.flatnonzero((flags & HYPHEN) > 0)
    hyphens = hyphens[(flags[hyphens + 1] & SPACE) > 0]
    # Most are bullets: one space, and then no other one.
    at_end = (points[hyphens + 1] == _NEWLINE) | ((flags[hyphens + 2] & SPACE) > 0)
    hyphens = hyphens[at_end]
    found = (_BROKEN.match(text, at) for at in hyphens.tolist())
    gaps = np.array([gap.span() for gap in found if gap], np.int64).reshape(-1, 2)
    rights = np.searchsorted(starts, gaps[:, 1])
    between = (rights > 0) & (rights < len(starts))
    gaps, rights = gaps[between], rights[between]
    behind = gaps[:, 0] - ends[rights - 1]
    real = (starts[rights] == gaps[:, 1]) & ((behind == 0) | (behind == -1))
    rights, gaps = rights[real], gaps[real]
    places = (starts[rights - 1], gaps[:, 0], gaps[:, 1], ends[rights])
    whole = [
        word_number(text[first:hyphen] + text[second:end]) & _LOW
        for first, hyphen, second, end in np.transpose(places).tolist()
    ]
    return rights - 1, np.array(whole, np.int64)


def _around_broken(
    numbers: Numbers, pieces: Numbers, broken: Numbers, whole: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the surroundings of broken words with their halves joined, and origins.

    Each is joined alone, and with the next ones as far as one phrase reaches. Others
    around them keep their halves, as *long-* and *term* must.
    """
    part = np.searchsorted(pieces, broken, "right")
    starts, ends = pieces[part - 1], np.append(pieces, len(numbers))[part]
    inside = ends >= broken + 2
    starts, ends, broken, whole = (a[inside] for a in (starts, ends, broken, whole))
    # A word that is broken twice has no whole here.
    linked = (np.diff(broken) > 1) & (broken[1:] + 2 <= ends[:-1])
    of = np.arange(len(broken))
    found = []
    for count in range(1, _MOST_JOINED + 1):
        each = of[:, None] + np.arange(count)
        at, reach = broken[each], LONGEST_PHRASE + count
        first = np.maximum(starts[of], at[:, -1] + 2 - reach)
        end = np.minimum(ends[of], at[:, 0] + reach)
        found.append(_joined(numbers, first, end, at, whole[each]))
        of = of[: np.searchsorted(of, len(broken) - count)]
        of = of[linked[of + count - 1]]
        of = of[broken[of + count] + 1 <= broken[of] + reach]
        if not len(of):
            break
    ids, origins = zip(*found, strict=True)
    return np.concatenate(ids), np.concatenate(origins)


def _joined(
    numbers: Numbers, first: Numbers, end: Numbers, at: Numbers, whole: Numbers
) -> tuple[Numbers, Numbers]:
    """Return some stretches of words, a 0 in front of each, and their origins.

    Each row of ``at`` are the words of one stretch that are joined with the next one.
    """
    sizes = end - first + 1
    heads = np.cumsum(sizes) - sizes
    shift = heads + 1 - first
    origins = np.arange(sizes.sum()) - np.repeat(shift, sizes)
    ids = numbers[origins]
    joined = at + shift[:, None]
    ids[heads], ids[joined] = 0, whole
    origins *= 2
    origins[heads], origins[joined] = 0, 2 * at + 1
    kept = np.ones(len(ids), np.bool_)
    kept[joined + 1] = False
    return ids[kept], origins[kept]
