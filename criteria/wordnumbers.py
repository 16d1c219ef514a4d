"""The numbers of the words of a text, looked up for all of them together.

Folding a word takes a microsecond, and a text has few distinct ones. So each word is
known by a sum over its characters that numpy makes for a whole text at once, and only
a word whose sum has not been seen is folded.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from criteria.text import Numbers, Points, fold
from criteria.tokens import number_of

Sums: TypeAlias = "npt.NDArray[np.uint64]"

CAPITALS: Final = 1 << 32
"""The bit above a word's number that says the word is written in capitals."""

_PLACES: Final = 19  # as a power of two; a large archive has so many distinct words
_ABOVE: Final = np.uint64(33)  # the bits of a word's number, and of CAPITALS
_AT_ONCE: Final = 1 << 15  # letters, whose sums stay in the cache
_LONGEST: Final = 1 << 10
_BASE: Final = 0x9E3779B97F4A7C15
_MIX: Final = np.uint64(0xC2B2AE3D27D4EB4F)


def _powers(base: int, count: int) -> Sums:
    found = np.full(count, base, np.uint64)
    found[0] = 1
    return np.multiply.accumulate(found)


@lru_cache(maxsize=1 << 16)
def word_number(word: str) -> int:
    """Return the number of a word, with ``CAPITALS`` above it where it is in those."""
    capitals = CAPITALS if len(word) > 1 and word.isupper() else 0
    return number_of(fold(word)) | capitals


class WordNumbers:
    """What has been folded so far: a table with one place for many words' sums.

    An entry is a word's number below 31 bits of its sum, which with the place make 50.
    Words that share a place push each other out, so it never grows. Two words with the
    same 50 bits would get one number; the numbers have 32 bits.
    """

    def __init__(self, places: int = _PLACES) -> None:
        """Make a table of so many places, as a power of two."""
        # A word at the end of a cut may reach over it.
        self._up = _powers(_BASE, _AT_ONCE + _LONGEST)
        self._down = _powers(pow(_BASE, -1, 1 << 64), _AT_ONCE + _LONGEST)
        self._unused = np.uint64(64 - places)
        self._known = np.zeros(1 << places, np.uint64)
        self._lock = Lock()

    def of(self, text: str, points: Points, starts: Numbers, ends: Numbers) -> Numbers:
        """Return the number of each word ``text[start:end]``, in order.

        ``points`` are the characters of the text; above each number, ``CAPITALS``.
        """
        found = np.zeros(len(starts), np.int64)
        cut_ends = np.minimum(ends, starts + _LONGEST)
        for cut in range(0, len(points), _AT_ONCE):
            first, last = np.searchsorted(starts, (cut, cut + _AT_ONCE)).tolist()
            begin, end = starts[first:last], cut_ends[first:last]
            sums = self._sum(points[cut : cut + _AT_ONCE + _LONGEST], begin, end, cut)
            with self._lock:
                found[first:last] = self._look_up(sums, text, begin, end)
        for word in np.flatnonzero(ends > cut_ends).tolist():
            found[word] = word_number(text[starts[word] : ends[word]])
        return found

    def _sum(self, points: Points, starts: Numbers, ends: Numbers, cut: int) -> Sums:
        """Return for each word the sum of its characters times powers of the base."""
        up_to = np.zeros(len(points) + 1, np.uint64)
        np.cumsum(points * self._up[: len(points)], out=up_to[1:])
        first = starts - cut
        sums = up_to.take(ends - cut)
        sums -= up_to.take(first)
        sums *= self._down.take(first)
        sums *= _MIX
        return (sums ^ (sums >> np.uint64(29))) | np.uint64(1)

    def _look_up(
        self, sums: Sums, text: str, starts: Numbers, ends: Numbers
    ) -> Numbers:
        places = (sums >> self._unused).view(np.int64)
        check = sums << _ABOVE
        # What is left of the right entry is the number alone.
        found = self._known.take(places) ^ check
        new = np.flatnonzero(found >> _ABOVE)
        if len(new):
            spans = zip(starts[new].tolist(), ends[new].tolist(), strict=True)
            numbers = [word_number(text[start:end]) for start, end in spans]
            found[new] = numbers
            self._known[places[new]] = found[new] | check[new]
        return found.view(np.int64)
