"""Where phrases may stand: all are looked up at once, by one to three words of each.

A text is gone through once for each number of words, and a table turns nearly all of it
away. A phrase of four words or more is looked up by three of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, product
from math import prod
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from criteria.language.buckets import Buckets, run_hashes, run_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.language.buckets import Postings, Runs
    from criteria.language.tokens import Ids, Numbers

    Places: TypeAlias = "tuple[Numbers, Numbers]"

LONGEST_ANCHOR: Final = 3


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words a phrase is looked up by: of each, the numbers it may have."""

    phrase: int
    words: Sequence[Sequence[int]]


class Anchors:
    """Some phrases, to be looked up in a row of words."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        by_length = [
            [one for one in anchors if len(one.words) == length]
            for length in range(1, LONGEST_ANCHOR + 1)
        ]
        self._alike = [_Alike(some) for some in by_length if some]

    def find(self, ids: Ids, postings: Postings | None) -> Places:
        """Return where anchors stand, by their first word, and of which phrase."""
        none = np.zeros(0, np.int64)
        found = [(none, none), *(some.find(ids, postings) for some in self._alike)]
        places, phrases = zip(*found, strict=True)
        return np.concatenate(places), np.concatenate(phrases)


class _Alike:
    """Anchors that have the same number of words."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        self._runs, phrases = _ways(anchors)
        hashes = run_hashes(self._runs)
        self._buckets = Buckets(run_keys(self._runs), phrases, hashes)

    def find(self, ids: Ids, postings: Postings | None) -> Places:
        rows = [ids[at : at + self._last(ids)] for at in range(len(self._runs))]
        if postings is None:
            at = self._buckets.candidates(run_hashes(rows))
        else:
            at = postings.runs(self._runs)
            at = at[(at >= 0) & (at < self._last(ids))]
            at = at[self._buckets.candidates(run_hashes([row[at] for row in rows]))]
        runs = [row[at] for row in rows]
        which, phrases = self._buckets.look_up(run_keys(runs), run_hashes(runs))
        return at[which], phrases

    def _last(self, ids: Ids) -> int:
        return max(len(ids) - len(self._runs) + 1, 0)


def _ways(anchors: Sequence[Anchor]) -> tuple[Runs, Numbers]:
    """Return every run of words that meets an anchor, and the phrase of each."""
    count = len(anchors[0].words)
    ways = chain.from_iterable(product(*one.words) for one in anchors)
    runs = np.fromiter(chain.from_iterable(ways), np.uint32).reshape(-1, count)
    times = [prod(map(len, one.words)) for one in anchors]
    phrases = np.repeat(np.array([one.phrase for one in anchors], np.int64), times)
    return list(np.ascontiguousarray(runs.T)), phrases
