"""Passages: the sentence, list item or table row around a hit, word for word."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.finding import statements
from criteria.finding.beyond import Beyond
from criteria.finding.hits import find_hits, windows
from criteria.finding.surroundings import Document, Surroundings
from criteria.packs.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.evidence import Page
    from criteria.finding.hits import Hits
    from criteria.finding.nearby import Nearby
    from criteria.finding.statements import Judgement
    from criteria.language.parts import Part, Parts
    from criteria.language.sections import Section
    from criteria.language.tokens import Numbers
    from criteria.packs.compiled import CompiledPack
    from criteria.packs.ruleset import Form, Pack, Rule

# A rule that holds more often than this in a document says nothing more by it.
_MOST_HITS: Final = 60


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a rule holds, in the words of its page.

    ``hit`` and ``span`` are of the main phrase and of the passage around it; ``at`` is
    how far into the document it stands, from 0 to 1. ``needs`` are page, start and end
    of what satisfied each need of the form.
    """

    rule: Rule
    form: Form
    page: int
    hit: tuple[int, int]
    span: tuple[int, int]
    quote: str
    term: str
    section: Section
    at: float
    judgement: Judgement
    words: tuple[int, int]
    is_heading: bool
    needs: tuple[tuple[int, int, int], ...]


def collect(parts: Parts, pack: Pack, *, name: str, kind: str) -> list[Found]:
    """Return where the rules of a pack hold, once for each rule and sentence.

    They come in order of rule, language and place.
    """
    prepared = compiled(pack)
    search = _Search(parts, prepared)
    chosen = _chosen(search, prepared)
    document = Document.of(parts, name=name, kind=kind)
    found: list[tuple[int, Found]] = []
    for part, places in parts.in_turn([start for _, start, _ in chosen]):
        around = Surroundings(document, part)
        collector = _Collector(search.hits(part).nearby, prepared, around)
        found += [(place, collector.found(*chosen[place])) for place in places]
    return [one for _, one in sorted(found, key=itemgetter(0))]


class _Search:
    """The hits of each part of a document; those of the last one are kept at hand."""

    def __init__(self, parts: Parts, pack: CompiledPack) -> None:
        self._pack = pack
        self._beyond = Beyond(parts, pack)
        self.parts = parts
        self._last: tuple[int, Hits] | None = None

    def hits(self, part: Part) -> Hits:
        if self._last is None or self._last[0] != part.number:
            beyond = self._beyond.of(part.number)
            self._last = part.number, find_hits(part.text, self._pack, beyond=beyond)
        return self._last[1]


def _chosen(search: _Search, pack: CompiledPack) -> list[tuple[int, int, int]]:
    """Return the hits to show, each as its form, first word and end."""
    kept = [np.zeros((4, 0), np.int64)]
    for part in search.parts.each():
        hits = search.hits(part)
        sentences = part.text.bounds.sentences
        at = np.searchsorted(sentences, hits.starts, "right") - 1
        kept.append(_few(np.array([hits.forms, hits.starts, hits.ends, sentences[at]])))
    rows = np.concatenate(kept, axis=1)
    rows = rows[:, np.argsort(rows[0], kind="stable")]
    chosen: list[tuple[int, int, int]] = []
    seen: set[tuple[str, int]] = set()
    counts: Counter[str] = Counter()
    for number, start, end, sentence in rows.T.tolist():
        rule = pack.forms[number][0].id
        if (rule, sentence) not in seen and counts[rule] < _MOST_HITS:
            seen.add((rule, sentence))
            counts[rule] += 1
            chosen.append((number, start, end))
    return chosen


def _few(rows: Numbers) -> Numbers:
    """Leave out hits of a form in a sentence it has hit, and more than can be shown.

    Other forms of the rule may have been shown in as many sentences as may be at all.
    """
    forms, sentences = rows[0], rows[3]
    new = (np.diff(forms, prepend=-1) != 0) | (np.diff(sentences, prepend=-1) != 0)
    rows = rows[:, new]
    places = np.arange(rows.shape[1])
    firsts = np.searchsorted(rows[0], rows[0])
    return rows[:, places - firsts < 2 * _MOST_HITS]


class _Collector:
    """Turns hits of a part into passages."""

    def __init__(
        self, nearby: Nearby, pack: CompiledPack, around: Surroundings
    ) -> None:
        self._nearby = nearby
        self._pack = pack
        self._around = around

    def found(self, number: int, first: int, end: int) -> Found:
        words = (first, end)
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
            place = self._nearby.nearest(int(row[0]), window, words)
            if place is not None:
                around = self._around.of(place[0])
                yield (around.page(place[0]).number, *around.span(place))
