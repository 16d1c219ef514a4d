"""Near duplicates: passages that say the same but for a few words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from criteria.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORD = re.compile(r"\w+")
# So many words in a row are compared, and so large a share of the rows is shared.
ROW = 3
ALIKE = 0.8


def near(text: str, others: Mapping[str, str]) -> list[str]:
    """The keys of the texts that are near duplicates of one, in their order.

    Two texts are if they share four fifths of all rows of three words that either has,
    case and accents aside (Jaccard's index over shingles: Broder 1997, "On the
    resemblance and containment of documents"). A text without a word has none.
    """
    rows = _rows(text)
    if not rows:
        return []
    return [
        key
        for key, other in others.items()
        if other == text or _is_near(rows, _rows(other))
    ]


def _rows(text: str) -> frozenset[tuple[str, ...]]:
    words = [fold(word) for word in _WORD.findall(text)]
    return frozenset(_in_a_row(words))


def _in_a_row(words: list[str]) -> Iterable[tuple[str, ...]]:
    if len(words) < ROW:
        return [tuple(words)] if words else []
    return zip(*(words[n:] for n in range(ROW)), strict=False)


def _is_near(
    one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]
) -> bool:
    if min(len(one), len(other)) < ALIKE * max(len(one), len(other)):
        return False
    return len(one & other) >= ALIKE * len(one | other)
