"""Where the phrases of clauses stand, kept so that a window is looked up at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from criteria.language.tokens import Flags, Numbers

# Clause, place and length share one number: sorting it sorts all three, and one search
# finds a place in a clause. A place has 34 bits, a length 4.
_CLAUSE: Final = 38
_PLACE: Final = 4
_LENGTHS: Final = (1 << _PLACE) - 1


def pack_hits(what: Numbers, starts: Numbers, ends: Numbers) -> Numbers:
    """Put what stands somewhere, its first word and its length into one number."""
    return what << _CLAUSE | starts << _PLACE | (ends - starts)


def unpack(packed: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Take apart what ``pack_hits`` put together."""
    starts = packed >> _PLACE & ((1 << (_CLAUSE - _PLACE)) - 1)
    return packed >> _CLAUSE, starts, starts + (packed & _LENGTHS)


def ranges(firsts: Numbers, counts: Numbers) -> tuple[Numbers, Numbers]:
    """Return numbers that run on from each of ``firsts``, as many as ``counts`` says.

    Beside them stands, for each, the place of its first number among ``firsts``.
    """
    which = np.repeat(np.arange(len(counts)), counts)
    ahead = np.cumsum(counts) - counts
    return which, np.arange(len(which)) + (firsts - ahead)[which]


class ClauseSpans:
    """The hits of clauses, by clause and place."""

    def __init__(self, clauses: Numbers, starts: Numbers, ends: Numbers) -> None:
        # The longer first, where two start together.
        rest = _LENGTHS - (ends - starts)
        row = np.sort(clauses << _CLAUSE | starts << _PLACE | rest)
        starts = row >> _PLACE
        ends = starts + (_LENGTHS - (row & _LENGTHS))
        # A hit that holds another of its clause proves nothing the other does not;
        # without those, starts and ends rise together.
        least_after = np.minimum.accumulate(ends[::-1])[::-1]
        inner = np.ones(len(row), np.bool_)
        inner[:-1] = least_after[1:] > ends[:-1]
        self._starts = starts[inner]
        self._ends = ends[inner]

    def inside(self, clauses: Numbers, lows: Numbers, highs: Numbers) -> Flags:
        """Tell whether a hit of each clause lies wholly between two words."""
        keys = _key(clauses)
        at = np.searchsorted(self._starts, keys + lows)
        found = at < len(self._ends)
        found[found] = self._ends[at[found]] <= (keys + highs)[found]
        return np.asarray(found, np.bool_)


def _key(clause: Numbers) -> Numbers:
    return clause << (_CLAUSE - _PLACE)
