"""Passages: the sentence, list item or table row around a hit, word for word."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria import statements
from criteria.compiled import compiled
from criteria.hits import find_hits, windows
from criteria.searchable import Searchable
from criteria.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from criteria.compiled import CompiledPack
    from criteria.evidence import Page
    from criteria.hits import Hits
    from criteria.ruleset import Form, Pack, Rule
    from criteria.sections import Section
    from criteria.statements import Judgement
    from criteria.tokens import Tokens

# A rule that holds more often than this in a document says nothing more by it.
_MOST_HITS: Final = 60


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a rule holds, in the words of its page.

    ``hit`` and ``span`` are of the main phrase and of the passage around it; ``at`` is
    how far into the document it stands, from 0 to 1; ``part`` numbers its section.
    ``needs`` are page, start and end of what satisfied each need of the form.
    """

    rule: Rule
    form: Form
    page: int
    hit: tuple[int, int]
    span: tuple[int, int]
    quote: str
    term: str
    section: Section
    part: int
    at: float
    judgement: Judgement
    words: tuple[int, int]
    is_heading: bool
    needs: tuple[tuple[int, int, int], ...]


def collect(
    pages: Sequence[Page], tokens: Tokens, pack: Pack, *, name: str, kind: str
) -> list[Found]:
    """Return where the rules of a pack hold, once for each rule and sentence."""
    text = Searchable.of([tokens])
    hits = find_hits(text, compiled(pack))
    if not len(hits.forms):
        return []
    around = Surroundings(pages, tokens, text.bounds, name=name, kind=kind)
    return list(_Collector(hits, compiled(pack), around).collect())


class _Collector:
    """Turns hits into passages, one for each rule and sentence."""

    def __init__(self, hits: Hits, pack: CompiledPack, around: Surroundings) -> None:
        self._hits = hits
        self._pack = pack
        self._around = around

    def collect(self) -> Iterator[Found]:
        """Return what was found, in order of rule, language and place."""
        hits = self._hits
        seen: set[tuple[str, int]] = set()
        counts: Counter[str] = Counter()
        for number, start, end in zip(
            hits.forms.tolist(), hits.starts.tolist(), hits.ends.tolist(), strict=True
        ):
            rule = self._pack.forms[number][0].id
            sentence = self._around.sentence(start)[0]
            if (rule, sentence) not in seen and counts[rule] < _MOST_HITS:
                seen.add((rule, sentence))
                counts[rule] += 1
                yield self._found(number, (start, end))

    def _found(self, number: int, words: tuple[int, int]) -> Found:
        rule, form = self._pack.forms[number]
        around = self._around
        page = around.page(words[0])
        hit = around.span(words)
        sentence = around.sentence(words[0])
        span = around.marked_span(page, around.readable(sentence, words))
        return Found(
            rule=rule,
            form=form,
            page=page.number,
            hit=hit,
            span=span,
            quote=page.text[span[0] : span[1]],
            term=" ".join(page.text[hit[0] : hit[1]].casefold().split()),
            section=around.section(words[0]),
            part=around.part(words[0]),
            at=round(words[0] / around.count, 4),
            judgement=self._judgement(form, page, words),
            words=words,
            is_heading=around.is_heading(words[0]),
            needs=tuple(self._needs(number, form, words)),
        )

    def _judgement(self, form: Form, page: Page, words: tuple[int, int]) -> Judgement:
        around = self._around
        hit = around.span(words)
        near = around.close(around.sentence(words[0]), words)
        start, end = around.marked_span(page, near)
        return statements.judge(
            page.text[start:end],
            (hit[0] - start, hit[1] - start),
            form.language,
            around.context(words[0]),
        )

    def _needs(
        self, number: int, form: Form, words: tuple[int, int]
    ) -> Iterator[tuple[int, int, int]]:
        hit = (np.array(words[:1]), np.array(words[1:]))
        for slot in range(len(form.needs)):
            row = self._pack.needs[slot, number]
            low, high = windows(row[None, :], *hit, self._around.bounds)
            window = (int(low[0]), int(high[0]))
            place = self._hits.nearby.nearest(int(row[0]), window, words)
            if place is not None:
                page = self._around.page(place[0])
                yield (page.number, *self._around.span(place))
