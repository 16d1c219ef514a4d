"""All phrases of all rules and languages, found in one pass over a document's words.

Each word of a phrase is the set of its forms. A phrase is looked up by its rarest pair
of neighbouring words (or by its only word), and its other words are looked at where
that pair stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from criteria.buckets import Buckets, Postings, pair_hashes, pair_keys
from criteria.inflection import forms
from criteria.text import fold, word_spans
from criteria.tokenising import LONGEST_PHRASE
from criteria.tokens import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from criteria.tokens import Ids, Numbers

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


Bits: TypeAlias = "npt.NDArray[np.uint64]"

_SIDE_BITS: Final = 17
_SIDE_MASK: Final = np.uint32((1 << _SIDE_BITS) - 1)


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
        self._anchors = np.array([_anchor(w) for w in words], np.int64)
        self._checked = np.array(
            [_checked(w, at) for w, at in zip(words, self._anchors, strict=True)],
            np.int64,
        )
        self._bits = np.array(
            [
                sum({1 << (n >> 26) for n in self._numbers[self._sets[phrase, word]]})
                for phrase, word in enumerate(self._checked.tolist())
            ],
            np.uint64,
        )
        self._singles = self._index_singles()
        self._pairs = self._index_pairs()

    def _intern(self, words: Sequence[tuple[PhraseWord, ...]]) -> None:
        known: dict[tuple[str, ...], int] = {}
        for phrase, (_, language) in enumerate(self.phrases):
            for place, word in enumerate(words[phrase]):
                alike = word.forms(language)
                number = known.setdefault(alike, len(known))
                if number == len(self._numbers):
                    self._numbers.append(tuple(number_of(form) for form in alike))
                self._sets[phrase, place] = number

    def _index_singles(self) -> Buckets:
        found = [
            (number, phrase)
            for phrase in np.flatnonzero(self.lengths == 1).tolist()
            for number in self._numbers[self._sets[phrase, 0]]
        ]
        pairs = np.array(found, np.int64).reshape(-1, 2)
        self._single_words = np.unique(pairs[:, 0]).astype(np.uint32)
        return Buckets(pairs[:, 0], pairs[:, 1], pairs[:, 0].astype(np.uint32))

    def _index_pairs(self) -> Buckets:
        firsts: list[int] = []
        seconds: list[int] = []
        values: list[int] = []
        for phrase in np.flatnonzero(self.lengths > 1).tolist():
            at = int(self._anchors[phrase])
            left = self._numbers[self._sets[phrase, at]]
            right = self._numbers[self._sets[phrase, at + 1]]
            for first in left:
                firsts += [first] * len(right)
                seconds += right
            values += [phrase] * (len(left) * len(right))
        first_ids, second_ids = _ids(firsts), _ids(seconds)
        self._pair_words = (first_ids, second_ids)
        keys = pair_keys(first_ids, second_ids)
        hashes = pair_hashes(first_ids, second_ids)
        phrases = np.array(values, np.int64)
        self._before = self._sides(hashes, phrases, -1)
        self._after = self._sides(hashes, phrases, 2)
        return Buckets(keys, phrases, hashes)

    def _sides(self, hashes: Ids, phrases: Numbers, step: int) -> Bits:
        """Return, by hash, which words may stand beside a pair, as six bits of them."""
        words = self._anchors[phrases] + step
        open_ = (words != self._checked[phrases]) | (words < 0)
        bits = np.where(open_, ~np.uint64(0), self._bits[phrases])
        sides = np.zeros(1 << _SIDE_BITS, np.uint64)
        np.bitwise_or.at(sides, hashes & _SIDE_MASK, bits)
        return sides

    def _fits_beside(self, ids: Ids, at: Numbers, hashes: Ids) -> Numbers:
        """Return the places of pairs with words beside them that a phrase may have."""
        slots = hashes & _SIDE_MASK
        after = _bit_of(ids[np.minimum(at + 2, len(ids) - 1)])
        before = _bit_of(ids[np.maximum(at - 1, 0)])
        fits = self._after[slots] >> after & self._before[slots] >> before
        return np.asarray(at[fits & np.uint64(1) > 0], np.int64)

    def scan(
        self, ids: Ids, postings: Postings | None = None
    ) -> tuple[Numbers, Numbers]:
        """Return where phrases stand in a row of words, and which, in no order.

        Letter case and the marks between words are not looked at. With the postings of
        the same words, few phrases are found without looking at every word.
        """
        if postings is None:
            at = self._singles.candidates(ids)
        else:
            at = postings.places(self._single_words)
        which, single_phrases = self._singles.look_up(ids[at].astype(np.int64), ids[at])
        single_places = at[which]
        places, phrases = self._scan_pairs(ids, postings)
        return (
            np.concatenate((single_places, places)),
            np.concatenate((single_phrases, phrases)),
        )

    def _scan_pairs(
        self, ids: Ids, postings: Postings | None
    ) -> tuple[Numbers, Numbers]:
        if postings is None:
            hashes = pair_hashes(ids[:-1], ids[1:])
            at = self._pairs.candidates(hashes)
            at = self._fits_beside(ids, at, hashes[at])
        else:
            at = postings.pairs(*self._pair_words)
            at = at[(at >= 0) & (at < len(ids) - 1)]
            hashes = pair_hashes(ids[at], ids[at + 1])
            at = np.unique(at[self._pairs.candidates(hashes)])
        pairs = (ids[at], ids[at + 1])
        which, phrases = self._pairs.look_up(pair_keys(*pairs), pair_hashes(*pairs))
        places = at[which] - self._anchors[phrases]
        fits = (places >= 0) & (places + self.lengths[phrases] <= len(ids))
        places, phrases = places[fits], phrases[fits]
        holds = self._likely(ids, places, phrases)
        return self._sure(ids, places[holds], phrases[holds])

    def _likely(
        self, ids: Ids, places: Numbers, phrases: Numbers
    ) -> npt.NDArray[np.bool_]:
        """Look at one more word of each phrase, by six bits of its number."""
        bit = _bit_of(ids[places + self._checked[phrases]])
        return np.asarray(self._bits[phrases] >> bit & np.uint64(1) > 0)

    def _sure(
        self, ids: Ids, places: Numbers, phrases: Numbers
    ) -> tuple[Numbers, Numbers]:
        """Look at all words of each phrase that its anchor does not hold."""
        anchors, lengths = self._anchors[phrases], self.lengths[phrases]
        holds = np.ones(len(places), np.bool_)
        for word in range(int(lengths.max(initial=0))):
            is_open = (word < anchors) | (word > anchors + 1)
            asked = np.flatnonzero(holds & is_open & (word < lengths))
            sets = self._sets[phrases[asked], word]
            holds[asked] = self._has(sets, ids[places[asked] + word])
        return places[holds], phrases[holds]

    def _has(self, sets: Numbers, ids: Ids) -> npt.NDArray[np.bool_]:
        keys = sets.astype(np.uint64) << np.uint64(32) | ids
        found = np.searchsorted(self._members, keys)
        found[found == len(self._members)] = 0
        return np.asarray(self._members[found] == keys)


def _bit_of(ids: Ids) -> Bits:
    return (ids >> np.uint32(26)).astype(np.uint64)


def _anchor(words: tuple[PhraseWord, ...]) -> int:
    """Return the place of the pair of neighbours that is likely to be the rarest."""
    frequent = [word.folded in _FREQUENT for word in words]
    rarity = [
        (frequent[n] + frequent[n + 1], -len(words[n].folded + words[n + 1].folded))
        for n in range(len(words) - 1)
    ]
    return rarity.index(min(rarity)) if rarity else 0


def _checked(words: tuple[PhraseWord, ...], anchor: int) -> int:
    """Return the place of the longest word that the anchor leaves open."""
    places = [n for n in range(len(words)) if not anchor <= n <= anchor + 1]
    return max(places, key=lambda n: len(words[n].folded), default=anchor)


def _ids(numbers: Iterable[int]) -> Ids:
    return np.array(list(numbers), np.uint32)
