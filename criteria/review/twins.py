"""Near duplicates: passages that say the same but for a few words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from criteria.language.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORD = re.compile(r"\w+")
# So many words in a row are compared, and so large a share of the rows is shared.
ROW = 3
ALIKE = 0.8
LIKE = 0.2
# Passages use the same words again and again, and accents are slow to take off.
_folded = lru_cache(maxsize=1 << 14)(fold)


def near(text: str, others: Mapping[str, str]) -> list[str]:
    """The keys of the texts that are near duplicates of one, in their order.

    Two texts are if they share four fifths of all rows of three words that either has,
    case and accents aside (Jaccard's index over shingles: Broder 1997, "On the
    resemblance and containment of documents"). A text without a word has none.
    """
    words = _words(text)
    if not words:
        return []
    rows = _rows(words)
    return [
        key
        for key, other in others.items()
        if other == text or _is_near(rows, _words(other))
    ]


def likest(texts: Iterable[str], others: Mapping[str, str], *, most: int) -> list[str]:
    """The keys of the texts that share the most words with any of some, in that order.

    Texts that share less than a fifth of all words that either has are not like it.
    """
    wanted = [frozenset(_words(text)) for text in texts]
    shares = {}
    for key, other in others.items():
        words = frozenset(_words(other))
        shares[key] = max((_share(one, words) for one in wanted), default=0.0)
    like = [key for key, share in shares.items() if share >= LIKE]
    return sorted(like, key=lambda key: -shares[key])[:most]


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _words(text: str) -> list[str]:
    if text.isascii():
        return _WORD.findall(text.lower())
    return [_folded(word) for word in _WORD.findall(text)]


def _rows(words: list[str]) -> frozenset[tuple[str, ...]]:
    if len(words) < ROW:
        return frozenset([tuple(words)] if words else ())
    return frozenset(zip(*(words[n:] for n in range(ROW)), strict=False))


def _is_near(rows: frozenset[tuple[str, ...]], words: list[str]) -> bool:
    # There are never more rows than words, so too few words need no counting.
    if len(words) < ALIKE * len(rows):
        return False
    other = _rows(words)
    if min(len(rows), len(other)) < ALIKE * max(len(rows), len(other)):
        return False
    return len(rows & other) >= ALIKE * len(rows | other)
