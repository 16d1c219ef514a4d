"""The sections that a document's blocks stand in, and what each of them begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.evidence import SegmentKind
from criteria.language.sections import (
    BY_SEGMENT,
    LAST_WORDS,
    LEADERS,
    NUMBERS,
    RECITAL_STARTS,
)
from criteria.language.stops import ALNUM, DIGIT, SPACE, skipped
from criteria.language.tokens import KINDS, NEW_PARAGRAPH, NEW_SENTENCE, number_of

if TYPE_CHECKING:
    from criteria.language.blocks import Blocks
    from criteria.language.sections import Outline
    from criteria.language.stops import Flags, Found
    from criteria.language.text import Points
    from criteria.language.tokens import Numbers

# A list belongs to the words that introduce it, as far as a reader keeps them in mind.
_LONGEST_LIST: Final = 150
_ITEM: Final = KINDS.index(SegmentKind.ITEM)
_HEADING: Final = KINDS.index(SegmentKind.HEADING)
_TOLD_BY_KIND: Final = np.array([kind in BY_SEGMENT for kind in KINDS])
_LAST: Final = np.array(sorted(map(number_of, LAST_WORDS)))
_ASCII: Final = 127
_LEADERS: Final = np.array([ord(char) for char in LEADERS], np.uint32)
_MAY_RECITE: Final = tuple(
    np.array([chr(point) in letters for point in range(128)])
    for letters in RECITAL_STARTS
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, and which of them are the first and last of each block."""

    starts: Numbers
    ends: Numbers
    numbers: Numbers
    firsts: Numbers
    lasts: Numbers


def sections(
    text: str, points: Points, flags: Flags, of: Blocks, words: Words, outline: Outline
) -> Numbers:
    """Return the number of the section that each block stands in.

    The outline is that of the pages before, and goes on from there.
    """
    counts = words.lasts - words.firsts + 1
    look = _looked_at(points, flags, of, words.starts[words.firsts])
    titles = np.flatnonzero(~look & (of.kinds == _HEADING))
    if len(titles):
        lasts = words.lasts[titles]
        look[titles] = _may_name_section(text, flags, of.ends[titles], words, lasts)
    found, since = np.zeros(len(look), np.int64), 0
    places = np.flatnonzero(look | (of.kinds == _HEADING))
    fields = (look, of.starts, of.ends, of.kinds, of.levels, counts)
    columns = (places, *(field[places] for field in fields))
    for at, looked, start, end, kind, level, count in np.transpose(columns).tolist():
        if outline.is_plain and not looked:
            continue
        _go_on(found, counts, since, at, outline)
        section = outline.section(text[start:end], KINDS[kind], level, count)
        found[at] = NUMBERS[section]
        since = at + 1
    _go_on(found, counts, since, len(look), outline)
    return found


def _may_name_section(
    text: str, flags: Flags, ends: Numbers, words: Words, lasts: Numbers
) -> Found:
    """Tell which headings may open a section, by their last words.

    ``ends`` are those of the headings. Where a word is not what its letters are, as
    with a soft hyphen in it, nothing is told by its number.
    """
    first, end, numbers = words.starts[lasts], words.ends[lasts], words.numbers[lasts]
    found: Found = _LAST.take(_LAST.searchsorted(numbers), mode="clip") == numbers
    found |= ((flags[first - 1] | flags[end]) & ALNUM) > 0
    found |= end > ends
    spans = zip(first.tolist(), end.tolist(), strict=True)
    odd = [not text[start:stop].isalnum() for start, stop in spans]
    return found | np.array(odd, np.bool_)


def _go_on(
    found: Numbers, counts: Numbers, since: int, end: int, outline: Outline
) -> None:
    """Write the sections of blocks that say nothing of themselves."""
    if since < end and not outline.is_plain:
        for block in range(since, end):
            found[block] = NUMBERS[outline.going_on(int(counts[block]))]


def _looked_at(points: Points, flags: Flags, of: Blocks, first: Numbers) -> Found:
    """Tell which blocks may say themselves in which section they are.

    Blocks of some kinds do, what ends in a number behind leaders, and what begins like
    a recital. Headings are another matter.
    """
    look: Found = _TOLD_BY_KIND[of.kinds]
    recites = np.ones(len(first), np.bool_)
    for ahead, letters in enumerate(_MAY_RECITE):
        letter = points.take(first + ahead, mode="clip")
        recites &= letters.take(letter, mode="clip")
    look |= recites
    look |= (flags[first] & ALNUM) == 0
    # A block may begin within a word.
    look |= ((flags[of.starts - 1] & ALNUM) > 0) | (points[of.starts - 1] > _ASCII)
    last = _last(flags, of)
    numbered = np.flatnonzero(flags[last] & DIGIT)
    before = skipped(flags, last[numbered], DIGIT, step=-1)
    before = skipped(flags, before, SPACE, step=-1)
    look[numbered] |= (points.take(before, mode="clip")[:, None] == _LEADERS).any(
        axis=1
    )
    return look


def marks(flags: Flags, points: Points, of: Blocks, firsts: Numbers) -> Numbers:
    """Return what each block begins: a paragraph, a sentence, or neither.

    The cells of a table row are one sentence; the items of a list, and the words that
    open it, are one paragraph. ``firsts`` are the first words of the blocks.
    """
    found = np.full(len(firsts), NEW_SENTENCE | NEW_PARAGRAPH)
    follows = np.zeros(len(firsts), np.bool_)
    follows[1:] = of.pages[1:] == of.pages[:-1]
    in_row = follows & (of.rows > 0)
    in_row[1:] &= of.rows[1:] == of.rows[:-1]
    found[in_row] = 0
    opens = (of.kinds == _ITEM) | (points[_last(flags, of)] == ord(":"))
    item = follows & (of.kinds == _ITEM) & ~in_row
    item[1:] &= opens[:-1]
    began = np.maximum.accumulate(np.where(in_row | item, 0, firsts))
    at_item = 0
    for block in np.flatnonzero(item).tolist():
        first = int(firsts[block])
        if first - max(at_item, int(began[block])) < _LONGEST_LIST:
            found[block] = NEW_SENTENCE
        else:
            at_item = first
    return found


def _last(flags: Flags, of: Blocks) -> Numbers:
    """Return where the last character of each block stands that is no space."""
    return skipped(flags, of.ends - 1, SPACE, step=-1)
