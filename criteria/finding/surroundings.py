"""What stands around a hit: its page, sentence, section, list and document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.evidence import SegmentKind
from criteria.finding.statements import Context, opens_article
from criteria.language.sections import SECTIONS, Section
from criteria.language.tokens import KINDS, part_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from criteria.evidence import Page
    from criteria.language.parts import Part, Parts

_LONGEST: Final = 420
_CLOSE: Final = 90
_OPENING: Final = "\"'“‘«(¿¡["
_CLOSING: Final = ".!?…;:\"'”’»)]%"
_HEAD: Final = 400
_LOOK_BACK: Final = 8
_LONGEST_LEAD: Final = 300
_DRAFT_NAME: Final = re.compile(
    r"(?:^|[^a-z])(?:draft|borrador|minuta|brouillon|proposed|rascunho|anteproyecto)"
    r"(?:[^a-z]|$)",
    re.IGNORECASE,
)
# In capitals, as a stamp or a title line; in small letters it is a word like others.
_DRAFT_HEAD: Final = re.compile(
    r"\b(?:DRAFT|BORRADOR|MINUTA DE|RASCUNHO|ANTEPROYECTO|PROYECTO DE (?:ORDENANZA|LEY|"
    r"ACUERDO|DECRETO)|PROJETO DE LEI|PROJET DE (?:D[ÉE]LIB[ÉE]RATION|R[ÈE]GLEMENT)|"
    r"PROPOSED ORDINANCE)\b|^\W*Draft\b|\b[Dd]raft for (?:public )?(?:comment|review)\b"
)
# Essays tell who wrote them, at the end or the beginning; press items above the text.
_ABOUT_AUTHOR: Final = re.compile(
    r"\babout the authors?\b|\b(?:sobre|acerca de) (?:el|la|los|las|o|a|os|as) "
    r"autor(?:es|as?)?\b|\bà propos (?:de l[’']auteure?|des auteure?s)\b",
    re.IGNORECASE,
)
_BYLINE: Final = re.compile(
    r"\b(?:By|Por|Par) [A-ZÀ-Ý][\w.'’-]+(?: [A-ZÀ-Ý][\w.'’-]+){1,2},? "
    r"(?:[A-Z][a-z]+ \d{1,2}, \d{4}|"
    r"(?:el |le )?\d{1,2} (?:de |d[’'])?[a-zûé]+ (?:de )?\d{4})"
)
_MARGIN: Final = 3000
# Without its first letter, so that case does not matter.
_COOKIE: Final = "ookie"
_BOX: Final = re.compile(r"[\N{BALLOT BOX}-\N{BALLOT BOX WITH X}]|\[[ xX]\]")
_UNTICKED: Final = ("\N{BALLOT BOX}", "[ ]")
_WORDS_PER_COOKIE: Final = 300
_FEWEST_COOKIES: Final = 3  # the banner of a saved page has one or two


@dataclass(frozen=True, slots=True)
class Document:
    """A document, and what it says of itself as a whole."""

    parts: Parts
    kind: str
    is_draft: bool
    is_signed: bool
    is_for_visitors: bool

    @classmethod
    def of(cls, parts: Parts, *, name: str, kind: str) -> Document:
        """Look at a document's name, and at how it begins and ends."""
        head = parts.pages[0].text[:_HEAD] if parts.pages else ""
        is_draft = bool(_DRAFT_NAME.search(name) or _DRAFT_HEAD.search(head))
        signed = _is_signed(parts.pages)
        visitors = _is_for_visitors(parts.pages, parts.count)
        return cls(parts, kind, is_draft, signed, visitors)


class Surroundings:
    """What a part of a document holds, to be asked for by the number of a word."""

    def __init__(self, document: Document, part: Part) -> None:
        self._document = document
        self._part = part
        self._tokens = part.tokens
        self.bounds = part.text.bounds
        self.count = document.parts.count

    def of(self, word: int) -> Surroundings:
        """Return the surroundings that hold a word, which may be of another part."""
        part = self._document.parts.part_with(word)
        if part.number == self._part.number:
            return self
        return Surroundings(self._document, part)

    def page(self, word: int) -> Page:
        """Return the page a word stands on."""
        number = int(np.searchsorted(self.bounds.pages, word, "right")) - 1
        return self._part.pages[number]

    def sentence(self, word: int) -> tuple[int, int]:
        """Return the first word, and the one after the last, of a word's sentence."""
        return part_of(self.bounds.sentences, word)

    def section(self, word: int) -> Section:
        """Return what the section is for in which a word stands."""
        return SECTIONS[int(self._tokens.block_sections[self._block(word)])]

    def is_heading(self, word: int) -> bool:
        """Tell whether a word stands in a heading."""
        return self._kind_of(self._block(word)) is SegmentKind.HEADING

    def _block(self, word: int) -> int:
        return int(np.searchsorted(self._part.text.blocks, word, "right")) - 1

    def _kind_of(self, block: int) -> SegmentKind:
        return KINDS[int(self._tokens.block_kinds[block])]

    def _text_of(self, block: int) -> str:
        page = self.page(int(self._part.text.blocks[block]))
        start = int(self._tokens.block_starts[block])
        return page.text[start : int(self._tokens.block_ends[block])]

    def span(self, words: tuple[int, int]) -> tuple[int, int]:
        """Return the characters of some words, given by the first and the end."""
        first, last = words[0] - self._part.first, words[1] - 1 - self._part.first
        end = int(self._tokens.starts[last]) + int(self._tokens.lengths[last])
        return int(self._tokens.starts[first]), end

    def marked_span(self, page: Page, words: tuple[int, int]) -> tuple[int, int]:
        """Return the characters of some words with the marks that belong to them."""
        start, end = self.span(words)
        while start and page.text[start - 1] in _OPENING:
            start -= 1
        while end < len(page.text) and page.text[end] in _CLOSING:
            end += 1
        return start, end

    def close(
        self, sentence: tuple[int, int], words: tuple[int, int]
    ) -> tuple[int, int]:
        """Return the part of a sentence around a hit that still belongs to it.

        What was a table may come as one sentence of ten thousand words.
        """
        first, end = sentence
        return max(first, words[0] - _CLOSE), min(end, words[1] + _CLOSE)

    def readable(
        self, sentence: tuple[int, int], words: tuple[int, int]
    ) -> tuple[int, int]:
        """Return a sentence cut, on both sides of a hit, to a readable length."""
        first, end = self.close(sentence, words)
        while first < words[0] or end > words[1]:
            start, stop = self.span((first, end))
            if stop - start <= _LONGEST:
                break
            if words[0] - first >= end - words[1]:
                first += 1
            else:
                end -= 1
        return first, end

    def context(self, word: int) -> Context:
        """Return what the statement of a word's sentence depends on beside it."""
        block = self._block(word)
        return Context(
            kind=self._document.kind,
            section=self.section(word),
            lead=self._lead(block),
            in_article=self._in_article(block),
            draft=self._document.is_draft,
            signed=self._document.is_signed,
            for_visitors=self._document.is_for_visitors,
            unticked=self._is_unticked(word, block),
        )

    def _is_unticked(self, word: int, block: int) -> bool:
        """Tell whether the last box before a word, in its sentence, is not ticked."""
        first, _ = self.sentence(word)
        start = int(self._tokens.block_starts[block])
        if first > int(self._part.text.blocks[block]):
            _, start = self.span((first - 1, first))
        before = self.page(word).text[start : self.span((word, word + 1))[0]]
        boxes = _BOX.findall(before)
        return bool(boxes) and boxes[-1] in _UNTICKED

    def _lead(self, block: int) -> str:
        """Return the words that introduce the list a block is an item of."""
        if self._kind_of(block) is not SegmentKind.ITEM:
            return ""
        paragraph, _ = part_of(
            self.bounds.paragraphs, int(self._part.text.blocks[block])
        )
        first = self._block(paragraph)
        text = self._text_of(first).rstrip()
        return text[-_LONGEST_LEAD:] if first < block and text.endswith(":") else ""

    def _in_article(self, block: int) -> bool:
        is_own = True
        for kind, text in islice(self._back_from(block), _LOOK_BACK):
            if opens_article(text):
                return True
            if not is_own and kind is SegmentKind.HEADING:
                return False
            is_own = False
        return False

    def _back_from(self, block: int) -> Iterator[tuple[SegmentKind, str]]:
        """Return a block and those before it, also of parts before, nearest first."""
        for number in range(block, -1, -1):
            yield self._kind_of(number), self._text_of(number)
        if self._part.number:
            before = self._document.parts.part(self._part.number - 1)
            around = Surroundings(self._document, before)
            yield from around._back_from(len(before.text.blocks) - 1)


def _is_signed(pages: Sequence[Page]) -> bool:
    """Tell whether a document names its author as essays and press items do."""
    if not pages:
        return False
    head, tail = pages[0].text[:_MARGIN], pages[-1].text[-_MARGIN:]
    about = _ABOUT_AUTHOR.search(head) or _ABOUT_AUTHOR.search(tail)
    return bool(about or _BYLINE.search(" ".join(head[:_HEAD].split())))


def _is_for_visitors(pages: Sequence[Page], words: int) -> bool:
    """Tell whether a document is the notice of a website: none other has cookies."""
    told = sum(page.text.count(_COOKIE) for page in pages)
    return told >= _FEWEST_COOKIES and told * _WORDS_PER_COOKIE > words
