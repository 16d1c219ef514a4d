"""Passages that read like our examples of evidence, whether or not a rule holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from criteria import likeness, statements
from criteria.inflection import LANGUAGES
from criteria.passages import Found
from criteria.ruleset import Form, alike
from criteria.searchable import Searchable
from criteria.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from criteria.evidence import Page
    from criteria.ruleset import Pack
    from criteria.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Alike:
    """How like evidence for a criterion a document reads, with its best passages."""

    criterion: str
    degree: float
    found: tuple[Found, ...]


def collect(
    pages: Sequence[Page], tokens: Tokens, pack: Pack, *, name: str, kind: str
) -> Iterator[Alike]:
    """Yield every criterion with examples, and how like them the document reads."""
    bounds = Searchable.of([tokens]).bounds
    around = Surroundings(pages, tokens, bounds, name=name, kind=kind)
    for one in likeness.measure(tokens, bounds, pack):
        found = tuple(_found(one.criterion, place, around) for place in one.places)
        yield Alike(one.criterion, one.degree, found)


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
        part=around.part(first),
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
