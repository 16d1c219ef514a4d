"""All phrases of all rules and languages, found in one pass over a document's words.

Each word of a phrase is the set of its forms. A phrase is looked up by its anchor, one
to three neighbouring words of it, and its other words are looked at where that stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from criteria.language.inflection import forms
from criteria.language.text import fold, word_spans
from criteria.language.tokenising import LONGEST_PHRASE
from criteria.language.tokens import number_of
from criteria.packs.anchors import LONGEST_ANCHOR, Anchor, Anchors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.language.buckets import Postings
    from criteria.language.tokens import Ids, Numbers

# Words so frequent that a pair of them finds half of a document.
_FREQUENT: Final = frozenset(
    word
    for line in (
        "the of and to in a for is on by with be that or as this are shall will an at",
        "it from all not city data de la el en y los las del que por con para un una",
        "se al su o es lo como da do e dos das em no na os um uma ao com nos nas pela",
        "pelo le les des du et au aux une pour par sur dans est qui d l s",
    )
    for word in line.split()
)


@dataclass(frozen=True, slots=True)
class PhraseWord:
    """A word of a phrase. ``exact`` leaves it as it is, ``capitals`` also its case."""

    folded: str
    exact: bool = False
    capitals: bool = False

    def forms(self, language: str) -> tuple[str, ...]:
        """Return the folded words that this one stands for."""
        return (self.folded,) if self.exact else forms(self.folded, language)


@lru_cache(maxsize=1 << 17)
def split(phrase: str) -> tuple[PhraseWord, ...]:
    """Return the words of a phrase; those between two ``=`` are exact."""
    found: list[PhraseWord] = []
    for number, part in enumerate(phrase.split("=")):
        exact = number % 2 == 1
        starts, ends = word_spans(part)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            raw = part[start:end]
            capitals = exact and len(raw) > 1 and raw.isupper()
            found.append(PhraseWord(fold(raw), exact, capitals))
    return tuple(found)


class PhraseIndex:
    """Phrases, each with its language, ready to be found. Made once per pack."""

    def __init__(self, phrases: Sequence[tuple[str, str]]) -> None:
        self.phrases = tuple(phrases)
        words = [split(text) for text, _ in self.phrases]
        self.lengths = np.array([len(w) for w in words], np.int64)
        self.longest = int(self.lengths.max(initial=1)) + 1
        self.capitals = np.array(
            [sum(word.capitals << n for n, word in enumerate(w)) for w in words],
            np.int64,
        )
        self._sets = np.full((len(words), LONGEST_PHRASE), -1, np.int64)
        self._numbers: list[tuple[int, ...]] = []
        self._intern(words)
        self._members = np.array(
            sorted(n << 32 | w for n, ws in enumerate(self._numbers) for w in ws),
            np.uint64,
        )
        self._anchors = np.array([_rarest(w) for w in words], np.int64)
        self._look = Anchors([self._anchor(number) for number in range(len(words))])

    def _intern(self, words: Sequence[tuple[PhraseWord, ...]]) -> None:
        known: dict[tuple[str, ...], int] = {}
        for phrase, (_, language) in enumerate(self.phrases):
            for place, word in enumerate(words[phrase]):
                alike = word.forms(language)
                number = known.setdefault(alike, len(known))
                if number == len(self._numbers):
                    self._numbers.append(tuple(number_of(form) for form in alike))
                self._sets[phrase, place] = number

    def _anchor(self, phrase: int) -> Anchor:
        first = self._anchors[phrase]
        sets = self._sets[phrase, first : first + LONGEST_ANCHOR].tolist()
        return Anchor(phrase, [self._numbers[one] for one in sets if one >= 0])

    def scan(
        self, ids: Ids, postings: Postings | None = None
    ) -> tuple[Numbers, Numbers]:
        """Return where phrases stand in a row of words, and which, in no order.

        Letter case and the marks between words are not looked at. With the postings of
        the same words, few phrases are found without looking at every word, some twice.
        """
        places, phrases = self._look.find(ids, postings)
        places = places - self._anchors[phrases]
        fits = (places >= 0) & (places + self.lengths[phrases] <= len(ids))
        return self._sure(ids, places[fits], phrases[fits])

    def _sure(
        self, ids: Ids, places: Numbers, phrases: Numbers
    ) -> tuple[Numbers, Numbers]:
        """Look at all words of each phrase that its anchor does not hold."""
        anchors, lengths = self._anchors[phrases], self.lengths[phrases]
        holds = np.ones(len(places), np.bool_)
        for word in range(int(lengths.max(initial=0))):
            is_open = (word < anchors) | (word >= anchors + LONGEST_ANCHOR)
            is_open &= word < lengths
            asked = np.flatnonzero(holds & is_open)
            sets = self._sets[phrases[asked], word]
            holds[asked] = self._has(sets, ids[places[asked] + word])
        return places[holds], phrases[holds]

    def _has(self, sets: Numbers, ids: Ids) -> npt.NDArray[np.bool_]:
        keys = sets.astype(np.uint64) << np.uint64(32) | ids
        found = np.searchsorted(self._members, keys)
        found[found == len(self._members)] = 0
        return np.asarray(self._members[found] == keys)


def _rarest(words: tuple[PhraseWord, ...]) -> int:
    """Return the place of the neighbours that are likely to be the rarest together."""
    frequent = [word.folded in _FREQUENT for word in words]
    rarity = [
        (
            sum(frequent[n : n + LONGEST_ANCHOR]),
            -sum(len(word.folded) for word in words[n : n + LONGEST_ANCHOR]),
        )
        for n in range(max(len(words) - LONGEST_ANCHOR, 0) + 1)
    ]
    return rarity.index(min(rarity))
