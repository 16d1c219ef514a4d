"""Dates in running text, in four languages, each with the words that say it.

Pure. A month or a fiscal year is kept as its first and its last day.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.evidence import Page

_MONTHS = {
    "en": "january february march april may june july august september october"
    " november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre"
    " noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro"
    " novembro dezembro",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre"
    " décembre",
    "short": "jan feb mar apr may jun jul aug sep oct nov dec",
    "other": "- - - - - - - - setiembre - - -",
}
_NUMBERS = {
    word: number
    for words in _MONTHS.values()
    for number, word in enumerate(words.split(), 1)
    if word != "-"
}
_MONTH = "(?P<month>" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°|ª)?"
_WORDS = (
    rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b",
    (
        rf"\b{_DAY}\s+(?:de\s+|d[ií]as?\s+del?\s+mes\s+de\s+|day\s+of\s+)?{_MONTH},?"
        rf"\s+(?:de\s+|del\s+|do\s+ano\s+de\s+)?{_YEAR}\b"
    ),
    r"\b(?P<year>(?:19|20)\d\d)-(?P<number>[01]\d)-(?P<day>[0-3]\d)\b",
    r"\b(?P<one>\d{1,2})[/.](?P<two>\d{1,2})[/.](?P<year>(?:19|20)\d\d)\b",
    rf"\b{_MONTH},?\s+(?:de\s+|of\s+|del\s+)?{_YEAR}\b",
    (
        rf"\b(?:FY|fiscal\s+years?|ejercicio(?:\s+fiscal)?|año\s+fiscal|exercício"
        rf"(?:\s+financeiro)?(?:\s+de)?|exercice(?:\s+financier)?)\s*['’]?{_YEAR}"
        r"(?:\s*[-–/]\s*(?P<until>(?:20)?\d\d))?\b"
    ),
)
_PATTERNS = tuple(re.compile(words, re.IGNORECASE) for words in _WORDS)
# What makes a date the day of the document rather than one it speaks of.
_ACTS = re.compile(
    r"adopted|passed|approved|enacted|effective|signed|dated|ordained|in\s+effect"
    r"|aprob(?:ad[oa]|ó)|sancion(?:ad[oa]|ó)|promulg(?:ad[oa]|ó)|public(?:ad[oa]|ó)"
    r"|vigente|dad[oa]\s+en|aprovad[oa]|em\s+vigor|adopté|approuvé|en\s+vigueur|signé"
    r"|fait\s+à",
    re.IGNORECASE,
)
_REACH = 80  # letters before a date in which such a word counts


@dataclass(frozen=True, slots=True)
class Dated:
    """A day or a stretch of days, and where a page says it.

    ``acts``: a word such as *adopted* or *in force* stands just before it.
    """

    first: date
    last: date
    page: int
    start: int
    end: int
    acts: bool = False


def find(page: Page) -> Iterator[Dated]:
    """Yield the dates of a page in the order of its text."""
    found: list[Dated] = []
    taken = bytearray(len(page.text))
    for pattern in _PATTERNS:
        for match in pattern.finditer(page.text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            days = _days(match.groupdict(), page.language)
            if days is not None:
                taken[start:end] = b"\x01" * (end - start)
                before = page.text[max(start - _REACH, 0) : start]
                acts = bool(_ACTS.search(before.rpartition(". ")[2]))
                found.append(Dated(*days, page.number, start, end, acts))
    yield from sorted(found, key=lambda one: one.start)


def _days(parts: dict[str, str | None], language: str) -> tuple[date, date] | None:
    """Turn what was written into the first and last day meant; None if none is."""
    year = int(parts["year"] or 0)
    try:
        if "one" in parts:
            day = _numeric(
                int(parts["one"] or 0), int(parts["two"] or 0), year, language
            )
            return day, day
        if "until" in parts:
            return _fiscal(year, parts["until"])
        number = parts.get("number")
        month = int(number) if number else _NUMBERS[(parts["month"] or "").lower()]
        if parts.get("day"):
            day = date(year, month, int(parts["day"] or 0))
            return day, day
        return date(year, month, 1), date(
            year, month, calendar.monthrange(year, month)[1]
        )
    except ValueError:
        return None


def _numeric(one: int, two: int, year: int, language: str) -> date:
    """Read 4/6/2023: the month comes first in English, where it can be one."""
    if language == "en" and one <= 12:  # noqa: PLR2004 - the months
        return date(year, one, two)
    return date(year, two, one)


def _fiscal(year: int, until: str | None) -> tuple[date, date]:
    """Take a fiscal year for the years it names: where it begins, cities differ."""
    last = year if not until else int(until) if len(until) > 2 else 2000 + int(until)  # noqa: PLR2004 - two digits
    return date(year, 1, 1), date(max(last, year), 12, 31)
