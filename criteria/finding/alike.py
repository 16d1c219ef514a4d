"""Passages that read like our examples of evidence, whether or not a rule holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from criteria.finding import likeness, statements
from criteria.finding.passages import Found
from criteria.finding.surroundings import Document, Surroundings
from criteria.language.inflection import LANGUAGES
from criteria.packs.ruleset import Form, alike

if TYPE_CHECKING:
    from criteria.language.parts import Parts
    from criteria.packs.ruleset import Pack


@dataclass(frozen=True, slots=True)
class Alike:
    """How like evidence for a criterion a document reads, with its best passages."""

    criterion: str
    degree: float
    found: tuple[Found, ...]


def collect(parts: Parts, pack: Pack, *, name: str, kind: str) -> list[Alike]:
    """Return every criterion with examples, and how like them the document reads."""
    document = Document.of(parts, name=name, kind=kind)
    measured = likeness.measure(parts, pack)
    asked = [(n, place) for n, one in enumerate(measured) for place in one.places]
    found: list[dict[int, Found]] = [{} for _ in measured]
    for part, numbers in parts.in_turn([place[0] for _, place in asked]):
        around = Surroundings(document, part)
        for number in numbers:
            n, place = asked[number]
            found[n][number] = _found(measured[n].criterion, place, around)
    return [
        Alike(one.criterion, one.degree, tuple(of[n] for n in sorted(of)))
        for one, of in zip(measured, found, strict=True)
    ]


def _found(criterion: str, place: tuple[int, int, int], around: Surroundings) -> Found:
    first, end, heaviest = place
    words = (heaviest, heaviest + 1)
    page = around.page(first)
    language = page.language if page.language in LANGUAGES else LANGUAGES[0]
    hit = around.span(words)
    span = around.marked_span(page, around.readable((first, end), words))
    return Found(
        rule=alike(criterion),
        form=Form(language, ()),
        page=page.number,
        hit=hit,
        span=span,
        quote=page.text[span[0] : span[1]],
        term=page.text[hit[0] : hit[1]].casefold(),
        section=around.section(first),
        at=round(first / around.count, 4),
        judgement=statements.judge(
            page.text[span[0] : span[1]],
            (hit[0] - span[0], hit[1] - span[0]),
            language,
            around.context(first),
        ),
        words=words,
        is_heading=around.is_heading(first),
        needs=(),
    )
