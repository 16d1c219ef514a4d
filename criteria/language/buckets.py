"""Look-up tables over runs of neighbouring words, for whole rows of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from criteria.language.spans import ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.language.tokens import Ids, Numbers

Runs: TypeAlias = "Sequence[Ids]"
"""Runs of as many words each: a row of all first words, one of all second words, …"""

# Odd constants that spread numbers over the buckets.
_SPREAD_FIRST: Final = np.uint32(0x9E3779B1)
_SPREAD_SECOND: Final = np.uint32(0x85EBCA77)
_SPREAD_KEY: Final = np.int64(0x1E3779B97F4A7C15)
_WORD_BITS: Final = 32
_HASH_BITS: Final = 32
_FEWEST_BITS: Final = 12
_MOST_BITS: Final = 22


def run_hashes(runs: Runs) -> Ids:
    """Return a hash of 32 bits for each run of words; that of one word is itself."""
    hashes, *others = runs
    for words in others:
        hashes = hashes * _SPREAD_FIRST + words * _SPREAD_SECOND
    return hashes


def run_keys(runs: Runs) -> Numbers:
    """Return each run of words as one number.

    No two runs of one word or two have the same; of three, two may, as rarely as chance
    has two numbers of 64 bits the same.
    """
    keys, *others = (words.astype(np.int64) for words in runs)
    for number, words in enumerate(others):
        keys = (keys * _SPREAD_KEY if number else keys << _WORD_BITS) + words
    return keys


def _bits_for(count: int) -> int:
    return min(max(count.bit_length(), _FEWEST_BITS), _MOST_BITS)


class Buckets:
    """Numbers of 64 bits with what they stand for, found by a 32-bit hash.

    Two tables of many slots turn away what is not here, each by one end of the hash;
    what passes both is looked for in buckets of about one number.
    """

    def __init__(self, keys: Numbers, values: Numbers, hashes: Ids) -> None:
        bits = _bits_for(len(keys))
        self._shift = np.uint32(_HASH_BITS - bits)
        buckets = hashes >> self._shift
        order = np.argsort(buckets, kind="stable")
        self._keys, self._values = keys[order], values[order]
        self._firsts = np.zeros((1 << bits) + 1, np.uint32)
        np.add.at(self._firsts, buckets + 1, np.uint32(1))
        np.cumsum(self._firsts, out=self._firsts)
        bits = _bits_for(16 * len(keys))
        self._far = np.uint32(_HASH_BITS - bits)
        self._filled = np.zeros(1 << bits, np.bool_)
        self._filled[hashes >> self._far] = True
        bits = _bits_for(4 * len(keys))
        self._low = np.uint32((1 << bits) - 1)
        self._also = np.zeros(1 << bits, np.bool_)
        self._also[hashes & self._low] = True

    def candidates(self, hashes: Ids) -> Numbers:
        """Return the places of hashes that are likely to stand for something here."""
        at = np.flatnonzero(self._filled.take(hashes >> self._far))
        return np.asarray(at[self._also[hashes[at] & self._low]], np.int64)

    def look_up(self, keys: Numbers, hashes: Ids) -> tuple[Numbers, Numbers]:
        """Return which of these keys stand here, each with a value, as two arrays."""
        buckets = hashes >> self._shift
        firsts = self._firsts[buckets].astype(np.int64)
        counts = self._firsts[buckets + 1] - firsts
        which, entries = ranges(firsts, counts)
        same = self._keys[entries] == keys[which]
        return which[same], self._values[entries[same]]


class Postings:
    """Where each word of a long text stands, to look for few words at once."""

    def __init__(self, ids: Ids) -> None:
        self._order = np.argsort(ids, kind="stable")
        self._sorted = ids[self._order]

    def runs(self, runs: Runs) -> Numbers:
        """Return where runs may start, by the rarest word of each; some come twice."""
        rarest = np.argmin([self._count(words) for words in runs], axis=0)
        found = [
            self.places(np.unique(words[rarest == at])) - at
            for at, words in enumerate(runs)
        ]
        return np.concatenate(found)

    def _count(self, words: Ids) -> Numbers:
        firsts = np.searchsorted(self._sorted, words)
        return np.asarray(np.searchsorted(self._sorted, words, "right") - firsts)

    def places(self, words: Ids) -> Numbers:
        """Return the places of some words, each of them given once."""
        firsts = np.searchsorted(self._sorted, words)
        counts = np.searchsorted(self._sorted, words, "right") - firsts
        return np.asarray(self._order[ranges(firsts, counts)[1]], np.int64)
