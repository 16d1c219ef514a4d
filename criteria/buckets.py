"""Look-up tables over words and pairs of words, for whole rows of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from criteria.tokens import Ids, Numbers

# Odd constants that spread a pair of 32-bit numbers over the buckets.
_SPREAD_FIRST: Final = np.uint32(0x9E3779B1)
_SPREAD_SECOND: Final = np.uint32(0x85EBCA77)
_FEWEST_BITS: Final = 12
_MOST_BITS: Final = 22


def pair_hashes(first: Ids, second: Ids) -> Ids:
    """Return a hash of 32 bits for each pair of words."""
    return first * _SPREAD_FIRST + second * _SPREAD_SECOND


def pair_keys(first: Ids, second: Ids) -> Numbers:
    """Return each pair of words as one number."""
    whole = first.astype(np.uint64) << np.uint64(32) | second.astype(np.uint64)
    return whole.view(np.int64)


class Buckets:
    """Numbers of 64 bits with what they stand for, found by a 32-bit hash."""

    def __init__(self, keys: Numbers, values: Numbers, hashes: Ids) -> None:
        size = max(1, len(keys)) * 16
        bits = min(max(size.bit_length(), _FEWEST_BITS), _MOST_BITS)
        self._shift = np.uint32(32 - bits)
        buckets = hashes >> self._shift
        order = np.argsort(buckets, kind="stable")
        self._keys, self._values = keys[order], values[order]
        counts = np.bincount(buckets, minlength=1 << bits)
        self._firsts = np.append([0], np.cumsum(counts)).astype(np.uint32)
        self._filled = counts > 0
        # A second look, at the other end of the hash, at what passes the first.
        self._also = np.zeros(1 << bits, np.bool_)
        self._low = np.uint32((1 << bits) - 1)
        self._also[hashes & self._low] = True

    def candidates(self, hashes: Ids) -> Numbers:
        """Return the places of hashes that are likely to stand for something here."""
        at = np.flatnonzero(self._filled.take(hashes >> self._shift))
        return np.asarray(at[self._also[hashes[at] & self._low]], np.int64)

    def look_up(self, keys: Numbers, hashes: Ids) -> tuple[Numbers, Numbers]:
        """Return which of these keys stand here, each with a value, as two arrays."""
        buckets = hashes >> self._shift
        firsts = self._firsts[buckets].astype(np.int64)
        counts = self._firsts[buckets + 1] - firsts
        which = np.repeat(np.arange(len(keys)), counts)
        ahead = np.cumsum(counts) - counts
        entries = np.arange(len(which)) - ahead[which] + firsts[which]
        same = self._keys[entries] == keys[which]
        return which[same], self._values[entries[same]]


class Postings:
    """Where each word of a long text stands, to look for few words at once."""

    def __init__(self, ids: Ids) -> None:
        self._order = np.argsort(ids, kind="stable")
        self._sorted = ids[self._order]

    def pairs(self, first: Ids, second: Ids) -> Numbers:
        """Return where a pair may stand, by the rarer of its two words each."""
        by_first = self._count(first) <= self._count(second)
        return np.concatenate(
            (
                self.places(np.unique(first[by_first])),
                self.places(np.unique(second[~by_first])) - 1,
            )
        )

    def _count(self, words: Ids) -> Numbers:
        firsts = np.searchsorted(self._sorted, words)
        return np.asarray(np.searchsorted(self._sorted, words, "right") - firsts)

    def places(self, words: Ids) -> Numbers:
        """Return the places of some words, each of them given once."""
        firsts = np.searchsorted(self._sorted, words)
        counts = np.searchsorted(self._sorted, words, "right") - firsts
        ahead = np.cumsum(counts) - counts
        at = np.arange(int(counts.sum())) + np.repeat(firsts - ahead, counts)
        return np.asarray(self._order[at], np.int64)
