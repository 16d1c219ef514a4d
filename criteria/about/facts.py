"""What can be told of a document by its text: its acts, its draft marks, who signed.

Pure: from pages to facts. Each keeps the words that say it, so that a person can check.
Its dates are found by `criteria.about.dates`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from criteria.evidence import Page

_ACT = re.compile(
    r"\b(?:ordinance|resolution|executive\s+order|by-?law|decree|bill|decreto(?:-?lei)?"
    r"|resoluci[oó]n|resolução|ordenanza|acuerdo|portaria|lei(?:\s+complementar)?|ley"
    r"|instrução\s+normativa|d[eé]cret|arrêté|r[eè]glement|d[eé]lib[eé]ration|loi)"
    r"\s++(?:municipal\s++|general\s++)?(?:(?:no|n[uú]m|number|n)?[.ºo°#]*\s*)?"
    r"(?P<number>[A-Z]{0,3}-?\d(?:[\d./-]*\d)?[A-Z]?\b)",
    re.IGNORECASE,
)
_DRAFT = re.compile(
    r"\b(?:draft|borrador|rascunho|minuta|ébauche|brouillon|for\s+discussion\s+only"
    r"|proyecto\s+de\s+(?:ordenanza|ley|decreto)|projeto\s+de\s+lei|projet\s+de"
    r"\s+(?:règlement|loi)|proposed\s+(?:ordinance|resolution))\b",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^[ \t]*(?:(?:signed|signature|by|attest|firma(?:do)?(?:\s+por)?|assinatura"
    r"|assinado(?:\s+digitalmente)?(?:\s+por)?|signé(?:\s+par)?)[ \t]*:|/s/"
    r"|(?<!__\n)_{8,60}(?!_|[^\S\n]*+\n\s*+__)|digitally\s+signed\s+by|firmado\s+digitalmente"
    r"|signé\s+numériquement|documento\s+(?:assinado|firmado))[ \t]*(?P<name>[^\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
_DIGITAL = re.compile(
    r"digital(?:ly|mente)|numériquement|documento\s+(?:assinado|firmado)", re.IGNORECASE
)
_NAMED = re.compile(r"[^\W\d_]{2,}")
_EDGE = 400  # letters at the top of a page in which a draft mark is the document's
_LINE = 60  # letters of the longest line that is a mark; longer ones speak of a draft
_FIRST_PAGES = 5  # on which a document names the act that it is
_MOST = 12


class Signature(StrEnum):
    """What a signature block shows."""

    NONE = "none"
    EMPTY = "empty"
    FILLED = "filled"
    DIGITAL = "digital"


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a page that say a fact: ``text[start:end]``."""

    page: int
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text of a document tells of it.

    ``acts`` are those named on its first pages, each once; ``draft`` is the first mark
    that it is one; ``signed`` is where ``signature`` shows.
    """

    acts: tuple[Mark, ...]
    draft: Mark | None
    signature: Signature
    signed: Mark | None


def of(pages: Sequence[Page]) -> Facts:
    """Gather the facts of a document."""
    drafts = (mark for page in pages for mark in _drafts(page))
    signature, signed = _signature(pages)
    return Facts(tuple(_acts(pages)), next(drafts, None), signature, signed)


def _acts(pages: Sequence[Page]) -> list[Mark]:
    """List the acts that are named at the beginning, each as it is named first."""
    found: dict[str, Mark] = {}
    for page in pages[:_FIRST_PAGES]:
        for match in _ACT.finditer(page.text):
            words = " ".join(match[0].split())
            mark = Mark(page.number, match.start(), match.end(), words)
            found.setdefault(match["number"].casefold(), mark)
    return list(found.values())[:_MOST]


def _drafts(page: Page) -> Iterator[Mark]:
    """Find marks in short lines at the top or the bottom of a page."""
    text = page.text
    last = max(_EDGE, len(text) - _EDGE // 4)
    for start, end in ((0, _EDGE), (last, len(text))):
        for match in _DRAFT.finditer(text, start, end):
            opens = text.rfind("\n", 0, match.start()) + 1
            closes = text.find("\n", match.end())
            line = text[opens : closes if closes >= 0 else len(text)]
            if len(line) <= _LINE and match[0][0].isupper():
                yield Mark(page.number, match.start(), match.end(), line.strip())


def _signature(pages: Sequence[Page]) -> tuple[Signature, Mark | None]:
    """Judge by the fullest block: a copy may have empty ones beside it."""
    best, where = Signature.NONE, None
    for page in pages:
        for match in _SIGNATURE.finditer(page.text):
            said = _said(match)
            if said is Signature.EMPTY and best is not Signature.NONE:
                continue
            if said is best:
                continue
            words = match[0].strip()
            best, where = said, Mark(page.number, *match.span(), words)
            if said is Signature.DIGITAL:
                return best, where
    return best, where


def _said(match: re.Match[str]) -> Signature:
    if _DIGITAL.search(match[0]):
        return Signature.DIGITAL
    named = _NAMED.search(match["name"].replace("_", " "))
    return Signature.FILLED if named else Signature.EMPTY
