"""The searchable form of a document: its words as numbers, with their places and marks.

Made once, when a document is read; matching never looks at letters again. Case,
accents, ligatures and the like are settled here, once for each distinct word, and
cannot shift a place: starts and lengths point into the text as it was read.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from criteria.evidence import SegmentKind
from criteria.language.inflection import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Numbers: TypeAlias = "npt.NDArray[np.int64]"
Ids: TypeAlias = "npt.NDArray[np.uint32]"
Lengths: TypeAlias = "npt.NDArray[np.uint16]"
Bytes: TypeAlias = "npt.NDArray[np.uint8]"
Flags: TypeAlias = "npt.NDArray[np.bool_]"

ANY_LANGUAGE: Final = len(LANGUAGES)
KINDS: Final = tuple(SegmentKind)
_HEADING: Final = KINDS.index(SegmentKind.HEADING)
NEW_SENTENCE: Final = 1
NEW_PARAGRAPH: Final = 2

# Written in front of the stored form; another number means: tokenise again.
_VERSION: Final = b"ASSAYT03"
PARTED: Final = b"PARTED00"
"""Is kept instead of the form of a document of several parts; no version reads it."""
_STORED: Final[dict[str, str]] = {
    "ids": "<u4",
    "origins": "<u4",
    "starts": "<u4",
    "lengths": "<u2",
    "capitals": "|b1",
    "pages": "<u4",
    "languages": "|u1",
    "pieces": "<u4",
    "marks": "|u1",
    "blocks": "<u4",
    "block_kinds": "|u1",
    "block_sections": "|u1",
    "block_starts": "<u4",
    "block_ends": "<u4",
}

# These hold numbers of words.
_COUNTED: Final = frozenset({"pages", "pieces", "blocks"})


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a document.

    ``ids`` hold the main words in order, then, behind a 0 each, the surroundings of
    every word broken at a line's end, with its two halves as one word, and of several
    such words near each other. ``origins`` say of each of those which main word it is,
    twice its number, plus 1 for a joined word. All other fields are of the main words.
    ``pieces``, ``pages`` and ``blocks`` hold the number of their first word. A *piece*
    is what no phrase leaves: a sentence, or a table cell.
    """

    ids: Ids
    origins: Ids
    starts: Ids
    lengths: Lengths
    capitals: Flags
    pages: Ids
    languages: Bytes
    pieces: Ids
    marks: Bytes
    blocks: Ids
    block_kinds: Bytes
    block_sections: Bytes
    block_starts: Ids
    block_ends: Ids

    @property
    def count(self) -> int:
        """The number of main words."""
        return len(self.starts)

    @property
    def headings(self) -> Numbers:
        """The first words of headings."""
        here = self.block_kinds == _HEADING
        return np.asarray(self.blocks[here], np.int64)

    def to_bytes(self) -> bytes:
        """Return the form that is kept beside the document."""
        arrays = [getattr(self, name).astype(kind) for name, kind in _STORED.items()]
        sizes = np.array([len(array) for array in arrays], "<u4")
        return b"".join([_VERSION, sizes.tobytes(), *(a.tobytes() for a in arrays)])

    @classmethod
    def from_bytes(cls, stored: bytes) -> Tokens:
        """Look at the kept form; nothing of it is copied.

        Raises:
            ValueError: It was written by another version, and the document's pages
                have to be tokenised again.
        """
        if stored[: len(_VERSION)] != _VERSION:
            raise ValueError("This word store is of another version: make it anew.")
        at = len(_VERSION) + 4 * len(_STORED)
        sizes = np.frombuffer(stored, "<u4", len(_STORED), len(_VERSION)).tolist()
        arrays: list[npt.NDArray[Any]] = []
        for kind, size in zip(_STORED.values(), sizes, strict=True):
            arrays.append(np.frombuffer(stored, kind, size, at))
            at += size * arrays[-1].itemsize
        return cls(*arrays)


def number_of(folded: str) -> int:
    """Return the number of a folded word: its CRC-32, never 0."""
    return zlib.crc32(folded.encode("utf-8", "surrogatepass")) or 1


def to_keep(parts: Iterable[Tokens]) -> bytes:
    """Return what is kept beside a document: its form, or ``PARTED`` of a large one.

    No more than two parts are made: those of a large one are made anew to be searched,
    which takes less time than to search them.
    """
    first, *more = islice(parts, 2)
    return PARTED if more else first.to_bytes()


def joined(parts: Sequence[Tokens]) -> Tokens:
    """Join the searchable forms of a document's parts, in their order."""
    bases = [0, *accumulate(part.count for part in parts)]
    based = [*zip(parts, bases, strict=False)]
    fields: dict[str, npt.NDArray[Any]] = {
        name: np.concatenate(
            [getattr(part, name) + part.starts.dtype.type(base) for part, base in based]
            if name in _COUNTED
            else [getattr(part, name) for part in parts]
        )
        for name in _STORED
        if name not in ("ids", "origins")
    }
    main = [part.ids[: part.count] for part in parts]
    around = [part.ids[part.count :] for part in parts]
    origins = [
        np.where(ids == 0, part.origins, part.origins + np.uint32(2 * base))
        for ids, (part, base) in zip(around, based, strict=True)
    ]
    ids = np.concatenate([*main, *around])
    return Tokens(ids=ids, origins=np.concatenate(origins), **fields)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where the parts of a document start, in words, each list ended by the count."""

    pieces: Numbers
    sentences: Numbers
    paragraphs: Numbers
    pages: Numbers
    sections: Numbers
    documents: Numbers


def part_of(bounds: Numbers, word: int) -> tuple[int, int]:
    """Return the first word, and the one after the last, of the part with a word."""
    at = int(np.searchsorted(bounds, word, "right"))
    return int(bounds[at - 1]), int(bounds[at])
