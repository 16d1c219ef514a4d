"""Phrases by place, and whether one of a clause stands near a hit.

Most conditions look at a sentence or a few words, where only a handful of phrases
stand: those are looked at one by one, for all hits at once. For the wide ones, up to
the whole document, the phrases are put in order by clause first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from criteria.language.spans import ClauseSpans, ranges

if TYPE_CHECKING:
    from criteria.language.tokens import Flags, Numbers
    from criteria.packs.compiled import CompiledPack

# As many words as this at most lie in a window that is looked at phrase by phrase.
_WIDE = 200


class Nearby:
    """The phrases that stand in documents, in order of their first word."""

    def __init__(
        self, pack: CompiledPack, starts: Numbers, ends: Numbers, phrases: Numbers
    ) -> None:
        order = np.argsort(starts, kind="stable")
        self._pack = pack
        self._starts, self._ends = starts[order], ends[order]
        self._phrases = phrases[order]

    def beside(
        self,
        clauses: Numbers,
        window: tuple[Numbers, Numbers],
        hit: tuple[Numbers, Numbers],
    ) -> Flags:
        """Tell whether a phrase of each clause lies in the window beside the hit."""
        lows, highs = window
        starts, ends = hit
        wide = highs - lows > _WIDE
        found = np.zeros(len(clauses), np.bool_)
        which, at = self._pairs(clauses, window, ~wide)
        before, after = self._ends[at] <= starts[which], self._starts[at] >= ends[which]
        inside = self._ends[at] <= highs[which]
        found[which[(before | after) & inside]] = True
        if wide.any():
            spans, sought = self._by_clause(clauses[wide]), clauses[wide]
            found[wide] = spans.inside(sought, lows[wide], starts[wide])
            found[wide] |= spans.inside(sought, ends[wide], highs[wide])
        return found

    def inside(self, clauses: Numbers, window: tuple[Numbers, Numbers]) -> Flags:
        """Tell whether a phrase of each clause lies wholly in the window."""
        lows, highs = window
        wide = highs - lows > _WIDE
        found = np.zeros(len(clauses), np.bool_)
        which, at = self._pairs(clauses, window, ~wide)
        found[which[self._ends[at] <= highs[which]]] = True
        if wide.any():
            spans = self._by_clause(clauses[wide])
            found[wide] = spans.inside(clauses[wide], lows[wide], highs[wide])
        return found

    def overlaps(self, clauses: Numbers, hit: tuple[Numbers, Numbers]) -> Flags:
        """Tell whether a phrase of each clause shares a word with the hit."""
        starts, ends = hit
        found = np.zeros(len(clauses), np.bool_)
        every = np.ones(len(clauses), np.bool_)
        window = (starts - self._pack.index.longest, ends)
        which, at = self._pairs(clauses, window, every)
        found[which[self._ends[at] > starts[which]]] = True
        return found

    def _pairs(
        self, clauses: Numbers, window: tuple[Numbers, Numbers], asked: Flags
    ) -> tuple[Numbers, Numbers]:
        """Return each asked clause with each of its phrases in the window."""
        rows = np.flatnonzero(asked)
        firsts = np.searchsorted(self._starts, window[0][rows])
        counts = np.searchsorted(self._starts, window[1][rows]) - firsts
        which, at = ranges(firsts, counts)
        which = rows[which]
        own = self._pack.has_phrase(clauses[which], self._phrases[at])
        return which[own], at[own]

    def _by_clause(self, clauses: Numbers) -> ClauseSpans:
        asked, phrases = self._pack.marked(clauses)
        at = np.flatnonzero(phrases[self._phrases])
        which, of = self._pack.conditions_of.expand(self._phrases[at])
        kept = asked[of]
        at, of = at[which[kept]], of[kept]
        return ClauseSpans(of, self._starts[at], self._ends[at])

    def nearest(
        self, clause: int, window: tuple[int, int], hit: tuple[int, int]
    ) -> tuple[int, int] | None:
        """Return the phrase of a clause next to a hit, in a window beside it."""
        found = [
            (max(hit[0] - end, start - hit[1]), start, end)
            for start, end in self.all_inside(clause, window)
            if end <= hit[0] or start >= hit[1]
        ]
        return min(found)[1:] if found else None

    def all_inside(self, clause: int, window: tuple[int, int]) -> list[tuple[int, int]]:
        """Return the phrases of a clause in a window, in order."""
        first, last = np.searchsorted(self._starts, window).tolist()
        own = self._pack.has_phrase(
            np.full(last - first, clause), self._phrases[first:last]
        )
        own &= self._ends[first:last] <= window[1]
        at = np.flatnonzero(own) + first
        pairs = zip(self._starts[at].tolist(), self._ends[at].tolist(), strict=True)
        return sorted(set(pairs))
