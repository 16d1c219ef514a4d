"""What a condition may ask for outside of the part of a document that is looked at.

A condition over a section or the whole document may hold because of a phrase far away,
and its receipt names the phrase nearest to the hit. For both it is enough to know where
each phrase stands last before a part, and first behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from criteria.finding.hits import phrase_spans
from criteria.packs.compiled import SCOPES
from criteria.packs.ruleset import Scope

if TYPE_CHECKING:
    from criteria.finding.hits import Spans
    from criteria.language.parts import Parts
    from criteria.language.tokens import Flags, Numbers
    from criteria.packs.compiled import CompiledPack

_FAR = [SCOPES.index(scope) for scope in (Scope.SECTION, Scope.DOCUMENT)]


class Beyond:
    """The nearest phrases before and behind every part of a document."""

    def __init__(self, parts: Parts, pack: CompiledPack) -> None:
        asked = _asked(pack)
        self._phrases = np.flatnonzero(asked)
        self._parts = len(parts)
        firsts, lasts = [_NOTHING], [_NOTHING]
        if len(parts) > 1 and len(self._phrases):
            for part in parts.each():
                starts, ends, phrases = phrase_spans(part.text, pack)
                far = asked[phrases]
                row = (phrases[far], starts[far], ends[far])
                firsts.append(_once(part.number, row, np.lexsort(row[::-1])))
                backwards = (row[0], -row[2], row[1])
                lasts.append(_once(part.number, row, np.lexsort(backwards[::-1])))
        self._firsts, self._lasts = self._sorted(firsts), self._sorted(lasts)

    def of(self, part: int) -> Spans:
        """Return the phrases next to a part, before and behind it."""
        keys = self._phrases * self._parts + part
        before = np.searchsorted(self._lasts[0], keys) - 1
        behind = np.searchsorted(self._firsts[0], keys, "right")
        pairs = ((self._lasts, before), (self._firsts, behind))
        rows = [self._own(among, at) for among, at in pairs]
        starts, ends, phrases = np.concatenate(rows, axis=1)
        return starts, ends, phrases

    def _own(self, among: Numbers, at: Numbers) -> Numbers:
        """Return where the phrases that were sought stand, and no others."""
        inside = (at >= 0) & (at < among.shape[1])
        sought, at = self._phrases[inside], at[inside]
        same = among[0, at] // self._parts == sought
        return np.array([among[1, at[same]], among[2, at[same]], sought[same]])

    def _sorted(self, rows: list[Numbers]) -> Numbers:
        """Return rows of phrase and part as one number, start and end, in order."""
        found = np.concatenate(rows, axis=1)
        keys = found[0] * self._parts + found[1]
        order = np.argsort(keys)
        return np.array([keys, found[2], found[3]])[:, order]


_NOTHING = np.zeros((4, 0), np.int64)


def _asked(pack: CompiledPack) -> Flags:
    """Tell which phrases belong to conditions that reach beyond a page."""
    rows = np.concatenate([*pack.needs, *pack.bars, np.zeros((0, 3), np.int64)])
    return pack.marked(rows[np.isin(rows[:, 1], _FAR), 0])[1]


def _once(part: int, row: Spans, order: Numbers) -> Numbers:
    """Return the first of each phrase, in an order that begins with the phrase."""
    phrases, starts, ends = (values[order] for values in row)
    first = np.diff(phrases, prepend=-1) > 0
    own = phrases[first]
    return np.array([own, np.full(len(own), part), starts[first], ends[first]])
