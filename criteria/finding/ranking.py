"""The score of a link, part by part.

Each passage has a weight: what its rule is worth, lessened by what it says and by where
it stands. A rule counts by its best passage, a little more if it holds in several
sentences. Rules add up as independent signs do, 1 - (1 - a)(1 - b)…, so that more
evidence never lowers a score. The numbers are our judgement, held against labelled
documents; see ``docs/performance.md``.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from criteria.evidence import Proposal, Statement
from criteria.finding.receipts import passage
from criteria.language.sections import Section
from criteria.packs.ruleset import Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from criteria.finding.alike import Alike
    from criteria.finding.passages import Found

_STRENGTH: Final = {Strength.STRONG: 0.5, Strength.FAIR: 0.28, Strength.WEAK: 0.1}
_STATEMENT: Final = {
    Statement.STATED: 1.0,
    Statement.UNCLEAR: 0.7,
    Statement.CONDITIONAL: 0.65,
    Statement.PLANNED: 0.5,
    Statement.OTHERS: 0.4,
    Statement.DENIED: 0.3,
    Statement.QUESTION: 0.25,
}
_SECTION: Final = {
    Section.BODY: 1.0,
    Section.NEXT_STEPS: 0.8,
    Section.DEFINITIONS: 0.6,
    Section.NOTES: 0.6,
    Section.RECITALS: 0.5,
    Section.ELSEWHERE: 0.5,
    Section.QUESTIONS: 0.5,
    Section.REFERENCES: 0.3,
    Section.RUNNING: 0.3,
    Section.CONTENTS: 0.2,
    Section.BOILERPLATE: 0.2,
}
# A heading names a thing without saying of it that it is there.
_HEADING: Final = 0.85
_OTHER_KIND: Final = 0.85
# Several sentences, several terms and several items say more than one, less and less.
_PER_SENTENCE: Final = 0.08
_PER_TERM: Final = 0.05
_PER_ITEM: Final = 0.12
_MOST_COUNTED: Final = 8
# What a document opens with is what it is about.
_OPENING: Final = 0.12
_OPENING_BONUS: Final = 0.1
# In a long document a single passage says less of what it is about.
_USUAL_WORDS: Final = 2000
_PER_TENFOLD: Final = 0.15
_LEAST_LENGTH: Final = 0.75
_MOST_PASSAGES: Final = 5
# Likeness to our examples: at most so much, half of it at so high a degree.
_MOST_LIKENESS: Final = 0.8
_HALFWAY: Final = -0.2
_SPREAD: Final = 1.25
# So much of it where all that reads alike is somebody else's, asked or denied.
_ALIKE: Final = {
    Statement.OTHERS: 0.4,
    Statement.QUESTION: 0.4,
    Statement.DENIED: 0.6,
}
LEAST_DEGREE: Final = -0.7
"""Passages of a document that reads less like our examples are not worth showing."""
# Chosen where negative labelled documents get the links we allow ourselves.
_LEAST_SCORE: Final = 0.39
_LEAST_SCORE_ALIKE: Final = 0.325


@dataclass(frozen=True, slots=True)
class Weighed:
    """A passage and its weight."""

    found: Found
    weight: float


def suffices(found: Sequence[Found], score: float, alike: Alike | None = None) -> bool:
    """Tell whether what was found for a criterion is enough for a proposal.

    One match of a strong rule is, even of what is planned or denied, which feeds the
    list of gaps; but not of what is somebody else's. So are two of fair ones, of
    different rules or in different sentences. That fair ones stand in the same section
    is not asked: headings are not always recognised, and on labelled documents it only
    cost evidence. Beside them, a high score is enough, wherever it comes from, and a
    lower one where the document reads like our examples.
    """
    ruled = [
        f
        for f in found
        if f.rule.forms and f.judgement.statement is not Statement.OTHERS
    ]
    if any(f.rule.strength is Strength.STRONG for f in ruled):
        return True
    fair = {(f.rule.id, f.span) for f in ruled if f.rule.strength is Strength.FAIR}
    least = _LEAST_SCORE_ALIKE if _worth_showing(alike) else _LEAST_SCORE
    return len(fair) > 1 or score >= least


def propose(
    criterion: str,
    found: Sequence[Found],
    *,
    kind: str,
    words: int,
    alike: Alike | None = None,
) -> Proposal:
    """Return the link that was found for a criterion, with its score explained.

    ``alike`` is how like our examples of evidence the document reads, where there are
    such examples.
    """
    ruled = [Weighed(f, _weight(f, kind)) for f in found]
    ruled.sort(key=lambda w: (-w.weight, w.found.words, w.found.rule.id))
    by_rule: defaultdict[str, list[Weighed]] = defaultdict(list)
    for w in ruled:
        by_rule[w.found.rule.id].append(w)
    base = _together(group[0].weight for group in by_rule.values())
    sentences = _more(base, len({w.found.span for w in ruled}), _PER_SENTENCE)
    terms = _more(sentences, len({w.found.term for w in ruled}), _PER_TERM)
    items = _more(terms, len({w.found.rule.item for w in ruled}), _PER_ITEM)
    opening = _OPENING_BONUS if ruled and ruled[0].found.at < _OPENING else 0.0
    placed = 1 - (1 - items) * (1 - opening)
    sized = placed * _length(words)
    score = 1 - (1 - sized) * (1 - _likeness(alike))
    steps = (base, sentences, terms, items, placed, sized, score)
    names = ("rules", "sentences", "terms", "items", "place", "length", "likeness")
    before = (0.0, *steps[:-1])
    parts = [(n, round(b - a, 4)) for n, a, b in zip(names, before, steps, strict=True)]
    shown = _shown([*ruled, *(Weighed(f, 0.0) for f in _worth_showing(alike))])
    return Proposal(
        criterion,
        round(min(max(score, 0.0), 1.0), 4),
        shown[0].found.judgement.statement,
        tuple(passage(w.found, w.weight) for w in shown),
        tuple(parts),
    )


def _weight(found: Found, kind: str) -> float:
    meant = not found.rule.kinds or kind in found.rule.kinds
    return (
        _STRENGTH[found.rule.strength]
        * _STATEMENT[found.judgement.statement]
        * _SECTION[found.section]
        * (_HEADING if found.is_heading else 1.0)
        * (1.0 if meant else _OTHER_KIND)
    )


def _worth_showing(alike: Alike | None) -> tuple[Found, ...]:
    return alike.found if alike and alike.degree > LEAST_DEGREE else ()


def _likeness(alike: Alike | None) -> float:
    if alike is None:
        return 0.0
    said = [_ALIKE.get(f.judgement.statement, 1.0) for f in alike.found]
    most = _MOST_LIKENESS * max(said, default=1.0)
    return most / (1 + math.exp((_HALFWAY - alike.degree) / _SPREAD))


def _together(weights: Iterable[float]) -> float:
    missing = 1.0
    for weight in weights:
        missing *= 1 - weight
    return 1 - missing


def _more(score: float, count: int, each: float) -> float:
    """Raise a score for every thing of a kind beyond the first."""
    beyond = max(min(count, _MOST_COUNTED) - 1, 0)
    return float(1 - (1 - score) * (1 - score * each) ** beyond)


def _length(words: int) -> float:
    tenfolds = math.log10(max(words, 1) / _USUAL_WORDS)
    return min(1.0, max(_LEAST_LENGTH, 1 - _PER_TENFOLD * tenfolds))


def _shown(weighed: Sequence[Weighed]) -> list[Weighed]:
    """Return the best passages, the best of each item before the second of any."""
    first: list[Weighed] = []
    later: list[Weighed] = []
    items: set[str | None] = set()
    spans: set[tuple[int, tuple[int, int]]] = set()
    for w in weighed:
        place = (w.found.page, w.found.span)
        if place in spans:
            continue
        spans.add(place)
        (later if w.found.rule.item in items else first).append(w)
        items.add(w.found.rule.item)
    return (first + later)[:_MOST_PASSAGES]
