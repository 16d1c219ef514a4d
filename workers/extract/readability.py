"""How well a page was read, from 0 to 1: what a person would see at a glance.

Pure. The lowest of three shares counts, since any of them can spoil a page: letters
that print, words of which our languages are made, and words of a usual length.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from criteria.evidence import Page

_BAD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufffd]")
_VOWELS = frozenset("aeiouyáéíóúàèìòùâêîôûãõäëïöüœæýå")
_LONGEST = 28
_FEW = 20  # words: fewer tell nothing
_SAMPLE = 3_000  # letters, and of their words so many, evenly: more tell nothing new
_MOST = 60


def score(page: Page) -> float:
    """Say how readable a page's text is; an empty page is perfectly so."""
    text = page.text
    if not text or text.isspace():
        return 1.0
    printable = 1.0
    if not text.replace("\n", " ").isprintable():
        printable -= len(_BAD.findall(text)) / len("".join(text.split()))
    words = [*filter(str.isalpha, text[:_SAMPLE].split())]
    words = words[:: len(words) // _MOST + 1]
    if len(words) < _FEW:
        return round(printable, 2)
    long_words = [word for word in words if len(word) > 2]  # noqa: PLR2004 - "tx" is no proof
    bare = [*filter(_VOWELS.isdisjoint, map(str.lower, long_words))]
    likely = sum(map(_is_likely, long_words)) if bare else len(long_words)
    spaced = sum(map(_LONGEST.__ge__, map(len, words))) / len(words)
    shares = (printable, likely / max(len(long_words), 1), spaced)
    return round(max(min(shares), 0.0), 2)


def _is_likely(word: str) -> bool:
    """Tell a word by its vowel; an abbreviation need not have one."""
    return word.isupper() or not _VOWELS.isdisjoint(word.lower())
