"""Words of a text with their places, and the form in which they are compared.

A word is compared by its *folded* form: without case, accents, ligatures, soft hyphens
and characters that take no room. Its place always points into the text as it was read.
"""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable

Points: TypeAlias = "npt.NDArray[np.uint8] | npt.NDArray[np.uint32]"
Numbers: TypeAlias = "npt.NDArray[np.int64]"

SEPARATOR: Final = 0
LETTER: Final = 1
IGNORED: Final = 2

# Letters that Unicode does not take apart, though a reader would.
_PLAIN = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th"}
)
_APOSTROPHES: Final = frozenset("'\u2019\u2018\u02bc\u00b4`\uff07")
_ENDINGS: Final = frozenset({"s", "e", "a", "o", "es", "as", "os"})
# The two planes that hold every alphabet a city writes in; all above it separates.
TABLE_SIZE: Final = 0x20000
NARROW: Final = 0xFF
_LONGEST_ENDING: Final = 2
# Whether an ending may follow a character; the last entry stands for all above it.
_BEFORE_ENDING: Final = np.array([chr(at) in "'`(" for at in range(127)] + [True])
_ORDINALS = "\u00aa\u00ba"  # of n.º and 1ª, which are written with and without


def fold(word: str) -> str:
    """Return the form of a word in which it is compared with others.

    Empty if nothing of the word can be compared.
    """
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(c for c in apart if unicodedata.category(c)[0] in "LN")
    return kept.casefold().translate(_PLAIN)


def _kind(char: str) -> int:
    if ord(char) >= TABLE_SIZE:
        return SEPARATOR
    category = unicodedata.category(char)
    if category[0] == "M" or category == "Cf":
        return IGNORED
    is_letter = category[0] == "L" or category in ("Nd", "Nl")
    return LETTER if is_letter and char not in _ORDINALS else SEPARATOR


class CharTable:
    """What each character is, in eight bits: looked at once for each that is met."""

    def __init__(self, of: Callable[[str], int]) -> None:
        """Make an empty table of what a function says of a character."""
        self._of = of
        self._narrow = bytes(of(chr(point)) for point in range(NARROW + 1))
        # One more than what is said of a character; 0 of one that was never met.
        self._wide = np.zeros(sys.maxunicode + 1, np.uint16)

    def look_up(self, points: Points, behind: int = 0) -> npt.NDArray[np.uint8]:
        """Return what is said of each character, and so many times 0 behind."""
        low = points.astype(np.uint8).tobytes() + bytes(behind)
        found = np.frombuffer(bytearray(low.translate(self._narrow)), np.uint8)
        if points.itemsize > 1:
            wide = np.flatnonzero(points > NARROW)
            found[wide] = self._of_wide(points[wide])
        return found

    def _of_wide(self, points: Points) -> npt.NDArray[np.uint16]:
        said = self._wide[points]
        if not said.all():
            for point in np.unique(points[said == 0]).tolist():
                self._wide[point] = self._of(chr(point)) + 1
            said = self._wide[points]
        return said - np.uint16(1)


def points_of(text: str) -> Points:
    """Return a text as numbers, one for each of its characters, in few bytes."""
    try:
        return np.frombuffer(text.encode("latin-1"), np.uint8)
    except UnicodeEncodeError:
        return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


_KINDS: Final = CharTable(_kind)


def word_spans(text: str) -> tuple[Numbers, Numbers]:
    """Return where the words of a text start and end.

    A possessive ``'s`` and an ending in brackets, as in ``contract(s)``, are no words.
    """
    return spans_of(text, points_of(text))


def spans_of(text: str, points: Points) -> tuple[Numbers, Numbers]:
    """Return ``word_spans`` of a text whose characters are at hand as numbers."""
    kind = _KINDS.look_up(points)
    inside = np.zeros(len(kind) + 2, np.bool_)
    inside[1:-1] = kind > 0
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    if IGNORED in kind:
        letters = np.concatenate(([0], np.cumsum(kind == LETTER)))
        real = letters[ends] > letters[starts]
        starts, ends = starts[real], ends[real]
    endings = _endings(text, points, starts, ends)
    if endings:
        words = np.ones(len(starts), np.bool_)
        words[endings] = False
        return starts[words], ends[words]
    return starts, ends


def _endings(text: str, points: Points, starts: Numbers, ends: Numbers) -> list[int]:
    """Return which words are a possessive or an ending in brackets."""
    glued = (starts[1:] - ends[:-1] == 1) & (ends[1:] - starts[1:] <= _LONGEST_ENDING)
    before = np.flatnonzero(glued)
    before = before[_BEFORE_ENDING.take(points[ends[before]], mode="clip")]
    found = []
    for word in (before + 1).tolist():
        start, end = int(starts[word]), int(ends[word])
        mark, ending = text[start - 1], text[start:end].lower()
        possessive = ending == "s" and mark in _APOSTROPHES
        if possessive or (
            mark == "(" and text[end : end + 1] == ")" and ending in _ENDINGS
        ):
            found.append(word)
    return found


def words(text: str) -> list[str]:
    """Return the folded words of a short text, such as a phrase of a rule."""
    starts, ends = word_spans(text)
    return [
        folded
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        if (folded := fold(text[start:end]))
    ]
