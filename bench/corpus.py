"""Text and rules to measure with, made up from a seed: the shape of city papers alone.

Function words stand as often as in English, civic words follow Zipf's law, and a long
tail of invented names makes the vocabulary as wide as a real one. Lines are wrapped,
some words are broken at their end, and there are headings, lists and table rows.
Capitals, figures and the marks around words are as frequent as in 104 papers of cities.
"""

from __future__ import annotations

import random
import textwrap
from bisect import bisect
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.evidence import Page
from criteria.language.searchable import Searchable
from criteria.language.tokenising import tokenise
from criteria.packs.phrases import PhraseIndex
from criteria.packs.ruleset import Clause, Form, Pack, Rule, Strength

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def _words(text: str) -> list[str]:
    return text.split()


_FUNCTION: Final = _words(
    """
    the of and to in a for is on by with be that or as this are shall will at it
    from all not an which has been its any such may each who their other these was
    were
    """
)
_CIVIC: Final = _words(
    """
    city department council board office director program plan report data public
    service budget contract policy community project fund year resident district
    street water park housing health police fire school library permit fee tax code
    section ordinance resolution committee commission mayor manager clerk staff
    employee vendor agreement bid proposal purchase grant audit inventory measure
    target result outcome goal indicator dashboard survey evaluation analysis
    strategy governance quality standard license portal catalog dataset record
    privacy security equity access review meeting minutes agenda hearing notice
    training team officer performance management development planning transportation
    traffic parking transit bicycle sidewalk bridge sewer storm waste recycling
    energy building zoning land use property owner tenant applicant application
    inspection enforcement violation penalty court attorney general administration
    finance revenue expenditure appropriation account payment schedule amendment
    approval authority duty responsibility procedure requirement compliance
    implementation monitoring quarterly annual monthly weekly available published
    adopted approved required established maintained provided submitted considered
    open local state federal regional municipal economic social environmental
    technical financial
    """
)
_SYLLABLES: Final = _words(
    """
    ba co di fer gu hal in jo kel lu mor ni or pa qui ros se tan um vel wi xa yor
    zen
    """
)
# How words are written otherwise than small and bare, and how many of a hundred are so.
_WRITTEN: Final[tuple[tuple[float, str], ...]] = (
    (18.0, "{Word}"),
    (5.4, "{word},"),
    (5.0, "{WORD}"),
    (2.2, "{word}:"),
    (1.7, "{word}-wide"),
    (1.2, "{number}"),
    (1.2, "{number:,}"),
    (1.0, "({word})"),
    (1.0, "{word}/{word}"),
    (0.6, "20{part},"),
    (0.5, "{part}.{part}"),
    (0.4, "“{word}”"),
    (0.4, "{word}’s"),
    (0.3, "{part}%"),
    (0.3, "{word};"),
    (0.2, "https://{word}.gov/{part}"),
    (0.2, "${number:,}"),
)
_BOUNDS: Final = [*accumulate(share / 100 for share, _ in _WRITTEN)]
_NAMES: Final = 40_000
_DOCUMENT: Final = 120_000


def documents(megabytes: int, seed: int) -> list[str]:
    """Return documents of about forty pages each, so many megabytes in all."""
    chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
    names = [
        "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))
        for _ in range(_NAMES)
    ]
    words = [*_FUNCTION, *_CIVIC, *names]
    weights = [
        *(2.2 / (rank + 6) for rank in range(len(_FUNCTION))),
        *(1.6 / (rank + 30) for rank in range(len(_CIVIC))),
        *(0.35 / (rank + 60) for rank in range(len(names))),
    ]
    total = 0.0
    steps = [total := total + weight for weight in weights]
    return [
        _document(chance, words, steps) for _ in range(megabytes * 10**6 // _DOCUMENT)
    ]


def _document(chance: random.Random, words: list[str], steps: list[float]) -> str:
    parts: list[str] = []
    size = 0
    while size < _DOCUMENT:
        taken = chance.choices(words, cum_weights=steps, k=600)
        drawn = iter([_written(chance, word) for word in taken])
        for part in _parts(chance, drawn):
            parts.append(part)
            size += len(part) + 2
    return "\n\n".join(parts)


def _written(chance: random.Random, word: str) -> str:
    at = bisect(_BOUNDS, chance.random())
    if at == len(_BOUNDS):
        return word
    return _WRITTEN[at][1].format(
        word=word,
        Word=word.capitalize(),
        WORD=word.upper(),
        number=chance.randint(100, 99_999),
        part=chance.randint(10, 99),
    )


def _parts(chance: random.Random, drawn: Iterator[str]) -> Iterator[str]:
    yield _sentence(drawn, 4).upper().rstrip(".")
    for _ in range(4):
        sentences = [_sentence(drawn, chance.randint(8, 28)) for _ in range(5)]
        text = textwrap.fill(" ".join(sentences), 92)
        if chance.random() < 0.3:  # noqa: PLR2004 - a third of paragraphs
            text = text.replace("ment ", "-\nment ", 1)
        yield text
    yield "\n".join(f"- {_sentence(drawn, 9)}" for _ in range(4))
    yield "\n".join(
        f"| {_sentence(drawn, 3)} | {chance.randint(1, 99)} % |" for _ in range(3)
    )


def _sentence(drawn: Iterator[str], count: int) -> str:
    taken = [next(drawn, "city") for _ in range(count)]
    text = " ".join(taken)
    return text[:1].upper() + text[1:].rstrip(",:;") + "."


def phrases(texts: list[str], count: int, seed: int, most: float = 2) -> list[str]:
    """Return phrases of two to four words that stand in these texts, a few times each.

    Real rules are specific: what stands in a megabyte more than ``most`` times is left
    out.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
    civic = set(_CIVIC)
    found: dict[str, None] = {}
    while len(found) < 3 * count:
        words = chance.choice(texts)[: _DOCUMENT // 2].lower().split()
        for at in chance.choices(range(len(words) - 4), k=40):
            phrase = words[at : at + chance.randint(2, 4)]
            if all(word.isalpha() for word in phrase) and civic.intersection(phrase):
                found[" ".join(phrase)] = None
    return _rare(list(found), texts, most)[:count]


def _rare(phrases_: list[str], texts: list[str], most: float) -> list[str]:
    text = Searchable.of([tokenise([Page(1, one, "en")]) for one in texts[:80]])
    _, which = PhraseIndex([(phrase, "en") for phrase in phrases_]).scan(text.ids)
    limit = most * 80 * _DOCUMENT / 10**6
    times = np.bincount(which, minlength=len(phrases_))
    return [p for p, n in zip(phrases_, times.tolist(), strict=True) if n <= limit]


def size(texts: Sequence[str]) -> float:
    """Return how many millions of bytes of text these are."""
    return sum(len(text.encode()) for text in texts) / 1e6


def rules(own_phrases: list[str], name: str) -> Pack:
    """Rules of eight phrases; every second one with a need, every fourth with a bar."""
    rules = []
    for number in range(0, len(own_phrases) - 7, 8):
        own = tuple(own_phrases[number : number + 8])
        needs = (Clause(("city", "department", "report", "data", "public")),)
        bars = (Clause(("water", "sewer")),)
        form = Form(
            "en",
            own,
            needs if number % 16 else (),
            bars if number % 32 == 0 else (),
        )
        rules.append(Rule(f"{name}{number}", "DM1", "t", Strength.WEAK, {"en": form}))
    return Pack(name, tuple(rules), name)
