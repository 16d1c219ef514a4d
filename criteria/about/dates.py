"""Dates that a text names, with their quotes and what they are of.

They are proposals: a person confirms which of them a piece of evidence goes by.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from criteria.about.datenumbers import THOUSANDS, numbers
from criteria.about.datewords import CUES, MONTHS, QUARTERS, YEARS

if TYPE_CHECKING:
    from collections.abc import Callable

    _Span = tuple[date, date, bool]
    # A pattern, and what reads its match.
    _Reader = tuple[re.Pattern[str], Callable[[re.Match[str]], _Span | None]]


class DateKind(StrEnum):
    """What a date is of, as the words around it tell."""

    ADOPTED = "adopted"
    EFFECTIVE = "effective"
    REVIEWED = "reviewed"
    HELD = "held"  # a meeting
    PERIOD = "period"  # a month, quarter or year that the text covers
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date in a text: ``quote == text[start:end]``.

    ``begins`` and ``ends`` are the same for a single day. ``certain`` is false where
    the same words can mean another date: 03/04/2026, or a fiscal year.
    """

    kind: DateKind
    begins: date
    ends: date
    start: int
    end: int
    quote: str
    certain: bool


# How far before and after a date its cue may stand, in characters.
_BEFORE, _AFTER = 80, 30
# What stands in every text that the slow patterns of written-out dates are tried on.
_SPELT = re.compile(r"\bday of\b|\bdias? d|\bmois de|\bmil(?:le)?\b|\bthousand\b")
_LINKS = (
    r"(?:\s*\(\d{1,2}\))?(?:\s+(?:day|jour))?(?:\s+(?:dias?\s+)?(?:(?:del?|do|du)\s+)?"
    r"(?:mes|mois)\s+de|\s+dias?\s+del?|\s+of|\s+del?)?\s+"
)
_SENTENCE_END = re.compile(r"[.;!?]\s|\n\s*\n")
_NAMED = re.compile(
    "|".join(f"(?P<{kind}>\\b(?:{cue})\\b)" for kind, cue in CUES.items())
)


def find(text: str, language: str = "other") -> tuple[DateFound, ...]:
    """All dates of a text, in the order in which they stand.

    ``language`` is en, es, pt, fr or other. It says which month names are known, all
    full ones for other, and whether 03/04/2026 is of March (en) or of April.
    """
    folded = _folded(text)
    taken = bytearray(len(folded))
    found = []
    spelt = _spelt(language) if _SPELT.search(folded) else ()
    for pattern, read in (*spelt, *_patterns(language)):
        for match in pattern.finditer(folded):
            span = read(match)
            place = slice(*match.span())
            if span is None or any(taken[place]):
                continue
            taken[place] = b"\1" * len(match[0])
            found.append(_found(text, folded, match.span(), span))
    return tuple(sorted(found, key=lambda one: one.start))


def _found(text: str, folded: str, place: tuple[int, int], span: _Span) -> DateFound:
    start, end = place
    begins, ends, certain = span
    kind = _kind(folded, start, end)
    if kind in {DateKind.OTHER, DateKind.PERIOD}:
        kind = DateKind.OTHER if begins == ends else DateKind.PERIOD
    return DateFound(kind, begins, ends, start, end, text[start:end], certain)


def _folded(text: str) -> str:
    """The text in small letters without accents, each character in its own place."""
    return "".join(unicodedata.normalize("NFD", char)[0].lower()[:1] for char in text)


def _kind(folded: str, start: int, end: int) -> DateKind:
    """What the nearest cue of its sentence says: the last before, or else after."""
    before = folded[max(0, start - _BEFORE) : start]
    stops = [match.end() for match in _SENTENCE_END.finditer(before)]
    cues = list(_NAMED.finditer(before, stops[-1] if stops else 0))
    strong = [cue for cue in cues if cue.lastgroup != "period"]
    if strong:
        return DateKind(str(strong[-1].lastgroup))
    after = _SENTENCE_END.split(folded[end : end + _AFTER], maxsplit=1)[0]
    following = _NAMED.search(after)
    if following and following.lastgroup != "period":
        return DateKind(str(following.lastgroup))
    return DateKind.OTHER


@cache
def _months(language: str) -> dict[str, int]:
    """Month names with their numbers; of an unknown language all full names."""
    if language in MONTHS:
        return {
            name: number
            for number, names in enumerate(MONTHS[language], start=1)
            for name in names.split("|")
        }
    return {
        names.split("|")[0]: number
        for months in MONTHS.values()
        for number, names in enumerate(months, start=1)
    }


@cache
def _patterns(language: str) -> tuple[_Reader, ...]:
    """All patterns of a language. What one takes, no later one gets."""
    return (*_days(language), *_periods(language))


_OF, _IN_YEAR = r"(?:(?:de|del|of|do|du)\s+)?", r"(?P<y>(?:19|20)\d\d)"


def _days(language: str) -> tuple[_Reader, ...]:
    months = _months(language)
    name = "|".join(sorted(months, key=len, reverse=True))
    day = r"(?P<d>\d{1,2})(?:er|st|nd|rd|th|o|a|º|ª|°)?"
    alone, two_numbers = r"(?<![\w./-])", r"(?P<a>\d{1,2})([/.-])(?P<b>\d{1,2})"

    def by_name(match: re.Match[str]) -> _Span | None:
        return _day(match, months[match["m"]])

    def numeric(match: re.Match[str]) -> _Span | None:
        return _numeric(match, month_first=language == "en")

    return (
        (re.compile(r"\b(?P<y>(?:19|20)\d\d)-(?P<n>\d\d)-(?P<d>\d\d)\b"), _iso),
        (
            re.compile(rf"\b{day}\s+{_OF}(?P<m>{name})\b\.?,?\s+{_OF}{_IN_YEAR}\b"),
            by_name,
        ),
        (
            re.compile(rf"\b(?P<m>{name})\b\.?\s+{day},?\s+{_OF}{_IN_YEAR}\b"),
            by_name,
        ),
        (re.compile(rf"{alone}{two_numbers}\2{_IN_YEAR}\b(?!\2\d)"), numeric),
    )


def _periods(language: str) -> tuple[_Reader, ...]:
    months = _months(language)
    name = "|".join(sorted(months, key=len, reverse=True))
    when, quarters = f"{_OF}{_IN_YEAR}", "|".join(QUARTERS)

    def whole_month(match: re.Match[str]) -> _Span | None:
        return _month(int(match["y"]), months[match["m"]], 1)

    return (
        (re.compile(rf"\b(?P<m>{name})\b\.?,?\s+{when}\b"), whole_month),
        (re.compile(rf"\b[qt](?P<q>[1-4])\s*+(?:[/-]\s*+)?{when}\b"), _quarter),
        (
            re.compile(rf"\b(?P<w>{quarters})\s+(?:quarter|trimestre),?\s+{when}\b"),
            _quarter,
        ),
        (
            re.compile(rf"\b(?:{YEARS})\s*{when}(?:\s?[-–/]\s?\d\d(?:\d\d)?)?\b"),
            _year,
        ),
        (re.compile(r"\bfy\s?['’]?(?P<s>\d\d)(?:\s?[-–/]\s?\d\d)?\b"), _year),
    )


@cache
def _spelt(language: str) -> tuple[_Reader, ...]:
    """Patterns of a day written as in an act: this 4th day of June, 2023."""
    return tuple(
        _spelt_in(one) for one in (MONTHS if language not in MONTHS else [language])
    )


def _spelt_in(language: str) -> _Reader:
    known, months = numbers(language), _months(language)
    words = "|".join(
        re.sub("[ -]", r"[\\s-]+", word)
        for word in sorted(known, key=len, reverse=True)
    )
    name = "|".join(sorted(months, key=len, reverse=True))
    thousand = THOUSANDS[language].replace(" ", r"\s+")
    pattern = re.compile(
        rf"\b(?:(?P<d>\d{{1,2}})(?:er|e|st|nd|rd|th|o|a|º|ª|°)?|(?P<dw>{words})){_LINKS}"
        rf"(?P<m>{name})\b,?\s+(?:(?:in\s+the\s+year|of|del?|do)\s+)?"
        rf"(?:(?:ano|year)\s+)?(?:(?:de|of)\s+)?(?:(?P<y>(?:19|20)\d\d)"
        rf"|{thousand}(?:[\s-]+(?P<yw>{words}))?)\b"
    )

    def read(match: re.Match[str]) -> _Span | None:
        year = int(match["y"] or 2000 + _meant(match["yw"], known))
        day = int(match["d"] or _meant(match["dw"], known))
        return _span(year, months[match["m"]], day, certain=True)

    return pattern, read


def _meant(words: str | None, known: dict[str, int]) -> int:
    """The number that words mean, however they are joined; 0 if there are none."""
    parts = re.split(r"[\s-]+", words or "")
    ways = (" ".join(parts), "-".join(parts))
    return next((known[way] for way in ways if way in known), 0)


def _iso(match: re.Match[str]) -> _Span | None:
    return _day(match, int(match["n"]))


def _day(match: re.Match[str], month: int) -> _Span | None:
    return _span(int(match["y"]), month, int(match["d"]), certain=True)


def _span(year: int, month: int, day: int, *, certain: bool) -> _Span | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found, found, certain


def _numeric(match: re.Match[str], *, month_first: bool) -> _Span | None:
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    month, day = (first, second) if month_first else (second, first)
    certain = max(first, second) > _MONTHS or first == second
    if month > _MONTHS:
        month, day = day, month
    return _span(year, month, day, certain=certain)


_MONTHS = 12
_CENTURY, _OLDEST = 100, 70  # a year of two digits from here on is of the last century


def _month(year: int, month: int, length: int) -> _Span:
    last = month + length - 1
    return date(year, month, 1), date(year, last, monthrange(year, last)[1]), True


def _quarter(match: re.Match[str]) -> _Span | None:
    named = match.groupdict()
    if named.get("q"):
        number = int(named["q"])
    else:
        number = 1 + next(
            n for n, names in enumerate(QUARTERS) if named["w"] in names.split("|")
        )
    return _month(int(match["y"]), 3 * number - 2, 3)


def _year(match: re.Match[str]) -> _Span | None:
    """The calendar year; where a fiscal year begins, the words do not say."""
    named = match.groupdict()
    year = int(named.get("y") or named["s"])
    if year < _CENTURY:
        year += 1900 if year >= _OLDEST else 2000
    begins, ends, _ = _month(year, 1, 12)
    return begins, ends, False
