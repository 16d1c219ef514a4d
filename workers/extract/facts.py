"""What can be told of a document beside its text: its date, its acts, its marks.

Pure: from a reading to its facts. Each fact keeps the place it was read from, so that a
person can check it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workers.extract import dates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from criteria.evidence import Page, Reading
    from workers.extract.dates import Dated

_ACT = re.compile(
    r"\b(?:ordinance|resolution|executive\s+order|by-?law|decree|bill|decreto(?:-?lei)?"
    r"|resoluci[oó]n|resolução|ordenanza|acuerdo|portaria|lei(?:\s+complementar)?|ley"
    r"|instrução\s+normativa|d[eé]cret|arrêté|r[eè]glement|d[eé]lib[eé]ration|loi)"
    r"\s+(?:municipal\s+|general\s+)?(?:(?:no|n[uú]m|number|n)?[.ºo°#]*\s*)?"
    r"(?P<number>[A-Z]{0,3}-?\d[\d./-]*[A-Z]?)",
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
    r"|assinado(?:\s+digitalmente)?(?:\s+por)?|signé(?:\s+par)?)[ \t]*:|/s/|_{8,}"
    r"|digitally\s+signed\s+by|documento\s+assinado)[ \t]*(?P<name>[^\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
_DIGITAL = re.compile(r"digital(?:ly|mente)|documento\s+assinado", re.IGNORECASE)
_NAMED = re.compile(r"[^\W\d_]{2,}")
_MARGIN = 400  # letters at the top of a page in which a draft mark is the document's


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
    """What is known of a document.

    ``dated`` is the day it was adopted, signed or came into force, where it says so.
    """

    title: str
    dated: Dated | None
    dates: tuple[Dated, ...]
    acts: tuple[Mark, ...]
    drafts: tuple[Mark, ...]
    signature: Signature

    @property
    def day(self) -> date | None:
        """The last day of ``dated``: no evidence is older than that."""
        return None if self.dated is None else self.dated.last


def of(reading: Reading) -> Facts:
    """Gather the facts of a document."""
    pages = reading.pages
    found = tuple(one for page in pages for one in dates.find(page))
    return Facts(
        reading.title,
        next((one for one in found if one.acts and one.first == one.last), None),
        found,
        tuple(mark for page in pages for mark in _marks(page, _ACT)),
        tuple(mark for page in pages for mark in _drafts(page)),
        _signature(pages),
    )


def _marks(page: Page, pattern: re.Pattern[str]) -> Iterator[Mark]:
    for match in pattern.finditer(page.text):
        yield Mark(page.number, match.start(), match.end(), match[0])


def _drafts(page: Page) -> Iterator[Mark]:
    """Find marks at the top or the bottom of a page: elsewhere a draft is spoken of."""
    for mark in _marks(page, _DRAFT):
        if mark.start < _MARGIN or mark.end > len(page.text) - _MARGIN // 4:
            yield mark


def _signature(pages: tuple[Page, ...]) -> Signature:
    """Judge by the fullest block: a copy may have empty ones beside it."""
    best = Signature.NONE
    for page in pages:
        for match in _SIGNATURE.finditer(page.text):
            if _DIGITAL.search(match[0]):
                return Signature.DIGITAL
            named = _NAMED.search(match["name"].replace("_", " "))
            if named:
                best = Signature.FILLED
            elif best is Signature.NONE:
                best = Signature.EMPTY
    return best
