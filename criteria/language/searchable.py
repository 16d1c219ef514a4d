"""One or many tokenised documents, as matching looks at them: in one row of words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from criteria.language.inflection import LANGUAGES
from criteria.language.tokens import (
    ANY_LANGUAGE,
    NEW_PARAGRAPH,
    NEW_SENTENCE,
    Bounds,
    Tokens,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.language.tokens import Bytes, Flags, Ids, Numbers

_EVERY_LANGUAGE: Final = (1 << len(LANGUAGES)) - 1
_BITS: Final = np.append(1 << np.arange(ANY_LANGUAGE), _EVERY_LANGUAGE)


@dataclass(frozen=True, slots=True)
class Searchable:
    """The words of documents in one row, and where their parts start.

    ``ids`` and ``origins`` are as in ``Tokens``: first all main words, then what stands
    around broken ones. ``allowed`` holds, for each page and as bits, the languages
    whose phrases count on it. ``first`` is the number of the first word: a part of a
    document has the numbers that its words have in the whole.
    """

    ids: Ids
    origins: Numbers
    first: int
    count: int
    capitals: Flags
    allowed: Numbers
    bounds: Bounds
    blocks: Numbers
    block_sections: Bytes

    @classmethod
    def of(cls, documents: Sequence[Tokens]) -> Searchable:
        """Put documents behind one another."""
        row = _Row(documents)
        main = [tokens.ids[: tokens.count] for tokens in documents]
        around = [tokens.ids[tokens.count :] for tokens in documents]
        return cls(
            ids=np.concatenate([*main, *around, np.zeros(0, np.uint32)]),
            origins=row.places("origins", each=2),
            first=0,
            count=row.count,
            capitals=row.values("capitals", np.bool_),
            allowed=_row(
                [allowed(t.languages, spoken(t)) for t in documents], np.int64
            ),
            bounds=_bounds(row),
            blocks=row.places("blocks"),
            block_sections=row.values("block_sections", np.uint8),
        )


class _Row:
    """Puts the arrays of documents behind one another, and moves places accordingly."""

    def __init__(self, documents: Sequence[Tokens]) -> None:
        self._documents = documents
        sizes = np.array([tokens.count for tokens in documents], np.int64)
        ends = np.cumsum(sizes)
        self.firsts: Numbers = ends - sizes
        self.count = int(sizes.sum())

    def values(self, name: str, kind: type[np.generic]) -> npt.NDArray[Any]:
        return _row([getattr(tokens, name) for tokens in self._documents], kind)

    def places(self, name: str, each: int = 1) -> Numbers:
        firsts = (self.firsts * each).tolist()
        pairs = zip(self._documents, firsts, strict=True)
        moved = [getattr(tokens, name) + np.uint32(first) for tokens, first in pairs]
        return np.asarray(_row(moved, np.int64), np.int64)


def _row(
    arrays: Sequence[npt.NDArray[Any]], kind: type[np.generic]
) -> npt.NDArray[Any]:
    return np.concatenate([*arrays, np.zeros(0, kind)]).astype(kind, copy=False)


def _bounds(row: _Row) -> Bounds:
    pieces, marks = row.places("pieces"), row.values("marks", np.uint8)
    headings = row.places("headings")

    def ended(starts: Numbers) -> Numbers:
        return np.append(starts, row.count)

    return Bounds(
        pieces=ended(pieces),
        sentences=ended(pieces[marks & NEW_SENTENCE > 0]),
        paragraphs=ended(pieces[marks & NEW_PARAGRAPH > 0]),
        pages=ended(row.places("pages")),
        sections=ended(np.union1d(headings, row.firsts)),
        documents=ended(row.firsts),
    )


def spoken(tokens: Tokens) -> Numbers:
    """Return how many words stand on pages of each language, of any other last."""
    sizes = np.diff(np.append(tokens.pages, tokens.count).astype(np.int64))
    words = np.bincount(tokens.languages, sizes, ANY_LANGUAGE + 1)
    return np.asarray(words, np.int64)


def allowed(languages: Bytes, words: Numbers) -> Numbers:
    """Return for pages, as bits, the languages whose phrases count on each.

    They are its own and that of most of the document; all, where nothing is known.
    ``words`` are how many of the document are ``spoken`` in each.
    """
    known = words[:ANY_LANGUAGE]
    main = 1 << int(known.argmax()) if known.any() else _EVERY_LANGUAGE
    return np.asarray(_BITS[languages] | main, np.int64)
