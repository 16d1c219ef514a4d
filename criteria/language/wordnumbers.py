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

from criteria.language.text import NARROW, Numbers, Points, fold
from criteria.language.tokens import number_of

Sums: TypeAlias = "npt.NDArray[np.uint64]"
Bytes: TypeAlias = "npt.NDArray[np.uint8]"

CAPITALS: Final = 1 << 32
"""The bit above a word's number that says the word is written in capitals."""

_PLACES: Final = 19  # as a power of two; a large archive has so many distinct words
_ABOVE: Final = np.uint64(33)  # the bits of a word's number, and of CAPITALS
_NO_NUMBER: Final = np.uint64(1 << 33)
_LONGEST: Final = 1 << 7  # word that is summed, in letters of one byte
_STEP: Final = 8  # bytes at once
_FIRST: Final = np.array(
    [(1 << 8 * count) - 1 for count in range(_STEP + 1)], np.uint64
)
_BASE: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_HALF: Final = np.uint64(32)


@lru_cache(maxsize=1 << 16)
def word_number(word: str) -> int:
    """Return the number of a word, marked with ``CAPITALS`` where it is in capitals."""
    capitals = CAPITALS if len(word) > 1 and word.isupper() else 0
    return number_of(fold(word)) | capitals


class WordNumbers:
    """What has been folded so far: a table with two places for many words' sums.

    An entry is a word's number below 31 bits of its sum, which with the place make 49.
    A third word pushes out the second, so it never grows. Two words with the same 49
    bits would get one number; the numbers have 32 bits.
    """

    def __init__(self, places: int = _PLACES) -> None:
        """Make a table of so many places, as a power of two."""
        self._unused = np.uint64(64 - places)
        self._known = np.zeros(1 << places, np.uint64)
        self._lock = Lock()

    def of(self, text: str, points: Points, starts: Numbers, ends: Numbers) -> Numbers:
        """Return the number of each word ``text[start:end]``, in order.

        ``points`` are the characters of the text; above each number, ``CAPITALS``.
        """
        summed = ends - starts <= _LONGEST
        if points.itemsize > 1 and len(starts):
            summed[_with_wide_letters(points, starts, ends)] = False
        if summed.all():
            return self._look_up(text, points, starts, ends)
        found = np.empty(len(starts), np.int64)
        found[summed] = self._look_up(text, points, starts[summed], ends[summed])
        found[~summed] = _looked_at(text, starts[~summed], ends[~summed])
        return found

    def _look_up(
        self, text: str, points: Points, starts: Numbers, ends: Numbers
    ) -> Numbers:
        sums = _sums(points.astype(np.uint8), starts, ends)
        places = (sums >> self._unused).view(np.int64)
        check = sums << _ABOVE
        with self._lock:
            # What is left of the right entry is the number alone.
            found = self._known.take(places) ^ check
            missed = np.flatnonzero(found >= _NO_NUMBER)
            beside = self._known.take(places[missed] ^ 1) ^ check[missed]
            found[missed] = beside
            new = missed[beside >= _NO_NUMBER]
            found[new] = _looked_at(text, starts[new], ends[new])
            places = places[new]
            places ^= self._known[places] > 0
            self._known[places] = found[new] | check[new]
        return found.view(np.int64)


def _looked_at(text: str, starts: Numbers, ends: Numbers) -> list[int]:
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    return [word_number(text[start:end]) for start, end in spans]


def _sums(letters: Bytes, starts: Numbers, ends: Numbers) -> Sums:
    """Return a sum over the bytes of each word, of which eight are taken at once."""
    padded = np.concatenate((letters, np.zeros(_STEP, np.uint8)))
    steps = np.ndarray(len(letters) + 1, "<u8", padded, strides=(1,))
    left = ends - starts
    sums = _stirred(steps[starts] & _FIRST.take(left, mode="clip"), _BASE)
    going = np.flatnonzero(left > _STEP)
    for done in range(_STEP, _LONGEST, _STEP):
        if not len(going):
            break
        more = steps[starts[going] + done]
        more &= _FIRST.take(left[going] - done, mode="clip")
        sums[going] = _stirred(sums[going] ^ more, _BASE)
        going = going[left[going] > done + _STEP]
    return _stirred(sums, _MIX) | np.uint64(1)


def _stirred(sums: Sums, by: np.uint64) -> Sums:
    sums *= by
    sums ^= sums >> _HALF
    return sums


def _with_wide_letters(points: Points, starts: Numbers, ends: Numbers) -> Numbers:
    """Return which words have a letter above Latin-1."""
    letters = np.flatnonzero(points > NARROW)
    words = np.searchsorted(starts, letters, "right") - 1
    return words[(words >= 0) & (letters < ends[words])]
