"""A document to be searched part by part, so that a large one takes no more memory.

Words have the numbers that they have in the whole document. No page is parted, and
nothing but a section and the document itself is more than a page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from criteria.language.searchable import Searchable, allowed, spoken
from criteria.language.tokens import ANY_LANGUAGE, Bounds, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from criteria.evidence import Page
    from criteria.language.tokens import Numbers


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document; its ``text`` counts words from the document's first."""

    number: int
    pages: Sequence[Page]
    tokens: Tokens
    text: Searchable

    @property
    def first(self) -> int:
        """The number of its first word."""
        return self.text.first


@dataclass(slots=True)
class Parts:
    """A document's pages and their searchable form, in one or many parts.

    ``firsts`` are the numbers of the parts' first words, and at the end the count of
    all. ``words`` are how many words, and ``leaves`` how many pages, each language has.
    """

    pages: Sequence[Page]
    tokens: Sequence[Tokens]
    firsts: Numbers = field(init=False)
    words: Numbers = field(init=False)
    leaves: Numbers = field(init=False)
    _first_pages: list[int] = field(init=False)
    _sections: Numbers = field(init=False)
    _last: Part | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Look at all parts once, for what they say only together."""
        firsts, first_pages = [0], [0]
        self.words = np.zeros(ANY_LANGUAGE + 1, np.int64)
        self.leaves = np.zeros(ANY_LANGUAGE + 1, np.int64)
        sections = [np.zeros(0, np.int64)]
        for tokens in self.tokens:
            self.words += spoken(tokens)
            self.leaves += np.bincount(tokens.languages, minlength=ANY_LANGUAGE + 1)
            sections.append(tokens.headings + firsts[-1])
            firsts.append(firsts[-1] + tokens.count)
            first_pages.append(first_pages[-1] + len(tokens.pages))
        self.firsts = np.array(firsts, np.int64)
        self._first_pages = first_pages
        starts = np.union1d(np.concatenate(sections), [0])
        self._sections = np.append(starts, self.count)

    @classmethod
    def of(cls, pages: Sequence[Page], tokens: Tokens | Sequence[Tokens]) -> Parts:
        """Return a document of one part or of several."""
        return cls(pages, [tokens] if isinstance(tokens, Tokens) else tokens)

    @property
    def count(self) -> int:
        """The number of words of the whole document."""
        return int(self.firsts[-1])

    def __len__(self) -> int:
        return len(self.tokens)

    def part(self, number: int) -> Part:
        """Return a part; the last one is kept at hand."""
        if self._last is None or self._last.number != number:
            self._last = None  # before the next one is made
            self._last = self._made(number)
        return self._last

    def part_with(self, word: int) -> Part:
        """Return the part that a word stands in."""
        return self.part(int(np.searchsorted(self.firsts, word, "right")) - 1)

    def each(self) -> Iterator[Part]:
        """Return one part after the other."""
        return map(self.part, range(len(self)))

    def in_turn(self, words: Sequence[int]) -> Iterator[tuple[Part, list[int]]]:
        """Return the parts that some words stand in, and for each the words' places.

        Each part is given once.
        """
        of = np.searchsorted(self.firsts, words, "right") - 1
        order = np.argsort(of, kind="stable")
        edges = np.flatnonzero(np.diff(of[order], prepend=-1))
        for start, end in pairwise([*edges.tolist(), len(order)]):
            yield self.part(int(of[order[start]])), order[start:end].tolist()

    def _made(self, number: int) -> Part:
        tokens, first = self.tokens[number], int(self.firsts[number])
        text = Searchable.of([tokens])
        if len(self) > 1:
            text = self._placed(text, tokens, first)
        begin, end = self._first_pages[number : number + 2]
        return Part(number, self.pages[begin:end], tokens, text)

    def _placed(self, text: Searchable, tokens: Tokens, first: int) -> Searchable:
        """Return the text of a part with the numbers of the whole document."""
        bounds = text.bounds
        return Searchable(
            ids=text.ids,
            origins=text.origins,
            first=first,
            count=text.count,
            capitals=text.capitals,
            allowed=allowed(tokens.languages, self.words),
            bounds=Bounds(
                pieces=bounds.pieces + first,
                sentences=bounds.sentences + first,
                paragraphs=bounds.paragraphs + first,
                pages=bounds.pages + first,
                sections=self._sections,
                documents=np.array([0, self.count]),
            ),
            blocks=text.blocks + first,
            block_sections=text.block_sections,
        )
